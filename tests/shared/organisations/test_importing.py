"""A file of the register: what is new, known, changed and refused, with the place of every fault."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from shared.audit import service as audit
from shared.catalog import install, read
from shared.imports import errors as refusals
from shared.imports import running, values
from shared.kit import db, tables
from shared.kit.clock import FakeClock
from shared.kit.moment import Moment
from shared.organisations import exporting, hierarchies, importing, service
from tests.shared.organisations.stating import ADMIN, place

DAY = dt.date(2022, 11, 1)
GROUND = {"document": "ke-hoach-55-kh-ubnd-2022", "clause": "V.9"}
UNIT: dict[str, Any] = {
    "slug": "don-vi-thu",
    "name": "Đơn vị thử",
    "kind": "public_service_unit",
    "superior": "so-noi-vu",
    **GROUND,
}
OLD: dict[str, Any] = {"slug": "so-noi-vu", "name": "Sở Nội vụ", "kind": "department", "level": "department",
                       "superior": "ubnd-tinh"}  # fmt: skip


async def sent(database: db.Database, *rows: dict[str, Any], dry_run: bool = False) -> values.Outcome:
    """A file of these rows, imported."""
    file = values.File(json.dumps(rows).encode(), tables.JSON)
    context = values.Context(audit.Actor("admin", "tests", "so-noi-vu", "r"), FakeClock())
    async with database.transaction() as session:
        return await running.run(session, importing.Importer(), file, dry_run=dry_run, context=context)


async def refused(database: db.Database, *rows: dict[str, Any]) -> list[tuple[int | None, str, str]]:
    """(row, column, code) of each fault of a file that is refused; a dry run finds the same."""
    tried = await sent(database, *rows, dry_run=True)
    with pytest.raises(refusals.ImportRefused) as refusal:
        await sent(database, *rows)
    assert list(refusal.value.findings) == list(tried.findings)
    return [(one.place.row if one.place else None, one.field, one.code) for one in tried.findings]


async def get(database: db.Database, slug: str, day: dt.date = DAY) -> dict[str, Any]:
    """An organisation on a day."""
    found: dict[str, Any] = json.loads(await service.get(database.reader, Moment(day), slug))
    return found


async def test_a_superior_may_be_new_in_a_later_row(database: db.Database) -> None:
    below = {**UNIT, "slug": "to-thu", "name": "Tổ thử", "superior": "don-vi-thu"}
    outcome = await sent(database, below, UNIT)
    assert [(one.row, one.verdict, one.key) for one in outcome.verdicts] == [
        (1, "new", "to-thu"),
        (2, "new", "don-vi-thu"),
    ]
    assert (await get(database, "to-thu"))["parent"] == "don-vi-thu"
    again = await sent(database, below, UNIT)
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}


async def test_a_new_one_holds_on_its_days_and_says_its_ground(database: db.Database) -> None:
    await sent(
        database, {**UNIT, "valid_from": "2022-10-03", "valid_to": "2023-01-01", "certainty": "derived", "note": "đọc"}
    )
    found = await get(database, "don-vi-thu")
    assert (found["valid_from"], found["valid_to"], found["certainty"]) == ("2022-10-03", "2023-01-01", "derived")
    assert (found["source"]["clause"], found["source"]["note"]) == ("V.9", "đọc")
    with pytest.raises(Exception, match="OrganisationNotFound"):
        await get(database, "don-vi-thu", dt.date(2023, 1, 1))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"document": None}, ("document", "missing")),
        ({"clause": None}, ("clause", "missing")),
        ({"document": "nothing"}, ("document", "unknown_document")),
        ({"quote": "không có câu này"}, ("quote", "quote_not_found")),
        ({"slug": "Đơn vị"}, ("slug", "slug_malformed")),
        ({"superior": "nobody"}, ("superior", "unknown_organisation")),
        ({"superior": "huyen-yen-son", "valid_from": "2025-07-01"}, ("superior", "not_in_force")),
        ({"valid_from": "2022-01-01", "valid_to": "2022-01-01"}, ("valid_to", "before_first")),
        ({"kind": "planet"}, ("kind", "not_a_choice")),
        ({"name": None}, ("name", "missing")),
        ({"national_code": "h60"}, ("national_code", "code_malformed")),
        ({"national_code": "H60"}, ("national_code", "code_taken")),
        ({"placements": "sectoral"}, ("placements", "place_malformed")),
        ({"placements": "sectoral=bo-tai-chinh@hôm nay"}, ("placements", "place_malformed")),
        ({"placements": "nowhere=bo-tai-chinh"}, ("placements", "unknown_hierarchy")),
        ({"placements": "administrative=bo-tai-chinh"}, ("placements", "unknown_hierarchy")),
        ({"placements": "sectoral=nobody"}, ("placements", "unknown_organisation")),
        ({"placements": "sectoral=bo-tai-chinh; sectoral=so-noi-vu"}, ("placements", "already_placed")),
        ({"placements": "sectoral=don-vi-thu"}, ("placements", "unknown_organisation")),
    ],
)
async def test_what_a_new_row_cannot_say(
    database: db.Database, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    other = {**UNIT, "slug": "don-vi-khac"}
    assert await refused(database, other, {**UNIT, **changes}) == [(2, *fault)]
    with pytest.raises(Exception, match="OrganisationNotFound"):
        await get(database, "don-vi-khac")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": "Sở khác"}, ("name", "needs_change")),
        ({"short_name": "SNV"}, ("name", "needs_change")),
        ({"superior": "tinh-tuyen-quang"}, ("superior", "needs_change")),
        ({"name": "Sở khác", "effective_on": "2022-09-01"}, ("name", "needs_change")),
        ({"name": "Sở khác", **GROUND}, ("name", "needs_change")),
        ({"kind": "school"}, ("kind", "fixed")),
        ({"level": None}, ("level", "fixed")),
        ({"statistics_code": "9"}, ("statistics_code", "fixed")),
        ({"valid_to": "2030-01-01"}, ("valid_to", "fixed")),
        ({"valid_from": "2020-01-01"}, ("valid_from", "no_such_version")),
        ({"superior": "huyen-yen-son", **GROUND, "effective_on": "2025-07-01"}, ("superior", "parent_not_in_force")),
        ({"superior": "don-vi-thu", **GROUND, "effective_on": "2022-09-01"}, ("superior", "cycle")),
        ({"national_code": "H60", **GROUND}, ("national_code", "code_taken")),
        ({"national_code": "H60.7"}, ("document", "missing")),
    ],
)
async def test_what_a_known_row_cannot_say(
    database: db.Database, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    if changes.get("superior") == "don-vi-thu":
        await sent(database, UNIT)
    found = await refused(database, {**OLD, **changes})
    assert (1, *fault) in found


async def test_two_rows_cannot_take_one_code_or_close_a_circle(database: db.Database) -> None:
    codes = [{**UNIT, "slug": slug, "national_code": "H60.5"} for slug in ("don-vi-a", "don-vi-b")]
    assert await refused(database, *codes) == [(2, "national_code", "code_taken")]
    async with database.transaction() as session:
        await hierarchies.place(session, ADMIN, place("so-tu-phap", "so-noi-vu", "2022-01-01"))
    row = {**OLD, **GROUND, "placements": "sectoral=so-tu-phap"}
    for since in ("", "@2021-01-01", "@2022-06-01"):
        assert await refused(database, {**row, "placements": row["placements"] + since}) == [(1, "placements", "cycle")]


async def test_a_move_by_its_document_is_one_change_from_its_day_on(database: db.Database) -> None:
    moved = {**OLD, **GROUND, "superior": "tinh-tuyen-quang", "effective_on": "2022-09-01"}
    assert (await sent(database, moved)).counts["changed"] == 1
    assert (await get(database, "so-noi-vu", dt.date(2022, 8, 31)))["parent"] == "ubnd-tinh"
    found = await get(database, "so-noi-vu")
    assert (found["parent"], found["began_by"]["kind"]) == ("tinh-tuyen-quang", "move")
    assert (await sent(database, moved)).counts["unchanged"] == 1


async def test_the_catalog_undoes_nothing_that_was_imported(database: db.Database) -> None:
    await sent(database, UNIT, {**OLD, **GROUND, "name": "Sở Nội vụ mới", "effective_on": "2022-09-01"})
    before = await exporting.export(database.reader, Moment(DAY), "csv")
    async with database.transaction() as session:
        assert set((await install.install(session, read.catalog())).values()) == {0}
    assert await exporting.export(database.reader, Moment(DAY), "csv") == before


async def test_a_catalog_that_learns_of_one_registered_here_leaves_it(database: db.Database) -> None:
    await sent(database, UNIT)
    catalog = read.catalog()
    known = catalog.organisations[0].model_copy(update={"slug": "don-vi-thu", "name": "Tên khác", "kind": "school"})
    newer = catalog.model_copy(update={"organisations": [*catalog.organisations, known]})
    async with database.transaction() as session:
        await install.install(session, newer)
    assert (await get(database, "don-vi-thu"))["name"] == "Đơn vị thử"
