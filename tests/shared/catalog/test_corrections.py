"""What the catalog corrects: a publication becomes another import, a certainty is computed anew."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import orjson
import pytest
from sqlalchemy.exc import DBAPIError

from services.scoring_worker import subscriptions
from shared.assessments.service import assessment_id
from shared.catalog import install, read, schema
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.scoring import repository
from shared.scoring import service as scoring

IMPORTED = assessment_id("dti-922", "tinh-tuyen-quang", 2021)
OPEN = assessment_id("dti-922", "tinh-tuyen-quang", 2022)


async def _install(database: db.Database, catalog: schema.Catalog) -> dict[str, int]:
    async with database.transaction() as session:
        return await install.install(session, catalog)


def _corrected(catalog: schema.Catalog, **update: Any) -> schema.Catalog:
    """The first main index of 2021 says something else."""
    (item,) = [row for row in catalog.assessments if row.year == 2021]
    published = [row.model_copy(update=update) if row.number == 1 else row for row in item.published]
    changed = item.model_copy(update={"published": published})
    return catalog.model_copy(update={"assessments": [changed if row == item else row for row in catalog.assessments]})


async def _column(database: db.Database) -> dict[str, Any]:
    found = orjson.loads(await repository.scores_json(database.reader, IMPORTED, computed=False) or b"")
    column: dict[str, Any] = found["published"]
    return column


async def _explained(database: db.Database, score_id: str) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(await scoring.explain(database.reader, uuid.UUID(score_id), None, FakeClock()))
    return found


def _score_ids(column: dict[str, Any]) -> set[str]:
    parts = [*column["main_indices"], *column["pillars"], *column["components"], column]
    return {part["score_id"] for part in parts if part["score_id"] is not None}


async def test_a_corrected_publication_is_another_import_and_the_old_one_explains_itself(
    database: db.Database,
) -> None:
    catalog = read.catalog()
    before = await _column(database)
    assert (await _explained(database, before["score_id"]))["superseded_at"] is None
    await _install(database, _corrected(catalog, value=Decimal("0.3850"), rank=49))
    after = await _column(database)
    assert (after["main_indices"][0]["value"], after["main_indices"][0]["rank"]) == (0.385, 49)
    assert not _score_ids(before) & _score_ids(after)
    old = await _explained(database, before["main_indices"][0]["score_id"])
    assert (old["value"], old["rank"]) == (0.375, 50)
    assert dt.datetime.fromisoformat(old["superseded_at"]) >= dt.datetime.fromisoformat(old["imported_at"])
    assert old["superseded_by"] == after["main_indices"][0]["score_id"]
    new = await _explained(database, after["main_indices"][0]["score_id"])
    assert (new["value"], new["superseded_at"], new["superseded_by"]) == (0.385, None, None)
    assert new["import_id"] != old["import_id"]
    assert {tuple(reason["components"]) for reason in new["reasons"]} == {
        tuple(reason["components"]) for reason in old["reasons"]
    }


async def test_two_imports_are_never_in_force_together(database: db.Database) -> None:
    await _install(database, _corrected(read.catalog(), rank=49))
    with pytest.raises(DBAPIError, match="one_import_in_force"):
        async with database.transaction() as session:
            await db.execute(session, "UPDATE imports SET superseded_at = 'infinity'")


async def test_a_publication_that_says_the_same_is_the_same_import(database: db.Database) -> None:
    catalog = read.catalog()
    before = await _column(database)
    turned = [
        item.model_copy(update={"published": item.published[::-1], "reasons": item.reasons[::-1]})
        for item in catalog.assessments
    ]
    changed = await _install(database, catalog.model_copy(update={"assessments": turned}))
    assert changed["assessments"] == 0
    assert await _column(database) == before


def _surer(catalog: schema.Catalog) -> schema.Catalog:
    """A document now says the maximum and the rule of component 1.7 as we had supposed them."""
    (framework,) = [row for row in catalog.frameworks if row.slug == "dti-922"]
    components = [
        row.model_copy(update={"rule": row.rule.model_copy(update={"certainty": "certain"}), "max_points": Decimal(10)})
        if row.code == "1.7"
        else row
        for row in framework.components
    ]
    changed = framework.model_copy(update={"components": components})
    return catalog.model_copy(
        update={"frameworks": [changed if row == framework else row for row in catalog.frameworks]}
    )


async def _computed(database: db.Database, clock: FakeClock) -> dict[str, Any]:
    async with database.serialised(scoring.lock_name(OPEN)) as session:
        await scoring.compute(session, clock, OPEN)
    found: dict[str, Any] = orjson.loads(await repository.scores_json(database.reader, OPEN, computed=True) or b"")
    return found


async def test_a_surer_component_is_computed_anew(database: db.Database, clock: FakeClock) -> None:
    before = await _computed(database, clock)
    changed = await _install(database, _surer(read.catalog()))
    assert changed["frameworks"] > 0
    waiting = orjson.loads(await repository.scores_json(database.reader, OPEN, computed=True) or b"")
    assert (waiting["pending"], waiting["assessment_version"]) == (True, before["assessment_version"] + 1)
    events = await database.reader.rows("SELECT event, payload::text FROM outbox ORDER BY id")
    read_back = [{"event": row["event"], "payload": orjson.loads(row["payload"])} for row in events]
    assert subscriptions.requests(read_back) == [subscriptions.Request(str(OPEN), waiting["assessment_version"])]
    after = await _computed(database, clock)
    certainty = {k["code"]: k["certainty"] for k in after["verified"]["components"]}
    assert (certainty["1.7"], certainty["1.6"]) == ("certain", "provisional")
    assert {k["certainty"] for k in before["verified"]["components"] if k["code"] == "1.7"} == {"provisional"}


async def test_a_better_quote_computes_nothing_anew(database: db.Database) -> None:
    catalog = read.catalog()
    (framework,) = [row for row in catalog.frameworks if row.slug == "dti-922"]
    first, *others = framework.main_indices
    source = first.source.model_copy(update={"note": "trang 2"})
    changed = framework.model_copy(update={"main_indices": [first.model_copy(update={"source": source}), *others]})
    version = "SELECT version FROM assessment_versions"
    before = await database.reader.rows(version)
    given = [changed if row == framework else row for row in catalog.frameworks]
    assert (await _install(database, catalog.model_copy(update={"frameworks": given})))["frameworks"] > 0
    assert await database.reader.rows(version) == before
