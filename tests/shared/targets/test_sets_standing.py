"""A page of standings reads what it shows and no more, however many organisations and figures there are."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import orjson
import pytest

from shared.kit import callers, db
from shared.kit.moment import Moment
from shared.targets import values as targets
from shared.targets.sets import repository, service, values

AT = Moment(dt.date(2024, 12, 31))
COMMUNES, MEASURED, FIGURES = 3_500, 700, 50_000
GENERATED = f"""
INSERT INTO organisations (id, slug, kind, level)
SELECT gen_random_uuid(), 'xa-' || n, 'commune', 'commune' FROM generate_series(1, {COMMUNES}) n;
INSERT INTO organisation_versions (id, organisation_id, name, sort_key, source_id, certainty)
SELECT gen_random_uuid(), o.id, 'Xã ' || slug, 'X' || lpad(substr(slug, 4), 6, '0'), s.id, 'certain'
FROM organisations o, (SELECT id FROM sources LIMIT 1) s WHERE slug ~ '^xa-[0-9]+$';
INSERT INTO measurements (id, target_id, organisation_id, measured_on, value, kind, origin, recorded_by)
SELECT gen_random_uuid(), t.ids[1 + n % cardinality(t.ids)], o.id, date '2022-01-01' + n % 1399, n % 101,
    (ARRAY['final', 'estimate'])[1 + (n % 11 < 4)::integer], 'organisation', 'seed'
FROM generate_series(1, {FIGURES}) n
JOIN organisations o ON o.slug = 'xa-' || 1 + (n * 7919) % {MEASURED},
    (SELECT array_agg(id ORDER BY id) AS ids FROM (
        SELECT target_id AS id FROM target_set_members UNION SELECT repeats_id FROM target_set_members
        WHERE repeats_id IS NOT NULL) c) t;
ANALYZE"""
# The figure that counts, said another way: no other of the same organisation and criterion counts before it.
_BETTER = "(x.kind = 'final', x.measured_on, x.target_id = m.target_id, x.recorded_at, x.id)"
NAIVE = f"""
SELECT o.slug || ' ' || t.code AS place, (
    SELECT x.id::text FROM measurements x WHERE x.organisation_id = o.id
        AND (x.target_id = m.target_id OR x.target_id = m.repeats_id) AND x.measured_on <= $2
        AND NOT EXISTS (SELECT FROM measurements y WHERE y.organisation_id = o.id
            AND (y.target_id = m.target_id OR y.target_id = m.repeats_id) AND y.measured_on <= $2
            AND {_BETTER.replace("x.", "y.")} > {_BETTER})) AS figure
FROM organisations o, target_set_members m JOIN targets t ON t.id = m.target_id
WHERE m.set_id = $3 AND o.slug = ANY($1)"""


class Explained(db.Reader):
    """A read door that also asks for the plan of what it reads."""

    plan = ""

    def __init__(self, connection: Any) -> None:
        self._to = connection

    async def row(self, sql: str, *args: object) -> dict[str, Any] | None:
        """The first row."""
        found = await self._to.fetchrow(sql, *args)
        return None if found is None else dict(found)

    async def rows(self, sql: str, *args: object) -> db.Rows:
        """The rows, their plan kept."""
        self.plan = "\n".join(row[0] for row in await self._to.fetch(f"EXPLAIN (ANALYZE, TIMING OFF) {sql}", *args))
        return [dict(row) for row in await self._to.fetch(sql, *args)]


@pytest.fixture
async def reader(database_url: str) -> AsyncIterator[Explained]:
    """Over a province of three and a half thousand communes, a fifth of which has fifty thousand figures."""
    connection = await asyncpg.connect(db.dsn(database_url), server_settings=callers.AS_SYSTEM)
    await connection.execute(GENERATED)
    yield Explained(connection)
    await connection.close()


async def _page(reader: Explained, after: tuple[Any, ...]) -> dict[str, Any]:
    page = await service.list_standing(reader, AT, "thi-dua-cap-xa", None, after=after, limit=50, total=True)
    return dict(orjson.loads(page))


@pytest.mark.parametrize("after", [(None, None), ("X000600", uuid.UUID(int=0))], ids=["first page", "a later page"])
async def test_a_page_reads_the_figures_it_shows_by_index(reader: Explained, after: tuple[Any, ...]) -> None:
    page = await _page(reader, after)
    assert (len(page["items"]), page["total"] >= COMMUNES) == (50, True)
    assert "Seq Scan on measurements" not in reader.plan, reader.plan
    assert "measurements_vintages" in reader.plan, reader.plan
    assert "organisation_versions_sort" in reader.plan, reader.plan


async def test_the_figure_that_counts_is_the_one_that_no_other_precedes(reader: Explained) -> None:
    page = await _page(reader, ("X000300", uuid.UUID(int=0)))
    shown = {
        f"{item['organisation']['slug']} {criterion['target']}": (criterion["figure"] or {}).get("measurement")
        for item in page["items"]
        for criterion in item["criteria"]
    }
    slugs = [item["organisation"]["slug"] for item in page["items"]]
    naive = await reader._to.fetch(NAIVE, slugs, AT.as_of, values.set_id("thi-dua-cap-xa"))
    assert shown == {row["place"]: row["figure"] for row in naive}
    assert sum(figure is not None for figure in shown.values()) > 300


async def test_every_organisation_is_on_one_page(reader: Explained) -> None:
    found: list[str] = []
    after: tuple[Any, ...] = (None, None)
    while True:
        asked = {"targets": [targets.target_id("TD.XA.01")], "repeated": [None], "year": 2025}
        rows = await repository.list_standing(reader, AT, values.Level("commune"), asked, after=after, limit=1000)
        found += [row["slug"] for row in rows[:1000]]
        if len(rows) <= 1000:
            break
        after = (rows[999]["sort_key"], rows[999]["id"])
    assert len(found) == len(set(found)) == COMMUNES + 4  # the four that the sources name
