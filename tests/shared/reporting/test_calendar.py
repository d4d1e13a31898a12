"""What the catalog's regimes make each organisation owe, and no more."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from shared.catalog import install, read, schema
from shared.kit import db
from shared.organisations import values as organisations
from shared.reporting import values

HALF_YEAR = "ke-hoach-55-6-thang"
OLD, NEW = "so-thong-tin-va-truyen-thong", "so-khoa-hoc-va-cong-nghe"
OWED = (
    "SELECT b.*, o.slug FROM obligations b JOIN organisations o ON o.id = b.organisation_id"
    " WHERE b.regime_id = $1 AND b.superseded_at = 'infinity' ORDER BY b.year, o.slug"
)


async def owed(database: db.Database, regime: str, *, inherited: bool = False) -> db.Rows:
    rows = await database.reader.rows(OWED, values.regime_id(regime))
    return [row for row in rows if (row["inherited_from"] is not None) is inherited]


async def _install(database: db.Database, catalog: schema.Catalog) -> dict[str, int]:
    async with database.transaction() as session:
        return await install.install(session, catalog)


async def test_every_member_owes_each_half_year_report_before_15_june(database: db.Database) -> None:
    rows = [row for row in await owed(database, HALF_YEAR) if row["year"] < 2025]
    regime = next(row for row in read.catalog().regimes if row.code == HALF_YEAR)
    (group,) = [row for row in read.catalog().groups if row.slug == regime.reporters[0].group]
    assert {row["due_before_on"] for row in rows} == {dt.date(year, 6, 15) for year in {row["year"] for row in rows}}
    assert set(Counter(row["year"] for row in rows).values()) == {len(group.members)}
    assert {row["certainty"] for row in rows} == {regime.years_certainty}


async def test_who_has_ended_before_the_last_day_owes_nothing_more(database: db.Database) -> None:
    rows = await owed(database, HALF_YEAR)
    assert {row["year"] for row in rows if row["slug"] == OLD} == {2022, 2023, 2024}
    assert {row["year"] for row in rows if row["slug"] == NEW} == {2022, 2023, 2024, 2025}
    yearly = await owed(database, "ke-hoach-55-nam")
    assert {row["year"] for row in yearly if row["slug"] == "huyen-na-hang"} == {2022, 2023, 2024}


async def test_whom_a_document_names_and_has_ended_is_reported_for_by_its_heir(database: db.Database) -> None:
    rows = await owed(database, "ke-hoach-55-tong-hop-nam")
    assert [(row["year"], row["slug"]) for row in rows] == [(2022, OLD), (2023, OLD), (2024, OLD), (2025, NEW)]


async def test_what_is_open_when_its_organisation_ends_passes_on(database: db.Database) -> None:
    before = {row["id"]: row for row in await owed(database, HALF_YEAR) if row["slug"] == OLD}
    after = [row for row in await owed(database, HALF_YEAR, inherited=True) if row["inherited_from"] in before]
    assert {row["valid_to"] for row in before.values()} == {dt.date(2025, 3, 1)}
    assert {(row["slug"], row["valid_from"], row["valid_to"]) for row in after} == {
        (NEW, dt.date(2025, 3, 1), dt.date.max)
    }
    assert {row["year"] for row in after} == {2022, 2023, 2024}
    districts = [row for row in await owed(database, HALF_YEAR, inherited=True) if row["slug"] == "tinh-tuyen-quang"]
    assert len(districts) == 7 * 4
    assert {row["certainty"] for row in districts} == {"provisional"}


async def test_the_consolidation_of_the_half_year_has_no_day(database: db.Database) -> None:
    assert {row["due_before_on"] for row in await owed(database, "ke-hoach-55-tong-hop-6-thang")} == {None}


async def test_regimes_without_years_or_named_periods_make_nothing(database: db.Database) -> None:
    silent = [row.code for row in read.catalog().regimes if row.frequency == "periodic" or row.first_year is None]
    assert silent
    assert [row for code in silent for row in await owed(database, code)] == []


async def test_who_does_not_exist_on_the_last_day_owes_nothing(database: db.Database) -> None:
    catalog, gone = read.catalog(), "so-tu-phap"
    changed = [
        row.model_copy(update={"valid_to": dt.date(2024, 6, 14)}) if row.slug == gone else row
        for row in catalog.organisations
    ]
    await _install(database, catalog.model_copy(update={"organisations": changed}))
    rows = await owed(database, HALF_YEAR)
    assert max(row["year"] for row in rows if row["slug"] == gone) == 2023
    assert max(row["year"] for row in rows) > 2024
    await _install(database, catalog)
    assert max(row["year"] for row in await owed(database, HALF_YEAR) if row["slug"] == gone) == 2025


async def test_ids_are_the_same_in_every_installation(database: db.Database) -> None:
    ids = {row["id"] for row in await owed(database, HALF_YEAR)}
    assert values.obligation_id(HALF_YEAR, "so-noi-vu", 2022, "half_year") in ids
    inherited = {row["id"] for row in await owed(database, HALF_YEAR, inherited=True)}
    first = values.obligation_id(HALF_YEAR, OLD, 2022, "half_year")
    assert values.inherited_id(first, organisations.organisation_id(NEW)) in inherited


async def test_the_second_installation_changes_nothing(database: db.Database) -> None:
    assert (await _install(database, read.catalog()))["reporting"] == 0
