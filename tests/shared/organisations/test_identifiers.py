"""National codes: one organisation a code and one code an organisation on any day, whoever writes."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from typing import Any

import asyncpg
import pytest

from shared.catalog import install, read, schema
from shared.kit import db
from shared.kit.moment import Moment
from shared.organisations import identifiers, service
from shared.organisations import statements_errors as errors
from tests import databases
from tests.shared.organisations.stating import ADMIN, ALWAYS, IDENTIFIER, code

DAY = dt.date(2022, 11, 1)


async def stated(database: db.Database, wanted: identifiers.Wanted) -> dict[str, Any]:
    """What an administrator states, committed."""
    async with database.transaction() as session:
        found: dict[str, Any] = json.loads((await identifiers.state(session, ADMIN, wanted)).body)
    return found


async def code_of(database: db.Database, slug: str, day: dt.date, known_at: dt.datetime | None = None) -> Any:
    """The code and its status that an answer of a day shows."""
    found = json.loads(await service.get(database.reader, Moment(day, known_at), slug))
    return found["national_code"], found["national_code_status"]


@pytest.fixture
async def raw(database_url: str) -> Any:
    """A connection that no rule of ours stands before."""
    opened = await databases.connect(database_url)
    yield opened
    await opened.close()


async def test_the_catalogs_code_is_shown_with_its_status(database: db.Database) -> None:
    assert await code_of(database, "tinh-tuyen-quang", DAY) == ("H60", "unconfirmed")
    assert await code_of(database, "so-noi-vu", DAY) == (None, "unknown")


async def test_a_code_holds_on_its_days_only(database: db.Database) -> None:
    await stated(database, code("so-noi-vu", "H60.3", "2022-04-12", "2025-07-01"))
    for day, held in (("2022-04-11", None), ("2022-04-12", "H60.3"), ("2025-06-30", "H60.3"), ("2025-07-01", None)):
        assert (await code_of(database, "so-noi-vu", dt.date.fromisoformat(day)))[0] == held, day


@pytest.mark.parametrize(
    "written",
    ["h60", "H60.", ".H60", "H60..3", "H60-3", "H 60", "Đ60", "", "H60\n", "\x00", "A" * 36, "A." * 17 + "AB", "Ａ"],
)
async def test_what_no_national_code_is(database: db.Database, raw: asyncpg.Connection, written: str) -> None:
    async with database.transaction() as session:
        with pytest.raises(errors.CodeMalformed) as refused:
            await identifiers.state(session, ADMIN, code("so-noi-vu", written))
    assert [finding.field for finding in refused.value.findings] == ["code"]
    if "\x00" not in written:
        with pytest.raises(asyncpg.CheckViolationError):
            await raw.execute(IDENTIFIER, "so-noi-vu", written, *ALWAYS)


@pytest.mark.parametrize("written", ["H60", "0", "000.00.00.H49", "A" * 35, "A." * 17 + "A", "H60.3.27"])
async def test_what_a_national_code_may_be(database: db.Database, written: str) -> None:
    if written == "H60":
        return
    assert (await stated(database, code("so-noi-vu", written)))["code"] == written


async def test_one_code_for_two_on_a_day_is_refused_naming_both(database: db.Database, raw: asyncpg.Connection) -> None:
    await stated(database, code("so-noi-vu", "H60.3", "2022-01-01", "2023-01-01"))
    async with database.transaction() as session:
        with pytest.raises(errors.CodeTaken) as refused:
            await identifiers.state(session, ADMIN, code("so-tai-chinh", "H60.3", "2022-12-31"))
    assert {refused.value.facts[key] for key in ("organisation", "holder")} == {"so-tai-chinh", "so-noi-vu"}
    with pytest.raises(asyncpg.ExclusionViolationError, match="one_organisation_a_code"):
        await raw.execute(IDENTIFIER, "so-tai-chinh", "H60.3", dt.date(2022, 12, 31), dt.date.max)
    await stated(database, code("so-tai-chinh", "H60.3", "2023-01-01"))  # on later days it may be another's


async def test_two_codes_for_one_on_a_day_are_refused_naming_both(
    database: db.Database, raw: asyncpg.Connection
) -> None:
    async with database.transaction() as session:
        with pytest.raises(errors.OrganisationHasCode) as refused:
            await identifiers.state(session, ADMIN, code("tinh-tuyen-quang", "H61", "2022-01-01", "2022-01-02"))
    assert (refused.value.facts["held"], refused.value.facts["code"]) == ("H60", "H61")
    with pytest.raises(asyncpg.ExclusionViolationError, match="one_code_an_organisation"):
        await raw.execute(IDENTIFIER, "tinh-tuyen-quang", "H61", dt.date(2022, 1, 1), dt.date(2022, 1, 2))


async def test_of_two_writers_at_once_one_is_told_whose_it_is(database: db.Database) -> None:
    given = await asyncio.gather(
        *(stated(database, code(slug, "H60.9")) for slug in ("so-noi-vu", "so-tai-chinh")), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in given) == ["CodeTaken", "dict"]


async def test_a_statement_takes_anothers_place_and_what_was_known_stays(database: db.Database) -> None:
    first = await stated(database, code("so-noi-vu", "H60.3"))
    then = (await database.reader.rows("SELECT now()"))[0]["now"]
    ended = await stated(database, code("so-noi-vu", "H60.3", None, "2022-11-01", replaces=first["id"]))
    await stated(database, code("so-noi-vu", "H60.4", "2022-11-01"))
    assert await code_of(database, "so-noi-vu", DAY) == ("H60.4", "unconfirmed")
    assert await code_of(database, "so-noi-vu", dt.date(2022, 10, 31)) == ("H60.3", "unconfirmed")
    assert await code_of(database, "so-noi-vu", DAY, then) == ("H60.3", "unconfirmed")
    listed = json.loads(await identifiers.of_organisation(database.reader, Moment(DAY), "so-noi-vu"))["items"]
    assert [(row["code"], row["in_force"]) for row in listed] == [("H60.3", False), ("H60.4", True)]
    assert (listed[0]["id"], listed[0]["replaces"]) == (ended["id"], first["id"])
    async with database.transaction() as session:
        with pytest.raises(errors.StatementSuperseded):
            await identifiers.state(session, ADMIN, code("so-noi-vu", "H60.5", replaces=first["id"]))


async def test_days_that_are_none_are_refused(database: db.Database) -> None:
    async with database.transaction() as session:
        with pytest.raises(errors.DaysEmpty):
            await identifiers.state(session, ADMIN, code("so-noi-vu", "H60.3", "2022-01-02", "2022-01-02"))


async def test_the_catalog_gives_way_to_what_was_stated_and_undoes_nothing(database: db.Database) -> None:
    (held,) = json.loads(await identifiers.of_organisation(database.reader, Moment(DAY), "tinh-tuyen-quang"))["items"]
    await stated(database, code("tinh-tuyen-quang", "H60.1", "2022-01-01", replaces=held["id"]))
    (province,) = read.catalog().identifiers
    taken = province.model_copy(update={"organisation": "so-noi-vu", "national_code": "H60.1"})
    corrected = province.model_copy(update={"certainty": "derived"})
    for catalog in ([province], [corrected], [province, taken], []):
        await _install(database, catalog)
        assert await code_of(database, "tinh-tuyen-quang", DAY) == ("H60.1", "unconfirmed")
        assert await code_of(database, "so-noi-vu", DAY) == (None, "unknown")


async def test_a_code_the_catalog_no_longer_states_is_closed(database: db.Database) -> None:
    await _install(database, [])
    assert await code_of(database, "tinh-tuyen-quang", DAY) == (None, "unknown")
    await _install(database, read.catalog().identifiers)
    assert await code_of(database, "tinh-tuyen-quang", DAY) == ("H60", "unconfirmed")


async def test_who_stated_what_is_in_the_trail(database: db.Database) -> None:
    made = await stated(database, code("so-noi-vu", "H60.3"))
    (entry,) = await database.reader.rows(
        "SELECT subject, entity_id, after ->> 'code' AS code FROM audit_entries WHERE action = 'organisation.identify'"
    )
    assert entry == {"subject": "admin", "entity_id": made["id"], "code": "H60.3"}


async def _install(database: db.Database, given: list[schema.Identifier]) -> None:
    async with database.transaction() as session:
        await install.install(session, read.catalog().model_copy(update={"identifiers": given}))
