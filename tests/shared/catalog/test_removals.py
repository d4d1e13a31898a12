"""What the catalog no longer states is closed and kept, or refused; it never just stays."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import orjson
import pytest

from shared.assessments.service import assessment_id
from shared.catalog import install, read, schema
from shared.identity.values import Reach
from shared.kit import db, rows
from shared.kit.moment import Moment
from shared.reporting import repository as reporting
from shared.reporting import values
from shared.targets import errors, measurements
from shared.targets import repository as targets
from shared.targets import values as target_values
from shared.tasks import repository as tasks
from shared.tasks import values as task_values

DAY = dt.date(2022, 11, 1)
OPEN = assessment_id("dti-922", "tinh-tuyen-quang", 2022)
AT = dt.datetime(2022, 11, 1, 3, tzinfo=dt.UTC)
EVERYBODY = Reach("", wide=True)
REGIME = "ke-hoach-55-6-thang"
GIVEN = values.obligation_id(REGIME, "so-noi-vu", 2022, "half_year")
OWED = values.obligation_id(REGIME, "so-tai-chinh", 2022, "half_year")


async def _install(database: db.Database, catalog: schema.Catalog) -> dict[str, int]:
    async with database.transaction() as session:
        return await install.install(session, catalog)


async def _now(database: db.Database) -> dt.datetime:
    now: dt.datetime = (await database.reader.rows("SELECT now()"))[0]["now"]
    return now


async def _targets(database: db.Database, at: Moment) -> list[str]:
    page = await targets.page(database.reader, at, target_values.Filter(), after=(None, None), limit=200, total=True)
    found = orjson.loads(page)
    assert found["total"] == len(found["items"])
    return [item["code"] for item in found["items"]]


async def _obligations(database: db.Database, **filters: Any) -> dict[str, Any]:
    none = dict.fromkeys(("organisation", "year", "period", "regime", "statuses", "after"))
    page = await reporting.obligations_page(
        database.reader, EVERYBODY, at=AT, limit=200, total=True, **{**none, **filters}
    )
    found: dict[str, Any] = orjson.loads(page)
    return found


def _without(catalog: schema.Catalog, kind: str, removed: object) -> schema.Catalog:
    return catalog.model_copy(update={kind: [row for row in getattr(catalog, kind) if row != removed]})


async def test_a_removed_target_is_closed_and_what_was_known_stays(database: db.Database) -> None:
    catalog = read.catalog()
    removed = catalog.targets[0]
    before = await _now(database)
    assert (await _install(database, _without(catalog, "targets", removed)))["targets"] >= 1
    assert removed.code not in await _targets(database, Moment(DAY))
    assert await targets.find(database.reader, Moment(DAY), removed.code) is None
    assert removed.code in await _targets(database, Moment(DAY, before))
    then = orjson.loads(await targets.find(database.reader, Moment(DAY, before), removed.code) or b"")
    assert len(then["milestones"]) == len(removed.milestones)
    await _install(database, catalog)
    assert removed.code in await _targets(database, Moment(DAY))


async def test_a_closed_target_takes_no_new_figure_but_keeps_what_was_signed(database: db.Database) -> None:
    catalog = read.catalog()
    removed = next(target for target in catalog.targets if target.code == "KTS.01")
    await _install(database, _without(catalog, "targets", removed))
    figure = target_values.Figure(target="KTS.01", value=Decimal(5), kind="final")
    async with database.transaction() as session:
        with pytest.raises(errors.FiguresRefused):
            await measurements.check(session, [figure])
        organisation = await db.fetch_one(session, "SELECT id FROM organisations WHERE slug = 'so-noi-vu'")
        assert organisation is not None
        recorded = await measurements.record(
            session,
            [figure],
            organisation_id=organisation["id"],
            measured_on=DAY,
            recorded_by="x",
            report_id=uuid.uuid4(),
            report_round=1,
        )
    assert len(recorded) == 1


async def test_a_removed_task_is_closed_and_what_was_known_stays(database: db.Database) -> None:
    catalog = read.catalog()
    removed = catalog.remedial_tasks[0]
    before = await _now(database)
    assert (await _install(database, _without(catalog, "remedial_tasks", removed)))["tasks"] >= 1
    listed = await tasks.page(
        database.reader, Moment(DAY), task_values.Filter(), after=(None, None), limit=200, total=True
    )
    assert removed.code not in [item["code"] for item in orjson.loads(listed)["items"]]
    assert await tasks.find(database.reader, Moment(DAY), removed.code) is None
    assert await tasks.find(database.reader, Moment(DAY, before), removed.code) is not None


async def test_who_had_a_removed_task_owns_its_component_no_more(database: db.Database) -> None:
    catalog = read.catalog()
    naming = [row for row in catalog.remedial_tasks if "1.7" in row.components]
    async with database.transaction() as session:
        assert await tasks.owners_of_components(session, OPEN, ["1.7"], DAY) != []
    kept = [row for row in catalog.remedial_tasks if row not in naming]
    await _install(database, catalog.model_copy(update={"remedial_tasks": kept}))
    async with database.transaction() as session:
        assert await tasks.owners_of_components(session, OPEN, ["1.7"], DAY) == []


async def test_nobody_owes_what_a_removed_regime_asked_but_a_report_stays(database: db.Database) -> None:
    catalog = read.catalog()
    regime = next(row for row in catalog.regimes if row.code == REGIME)
    async with database.transaction() as session:
        await reporting.add_report(session, uuid.uuid4(), GIVEN)
    assert (await _obligations(database, regime=values.regime_id(REGIME), year=2022))["total"] > 1
    await _install(database, _without(catalog, "regimes", regime))
    owed = await _obligations(database, regime=values.regime_id(REGIME))
    assert ([item["id"] for item in owed["items"]], owed["total"]) == ([str(GIVEN)], 1)
    assert await reporting.find_obligation(database.reader, EVERYBODY, OWED, AT) is None
    async with database.transaction() as session:
        assert await reporting.find_debtor(session, EVERYBODY, OWED, today=DAY) is None
        assert await reporting.find_debtor(session, EVERYBODY, GIVEN, today=DAY) is not None
    listed = orjson.loads(await reporting.regimes_page(database.reader, after=None, limit=200, total=True))
    assert REGIME not in [item["code"] for item in listed["items"]]
    assert listed["total"] == len(listed["items"]) == len(catalog.regimes) - 1
    await _install(database, catalog)
    assert (await _obligations(database, regime=values.regime_id(REGIME), year=2022))["total"] > 1


async def test_a_reporter_taken_out_of_a_regime_owes_nothing_by_it(database: db.Database) -> None:
    catalog = read.catalog()
    regime = next(row for row in catalog.regimes if row.code == REGIME)
    one = [schema.Owner(organisation="so-noi-vu")]
    changed = [row if row != regime else row.model_copy(update={"reporters": one}) for row in catalog.regimes]
    await _install(database, catalog.model_copy(update={"regimes": changed}))
    owed = await _obligations(database, regime=values.regime_id(REGIME))
    assert {item["organisation"]["slug"] for item in owed["items"]} == {"so-noi-vu"}
    listed = orjson.loads(await reporting.regimes_page(database.reader, after=None, limit=200, total=False))
    (shown,) = [item["reporters"] for item in listed["items"] if item["code"] == REGIME]
    assert shown == [{"kind": "organisation", "slug": "so-noi-vu"}]


@pytest.mark.parametrize(
    ("kind", "table", "name"),
    [
        ("legal_documents", "legal_documents", "slug"),
        ("organisations", "organisations", "slug"),
        ("groups", "organisation_groups", "slug"),
        ("frameworks", "frameworks", "slug"),
        ("task_groups", "task_groups", "code"),
        ("budget", "budget_lines", "code"),
    ],
)
async def test_an_identity_is_not_lost_in_silence(database: db.Database, kind: str, table: str, name: str) -> None:
    catalog = read.catalog()
    removed = getattr(catalog, kind)[-1]
    with pytest.raises(rows.CatalogLost, match=getattr(removed, name)) as lost:
        await _install(database, _without(catalog, kind, removed))
    assert (lost.value.table, lost.value.keys) == (table, (getattr(removed, name),))


async def test_an_assessment_a_ranking_or_its_row_is_not_lost_in_silence(database: db.Database) -> None:
    catalog = read.catalog()
    ranking = catalog.rankings[0]
    shorter = ranking.model_copy(update={"rows": ranking.rows[:-1]})
    for lost, table, key in [
        (_without(catalog, "assessments", catalog.assessments[0]), "assessments", "dti-1726 tinh-tuyen-quang 2020"),
        (_without(catalog, "rankings", ranking), "rankings", f"dti-922 {ranking.year} {ranking.kind}"),
        (catalog.model_copy(update={"rankings": [shorter]}), "ranking_rows", ranking.rows[-1].published_name),
    ]:
        with pytest.raises(rows.CatalogLost) as refused:
            await _install(database, lost)
        assert refused.value.table == table
        assert any(key in name for name in refused.value.keys), refused.value.keys
