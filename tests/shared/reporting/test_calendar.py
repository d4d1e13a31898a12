"""What the catalog's regimes make each organisation owe, and no more."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from shared.catalog import install, read, schema
from shared.catalog.installers import reporting
from shared.kit import db
from shared.organisations import values as organisations
from shared.reporting import values

HALF_YEAR = "ke-hoach-55-6-thang"


def owed(regime: str, catalog: schema.Catalog | None = None) -> list[dict[str, Any]]:
    wanted = values.regime_id(regime)
    return [row for row in reporting.obligations(catalog or read.catalog()) if row["regime_id"] == wanted]


def test_every_member_owes_each_half_year_report_before_15_june() -> None:
    rows = owed(HALF_YEAR)
    regime = next(row for row in read.catalog().regimes if row.code == HALF_YEAR)
    (group,) = [row for row in read.catalog().groups if row.slug == regime.reporters[0].group]
    assert {row["due_before_on"] for row in rows} == {dt.date(year, 6, 15) for year in {row["year"] for row in rows}}
    assert set(Counter(row["year"] for row in rows).values()) == {len(group.members)}
    assert {row["certainty"] for row in rows} == {regime.years_certainty}


def test_the_consolidation_of_the_half_year_has_no_day() -> None:
    assert {row["due_before_on"] for row in owed("ke-hoach-55-tong-hop-6-thang")} == {None}


def test_regimes_without_years_or_named_periods_make_nothing() -> None:
    silent = [row.code for row in read.catalog().regimes if row.frequency == "periodic" or row.first_year is None]
    assert silent
    assert [row for code in silent for row in owed(code)] == []


def test_who_does_not_exist_on_the_last_day_owes_nothing() -> None:
    catalog = read.catalog()
    gone = dt.date(2024, 6, 14)
    changed = [
        row.model_copy(update={"valid_to": gone}) if row.slug == "huyen-na-hang" else row
        for row in catalog.organisations
    ]
    rows = owed(HALF_YEAR, catalog.model_copy(update={"organisations": changed}))
    its_own = organisations.organisation_id("huyen-na-hang")
    assert max(row["year"] for row in rows if row["organisation_id"] == its_own) == 2023
    assert max(row["year"] for row in rows) > 2024


def test_ids_are_the_same_in_every_installation_and_never_twins() -> None:
    ids = [row["id"] for row in reporting.obligations(read.catalog())]
    assert len(ids) == len(set(ids))
    assert values.obligation_id(HALF_YEAR, "so-noi-vu", 2022, "half_year") in ids


async def test_the_second_installation_changes_nothing(database: db.Database) -> None:
    async with database.transaction() as session:
        assert (await install.install(session, read.catalog()))["reporting"] == 0
