"""A file of figures: judged whole, written once, and the same file again changes nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

import pytest

from shared.audit.service import Actor
from shared.identity import rights
from shared.identity.values import Principal
from shared.imports import errors as imports
from shared.imports import running
from shared.imports.values import Context, File, Outcome
from shared.kit import callers, db, tables
from shared.kit.clock import FakeClock
from shared.kit.moment import Moment
from shared.targets.measuring import files, importing, service

AGENCY = "so-noi-vu"
ACTOR = Actor(f"reporter@{AGENCY}", "tests", AGENCY, "r-1")
REPORTER = Principal(f"reporter@{AGENCY}", "tests", AGENCY, frozenset({"reporter"}), frozenset(), "t", 0, 0)
HEAD = "target,measured_on,value,numerator,denominator,kind,origin,quality_note,corrects,reason"
TODAY = dt.date(2022, 11, 1)


def csv(*rows: str) -> File:
    """A CSV for machines."""
    return File("\n".join([HEAD, *rows, ""]).encode(), tables.CSV, "so-lieu.csv")


@pytest.fixture
async def asked(database_url: str) -> Any:
    """The doors as a service has them: row level security holds."""
    opened = db.Database(database_url, pool_size=2)
    await opened.open()
    yield opened
    await opened.close()


async def bring(
    asked: db.Database, clock: FakeClock, file: File, *, dry_run: bool = False, facts: Mapping[str, Any] | None = None
) -> Outcome:
    """One import by the reporter of an agency."""
    with callers.asking(rights.setting(REPORTER, TODAY)):
        async with asked.transaction() as session:
            context = Context(ACTOR, clock, facts or {})
            return await running.run(session, importing.Importer(), file, dry_run=dry_run, context=context)


async def refused(asked: db.Database, clock: FakeClock, *rows: str) -> set[tuple[int | None, str, str]]:
    """(row, column, code) of what is wrong with a file."""
    with pytest.raises(imports.ImportRefused) as why:
        await bring(asked, clock, csv(*rows))
    return {(one.place.row if one.place else None, one.field, one.code) for one in why.value.findings}


async def recorded(database: db.Database) -> list[tuple[Any, ...]]:
    """(target, day, value, kind) of everything recorded."""
    rows = await database.reader.rows(
        "SELECT t.code, m.measured_on, m.value, m.kind, m.recorded_by FROM measurements m JOIN targets t"
        " ON t.id = m.target_id ORDER BY t.code, m.measured_on, m.recorded_at, m.firm"
    )
    assert {row["recorded_by"] for row in rows} <= {ACTOR.subject}
    return [(row["code"], str(row["measured_on"]), float(row["value"]), row["kind"]) for row in rows]


async def test_a_file_is_written_once_and_for_all(asked: db.Database, database: db.Database, clock: FakeClock) -> None:
    file = csv(
        "CQS.01,2022-05-31,,400,1000,estimate,,Ước 5 tháng,,",
        "CQS.01,2022-05-31,,412,1000,final,,,,",
        "KTS.01,2022-06-30,11.5,,,,,,,",
    )
    tried = await bring(asked, clock, file, dry_run=True)
    assert (tried.state, tried.counts) == ("judged", {"new": 3, "changed": 0, "unchanged": 0, "refused": 0})
    assert await recorded(database) == []
    done = await bring(asked, clock, file)
    assert (done.state, done.counts, done.verdicts) == ("done", tried.counts, tried.verdicts)
    assert await recorded(database) == [
        ("CQS.01", "2022-05-31", 40.0, "estimate"),
        ("CQS.01", "2022-05-31", 41.2, "final"),
        ("KTS.01", "2022-06-30", 11.5, "final"),
    ]
    again = await bring(asked, clock, file)
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 3, "refused": 0}
    assert len(await recorded(database)) == 3


async def test_a_further_figure_is_a_vintage_and_an_older_one_is_pointed_at(
    asked: db.Database, database: db.Database, clock: FakeClock
) -> None:
    await bring(asked, clock, csv("KTS.01,2022-06-30,11.5,,,,,,,"))
    later = await bring(asked, clock, csv("KTS.01,2022-06-30,12,,,,,,,"))
    assert [(one.verdict, one.key) for one in later.verdicts] == [("changed", "KTS.01 2022-06-30")]
    older = await bring(asked, clock, csv("KTS.01,2022-06-30,11.5,,,,,,,"))
    assert (older.counts["unchanged"], [one.code for one in older.findings]) == (1, ["older_vintage"])
    row = await database.reader.row("SELECT id FROM measurements WHERE value = 12")
    assert row is not None
    back = csv(f"KTS.01,2022-06-30,11.5,,,,,,{row['id']},Số cũ đúng")
    assert (await bring(asked, clock, back)).counts["changed"] == 1
    assert (await bring(asked, clock, back)).counts["unchanged"] == 1
    assert [value for _, _, value, _ in await recorded(database)] == [11.5, 12.0, 11.5]


async def test_every_fault_has_its_row_and_column_and_nothing_is_written(
    asked: db.Database, database: db.Database, clock: FakeClock
) -> None:
    assert await refused(
        asked,
        clock,
        "CQS.01,2022-05-31,,412,1000,,,,,",
        "NOT.99,2022-05-31,1,,,,,,,",
        "CQS.21,2022-05-31,1,,,,,,,",
        "KTS.01,2022-11-02,1,,,,,,,",
        "KTS.01,2022-05-31,,3,2,,,,,",
        "CQS.02,2022-05-31,100.5,,,,,,,",
        "CQS.02,2022-06-30,,1,0,,,,,",
        "CQS.02,,1,,,,,,,",
        "CQS.02,2022-07-31,1,,,,machine,,,",
        "CQS.02,2022-08-31,1,,,,,,x,",
        f"CQS.02,2022-09-30,1,,,,,,{uuid.uuid4()},",
        "CQS.01,2022-05-31,,413,1000,,,,,",
        'CQS.02,2022-10-01,"1,5",,,,,,,',
    ) == {
        (3, "target", "unknown"),
        (4, "target", "not_numeric"),
        (5, "measured_on", "in_future"),
        (6, "value", "beyond_natural_limit"),
        (7, "value", "beyond_natural_limit"),
        (8, "denominator", "greater_than"),
        (9, "measured_on", "missing"),
        (10, "origin", "origin_not_yours"),
        (11, "corrects", "uuid_parsing"),
        (12, "corrects", "unknown"),
        (13, "target", "twice"),
        (14, "value", "decimal_comma"),
    }
    assert await recorded(database) == []


async def test_an_estimate_after_a_final_names_its_row(asked: db.Database, clock: FakeClock) -> None:
    await bring(asked, clock, csv("KTS.01,2022-06-30,11.5,,,final,,,,"))
    assert await refused(asked, clock, "KTS.01,2022-06-30,11,,,estimate,,,,") == {(2, "reason", "estimate_after_final")}
    said = csv("KTS.01,2022-06-30,11,,,estimate,,,,Số chính thức tính nhầm kỳ")
    assert (await bring(asked, clock, said)).counts["changed"] == 1


async def test_another_organisations_figures_are_refused(asked: db.Database, clock: FakeClock) -> None:
    file = File(b"organisation,target,measured_on,value\nso-tai-chinh,KTS.01,2022-06-30,1\n", tables.CSV)
    outcome = await bring(asked, clock, file, dry_run=True)
    assert [(one.field, one.code) for one in outcome.findings] == [("organisation", "another_organisation")]
    own = File(f"organisation,target,measured_on,value\n{AGENCY},KTS.01,2022-06-30,1\n".encode(), tables.CSV)
    assert (await bring(asked, clock, own)).counts["new"] == 1


async def test_a_machine_is_spoken_for_by_a_service_account(asked: db.Database, clock: FakeClock) -> None:
    file = csv("KTS.01,2022-06-30,1,,,,machine,,,")
    assert (await bring(asked, clock, file, facts={importing.SERVICE: True})).counts["new"] == 1


@pytest.mark.parametrize("written", ["xlsx", "csv", "csv-excel"])
async def test_the_form_sent_back_as_it_is_changes_nothing(
    asked: db.Database, database: db.Database, clock: FakeClock, written: files.Written
) -> None:
    content, media_type = await service.form(database.reader, Moment(TODAY), AGENCY, written)
    outcome = await bring(asked, clock, File(content, media_type))
    assert [one.code for one in outcome.findings if one.severity == "error"] == []
    assert outcome.counts["unchanged"] == outcome.rows > 40
    assert await recorded(database) == []


async def test_json_says_the_same(asked: db.Database, database: db.Database, clock: FakeClock) -> None:
    text = b'[{"target": "KTS.01", "measured_on": "2022-06-30", "value": 11.5, "kind": "estimate"}]'
    assert (await bring(asked, clock, File(text, tables.JSON))).counts["new"] == 1
    row = csv("KTS.01,2022-06-30,11.5,,,estimate,,,,")
    assert (await bring(asked, clock, row)).counts["unchanged"] == 1
    assert await recorded(database) == [("KTS.01", "2022-06-30", 11.5, "estimate")]
