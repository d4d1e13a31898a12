"""A page of fifty thousand measurements is read by index, whatever the filter, on the first page and on a later one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from shared.kit import callers, db
from shared.kit.moment import Moment
from shared.targets.measuring import repository, values
from tests.plans import Explained

ROWS = 50_000
AT = Moment(dt.date(2032, 1, 1))
LATER = (dt.datetime(2024, 1, 1, tzinfo=dt.UTC), uuid.UUID(int=0))
# Ten years of fifty targets of a hundred organisations, two vintages a day.
GENERATED = f"""
INSERT INTO measurements (id, target_id, organisation_id, measured_on, value, kind, origin, recorded_by, recorded_at)
SELECT gen_random_uuid(), t.ids[1 + n % 50], o.ids[1 + (n / 50) % 100], DATE '2022-01-31' + 600 * (n / 10000), n % 100,
    (ARRAY['estimate', 'final'])[1 + (n / 5000) % 2],
    CASE WHEN n % 100 = 0 THEN 'statistics_office' ELSE 'organisation' END, 'test',
    TIMESTAMPTZ '2022-02-01' + n * INTERVAL '1 hour'
FROM generate_series(1, {ROWS}) n,
    (SELECT array_agg(id) AS ids FROM (SELECT id FROM targets ORDER BY code LIMIT 50) x) t,
    (SELECT array_agg(id) AS ids FROM (SELECT id FROM organisations ORDER BY slug LIMIT 100) x) o;
ANALYZE"""


class Asked(db.Reader):
    """A read door that only hears what is asked."""

    sql: str = ""
    args: tuple[object, ...] = ()

    def __init__(self) -> None:
        pass

    async def json(self, sql: str, *args: object) -> bytes:
        """The statement is kept, nothing is read."""
        self.sql, self.args = sql, args
        return b""


@pytest.fixture
async def reader(database_url: str) -> AsyncIterator[Explained]:
    """Over a database with fifty thousand measurements."""
    connection = await asyncpg.connect(db.dsn(database_url), server_settings=callers.AS_SYSTEM)
    await connection.execute(GENERATED)
    yield Explained(connection)
    await connection.close()


async def _plan(reader: Explained, wanted: values.Filter, after: tuple[Any, ...]) -> str:
    return (await repository.page(reader, AT, wanted, after=after, limit=50, total=False)).decode()


async def test_a_page_never_scans_the_table(reader: Explained) -> None:
    row = await reader.connection.fetchrow("SELECT target_id, organisation_id FROM measurements LIMIT 1")
    target, organisation = row["target_id"], row["organisation_id"]
    expected = {
        values.Filter(): "measurements_order",
        values.Filter(target_id=target): "measurements_target_order",
        values.Filter(organisation_id=organisation): "measurements_organisation_order",
        values.Filter(kind="final"): "measurements_order",
        values.Filter(since=dt.date(2023, 1, 1)): "measurements_order",
        values.Filter(latest=True): "measurements_vintages",
        values.Filter(organisation_id=organisation, latest=True): "measurements_vintages",
    }
    for wanted, index in expected.items():
        for after in ((None, None), LATER):
            plan = await _plan(reader, wanted, after)
            assert f"using {index}" in plan or f"Scan on {index}" in plan, (wanted, plan)
            assert "Seq Scan on measurements" not in plan, (wanted, plan)


async def test_a_later_page_begins_at_its_place_in_the_index(reader: Explained) -> None:
    for wanted in (values.Filter(), values.Filter(latest=True)):
        plan = await _plan(reader, wanted, LATER)
        (begins,) = [line for line in plan.splitlines() if "ROW(recorded_at, id) >" in line]
        assert "Index Cond:" in begins, plan


async def test_a_page_reads_no_more_the_deeper_it_lies(reader: Explained) -> None:
    """Rows touched on page 1 and on page 900, counted by PostgreSQL: time would say little on a shared machine."""
    touched = []
    for after in ((None, None), (dt.datetime(2027, 4, 1, tzinfo=dt.UTC), uuid.UUID(int=0))):
        asked = Asked()
        await repository.page(asked, AT, values.Filter(), after=after, limit=50, total=False)
        lines = await reader.connection.fetch(
            f"EXPLAIN (ANALYZE, BUFFERS, COSTS off, TIMING off) {asked.sql}", *asked.args
        )
        first = next(line[0] for line in lines if "Buffers:" in line[0])
        touched.append(int(first.partition("hit=")[2].partition(" ")[0]))
    assert touched[1] <= touched[0] * 1.1 + 20, touched
