"""`python -m shared.catalog` says in its last line what it did, or what is wrong and what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from shared.kit import callers, db

ROOT = Path(__file__).parents[3]


def _install(url: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "shared.catalog"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


async def _change(url: str, sql: str) -> None:
    connection = await asyncpg.connect(db.dsn(url), server_settings=callers.AS_SYSTEM)
    await connection.execute(sql)
    await connection.close()


async def test_it_says_that_nothing_changed(database_url: str) -> None:
    done = _install(database_url)
    assert (done.returncode, done.stdout, done.stderr) == (0, "catalog: nothing to change\n", "")


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("ALTER TABLE tasks DROP COLUMN superseded_at CASCADE", 'column "superseded_at" does not exist'),
        ("ALTER TABLE targets RENAME TO aims", 'relation "targets" does not exist'),
    ],
)
async def test_a_database_of_another_version_is_named_with_what_to_do(database_url: str, sql: str, said: str) -> None:
    await _change(database_url, sql)
    done = _install(database_url)
    *cause, last = done.stderr.splitlines()
    assert done.returncode == 1
    assert last == (
        f"catalog: the database is of another version ({said}): make clean, or migrate (alembic upgrade head)"
    )
    assert any("UndefinedColumnError" in line or "UndefinedTableError" in line for line in cause), "the cause is hidden"


async def test_what_the_catalog_lost_is_named(database_url: str) -> None:
    await _change(
        database_url,
        "INSERT INTO task_groups SELECT gen_random_uuid(), 'nhom-x', 99, 'x', 1, source_id, certainty FROM task_groups"
        " LIMIT 1",
    )
    done = _install(database_url)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "catalog: The catalog no longer states rows of task_groups that the database holds: nhom-x."
        " Take them away by a migration, or put them back."
    )
