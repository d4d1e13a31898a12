"""What the catalog corrects: a publication becomes another import."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import orjson
import pytest
from sqlalchemy.exc import DBAPIError

from shared.assessments.service import assessment_id
from shared.catalog import install, read, schema
from shared.kit import db
from shared.scoring import repository
from shared.scoring import service as scoring

IMPORTED = assessment_id("dti-922", "tinh-tuyen-quang", 2021)


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
