"""What a document obliges to, and what is uncovered, on the data of ten years: how much is read for an answer."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest

from shared.kit import db
from shared.kit.moment import Moment
from shared.law import sources
from shared.overview.coverage import repository as coverage
from shared.overview.coverage import values as coverage_values
from shared.overview.duties import repository, values
from shared.targets import repository as targets

DOCUMENT = sources.document_id("ke-hoach-187-kh-ubnd-2022")
DAY = dt.date(2030, 1, 1)
SIGHT = values.Sight(everything=True, tasks=True, reports=True, organisations=(), wide=True)
MANY = 5000
_TASKS = """INSERT INTO tasks (id, code, position, name, owner_organisation_id, source_id, certainty)
    SELECT gen_random_uuid(), 'X.' || i, 10000 + i, 'Nhiệm vụ ' || i, o.id, s.id, 'certain'
    FROM generate_series(1, :many) i,
        (SELECT id FROM organisations WHERE slug = 'so-tai-chinh') o,
        (SELECT id FROM sources WHERE document_id = :document LIMIT 1) s"""
_PARTIES = """INSERT INTO task_parties (task_id, role, place, organisation_id, valid_from, valid_to, certainty)
    SELECT id, 'lead', 0, owner_organisation_id, valid_from, 'infinity', 'certain' FROM tasks WHERE code LIKE 'X.%'"""
_STATUSES = """INSERT INTO task_statuses (task_id, status, effective_on, recorded_by)
    SELECT id, 'in_progress', '2023-01-01', 'x' FROM tasks WHERE code LIKE 'X.%'"""
_MEASUREMENTS = """INSERT INTO measurements
    (id, target_id, organisation_id, measured_on, value, kind, origin, recorded_by)
    SELECT gen_random_uuid(), t.id, o.id, DATE '2022-01-31' + n * 30, 1, 'final', 'organisation', 'x'
    FROM (SELECT id FROM targets WHERE measure = 'numeric' ORDER BY position LIMIT 25) t,
        (SELECT id FROM organisations ORDER BY slug LIMIT 50) o, generate_series(1, 40) n"""


@pytest.fixture
def database_url(module_database_url: str) -> str:
    """One for all: the data are made once."""
    return module_database_url


@pytest.fixture
async def large(database: db.Database) -> db.Database:
    """Five thousand tasks of one document and fifty thousand measurements."""
    async with database.transaction() as session:
        if (await db.fetch_one(session, "SELECT count(*) AS n FROM tasks WHERE code LIKE 'X.%'")) == {"n": 0}:
            await db.execute(session, _TASKS, many=MANY, document=DOCUMENT)
            for statement in (_PARTIES, _STATUSES, _MEASUREMENTS, "ANALYZE"):
                await db.execute(session, statement)
    return database


class Explained:
    """A read door that explains each statement instead of answering it."""

    def __init__(self, reader: db.Reader) -> None:
        self._reader = reader
        self.plans: list[dict[str, Any]] = []

    async def json(self, sql: str, *args: object) -> bytes:
        """The plan of a statement as it was carried out."""
        row = await self._reader.row(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", *args)
        assert row is not None
        [plan] = json.loads(row["QUERY PLAN"])
        self.plans.append(plan["Plan"])
        return b"{}"

    async def rows(self, sql: str, *args: object) -> db.Rows:
        """The same of a statement of many rows."""
        await self.json(sql, *args)
        return []


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All nodes of a plan."""
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)


def read(plan: dict[str, Any]) -> int:
    """Pages that were looked at."""
    return int(plan["Shared Hit Blocks"]) + int(plan["Shared Read Blocks"])


def scans(plan: dict[str, Any], table: str) -> int:
    """How often a table was read from its beginning to its end."""
    return sum(
        node["Actual Loops"]
        for node in nodes(plan)
        if node["Node Type"] == "Seq Scan" and node.get("Relation Name") == table
    )


async def _page(large: db.Database, after: tuple[Any, ...], wanted: values.Filter) -> dict[str, Any]:
    explained: Any = Explained(large.reader)
    asked = repository.Asked(DOCUMENT, Moment(DAY, dt.datetime.now(dt.UTC)), SIGHT)
    await repository.page(explained, asked, {}, wanted, after=after, limit=50, total=False)
    [plan] = explained.plans
    return dict(plan)


async def test_the_milestones_and_their_figures_are_read_once(large: db.Database) -> None:
    explained: Any = Explained(large.reader)
    asked = repository.Asked(DOCUMENT, Moment(DAY, dt.datetime.now(dt.UTC)), SIGHT)
    await repository.milestones(explained, asked)
    rows = await large.reader.rows("SELECT id FROM targets ORDER BY position LIMIT 60")
    provinces = await large.reader.rows("SELECT id FROM organisations WHERE slug = 'tinh-tuyen-quang'")
    moment = Moment(DAY, dt.datetime.now(dt.UTC))
    await targets.list_figures(explained, moment, [row["id"] for row in rows], [row["id"] for row in provinces])
    by_document, figures = explained.plans
    assert scans(by_document, "measurements") == 0
    assert read(by_document) < MANY / 10
    assert scans(figures, "measurements") <= 1


async def test_the_last_page_reads_what_the_first_one_reads(large: db.Database) -> None:
    first = await _page(large, (None, None, None, None), values.Filter())
    zero = "00000000-0000-0000-0000-000000000000"
    last = await _page(large, (2, 10000 + MANY - 40, zero, ""), values.Filter())
    for plan in (first, last):
        assert scans(plan, "task_parties") == scans(plan, "organisation_versions") == 0
        assert scans(plan, "tasks") <= 2, "once for the keys"
    assert read(last) <= 1.1 * read(first)


async def test_a_filter_by_status_looks_at_each_task_once(large: db.Database) -> None:
    plan = await _page(large, (None, None, None, None), values.Filter(status="in_progress"))
    assert scans(plan, "tasks") <= 2
    assert read(plan) < 10 * MANY


async def test_coverage_reads_each_table_a_few_times(large: db.Database) -> None:
    row = await coverage.scope(large.reader, None, None, 2022, None)
    assert row is not None
    scope = coverage_values.Scope(row["framework_id"], row["version_id"], row["framework"], row["version"], 2022)
    asked = coverage_values.Asked(DAY, None, scope, reports=True, organisations=(), wide=True)
    explained: Any = Explained(large.reader)
    await coverage.lists(explained, asked, asked.names, after=(None, None), limit=50)
    [plan] = explained.plans
    assert scans(plan, "measurements") <= 2, "once for the targets, once for the organisations"
    assert scans(plan, "tasks") <= 6
    assert read(plan) < 20 * MANY
