"""A full export: one snapshot, counted and hashed, of the caller's own, and the feed goes on from it."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

import pytest

from shared.identity import rights
from shared.identity.values import Principal
from shared.kit import callers, db
from shared.overview.changes import cursor, errors, exports, repository, spool
from shared.overview.changes import service as changes
from tests import feeds


async def _ask(database: db.Database, caller: Principal = feeds.ALL, max_age: int = 0) -> uuid.UUID:
    asking = callers.asking(rights.setting(caller, feeds.TODAY.today()))  # as the guard says it
    with asking:
        async with database.transaction() as session:
            return await exports.ask(session, database.reader, caller, feeds.TODAY, max_age=max_age)


async def _made(database: db.Database, caller: Principal = feeds.ALL) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The manifest of a new export and its rows; counts and hashes are checked."""
    export = await _ask(database, caller)
    assert await exports.make_next(database)
    found = await exports.manifest(database.reader, caller, feeds.TODAY, export)
    assert found.ready
    said, whole = json.loads(found.body), b""
    for part in said["parts"]:
        lines, sha256 = await exports.part(database.reader, caller, feeds.TODAY, export, part["number"])
        assert (len(lines), hashlib.sha256(lines).hexdigest()) == (part["byte_count"], part["sha256"])
        assert sha256 == part["sha256"]
        assert len(lines) < 8_000_000
        assert lines.count(b"\n") == part["row_count"]
        whole += lines
    rows = [json.loads(line) for line in whole.splitlines()]
    assert (len(rows), len(whole)) == (said["row_count"], said["byte_count"])
    assert hashlib.sha256(whole).hexdigest() == said["sha256"]
    return said, rows


async def test_an_export_is_what_the_feed_gives_from_the_beginning(
    database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "THINGS", 50)
    monkeypatch.setattr(repository, "MOST_BYTES", 100_000)
    for caller in (feeds.ALL, feeds.AGENCY):
        copy = await feeds.Copy(database, caller).catch_up()
        said, rows = await _made(database, caller)
        assert len(said["parts"]) > 2
        exported = {(row["entity"], row["id"]): (row["version"], row["data"]) for row in rows}
        assert exported == copy.rows


async def test_the_feed_goes_on_from_an_export(database: db.Database) -> None:
    writer = await feeds.connect(database)
    held = writer.transaction()
    await held.start()
    (late,) = await feeds.measure(writer)
    said, rows = await _made(database)
    await held.commit()
    copy = feeds.Copy(database, place=cursor.decode(said["cursor"]))
    copy.rows = {(row["entity"], row["id"]): (row["version"], row["data"]) for row in rows}
    assert late not in copy.of("measurement")
    await copy.catch_up()
    assert late in copy.of("measurement")
    assert copy.rows == (await feeds.Copy(database).catch_up()).rows
    await writer.close()


async def test_a_tombstone_after_the_snapshot_comes_from_the_feed(database: db.Database) -> None:
    writer = await feeds.connect(database)
    obligation = await feeds.movable(writer)
    said, _ = await _made(database, feeds.AGENCY)
    await feeds.move(writer, obligation, "so-tai-chinh")
    copy = await feeds.Copy(database, feeds.AGENCY, place=cursor.decode(said["cursor"])).catch_up()
    assert ("delete", obligation) in [(item["op"], item["id"]) for item in copy.seen]
    await writer.close()


async def test_another_caller_does_not_get_it(database: db.Database) -> None:
    export = await _ask(database, feeds.AGENCY)
    assert await exports.make_next(database)
    for caller in (feeds.OTHER, feeds.ALL, feeds.principal("approver", "so-noi-vu")):
        with pytest.raises(errors.ExportNotFound):
            await exports.part(database.reader, caller, feeds.TODAY, export, 1)


async def test_who_lost_a_right_does_not_get_what_was_exported_with_it(database: db.Database) -> None:
    export = await _ask(database, feeds.ALL)
    assert await exports.make_next(database)
    narrower = feeds.principal("system", scopes=feeds.SCOPES - {"evidence:read"})
    with pytest.raises(errors.RightsChanged):
        await exports.part(database.reader, narrower, feeds.TODAY, export, 1)


async def test_nobody_gets_a_part_before_it_is_whole_or_one_that_is_not_there(database: db.Database) -> None:
    export = await _ask(database)
    with pytest.raises(errors.ExportNotFound):
        await exports.part(database.reader, feeds.ALL, feeds.TODAY, export, 1)
    assert not (await exports.manifest(database.reader, feeds.ALL, feeds.TODAY, export)).ready
    assert await exports.make_next(database)
    with pytest.raises(errors.ExportNotFound):
        await exports.part(database.reader, feeds.ALL, feeds.TODAY, export, 1_000_000)


async def test_asked_again_the_same_is_given_and_of_many_two_are_kept(database: db.Database) -> None:
    first = await _ask(database)
    assert await _ask(database) == first, "one that waits is as fresh as a new one"
    assert await exports.make_next(database)
    assert await _ask(database, max_age=600) == first
    second = await _ask(database)
    assert await exports.make_next(database)
    third = await _ask(database)
    assert len({first, second, third}) == 3
    reader = await feeds.connect(database)
    kept = await reader.fetch("SELECT id FROM change_exports")
    assert {row["id"] for row in kept} == {second, third}
    assert await reader.fetchval("SELECT count(DISTINCT export_id) FROM change_export_parts") == 1
    await reader.execute("UPDATE change_exports SET requested_at = requested_at - interval '3 hours'")
    with pytest.raises(errors.ExportNotFound):
        await exports.manifest(database.reader, feeds.ALL, feeds.TODAY, second)
    async with database.transaction() as session:
        assert await exports.drop_old(session) == 2
    await reader.close()


async def test_an_export_of_another_history_is_not_given(database: db.Database) -> None:
    """A dump brings along what lay there; its cursor would be refused again and again."""
    export = await _ask(database)
    assert await exports.make_next(database)
    writer = await feeds.connect(database)
    await writer.execute("UPDATE change_epochs SET cluster = '1/00000001/1'")
    await changes.begin(database)
    with pytest.raises(errors.ExportNotFound):
        await exports.manifest(database.reader, feeds.ALL, feeds.TODAY, export)
    assert await _ask(database, max_age=600) != export
    await writer.close()


async def test_the_queue_is_bounded(database: db.Database) -> None:
    for number in range(20):
        await _ask(database, feeds.principal("reporter", f"o-{number}"))
    with pytest.raises(errors.TooManyExports):
        await _ask(database)


async def test_one_whose_maker_was_lost_is_made_again_from_the_beginning(database: db.Database) -> None:
    export = await _ask(database)
    async with database.transaction() as session:
        lost = await spool.claim(session, seconds=-1)
        assert lost is not None
        assert await spool.add_part(session, _part(export, 1), lost["lease"], seconds=-1)
    assert await exports.make_next(database)
    assert not await exports.make_next(database)
    found = json.loads((await exports.manifest(database.reader, feeds.ALL, feeds.TODAY, export)).body)
    assert found["parts"][0]["row_count"] > 1


async def test_a_maker_who_was_too_slow_writes_nothing_into_what_another_made(database: db.Database) -> None:
    export = await _ask(database)
    async with database.transaction() as session:
        slow = await spool.claim(session, seconds=-1)
    assert slow is not None
    assert await exports.make_next(database)
    whole = await exports.manifest(database.reader, feeds.ALL, feeds.TODAY, export)
    async with database.transaction() as session:
        assert not await spool.add_part(session, _part(export, 1_000), slow["lease"], seconds=60)
        counts = {"row_count": 1, "byte_count": 1, "sha256": "", "cursor": "elsewhere"}
        await spool.finish(session, {"id": export, **counts}, slow["lease"])
        await spool.fail(session, export, slow["lease"])
    assert await exports.manifest(database.reader, feeds.ALL, feeds.TODAY, export) == whole


def _part(export: uuid.UUID, number: int) -> dict[str, Any]:
    return {"export_id": export, "number": number, "row_count": 1, "byte_count": 1, "sha256": "", "body": b"x"}
