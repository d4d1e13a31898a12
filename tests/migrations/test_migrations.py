"""The schema: made with time-outs, twice without harm, and refusing what must never happen."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from migrations import statements, timeouts
from shared.kit import callers, db

ROOT = Path(__file__).parents[2]
REVISIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))
APPEND_ONLY = [
    "access_entries",
    "assessment_moves",
    "audit_entries",
    "audit_seals",
    "claims",
    "component_successions",
    "decisions",
    "evidence_components",
    "evidence_revisions",
    "measurements",
    "published_values",
    "run_columns",
    "run_inputs",
    "run_layouts",
    "run_structures",
    "runs",
    "scores",
]


def _alembic(*arguments: str, url: str = "postgresql+asyncpg://nobody@/nothing") -> str:
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "alembic", *arguments]
    return subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True, text=True).stdout


def test_every_revision_begins_with_both_time_outs() -> None:
    printed = _alembic("upgrade", "head", "--sql")
    parts = re.split(r"^-- Running upgrade .*$", printed, flags=re.M)[1:]
    assert len(parts) == len(REVISIONS)
    for part in parts:
        statements = [line for line in part.strip().splitlines() if line]
        assert statements[:2] == [f"{statement};" for statement in timeouts.statements()]


def test_the_time_outs_are_short() -> None:
    lock, statement = timeouts.statements()
    assert lock == "SET LOCAL lock_timeout = '3s'"
    assert statement == "SET LOCAL statement_timeout = '60s'"


def test_the_revisions_are_one_chain() -> None:
    assert _alembic("heads").split()[1:] == ["(head)"]


def test_every_sql_file_belongs_to_a_revision() -> None:
    folders = {path.parent for path in (ROOT / "migrations" / "versions").rglob("*.sql")}
    assert folders <= {path.with_suffix("") for path in REVISIONS} | {ROOT / "migrations" / "versions"}


def test_every_statement_is_whole() -> None:
    for revision in REVISIONS:
        for statement in statements.of(revision.with_suffix("")):
            assert statement.strip()
            assert statement.rstrip().endswith(";"), statement


def test_a_body_with_a_blank_line_is_refused(tmp_path: Path) -> None:
    body = "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS $$\n    SELECT 1\n\n$$;\n"
    (tmp_path / "01_f.sql").write_text(body, encoding="utf-8")
    with pytest.raises(statements.StatementCut, match=r"01_f\.sql"):
        statements.of(tmp_path)


@pytest.fixture
async def connection(module_database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection whose transaction is rolled back."""
    opened = await asyncpg.connect(db.dsn(module_database_url), server_settings=callers.AS_SYSTEM)
    transaction = opened.transaction()
    await transaction.start()
    yield opened
    await transaction.rollback()
    await opened.close()


async def _schema(url: str) -> list[asyncpg.Record]:
    opened = await asyncpg.connect(db.dsn(url), server_settings=callers.AS_SYSTEM)
    try:
        sql = (
            "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
            " WHERE table_schema = 'public' ORDER BY 1, 2"
        )
        return list(await opened.fetch(sql))
    finally:
        await opened.close()


async def test_a_second_upgrade_changes_nothing(database_url: str) -> None:
    before = await _schema(database_url)
    _alembic("upgrade", "head", url=database_url)
    _alembic("upgrade", "head", url=database_url)
    assert await _schema(database_url) == before


# One row of each, on what the catalog holds.
_STRUCTURE = "INSERT INTO run_structures (sha256, body) VALUES ('s', '{}')"
_RUN = (
    "WITH t AS (INSERT INTO run_structures (sha256, body) VALUES ('s', '{}') RETURNING sha256)"
    " INSERT INTO runs (id, assessment_id, framework_version_id, inputs_version, engine_version, structure_sha256,"
    " inputs, inputs_sha256) SELECT gen_random_uuid(), id, framework_version_id, 999, 'test', t.sha256, '{}', 'x'"
    " FROM assessments, t LIMIT 1 RETURNING id, assessment_id"
)
_LAYOUT = "INSERT INTO run_layouts (sha256, nodes, max_points, certainties) VALUES ('l', '{total}', '{1}', '{certain}')"
_REVISION = (
    "WITH e AS (INSERT INTO evidence (id, assessment_id, organisation_id)"
    " SELECT gen_random_uuid(), id, organisation_id FROM assessments WHERE status = 'open' LIMIT 1 RETURNING id)"
    " INSERT INTO evidence_revisions (id, evidence_id, revision, title, file_name, media_type, size_bytes, sha256,"
    " submitted_by) SELECT gen_random_uuid(), id, 1, 't', 'f', 'm', 1, 's', 'x' FROM e"
)
_ROWS = {
    "access_entries": "INSERT INTO access_entries (subject, client_id, organisation, operation, entity_kind,"
    " request_id) VALUES ('s', 'c', 'o', 'x', 'k', 'r')",
    "audit_seals": "INSERT INTO audit_seals VALUES (1, 1, 'r', 'p', 'c', now())",
    "audit_entries": "INSERT INTO audit_entries (occurred_at, subject, action, entity_kind, entity_id, row_sha256)"
    " VALUES (now(), 's', 'a', 'k', 'i', 'h')",
    "measurements": "INSERT INTO measurements (id, target_id, organisation_id, measured_on, value, kind, origin,"
    " recorded_by) SELECT gen_random_uuid(), t.id, o.id, '2022-06-01', 1, 'final', 'organisation', 'x'"
    " FROM targets t, organisations o LIMIT 1",
    "claims": "INSERT INTO claims (id, assessment_id, component_id, points, input_values, claimed_by, organisation_id)"
    " SELECT gen_random_uuid(), a.id, c.id, 1, '{}', 'x', a.organisation_id FROM assessments a, components c"
    " WHERE a.status = 'open' LIMIT 1",
    "component_applicability": "INSERT INTO component_applicability (id, assessment_id, component_id, applicable,"
    " reason, source_id, certainty, organisation_id, stated_by) SELECT gen_random_uuid(), a.id, c.id, false, 'x',"
    " a.source_id, 'certain', a.organisation_id, 'x' FROM assessments a, components c WHERE a.status = 'open' LIMIT 1",
    "decisions": "INSERT INTO decisions (id, revision_id, component_id, verdict, points, max_points, input_values,"
    " decided_by, organisation_id, same_organisation) SELECT gen_random_uuid(), r.id, c.id, 'accept', 1, 1, '{}', 'y',"
    " o.id, false FROM evidence_revisions r, components c, organisations o LIMIT 1",
    "assessment_moves": "INSERT INTO assessment_moves (assessment_id, from_version_id, to_version_id, moved_by)"
    " SELECT a.id, a.framework_version_id, v.id, 'x' FROM assessments a JOIN framework_versions v"
    " ON v.id <> a.framework_version_id LIMIT 1",
    "component_successions": "INSERT INTO component_successions (framework_version_id, ancestor_id, component_id,"
    " alone) SELECT framework_version_id, id, id, true FROM components LIMIT 1",
    "evidence_revisions": _REVISION,
    "evidence_components": "INSERT INTO evidence_components (revision_id, component_id)"
    " SELECT r.id, c.id FROM evidence_revisions r, components c LIMIT 1",
    "run_structures": _STRUCTURE,
    "published_values": "INSERT INTO published_values (id, import_id, node, source_id, certainty)"
    " SELECT gen_random_uuid(), i.id, 'test', s.id, 'certain' FROM imports i, sources s LIMIT 1",
    "runs": _RUN,
    "run_layouts": _LAYOUT,
    "run_inputs": "INSERT INTO run_inputs (sha256, body) VALUES ('s', '{}')",
    "run_columns": "INSERT INTO run_columns (run_id, score_column, layout_sha256, points, quotients)"
    " SELECT id, 'self', 'l', '{1}', '{1}' FROM runs LIMIT 1",
    "scores": "INSERT INTO scores (id, run_id, score_column, node, certainty, undecided, not_determinable, basis)"
    " SELECT gen_random_uuid(), id, 'self', 'total', 'certain', 0, false, '{}' FROM runs LIMIT 1",
}
_BEFORE = {
    "decisions": (_REVISION,),
    "evidence_components": (_REVISION,),
    "scores": (_RUN,),
    "run_columns": (_RUN, _LAYOUT),
}


async def _one_row(connection: asyncpg.Connection, table: str) -> None:
    for before in _BEFORE.get(table, ()):
        await connection.execute(before)
    assert await connection.execute(_ROWS[table]) == "INSERT 0 1"


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE"])
@pytest.mark.parametrize("table", APPEND_ONLY)
async def test_what_was_recorded_stays(connection: asyncpg.Connection, table: str, verb: str) -> None:
    await _one_row(connection, table)
    column = {
        "access_entries": "subject = 'x'",
        "audit_entries": "subject = 'x'",
        "audit_seals": "entry_id = 2",
        "component_successions": "alone = false",
        "evidence_components": "component_id = gen_random_uuid()",
        "run_structures": "sha256 = 'x'",
        "scores": "node = 'x'",
        "run_layouts": "sha256 = 'x'",
        "run_inputs": "sha256 = 'x'",
        "run_columns": "score_column = 'verified'",
    }.get(table, "id = gen_random_uuid()")
    sql = {"UPDATE": f"UPDATE {table} SET {column}", "DELETE": f"DELETE FROM {table}"}.get(
        verb, f"TRUNCATE {table} CASCADE"
    )
    with pytest.raises(asyncpg.RestrictViolationError, match=f"append-only: {verb} refused"):
        await connection.execute(sql)


async def _head(connection: asyncpg.Connection, version: int) -> uuid.UUID:
    run = await connection.fetchrow(_RUN)
    sql = (
        "INSERT INTO assessment_heads (assessment_id, computed_version, run_id, computed_at) VALUES ($1, $2, $3, now())"
    )
    await connection.execute(sql, run["assessment_id"], version, run["id"])
    found: uuid.UUID = run["assessment_id"]
    return found


MOVE = "UPDATE assessment_heads SET computed_version = $2 WHERE assessment_id = $1"


async def test_the_head_moves_forward(connection: asyncpg.Connection) -> None:
    assessment = await _head(connection, 5)
    for version in (5, 6, 100):
        assert await connection.execute(MOVE, assessment, version) == "UPDATE 1"


async def test_the_head_never_moves_back(connection: asyncpg.Connection) -> None:
    assessment = await _head(connection, 5)
    with pytest.raises(asyncpg.RestrictViolationError, match="forward"):
        await connection.execute(MOVE, assessment, 4)


@pytest.mark.parametrize("sql", ["DELETE FROM assessment_heads", "TRUNCATE assessment_heads"])
async def test_a_head_is_not_taken_away_to_begin_again(connection: asyncpg.Connection, sql: str) -> None:
    await _head(connection, 5)
    with pytest.raises(asyncpg.RestrictViolationError):
        await connection.execute(sql)


async def test_every_append_only_table_is_guarded_against_all_three(connection: asyncpg.Connection) -> None:
    guarded = await connection.fetch(
        "SELECT c.relname, bit_or(t.tgtype & 56) AS verbs FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = 'refuse_change' GROUP BY 1"
    )
    verbs = {row["relname"]: row["verbs"] for row in guarded}
    assert {table for table, verb in verbs.items() if verb == 8 | 16 | 32} >= set(
        APPEND_ONLY
    )  # DELETE, UPDATE, TRUNCATE
    assert verbs["assessment_heads"] == 8 | 32


async def test_every_source_and_certainty_is_required_where_law_is_held(connection: asyncpg.Connection) -> None:
    # Of tables only: the columns of a view are nullable, whatever it shows.
    nullable = await connection.fetch(
        "SELECT table_name FROM information_schema.columns"
        " JOIN information_schema.tables USING (table_schema, table_name)"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        " AND column_name IN ('source_id', 'certainty') AND is_nullable = 'YES'"
    )
    # The coordinator opens a round of appeals and answers for its days; a notice that announces it may be named.
    assert [row["table_name"] for row in nullable] == ["appeal_rounds"]


async def test_the_points_of_postgresql_and_ours_have_the_same_places(connection: asyncpg.Connection) -> None:
    assert str(await connection.fetchval("SELECT CAST(1.0000005 AS points)")) == "1.000001"
