"""What concerns a whole framework is computed together, and comes to the same as one by one."""

from __future__ import annotations

import uuid

import pytest
from arq.connections import ArqRedis

from services.scoring_worker import jobs, relay, sweeper
from services.scoring_worker.subscriptions import Request, heard
from shared.assessments import service as assessments
from shared.kit import db, queue
from shared.kit.clock import FakeClock
from shared.scoring import drift, rules
from shared.scoring import service as scoring
from tests.services.scoring_worker.test_worker import pool, ringing
from tests.shared.scoring.test_loading import NEXT, OPEN, fill

__all__ = ["pool"]
_FIGURES = (
    "SELECT s.assessment_id, s.score_column, s.node, s.points, s.max_points, s.value, s.certainty, s.undecided,"
    " s.not_determinable FROM head_scores s ORDER BY 1, 2, 3"
)
_COUNTS = "SELECT (SELECT count(*) FROM runs) AS runs, (SELECT count(*) FROM run_columns) AS columns"


async def _raised(database: db.Database) -> list[Request]:
    """Both assessments asked for, with claims and evidence each."""
    await fill(database)
    return await _again(database)


async def _again(database: db.Database) -> list[Request]:
    async with database.transaction() as session:
        return [Request(str(item), await assessments.raise_version(session, item)) for item in (OPEN, NEXT)]


def _together(requests: list[Request]) -> str:
    return ",".join(request.said() for request in requests)


async def test_many_at_once_are_as_each_alone(database: db.Database, clock: FakeClock) -> None:
    context, requests = jobs.context(database, clock), await _raised(database)
    for request in requests:
        await jobs.compute(context, request.assessment_id, str(request.version))
    alone = await database.reader.rows(_FIGURES)
    requests = await _again(database)
    await jobs.compute_many(context, _together(requests))
    assert await database.reader.rows(_FIGURES) == alone
    assert len({row["assessment_id"] for row in alone}) == 2
    for request in requests:
        assert await scoring.computed_version(database.reader, uuid.UUID(request.assessment_id)) == request.version
    assert (await drift.replay_all(database, clock)).differences == 0
    stored = await database.reader.row("SELECT count(*) AS n FROM run_inputs")
    assert stored == {"n": 2}  # the second time nothing had changed: what was read is not stored again


async def test_run_twice_it_writes_once(database: db.Database, clock: FakeClock) -> None:
    context, requests = jobs.context(database, clock), await _raised(database)
    await jobs.compute_many(context, _together(requests))
    before = await database.reader.row(_COUNTS)
    assert before == {"runs": 2, "columns": 4}
    await jobs.compute_many(context, _together(requests))
    async with database.serialised(*map(scoring.lock_name, (OPEN, NEXT))) as session:
        computed = await scoring.compute_all(session, clock, [OPEN, NEXT, uuid.UUID(int=0)])
    assert {head.assessment_id for head in computed} == {OPEN, NEXT}
    assert await database.reader.row(_COUNTS) == before


async def test_in_transactions_of_a_few_each(
    database: db.Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    context, requests = jobs.context(database, clock), await _raised(database)
    async with context["many"]:  # while one works another leaves, and takes no place from a decision
        await jobs.compute_many(context, _together(requests))
    assert await database.reader.row(_COUNTS) == {"runs": 0, "columns": 0}
    await jobs.compute_many(context, _together(requests))
    assert await database.reader.row(_COUNTS) == {"runs": 2, "columns": 4}


async def test_a_head_keeps_to_the_run_that_was_stored_first(database: db.Database, clock: FakeClock) -> None:
    """Also to one whose id was made in another way, as a release before did."""
    context, (request, _) = jobs.context(database, clock), await _raised(database)
    async with database.transaction() as session:
        await db.execute(session, "INSERT INTO run_structures (sha256, body) VALUES ('s', '{}')")
        await db.execute(
            session,
            "INSERT INTO runs (id, assessment_id, framework_version_id, inputs_version, engine_version,"
            " structure_sha256, inputs, inputs_sha256) SELECT gen_random_uuid(), id, framework_version_id, :version,"
            " :engine, 's', '{}', 'x' FROM assessments WHERE id = CAST(:id AS uuid)",
            id=request.assessment_id,
            version=request.version,
            engine=rules.ENGINE_VERSION,
        )
    await jobs.compute(context, request.assessment_id, str(request.version))
    head = await database.reader.row("SELECT h.run_id = r.id AS same FROM assessment_heads h, runs r")
    assert head == {"same": True}


async def test_few_ring_alone_and_many_together(
    database: db.Database, pool: ArqRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = await _raised(database)
    await sweeper.sweep(database, pool)
    assert len([job for job in await ringing(pool) if job.startswith("compute:")]) == 2
    monkeypatch.setattr(relay, "MANY", 2)
    await relay.ring_all(pool, requests, attempt="7")
    await relay.ring_all(pool, requests, attempt="7")
    (together,) = [job for job in await ringing(pool) if job.startswith("compute_many:")]
    assert together.endswith(":7")
    stored = await pool.get(f"arq:job:{together}")
    (wanted,) = queue.deserialise(stored)["a"]
    assert [heard(said) for said in wanted.split(",")] == requests


async def test_whoever_decides_meanwhile_waits_for_nobody_else(database: db.Database) -> None:
    """The locks of many are got in one order, so that two such jobs never wait in a ring."""
    names = [scoring.lock_name(item) for item in (OPEN, NEXT)]
    async with database.serialised(*names):
        held = await database.reader.row("SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND granted")
        assert held
        assert held["n"] >= 2
    async with database.serialised(*reversed(names)):
        pass
