"""Scores that an installation has kept row by row stay readable, figure by figure, under their score_ids."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from tests import databases, servers

ROOT = Path(__file__).parents[2]
_ROWS = """
INSERT INTO sources (id, kind) VALUES ('00000000-0000-4000-8000-000000000001', 'derived');
INSERT INTO legal_documents (id, slug, title, kind, issuer, source_id, certainty) VALUES
    ('00000000-0000-4000-8000-000000000002', 'x', 'x', 'plan', 'x', '00000000-0000-4000-8000-000000000001', 'certain');
INSERT INTO organisations (id, slug, kind) VALUES ('00000000-0000-4000-8000-000000000003', 'tinh', 'province');
INSERT INTO frameworks (id, slug, code, name, document_id, level, years, source_id, certainty) VALUES
    ('00000000-0000-4000-8000-000000000004', 'f', 'f', 'f', '00000000-0000-4000-8000-000000000002', 'province',
    '{2022}', '00000000-0000-4000-8000-000000000001', 'certain');
INSERT INTO framework_versions (id, framework_id, version, status, total_method, content_sha256) VALUES
    ('00000000-0000-4000-8000-000000000005', '00000000-0000-4000-8000-000000000004', 1, 'published', 'sum_of_points',
    'x');
INSERT INTO assessments (id, framework_version_id, organisation_id, year, status, source_id, certainty) VALUES
    ('00000000-0000-4000-8000-000000000006', '00000000-0000-4000-8000-000000000005',
    '00000000-0000-4000-8000-000000000003', 2022, 'open', '00000000-0000-4000-8000-000000000001', 'certain');
INSERT INTO run_structures (sha256, body) VALUES ('s', '{}');
INSERT INTO runs (id, assessment_id, framework_version_id, inputs_version, engine_version, structure_sha256, inputs,
    inputs_sha256) VALUES ('00000000-0000-4000-8000-000000000007', '00000000-0000-4000-8000-000000000006',
    '00000000-0000-4000-8000-000000000005', 1, '1', 's', '{"claims": [], "pieces": []}', 'x');
INSERT INTO scores (id, run_id, score_column, node, points, max_points, value, certainty, undecided, not_determinable,
    basis) VALUES ('00000000-0000-4000-8000-000000000008', '00000000-0000-4000-8000-000000000007', 'self', 'total', 2.5,
    10, 0.25, 'provisional', 3, true, '{}');
INSERT INTO assessment_heads (assessment_id, computed_version, run_id, computed_at) VALUES
    ('00000000-0000-4000-8000-000000000006', 1, '00000000-0000-4000-8000-000000000007', now());
"""
_REPLAYED = """
INSERT INTO runs (id, assessment_id, framework_version_id, inputs_version, engine_version, structure_sha256, inputs,
    inputs_sha256) SELECT '00000000-0000-4000-8000-000000000009', assessment_id, framework_version_id, 2,
    engine_version, structure_sha256, inputs, inputs_sha256 FROM runs;
INSERT INTO run_replays (run_id, replayed_at, difference_count, differences) VALUES
    ('00000000-0000-4000-8000-000000000009', now(), 0, '[]')
"""
_HELD_UP = "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = to_regclass('runs') AND NOT granted)"
_SEEN = "SELECT run_id, score_column, node, points, max_points, value, certainty, undecided, not_determinable, id FROM"


def _upgrade(url: str, revision: str) -> None:
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "alembic", "upgrade", revision]
    subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True)


@pytest.fixture
async def url(server_urls: servers.Urls) -> AsyncIterator[str]:
    """The address of a database to which no revision came yet."""
    name = f"test_{uuid.uuid4().hex[:16]}"
    yield await databases.create(server_urls.database, name)
    await databases.drop(server_urls.database, name)


async def test_of_old_runs_those_wait_that_were_never_replayed(url: str) -> None:
    _upgrade(url, "0007")
    before = await databases.connect(url)
    await before.execute(_ROWS)
    await before.execute(_REPLAYED)
    await before.close()
    _upgrade(url, "head")
    after = await databases.connect(url)
    waiting = await after.fetch("SELECT CAST(run_id AS text) FROM unreplayed_runs")
    assert [row["run_id"] for row in waiting] == ["00000000-0000-4000-8000-000000000007"]
    await after.close()


async def test_a_run_that_is_stored_while_the_upgrade_runs_waits_as_well(url: str) -> None:
    """A worker goes on until it is stopped: what it stores before it is held up is not yet to be seen."""
    _upgrade(url, "0007")
    worker, looking = await databases.connect(url), await databases.connect(url)
    async with worker.transaction():
        await worker.execute(_ROWS)
        upgrading = asyncio.create_task(asyncio.to_thread(_upgrade, url, "head"))
        await _until_waiting(looking, upgrading)
    await upgrading
    waiting = await looking.fetch("SELECT CAST(run_id AS text) FROM unreplayed_runs")
    assert [row["run_id"] for row in waiting] == ["00000000-0000-4000-8000-000000000007"]
    await worker.close()
    await looking.close()


async def _until_waiting(looking: asyncpg.Connection, upgrading: asyncio.Task[None]) -> None:
    async with asyncio.timeout(60):
        while not await looking.fetchval(_HELD_UP):
            assert not upgrading.done(), "it did not wait"


async def test_old_scores_stay_readable_under_their_ids(url: str) -> None:
    _upgrade(url, "0004")
    before = await databases.connect(url)
    await before.execute(_ROWS)
    kept = await before.fetch(f"{_SEEN} scores")
    await before.close()
    _upgrade(url, "head")
    after = await databases.connect(url)
    assert await after.fetch(f"{_SEEN} run_scores") == kept
    assert len(kept) == 1
    (head,) = await after.fetch("SELECT run_id, node, points, score_id FROM head_scores")
    assert tuple(head) == (kept[0]["run_id"], "total", kept[0]["points"], kept[0]["id"])
    await after.close()
