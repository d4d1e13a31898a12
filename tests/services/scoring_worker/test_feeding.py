"""The worker's round for the feed outlives what PostgreSQL does to it, and tidies what is kept no longer."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from services.scoring_worker import feeding
from shared.kit import callers, db
from shared.overview.changes import exports
from tests import feeds


async def test_a_refused_statement_is_waited_out_and_the_export_is_made(
    database: db.Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(feeding, "EVERY_S", 0.01)
    writer = await feeds.connect(database)
    with callers.asking(callers.SYSTEM):
        async with database.transaction() as session:
            export = await exports.ask(session, database.reader, feeds.ALL, feeds.TODAY, max_age=0)
    await writer.execute("ALTER TABLE change_exports RENAME TO taken_away")
    feeder = asyncio.create_task(feeding.run(database, retention_days=90))
    try:
        async with asyncio.timeout(30):
            while "feed waits" not in caplog.text:
                await database.reader.row("SELECT 1")
            await writer.execute("ALTER TABLE taken_away RENAME TO change_exports")
            while not (await exports.manifest(database.reader, feeds.ALL, feeds.TODAY, export)).ready:
                assert not feeder.done()
    finally:
        feeder.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await feeder
        await writer.close()


async def test_tidying_drops_old_tombstones_and_exports(database: db.Database) -> None:
    writer = await feeds.connect(database)
    obligation = await feeds.movable(writer)
    await writer.execute("DELETE FROM obligations WHERE id = $1::text::uuid", obligation)
    await writer.execute("UPDATE change_heads SET changed_at = changed_at - interval '91 days'")
    async with database.transaction() as session:
        await exports.ask(session, database.reader, feeds.ALL, feeds.TODAY, max_age=0)
    await writer.execute("UPDATE change_exports SET requested_at = requested_at - interval '3 hours'")
    await feeding.tidy(database, retention_days=90)
    assert await writer.fetchval("SELECT count(*) FROM change_heads WHERE gone") == 0
    assert await writer.fetchval("SELECT count(*) FROM change_exports") == 0
    await writer.close()
