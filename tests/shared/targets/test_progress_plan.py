"""Progress, roll-ups and the search for contradictions read by index, in a province after ten years."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import orjson
import pytest
import pytest_asyncio

from shared.kit import callers, db
from shared.kit.moment import Moment
from shared.organisations import values as organisations
from shared.targets import contradictions, roll_up_repository, service, values

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.planner]

MEASUREMENTS, COMMUNES = 50_000, 3_500
PROVINCE = organisations.organisation_id("tinh-tuyen-quang")
AT = Moment(dt.date(2024, 12, 31))
DAY = dt.date(2022, 6, 30)
# Communes below the districts, and figures of all of them and of the districts over all targets of shares.
GENERATED = f"""
INSERT INTO organisations (id, slug, kind, level)
SELECT gen_random_uuid(), 'xa-' || n, 'commune', 'commune' FROM generate_series(1, {COMMUNES}) n;
INSERT INTO organisation_versions (id, organisation_id, name, sort_key, parent_id, source_id, certainty)
SELECT gen_random_uuid(), o.id, 'Xã ' || o.slug, 'X' || o.slug,
    d.ids[1 + substr(o.slug, 4)::integer % cardinality(d.ids)], s.id, 'certain'
FROM organisations o, (SELECT id FROM sources LIMIT 1) s,
    (SELECT array_agg(id ORDER BY slug) AS ids FROM organisations WHERE level = 'district') d
WHERE o.slug ~ '^xa-[0-9]+$';
INSERT INTO measurements (id, target_id, organisation_id, measured_on, value, numerator, denominator, kind, origin,
    recorded_by)
SELECT gen_random_uuid(), t.ids[1 + n % cardinality(t.ids)], o.ids[1 + n * 7919 % cardinality(o.ids)],
    date '2022-06-30' + (n % 20) * 30, 50, 1, 2, 'final', 'organisation', 'seed'
FROM generate_series(1, {MEASUREMENTS}) n,
    (SELECT array_agg(id ORDER BY id) AS ids FROM targets WHERE level = 'province' AND unit = 'percent') t,
    (SELECT array_agg(id ORDER BY slug) AS ids FROM organisations
        WHERE level IN ('district', 'commune') OR slug = 'tinh-tuyen-quang') o;
ANALYZE"""


class Explained(db.Reader):
    """A read door that keeps the plan of everything it reads."""

    def __init__(self, connection: Any) -> None:
        self._to = connection
        self.plans: list[str] = []

    async def _explain(self, sql: str, *args: object) -> None:
        lines = [row[0] for row in await self._to.fetch(f"EXPLAIN {sql}", *args)]
        self.plans.append("\n".join(lines))

    async def rows(self, sql: str, *args: object) -> db.Rows:
        """All rows."""
        await self._explain(sql, *args)
        return [dict(row) for row in await self._to.fetch(sql, *args)]

    async def row(self, sql: str, *args: object) -> dict[str, Any] | None:
        """The first row."""
        return next(iter(await self.rows(sql, *args)), None)

    async def json(self, sql: str, *args: object) -> bytes | None:
        """The first column of the first row."""
        await self._explain(sql, *args)
        value = await self._to.fetchval(sql, *args)
        return None if value is None else str(value).encode()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def generated(module_database_url: str) -> AsyncIterator[Any]:
    """That province."""
    connection = await asyncpg.connect(db.dsn(module_database_url), server_settings=callers.AS_SYSTEM)
    await connection.execute(GENERATED)
    yield connection
    await connection.close()


@pytest.fixture
def reader(generated: Any) -> Explained:
    """Over it."""
    return Explained(generated)


async def test_progress_reads_the_figures_of_its_target_alone(reader: Explained) -> None:
    shown = orjson.loads(await service.get_progress(reader, AT, "XHS.01"))
    assert shown["basis"] == "own"
    assert shown["roll_up"]["parts"] != []
    together = "\n".join(reader.plans)
    for table in ("measurements", "milestones"):
        assert f"Seq Scan on {table} " not in together, together
    assert len(reader.plans) <= 5


async def test_a_reading_of_the_past_finds_its_target_by_index(reader: Explained) -> None:
    known = Moment(AT.as_of, dt.datetime.now(dt.UTC))
    await service.get(reader, known, "XHS.01")
    await service.list_page(reader, known, values.Filter(), after=(None, None), limit=50)
    assert "Seq Scan on milestones" not in "\n".join(reader.plans)


async def test_a_page_of_findings_walks_its_order(reader: Explained) -> None:
    await reader._to.execute(
        "INSERT INTO measurement_findings (id, kind, target_id, organisation_id, measured_on, measurement_id,"
        " hierarchy, numerator, denominator, parts_value, tolerance, opened_by, recorded_at, closed_by, closed_at)"
        " SELECT gen_random_uuid(), 'contradicts_parts', m.target_id, m.organisation_id, m.measured_on, m.id,"
        " 'administrative', 1, 2, 50, 0.5, ARRAY[m.id], m.recorded_at, ARRAY[m.id], now() FROM measurements m;"
        "ANALYZE measurement_findings"
    )
    wanted = values.FindingFilter(values.target_id("XHS.01"), "closed")
    later = (dt.datetime(2020, 1, 1, tzinfo=dt.UTC), uuid.UUID(int=0))
    for filters in (values.FindingFilter(), wanted):
        for after in ((None, None), later):
            await contradictions.list_page(reader, AT, filters, after=after, limit=50)
            assert "Seq Scan on measurement_findings" not in reader.plans[-1], reader.plans[-1]
            assert "Seq Scan on measurements" not in reader.plans[-1], reader.plans[-1]


async def test_the_search_for_contradictions_scans_no_table(reader: Explained, module_database_url: str) -> None:
    """Of a thousand figures written at once, with the province's own beside them."""
    database = db.Database(module_database_url, pool_size=1, caller=callers.SYSTEM)
    await database.open()
    async with database.transaction() as session:
        written = await db.fetch(
            session,
            "SELECT m.id FROM measurements m WHERE m.measured_on = :day ORDER BY m.id LIMIT 1000",
            day=DAY,
        )
        before = await _scans(session)
        await contradictions.check(session, [row["id"] for row in written])
        after = await _scans(session)
        own = await roll_up_repository.own_figures(session, PROVINCE, [row["id"] for row in written])
    await database.close()
    assert len(written) == 1000
    assert own != {}
    assert after == before


async def _scans(session: db.Session) -> dict[str, int]:
    """How often this transaction has read a whole table."""
    found = await db.fetch(
        session,
        "SELECT relname, seq_scan FROM pg_stat_xact_user_tables"
        " WHERE relname IN ('measurements', 'organisation_versions')",
    )
    return {row["relname"]: row["seq_scan"] for row in found}
