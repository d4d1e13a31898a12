"""The feed: nothing missed under writers, tombstones for what left, nothing for what was never there."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any

import pytest

from shared.identity.values import Principal
from shared.kit import db
from shared.overview.changes import service as changes
from tests import feeds


async def _naive(connection: Any, after: int) -> tuple[set[str], int]:
    """What a feed by `sequence > cursor` shows: everything committed beyond the greatest number seen."""
    rows = await connection.fetch(
        "SELECT id::text, sequence FROM change_heads WHERE entity = 'measurement' AND sequence > $1", after
    )
    return {row["id"] for row in rows}, max([after, *(row["sequence"] for row in rows)])


async def test_eight_writers_lose_nothing_where_a_feed_by_number_does(database: db.Database) -> None:
    writers = [await feeds.connect(database) for _ in range(8)]
    reader = await feeds.connect(database)
    copy = await feeds.Copy(database).catch_up()
    shuffled, written, naive, after = random.Random(57), set[str](), set[str](), 0
    for _ in range(25):
        open_ones = [writer.transaction() for writer in writers]
        for one, writer in zip(open_ones, writers, strict=True):
            await one.start()
            written.update(await feeds.measure(writer))
        shuffled.shuffle(open_ones)
        for one in open_ones:
            await one.commit()
            found, after = await _naive(reader, after)
            naive |= found
            await copy.pull(limit=3)
    await copy.catch_up()
    for connection in (*writers, reader):
        await connection.close()
    assert written - naive, "the writers were too orderly: a feed by number would have lost nothing"
    assert written <= copy.of("measurement").keys()
    assert copy.rows == (await feeds.Copy(database).catch_up()).rows


async def test_a_writer_that_has_not_finished_holds_back_what_is_younger_and_only_that(database: db.Database) -> None:
    slow, quick = await feeds.connect(database), await feeds.connect(database)
    copy = await feeds.Copy(database).catch_up()
    (before,) = await feeds.measure(quick)
    await copy.catch_up()
    held = slow.transaction()
    await held.start()
    (late,) = await feeds.measure(slow)
    (after,) = await feeds.measure(quick)
    assert not await copy.pull()
    assert {before} == copy.of("measurement").keys()
    page = await changes.page(database, feeds.ALL, feeds.TODAY, after=copy.place, limit=10)
    assert page.lag_seconds > 0
    await held.commit()
    await copy.catch_up()
    assert {before, late, after} == copy.of("measurement").keys()
    page = await changes.page(database, feeds.ALL, feeds.TODAY, after=copy.place, limit=10)
    assert (page.items, page.more) == ("[]", False)
    for connection in (slow, quick):
        await connection.close()


async def test_what_moves_away_is_a_tombstone_for_those_who_had_it_and_nothing_for_others(
    database: db.Database,
) -> None:
    writer = await feeds.connect(database)
    obligation = await feeds.movable(writer, "so-noi-vu")
    callers = (feeds.AGENCY, feeds.OTHER, feeds.principal("reporter", "so-tu-phap"), feeds.ALL)
    had, gets, never, everything = [await feeds.Copy(database, caller).catch_up() for caller in callers]
    assert obligation in had.of("obligation")
    await feeds.move(writer, obligation, "so-tai-chinh")
    seen = {}
    for name, copy in (("had", had), ("gets", gets), ("never", never), ("everything", everything)):
        copy.seen.clear()
        await copy.catch_up()
        seen[name] = [(item["op"], item["id"]) for item in copy.seen]
    assert seen == {
        "had": [("delete", obligation)],
        "gets": [("upsert", obligation)],
        "never": [],
        "everything": [("upsert", obligation)],
    }
    await feeds.move(writer, obligation, "so-noi-vu")
    assert obligation in (await had.catch_up()).of("obligation")
    assert obligation not in (await gets.catch_up()).of("obligation")
    await writer.close()


async def test_whom_a_thing_only_passed_through_within_a_transaction_never_hears_of_it(database: db.Database) -> None:
    writer = await feeds.connect(database)
    obligation = await feeds.movable(writer, "so-noi-vu")
    had, between = [await feeds.Copy(database, caller).catch_up() for caller in (feeds.AGENCY, feeds.OTHER)]
    between.seen.clear()
    async with writer.transaction():
        await writer.execute("UPDATE obligations SET certainty = certainty WHERE id = $1::text::uuid", obligation)
        await feeds.move(writer, obligation, "so-tai-chinh")
        await feeds.move(writer, obligation, "so-tu-phap")
    assert obligation not in (await had.catch_up()).of("obligation")
    await between.catch_up()
    assert between.seen == []
    await writer.close()


@pytest.mark.parametrize(
    ("caller", "kinds"),
    [
        (feeds.principal("system", scopes=frozenset({"changes:read"})), {"organisation", "target", "ranking"}),
        (
            feeds.principal("system", scopes=frozenset({"changes:read", "scores:read"})),
            {"organisation", "target", "ranking", "score"},
        ),
        (feeds.ALL, {"organisation", "target", "ranking", "score", "task", "obligation", "measurement"}),
        (feeds.AGENCY, {"organisation", "target", "ranking", "score", "task", "obligation", "measurement"}),
    ],
)
async def test_a_kind_needs_its_own_scope_besides(database: db.Database, caller: Principal, kinds: set[str]) -> None:
    writer = await feeds.connect(database)
    await feeds.measure(writer)
    copy = await feeds.Copy(database, caller).catch_up()
    assert {entity for entity, _ in copy.rows} == kinds
    organisations = {row["organisation"] for row in copy.of("obligation").values()}
    assert (organisations == {"so-noi-vu"}) == (caller == feeds.AGENCY)
    await writer.close()


async def test_a_thing_written_ten_times_stands_once_and_its_version_grows(database: db.Database) -> None:
    writer = await feeds.connect(database)
    obligation = await feeds.movable(writer)
    copy = await feeds.Copy(database).catch_up()
    first = copy.rows["obligation", obligation][0]
    copy.seen.clear()
    for _ in range(10):
        await writer.execute("UPDATE obligations SET year = year + 1 WHERE id = $1::text::uuid", obligation)
    await copy.catch_up()
    assert [(item["entity"], item["id"]) for item in copy.seen] == [("obligation", obligation)]
    assert copy.rows["obligation", obligation][0] > first
    await writer.close()


async def test_what_is_deleted_or_no_longer_stated_is_told(database: db.Database) -> None:
    writer = await feeds.connect(database)
    obligation = await feeds.movable(writer)
    copy = await feeds.Copy(database).catch_up()
    await writer.execute("DELETE FROM obligations WHERE id = $1::text::uuid", obligation)
    await writer.execute("UPDATE tasks SET superseded_at = now() WHERE code = '187.2.1.01'")
    before = len(copy.of("task"))
    await copy.catch_up()
    assert obligation not in copy.of("obligation")
    assert len(copy.of("task")) == before - 1
    await writer.execute("UPDATE tasks SET superseded_at = 'infinity' WHERE code = '187.2.1.01'")
    assert len((await copy.catch_up()).of("task")) == before
    await writer.close()


async def test_a_rolled_back_change_is_not_told(database: db.Database) -> None:
    writer = await feeds.connect(database)
    copy = await feeds.Copy(database).catch_up()
    copy.seen.clear()
    undone = writer.transaction()
    await undone.start()
    await feeds.measure(writer, count=3)
    await undone.rollback()
    await copy.catch_up()
    assert copy.seen == []
    await writer.close()


async def test_a_page_is_cut_before_it_weighs_eight_megabytes(
    database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a tenth of the limit the same cut is seen on the catalog's own rows."""
    await feeds.Copy(database).catch_up()  # whatever the cluster held back is served from here on
    monkeypatch.setattr("shared.overview.changes.repository.MOST_BYTES", 20_000)
    first = await changes.page(database, feeds.ALL, feeds.TODAY, after=None, limit=200)
    assert first.more
    assert 0 < len(json.loads(first.items)) < 200
    assert len(first.items.encode()) < 2 * 20_000 + 300 * 200
    whole = await feeds.Copy(database).catch_up()
    heavy = [key for key, (_, data) in whole.rows.items() if data is None]
    assert heavy, "no body alone is too heavy"
    monkeypatch.undo()
    assert (await feeds.Copy(database).catch_up()).rows.keys() == whole.rows.keys()


async def _waits(database: db.Database, backend: int) -> None:
    """Until that backend waits for a lock."""
    while not (await database.reader.row("SELECT cardinality(pg_blocking_pids($1)) > 0 AS waits", backend) or {})[
        "waits"
    ]:
        pass


async def test_what_is_written_while_its_owner_changes_is_noted_for_the_new_owner(database: db.Database) -> None:
    """The writer's snapshot still shows the old owner; what it notes must not."""
    mover, writer = await feeds.connect(database), await feeds.connect(database)
    obligation = await feeds.movable(mover, "so-noi-vu")
    await writer.execute(
        "INSERT INTO reports (id, obligation_id, state, round) VALUES (gen_random_uuid(), $1::text::uuid, 'draft', 1)",
        obligation,
    )
    had, gets = [await feeds.Copy(database, caller).catch_up() for caller in (feeds.AGENCY, feeds.OTHER)]
    (report,) = had.of("report")
    moving = mover.transaction()
    await moving.start()
    await feeds.move(mover, obligation, "so-tai-chinh")
    sql = "UPDATE reports SET version = version + 1 WHERE obligation_id = $1::text::uuid"
    writing = asyncio.create_task(writer.execute(sql, obligation))
    async with asyncio.timeout(20):
        await _waits(database, writer.get_server_pid())
    await moving.commit()
    await writing
    assert report not in (await had.catch_up()).of("report")
    assert (await gets.catch_up()).of("report")[report]["version"] == 2
    for connection in (mover, writer):
        await connection.close()


async def test_a_report_begun_while_its_obligation_moves_is_the_new_owners(database: db.Database) -> None:
    mover, writer = await feeds.connect(database), await feeds.connect(database)
    obligation = await feeds.movable(mover, "so-noi-vu")
    had, gets = [await feeds.Copy(database, caller).catch_up() for caller in (feeds.AGENCY, feeds.OTHER)]
    moving = mover.transaction()
    await moving.start()
    await feeds.move(mover, obligation, "so-tai-chinh")
    sql = "INSERT INTO reports (id, obligation_id, state, round) VALUES (gen_random_uuid(), $1::text::uuid, 'draft', 1)"
    writing = asyncio.create_task(writer.execute(sql, obligation))
    async with asyncio.timeout(20):
        await _waits(database, writer.get_server_pid())
    await moving.commit()
    await writing
    assert len((await had.catch_up()).of("report")) == 0
    assert len((await gets.catch_up()).of("report")) == 1
    for connection in (mover, writer):
        await connection.close()
