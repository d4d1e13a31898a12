"""All SQL of runs, scores and heads."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import orjson

from shared.kit import chosen, db
from shared.law import sources
from shared.scoring import packing, quick


def _sql(name: str) -> str:
    return db.statement(__package__ or "", name).replace("{source}", sources.JSON.format(alias="s", document="d"))


async def add_runs(reader: db.Reader, runs: Sequence[packing.Run], *, engine: str, at: dt.datetime) -> None:
    """Store runs and move the heads of their assessments to them, in one statement (within a write transaction).

    What was computed before is not stored again; a head only moves forward, or to the same version by another engine.
    """
    # What runs share is stored in one order: two transactions that store the same wait for each other, never in a ring.
    structures = dict(sorted({run.read.structure_sha256: run.read.structure for run in runs}.items()))
    given = {run.read.own_sha256: run.read.inputs for run in runs}
    fresh = sorted(await _unknown_inputs(reader, list(given)) if len(runs) > 1 else given)
    layouts = {column.layout.sha256: column.layout for run in runs for column in run.columns}
    columns = [(run.id, column) for run in runs for column in run.columns]
    await reader.rows(
        _sql("add_runs"),
        engine,
        at,
        [run.id for run in runs],
        [run.assessment_id for run in runs],
        [run.framework_version_id for run in runs],
        [run.inputs_version for run in runs],
        [run.read.structure_sha256 for run in runs],
        [run.read.own_sha256 for run in runs],
        [run.read.inputs_sha256 for run in runs],
        list(structures),
        list(structures.values()),
        fresh,
        [given[sha256] for sha256 in fresh],
        [orjson.dumps(layouts[sha256]).decode() for sha256 in sorted(layouts)],
        [run_id for run_id, _ in columns],
        [column.name for _, column in columns],
        [column.layout.sha256 for _, column in columns],
        [_array(column.points) for _, column in columns],
        [_array(column.quotients) for _, column in columns],
        [_array(column.undecided) for _, column in columns],
        [_array(column.not_determinable) for _, column in columns],
    )


async def read_many(reader: db.Reader, wanted: Sequence[uuid.UUID], plans: Sequence[quick.Plan]) -> db.Rows:
    """What each of these says under these versions, ready to be summed (`sql/read_many.sql`), where that is enough."""
    parts = [
        (by.structure.version_id, component.id, place, maximum, orjson.dumps(component.code).decode())
        for by in plans
        for place, (component, maximum) in enumerate(zip(by.structure.components, by.maxima, strict=True))
    ]
    versions = [by.structure.version_id for by in plans]
    return await reader.rows(_sql("read_many"), list(wanted), versions, *map(list, zip(*parts, strict=True)))


async def _unknown_inputs(reader: db.Reader, hashes: list[str]) -> list[str]:
    """Those that no run has read yet."""
    found = await reader.rows(
        "SELECT u.sha256 FROM unnest($1::text[]) AS u (sha256)"
        " WHERE NOT EXISTS (SELECT FROM run_inputs i WHERE i.sha256 = u.sha256)",
        hashes,
    )
    return [row["sha256"] for row in found]


def _array(given: Sequence[int | bool | None] | None) -> str | None:
    """An array as PostgreSQL reads it from text: JSON's, but for its brackets."""
    return None if given is None else "{" + orjson.dumps(given)[1:-1].decode() + "}"


async def behind(reader: db.Reader, engine: str) -> db.Rows:
    """Assessments whose head is behind the wanted version or was computed by another engine.

    Rows: assessment_id, wanted_version, computed_version (0 when this engine computed nothing).
    """
    return await reader.rows(
        "SELECT v.assessment_id, v.version AS wanted_version, coalesce(h.computed_version, 0) AS computed_version"
        " FROM assessment_versions v LEFT JOIN (assessment_heads h JOIN runs r ON r.id = h.run_id"
        " AND r.engine_version = $1) ON h.assessment_id = v.assessment_id"
        " WHERE coalesce(h.computed_version, 0) < v.version",
        engine,
    )


async def computed_versions(reader: db.Reader, assessments: Sequence[uuid.UUID], engine: str) -> dict[uuid.UUID, int]:
    """The versions of the heads that this engine computed."""
    rows = await reader.rows(
        "SELECT h.assessment_id, h.computed_version FROM assessment_heads h JOIN runs r ON r.id = h.run_id"
        f" WHERE h.assessment_id {chosen.among('$1::uuid[]', assessments)} AND r.engine_version = $2",
        assessments,
        engine,
    )
    return {row["assessment_id"]: row["computed_version"] for row in rows}


async def heads(reader: db.Reader, assessments: list[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The computed version of each of these assessments that was ever computed."""
    rows = await reader.rows(
        "SELECT assessment_id, computed_version FROM assessment_heads WHERE assessment_id"
        f" {chosen.among('$1::uuid[]', assessments)}",
        assessments,
    )
    return {row["assessment_id"]: row["computed_version"] for row in rows}


async def kept(reader: db.Reader, runs: Sequence[uuid.UUID]) -> db.Rows:
    """Runs with what they read and every figure that they kept; JSON as text. An unknown one is left out."""
    return await reader.rows(_sql("kept").replace("{among}", chosen.among("$1::uuid[]", runs)), runs)


async def runs_after(reader: db.Reader, after: uuid.UUID, *, limit: int) -> list[uuid.UUID]:
    """Runs by their id, from behind `after` on."""
    rows = await reader.rows("SELECT id FROM runs WHERE id > $1 ORDER BY id LIMIT $2", after, limit)
    return [row["id"] for row in rows]


async def due_for_replay(reader: db.Reader, *, limit: int, before_s: float) -> list[uuid.UUID]:
    """Runs that were never replayed, then those replayed before `before_s` seconds, the longest ago first."""
    rows = await reader.rows(db.statement(__package__ or "", "due_for_replay"), limit, before_s)
    return [row["id"] for row in rows]


async def note_replay(
    session: db.Session, run_id: uuid.UUID, at: dt.datetime, count: int, differences: list[dict[str, Any]]
) -> None:
    """Store what replaying a run found; the last time counts."""
    await db.execute(
        session,
        "INSERT INTO run_replays (run_id, replayed_at, difference_count, differences) VALUES (:run_id, :at, :count,"
        " CAST(:differences AS jsonb)) ON CONFLICT (run_id) DO UPDATE SET replayed_at = excluded.replayed_at,"
        " difference_count = excluded.difference_count, differences = excluded.differences",
        run_id=run_id,
        at=at,
        count=count,
        differences=orjson.dumps(differences).decode(),
    )


async def mark_replayed(session: db.Session, runs: Sequence[uuid.UUID]) -> None:
    """Runs whose first replay was noted wait for it no more."""
    sql = "DELETE FROM unreplayed_runs WHERE run_id = ANY (CAST(:runs AS uuid[]))"
    await db.execute(session, sql, runs=list(runs))


async def count_drifted(reader: db.Reader) -> int:
    """How many runs differed from their last replay."""
    row = await reader.row("SELECT count(*) AS n FROM run_replays WHERE difference_count > 0")
    return int((row or {"n": 0})["n"])


async def first_drifted(reader: db.Reader) -> uuid.UUID | None:
    """A run that differed from its last replay, None when there is none."""
    row = await reader.row("SELECT run_id FROM run_replays WHERE difference_count > 0 ORDER BY run_id LIMIT 1")
    return row["run_id"] if row else None


async def last_replay(reader: db.Reader, run_id: uuid.UUID) -> db.Rows:
    """When a run was last replayed, and how many differences there were: no row or one."""
    return await reader.rows("SELECT replayed_at, difference_count FROM run_replays WHERE run_id = $1", run_id)


async def scores_json(
    reader: db.Reader, assessment_id: uuid.UUID, *, computed: bool, framework_version: int | None = None
) -> bytes | None:
    """The three columns as JSON, at the head or under a version; None when there is no such assessment."""
    return await reader.json(_sql("scores"), assessment_id, computed, framework_version)


async def computed_score(reader: db.Reader, score_id: uuid.UUID) -> dict[str, Any] | None:
    """A computed score with its run."""
    return await reader.row(_sql("explain_computed"), score_id)


async def scores_of_run(reader: db.Reader, run_id: uuid.UUID, column: str) -> db.Rows:
    """Node, id, points, max_points of one column of a run."""
    return await reader.rows(
        "SELECT node, id, points, max_points, value FROM run_scores WHERE run_id = $1 AND score_column = $2",
        run_id,
        column,
    )


async def published_node(reader: db.Reader, assessment_id: uuid.UUID, node: str) -> dict[str, Any] | None:
    """What was published of a node by the import in force: score_id, value, outcome; None when nothing was."""
    return await reader.row(
        "SELECT p.id AS score_id, p.value, p.outcome FROM published_values p JOIN imports m ON m.id = p.import_id"
        " WHERE m.assessment_id = $1 AND m.superseded_at = 'infinity' AND p.node = $2",
        assessment_id,
        node,
    )


async def captured(
    reader: db.Reader, assessments: Sequence[uuid.UUID], *, score_ids: bool, but: Sequence[str] = ()
) -> db.Rows:
    """What the runs at the heads rested on: `captured.Captured` with the hashes of structure and inputs, and inputs and
    ids as JSON; no inputs where their hash is among `but`.
    """
    sql = _sql("captured").replace("{among}", chosen.among("$1::uuid[]", assessments))
    return await reader.rows(sql, list(assessments), score_ids, list(but))


async def structures(reader: db.Reader, wanted: Sequence[str]) -> dict[str, str]:
    """What runs read of their frameworks, as JSON by its hash."""
    sql = "SELECT sha256, body::text AS body FROM run_structures WHERE sha256 = ANY($1::text[])"
    return {row["sha256"]: row["body"] for row in await reader.rows(sql, list(wanted))}


async def published_score(reader: db.Reader, score_id: uuid.UUID) -> bytes | None:
    """A published figure explained, as JSON."""
    return await reader.json(_sql("explain_published"), score_id)


async def latest_published(reader: db.Reader) -> dict[str, Any] | None:
    """The newest assessment with a published total and published main indices, with the ground of the total."""
    return await reader.row(_sql("latest_published"))


async def published_indices(reader: db.Reader, import_id: uuid.UUID) -> db.Rows:
    """Number, name, value, rank and score_id of every main index of an import; nulls where nothing is published."""
    return await reader.rows(_sql("published_indices"), import_id)


async def component_sources(reader: db.Reader, framework_version_id: uuid.UUID, code: str) -> bytes | None:
    """Name, rule and source of a component, as JSON."""
    source = sources.JSON.format(alias="s", document="d")
    return await reader.json(
        "SELECT json_build_object('code', c.code, 'code_187', c.code_187, 'name', c.name, 'rule', c.rule,"
        " 'rule_certainty', c.rule_certainty, 'max_points', c.max_points,"
        f" 'max_points_certainty', c.max_points_certainty, 'source', {source})::text FROM components c"
        " JOIN sources s ON s.id = c.source_id LEFT JOIN legal_documents d ON d.id = s.document_id"
        " WHERE c.framework_version_id = $1 AND c.code = $2",
        framework_version_id,
        code,
    )


async def run_json(reader: db.Reader, run_id: uuid.UUID) -> bytes | None:
    """One run with the inputs it captured, as JSON."""
    return await reader.json(
        "SELECT json_build_object('id', r.id, 'assessment', r.assessment_id, 'framework_version_id',"
        " r.framework_version_id, 'inputs_version', r.inputs_version, 'engine_version', r.engine_version,"
        " 'inputs_sha256', r.inputs_sha256, 'computed_at', r.computed_at,"
        " 'inputs', jsonb_build_object('structure', t.body) || coalesce(r.inputs, i.body))::text"
        " FROM runs r JOIN run_structures t ON t.sha256 = r.structure_sha256"
        " LEFT JOIN run_inputs i ON i.sha256 = r.own_sha256 WHERE r.id = $1",
        run_id,
    )


async def at_head(reader: db.Reader, assessment_id: uuid.UUID) -> dict[str, Any] | None:
    """The run at the head with its inputs and scores, as JSON texts; None without one."""
    return await reader.row(_sql("at_head"), assessment_id)
