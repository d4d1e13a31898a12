"""One code path for asking and for doing; whole or nothing; the same file twice changes nothing."""

from __future__ import annotations

import gc
import uuid
from decimal import Decimal

import orjson
import pytest
import pytest_asyncio
from sqlalchemy.exc import DBAPIError

from shared.imports import collecting, errors, running, service, values
from shared.kit import db
from shared.kit.clock import FakeClock
from tests.shared.imports.things import TABLE, Things, asking, context, file, held

AGENCY = "so-noi-vu"
GOOD = file("a,1", "b,2.50")
MIXED = file("a,1", "b,2,5", 'c,"2,5"', "d,101", "e,NaN")


@pytest_asyncio.fixture(autouse=True)
async def table(database: db.Database) -> None:
    """The table of things."""
    async with database.transaction() as session:
        await db.execute(session, TABLE)


async def _run(database: db.Database, clock: FakeClock, given: values.File, *, dry_run: bool = False) -> values.Outcome:
    async with database.transaction() as session:
        return await running.run(session, Things(), given, dry_run=dry_run, context=context(clock))


async def test_a_file_is_written_and_the_same_file_again_changes_nothing(
    database: db.Database, clock: FakeClock
) -> None:
    first = await _run(database, clock, GOOD)
    assert (first.state, first.counts["new"]) == ("done", 2)
    assert await held(database) == {"a": Decimal(1), "b": Decimal("2.5")}
    again = await _run(database, clock, GOOD)
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}
    third = await _run(database, clock, file("a,3", "b,2.5", "c,0"))
    assert [(one.row, one.verdict, one.key) for one in third.verdicts] == [
        (2, "changed", "a"),
        (3, "unchanged", "b"),
        (4, "new", "c"),
    ]


async def test_a_dry_run_says_the_same_and_writes_nothing(database: db.Database, clock: FakeClock) -> None:
    asked = await _run(database, clock, GOOD, dry_run=True)
    assert (asked.state, await held(database)) == ("judged", {})
    done = await _run(database, clock, GOOD)
    assert (asked.verdicts, asked.findings) == (done.verdicts, done.findings)


async def test_with_one_error_nothing_is_written_and_all_errors_are_said(
    database: db.Database, clock: FakeClock
) -> None:
    with pytest.raises(errors.ImportRefused) as refused:
        await _run(database, clock, MIXED)
    assert await held(database) == {}
    found = [(one.code, one.place.row if one.place else None) for one in refused.value.findings]
    assert found == [
        ("cell_without_heading", 3),
        ("decimal_comma", 4),
        ("too_large", 5),
        ("not_a_number", 6),
    ]
    asked = await _run(database, clock, MIXED, dry_run=True)
    assert asked.state == "refused"
    assert tuple(asked.findings) == refused.value.findings
    assert asked.counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 4}
    assert refused.value.beside()["counts"] == asked.counts


async def test_what_only_postgresql_refuses_leaves_nothing_either(database: db.Database, clock: FakeClock) -> None:
    with pytest.raises(DBAPIError):
        await _run(database, clock, file("a,1", "b,-1"))
    assert await held(database) == {}


async def test_a_thousand_findings_are_listed_and_all_are_counted(database: db.Database, clock: FakeClock) -> None:
    asked = await _run(database, clock, file(*[f"c{n},x" for n in range(1500)]), dry_run=True)
    assert (len(asked.findings), asked.errors, asked.counts["refused"]) == (1000, 1500, 1500)


async def test_how_it_ended_is_kept_with_its_verdicts(database: db.Database, clock: FakeClock) -> None:
    given = context(clock)
    with asking():
        async with database.transaction() as session:
            outcome = await service.at_once(session, Things(), GOOD, dry_run=False, context=given)
    assert outcome is not None
    first = orjson.loads(await service.as_json(database.reader, "things", given.id, organisation=AGENCY, limit=1))
    assert first["verdicts"] == [{"row": 2, "verdict": "new", "key": "a"}]
    assert (first["state"], first["file"]["sha256"], first["next_keys"]) == ("done", GOOD.sha256, ["2"])
    second = orjson.loads(
        await service.as_json(database.reader, "things", given.id, organisation=AGENCY, limit=1, after=2)
    )
    assert (second["verdicts"][0]["row"], second["next_keys"]) == (3, None)
    refused = orjson.loads(
        await service.as_json(database.reader, "things", given.id, organisation=AGENCY, verdict="refused")
    )
    assert refused["verdicts"] == []
    trail = await database.reader.row("SELECT action, after::text FROM audit_entries WHERE entity_kind = 'import'")
    assert trail is not None
    assert (trail["action"], orjson.loads(trail["after"])["new"]) == ("import_things", 2)
    with pytest.raises(errors.ImportNotFound):
        await service.as_json(database.reader, "tasks", given.id, organisation=AGENCY)
    with pytest.raises(errors.ImportNotFound):
        await service.as_json(database.reader, "things", uuid.uuid4(), organisation=AGENCY)
    with pytest.raises(errors.ImportNotFound):
        await service.as_json(database.reader, "things", given.id, organisation="so-tai-chinh")


async def test_too_many_rows_for_a_request_are_left_to_the_worker(
    database: db.Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_ROWS_AT_ONCE", 1)
    async with database.transaction() as session:
        assert await service.at_once(session, Things(), GOOD, dry_run=False, context=context(clock)) is None
    assert await held(database) == {}


async def test_the_collector_runs_again_whatever_becomes_of_the_import(database: db.Database, clock: FakeClock) -> None:
    assert gc.isenabled()
    for given in (GOOD, MIXED):
        await _run(database, clock, given, dry_run=True)
        assert gc.isenabled()
    with collecting.held():
        with collecting.held():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
