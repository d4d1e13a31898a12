"""A minute in which no run is due costs the same, however many runs there are."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import asyncpg
import orjson
import pytest

from services.scoring_worker import replaying
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.scoring import repository
from tests import databases
from tests.shared.scoring.test_loading import OPEN

_FEW, _MANY = 5_000, 60_000
_STRUCTURE = "INSERT INTO run_structures (sha256, body) VALUES ('s', '{}')"
_RUNS = f"""
INSERT INTO runs (id, assessment_id, framework_version_id, inputs_version, engine_version, structure_sha256, inputs,
    inputs_sha256) SELECT gen_random_uuid(), a.id, a.framework_version_id, n, 'generated', 's', '{{}}', 'x'
FROM assessments a, generate_series($1::integer, $2::integer) n WHERE a.id = '{OPEN}'"""
_NOTED = """INSERT INTO run_replays (run_id, replayed_at, difference_count, differences)
    SELECT run_id, now() - random() * interval '23 hours', 0, '[]' FROM unreplayed_runs"""
_READ = {"Shared Hit Blocks", "Shared Read Blocks"}


class Counting(db.Reader):
    """A read door that counts the pages that a statement looks at, under the plan that serves any arguments."""

    def __init__(self, connection: Any) -> None:
        self._to = connection
        self.plan = ""
        self.pages = 0

    async def rows(self, sql: str, *args: object) -> db.Rows:
        """All rows; plan and pages are kept."""
        (explained,) = orjson.loads(await self._to.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", *args))
        self.pages = sum(explained["Plan"].get(name, 0) for name in _READ)
        self.plan = " ".join(_scans(explained["Plan"]))
        return [dict(row) for row in await self._to.fetch(sql, *args)]


def _scans(node: dict[str, Any]) -> Iterator[str]:
    if "Relation Name" in node:
        yield f"{node['Node Type']} on {node['Relation Name']}"
    for part in node.get("Plans", ()):
        yield from _scans(part)


@pytest.fixture
async def bare(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection of one's own."""
    opened = await databases.connect(database_url)
    await opened.execute(_STRUCTURE)
    yield opened
    await opened.close()


async def _replayed(bare: asyncpg.Connection, first: int, last: int) -> None:
    """Runs of these numbers, all of them replayed within the day."""
    await bare.execute(_RUNS, first, last)
    await bare.execute(_NOTED)
    await bare.execute("DELETE FROM unreplayed_runs")
    await bare.execute("VACUUM (ANALYZE) unreplayed_runs, run_replays, runs")


async def _due(reader: Counting) -> int:
    due = await repository.due_for_replay(reader, limit=replaying.AT_ONCE, before_s=replaying.AGAIN_AFTER_S)
    return len(due)


@pytest.mark.planner
async def test_nothing_due_is_found_in_two_looks(bare: asyncpg.Connection) -> None:
    reader = Counting(bare)
    await _replayed(bare, 1, _FEW)
    assert await _due(reader) == 0
    few = reader.pages
    await _replayed(bare, _FEW + 1, _MANY)
    assert await _due(reader) == 0
    assert reader.plan.split(" on ")[-1] == "run_replays"
    assert "Seq Scan on run_replays" not in reader.plan
    assert "on runs" not in reader.plan
    # An index of twelve times as many rows may be a level deeper.
    assert reader.pages <= few + 2 < 10, (few, reader.pages)


@pytest.mark.planner
async def test_of_many_due_no_more_is_read_than_is_given(bare: asyncpg.Connection) -> None:
    reader = Counting(bare)
    await _replayed(bare, 1, _MANY)
    await bare.execute("UPDATE run_replays SET replayed_at = replayed_at - interval '3 days'")
    await bare.execute(_RUNS, _MANY + 1, 2 * _MANY)
    await bare.execute("VACUUM (ANALYZE) unreplayed_runs, run_replays, runs")
    assert await _due(reader) == replaying.AT_ONCE
    assert "Seq Scan" not in reader.plan
    assert reader.pages <= 4 * replaying.AT_ONCE, reader.pages


async def test_what_was_never_replayed_goes_first_then_the_oldest(bare: asyncpg.Connection) -> None:
    await bare.execute(_RUNS, 1, 3)
    runs = {row["inputs_version"]: row["id"] for row in await bare.fetch("SELECT id, inputs_version FROM runs")}
    note = "INSERT INTO run_replays VALUES ($1, now() - make_interval(days => $2), 0, '[]')"
    for number, days in ((1, 2), (2, 3)):
        await bare.execute(note, runs[number], days)
        await bare.execute("DELETE FROM unreplayed_runs WHERE run_id = $1", runs[number])
    found = await repository.due_for_replay(Counting(bare), limit=10, before_s=86_400.0)
    assert found == [runs[3], runs[2], runs[1]]
    assert await repository.due_for_replay(Counting(bare), limit=2, before_s=86_400.0) == [runs[3], runs[2]]
    assert await repository.due_for_replay(Counting(bare), limit=10, before_s=2.5 * 86_400) == [runs[3], runs[2]]


async def test_no_run_leaves_unreplayed(bare: asyncpg.Connection, database: db.Database, clock: FakeClock) -> None:
    await bare.execute(_RUNS, 1, 2)
    waiting = "SELECT array_agg(run_id ORDER BY run_id) FROM unreplayed_runs"
    stored = await bare.fetchval("SELECT array_agg(id ORDER BY id) FROM runs")
    assert await bare.fetchval(waiting) == stored
    for sql in (
        "DELETE FROM unreplayed_runs",
        "UPDATE unreplayed_runs SET run_id = gen_random_uuid()",
        "TRUNCATE unreplayed_runs",
        "TRUNCATE run_replays",
    ):
        with pytest.raises(asyncpg.RestrictViolationError):
            await bare.execute(sql)
    found = await replaying.go_round(database, clock)
    assert (found.runs, found.drifted) == (2, 2)  # nothing was computed with that engine
    assert await bare.fetchval(waiting) is None
    with pytest.raises(asyncpg.RestrictViolationError):
        await bare.execute("DELETE FROM run_replays")
