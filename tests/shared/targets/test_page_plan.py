"""A page of a long list is read by index, whatever the filter, on the first page and on a later one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator

import asyncpg
import pytest

from shared.kit import callers, db
from shared.kit.moment import Moment
from shared.targets import repository, values
from tests import plans

ROWS = 20_000
LATER = (10_000, uuid.UUID(int=0))
GENERATED = f"""
INSERT INTO targets (id, code, position, name, pillar, level, measure, unit, direction, aggregation, source_id,
    certainty, owner_id)
SELECT gen_random_uuid(), 'G.' || n, n, 'Chỉ tiêu số ' || n, (ARRAY['government', 'economy', 'society'])[1 + n % 3],
    (ARRAY['province', 'district'])[1 + (n % 50 = 0)::integer], 'numeric', 'percent', 'increase', 'last', s.id,
    'certain', CASE WHEN n % 100 = 0 THEN o.id END
FROM generate_series(1, {ROWS}) n, (SELECT id FROM sources LIMIT 1) s, (SELECT id FROM organisations LIMIT 1) o;
INSERT INTO milestones (id, target_id, year, position, operator, value, source_id, certainty)
SELECT gen_random_uuid(), id, year, 0, 'stated', 80, source_id, 'certain' FROM targets, (VALUES (2025), (2030)) y (year)
WHERE code LIKE 'G.%';
ANALYZE"""


@pytest.fixture
async def reader(database_url: str) -> AsyncIterator[plans.Explained]:
    """Over a database with twenty thousand generated targets."""
    connection = await asyncpg.connect(db.dsn(database_url), server_settings=callers.AS_SYSTEM)
    await connection.execute(GENERATED)
    yield plans.Explained(connection)
    await connection.close()


async def test_a_page_never_scans_the_table(reader: plans.Explained) -> None:
    owner = (await reader.connection.fetchrow("SELECT id FROM organisations LIMIT 1"))["id"]
    expected = {
        values.Filter(): "targets_order",
        values.Filter(pillar="economy"): "targets_",
        values.Filter(level="district"): "targets_level_order",
        values.Filter(owner_id=owner): "targets_owner_order",
        values.Filter(year=2025): "targets_order",
        values.Filter(q="chi tieu so 19999"): "targets_search",
    }
    for wanted, index in expected.items():
        for after in ((None, None), LATER):
            at = Moment(dt.date(2022, 11, 1))
            plan = (await repository.page(reader, at, wanted, after=after, limit=50, total=False)).decode()
            assert f"using {index}" in plan or f"Scan on {index}" in plan, plan
            assert "Seq Scan on targets" not in plan, plan
            assert "Seq Scan on milestones" not in plan, plan


async def test_a_later_page_begins_at_its_place_in_the_index(reader: plans.Explained) -> None:
    at = Moment(dt.date(2022, 11, 1))
    plan = (await repository.page(reader, at, values.Filter(), after=LATER, limit=50, total=False)).decode()
    assert "Index Cond: (ROW(" in plan, plan
