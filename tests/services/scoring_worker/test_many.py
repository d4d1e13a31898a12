"""What concerns a whole framework is computed together, and comes to the same as one by one."""

from __future__ import annotations

import asyncio
import dataclasses
import uuid
from pathlib import Path

import pytest
from arq.connections import ArqRedis

from services.scoring_worker import jobs, relay, sweeper, together
from services.scoring_worker.subscriptions import Request, heard
from shared.assessments import service as assessments
from shared.kit import db, faults, queue
from shared.kit.clock import FakeClock
from shared.scoring import drift, many, packing, repository, rules, snapshot
from shared.scoring import service as scoring
from tests import locks
from tests.services.scoring_api import ruled
from tests.services.scoring_worker.test_worker import pool, ringing
from tests.shared.scoring.test_drift import as_the_owner
from tests.shared.scoring.test_loading import COPY, NEXT, OPEN, fill

__all__ = ["pool"]
_FIGURES = (
    "SELECT s.assessment_id, s.score_column, s.node, s.points, s.max_points, s.value, s.certainty, s.undecided,"
    " s.not_determinable FROM head_scores s ORDER BY 1, 2, 3"
)
# One document for two components that nobody has decided on, and one that was withdrawn.
_WAITING = """
WITH posted AS (
    INSERT INTO evidence (id, assessment_id, organisation_id, withdrawn_at, withdrawn_by)
    SELECT gen_random_uuid(), a.id, a.organisation_id, w.at, w.by
    FROM assessments a, (VALUES (NULL, NULL), (now(), 'x')) AS w (at, by) WHERE a.status = 'open'
    RETURNING id, assessment_id
), revision AS (
    INSERT INTO evidence_revisions (id, evidence_id, revision, title, file_name, media_type, size_bytes, sha256,
        submitted_by) SELECT gen_random_uuid(), id, 1, 't', 'f', 'm', 1, 's', 'x' FROM posted RETURNING id, evidence_id
)
INSERT INTO evidence_components (revision_id, component_id)
SELECT r.id, c.id FROM revision r JOIN posted p ON p.id = r.evidence_id JOIN assessments a ON a.id = p.assessment_id
JOIN components c USING (framework_version_id) WHERE c.code IN ('1.2', '1.7', '2.1')
"""
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


async def test_what_the_quick_way_reads_is_what_the_engine_reads(database: db.Database) -> None:
    """To the letter, so that one content is stored once; and its columns are the engine's."""
    await _raised(database)
    async with database.transaction() as session:
        await db.execute(session, _WAITING)
        reader = await db.reading(session)
        found = {one.assessment_id: one async for one in many.computed(reader, snapshot.Dumps(), [OPEN, NEXT])}
        inputs = await scoring.inputs(reader, [OPEN, NEXT])
    assert found.keys() == inputs.keys() == {OPEN, NEXT}
    for item, one in found.items():
        assert one.read == snapshot.dump(inputs[item])
        assert one.columns == packing.pack(rules.compute(inputs[item]))
    assert any(column.undecided for one in found.values() for column in one.columns)


@pytest.mark.parametrize(
    "said",
    [
        "INSERT INTO claims (id, assessment_id, component_id, points, input_values, claimed_by, organisation_id)"
        " SELECT gen_random_uuid(), a.id, c.id, 1, '{\"met\": true}', 'x', a.organisation_id FROM assessments a"
        " JOIN components c USING (framework_version_id) WHERE a.id = CAST(:id AS uuid) AND c.code = '1.1'",
        "INSERT INTO claims (id, assessment_id, component_id, points, input_values, claimed_by, organisation_id)"
        " SELECT gen_random_uuid(), a.id, c.id, NULL, '{}', 'x', a.organisation_id FROM assessments a"
        " JOIN components c USING (framework_version_id) WHERE a.id = CAST(:id AS uuid) AND c.code = '1.1'",
        "INSERT INTO decisions (id, revision_id, component_id, verdict, points, max_points, input_values, part,"
        " decided_by, organisation_id, same_organisation) SELECT gen_random_uuid(), x.revision_id, x.component_id,"
        " 'accept', 1, 10, '{}', 'part', 'y', x.organisation_id, false FROM decisions x"
        " JOIN evidence_revisions r ON r.id = x.revision_id JOIN evidence e ON e.id = r.evidence_id"
        " WHERE e.assessment_id = CAST(:id AS uuid)",
        "INSERT INTO component_applicability (id, assessment_id, component_id, applicable, reason, source_id,"
        " certainty, organisation_id, stated_by) SELECT gen_random_uuid(), a.id, c.id, false, 'x', a.source_id,"
        " 'certain', a.organisation_id, 'x' FROM assessments a JOIN components c USING (framework_version_id)"
        " WHERE a.id = CAST(:id AS uuid) AND c.code = '1.1'",
        "INSERT INTO claims (id, assessment_id, component_id, points, input_values, claimed_by, organisation_id)"
        " SELECT gen_random_uuid(), a.id, c.id, 1, '{}', 'x', a.organisation_id FROM assessments a, components c"
        " WHERE a.id = CAST(:id AS uuid) AND c.framework_version_id <> a.framework_version_id LIMIT 1",
    ],
    ids=["values", "no points", "a part", "not applicable", "of another version"],
)
async def test_what_needs_the_engine_is_left_to_it(database: db.Database, said: str) -> None:
    await _raised(database)
    await ruled.install(database)  # another version, with components of its own
    async with database.transaction() as session:
        await db.execute(session, said, id=str(OPEN))
        reader = await db.reading(session)
        found = [one.assessment_id async for one in many.computed(reader, snapshot.Dumps(), [OPEN, NEXT])]
    assert found == [NEXT]


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
    monkeypatch.setattr(together, "AT_ONCE", 1)
    context, requests = jobs.context(database, clock), await _raised(database)
    async with context["many"]:  # while one works another leaves, and takes no place from a decision
        await jobs.compute_many(context, _together(requests))
    assert await database.reader.row(_COUNTS) == {"runs": 0, "columns": 0}
    await jobs.compute_many(context, _together(requests))
    assert await database.reader.row(_COUNTS) == {"runs": 2, "columns": 4}


async def test_one_that_cannot_be_computed_keeps_no_other_from_it(
    database: db.Database, database_url: str, clock: FakeClock
) -> None:
    context, requests = jobs.context(database, clock), await _raised(database)
    await ruled.install(database)
    spoilt = await ruled.open_assessment(database)
    spoil = 'UPDATE components SET rule = \'{"kind": "of another time"}\' WHERE framework_version_id = $1'
    await as_the_owner(database_url, "components", spoil, ruled.VERSION)
    async with database.transaction() as session:
        requests.insert(0, Request(str(spoilt), await assessments.raise_version(session, spoilt)))
    with pytest.raises(ExceptionGroup) as raised:
        await jobs.compute_many(context, _together(requests))
    assert [type(error).__name__ for error in raised.value.exceptions] == ["RuleUnreadable"]
    assert await database.reader.row(_COUNTS) == {"runs": 2, "columns": 4}


async def test_one_that_postgresql_refuses_keeps_no_other_from_it(
    database: db.Database, database_url: str, clock: FakeClock
) -> None:
    context, requests = jobs.context(database, clock), await _raised(database)
    await as_the_owner(database_url, "runs", f"ALTER TABLE runs ADD CHECK (assessment_id <> '{OPEN}')")
    with pytest.raises(ExceptionGroup) as raised:
        await jobs.compute_many(context, _together(requests))
    assert [faults.sqlstate(error) for error in raised.value.exceptions] == ["23514"]
    computed = "SELECT DISTINCT assessment_id AS id FROM runs"
    assert await database.reader.rows(computed) == [{"id": NEXT}]


def test_as_many_at_once_as_the_pace_lets_through() -> None:
    assert together.next_size(50, 10.0) == together.AT_ONCE
    assert together.next_size(50, together.LOCKED_S / 2) == 100
    assert together.next_size(50, 0.0) == together.MOST_AT_ONCE


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
    (rung,) = [job for job in await ringing(pool) if job.startswith("compute_many:")]
    assert rung.endswith(":7")
    stored = await pool.get(f"arq:job:{queue.own_id(rung)}")
    (wanted,) = queue.deserialise(stored)["a"]
    assert [heard(said) for said in wanted.split(",")] == requests


async def test_whoever_decides_meanwhile_waits_for_nobody_else(database: db.Database) -> None:
    """The locks of many are got in one order, so that two such jobs never wait in a ring."""
    names = [scoring.lock_name(item) for item in (OPEN, NEXT)]
    async with database.serialised(*names):
        await locks.until_held(database, 2)
    async with database.serialised(*reversed(names)):
        pass


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Whoever has read what it computes waits for as long as this file exists."""
    held = tmp_path / "held"
    held.touch()
    monkeypatch.setenv("FAILPOINTS", f"compute.read=hold:{held}")
    return held


async def test_while_one_transaction_reads_another_is_computed(
    database: db.Database, clock: FakeClock, held: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "AT_ONCE", 1)
    requests = await _raised(database)
    computing = asyncio.create_task(together.compute(database, clock, requests))
    await locks.until_held(database, 2, computing)  # of one transaction at a time there would be one
    await asyncio.to_thread(held.unlink)
    await computing
    assert await database.reader.row(_COUNTS) == {"runs": 2, "columns": 4}


async def test_who_is_overtaken_begins_again(
    database: db.Database, clock: FakeClock, held: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two that have read the same the second one cannot store it: what it looked at is older."""
    async with database.transaction() as session:
        await db.execute(session, COPY, id=NEXT, of=OPEN)  # nothing is claimed in either
    one, other = await _again(database)
    context = jobs.context(database, clock)
    alone = asyncio.create_task(jobs.compute(context, one.assessment_id, str(one.version)))
    many = asyncio.create_task(together.compute(database, clock, [one]))
    await locks.until_held(database, 1)
    monkeypatch.delenv("FAILPOINTS")
    await jobs.compute(context, other.assessment_id, str(other.version))
    await asyncio.to_thread(held.unlink)
    await asyncio.gather(alone, many)
    assert await database.reader.row(_COUNTS) == {"runs": 2, "columns": 4}
    assert await database.reader.row("SELECT count(*) AS n FROM run_inputs") == {"n": 1}


async def test_what_runs_share_is_stored_in_one_order(database: db.Database, clock: FakeClock) -> None:
    """Whatever the order of the runs: else two that store the same two texts would wait for each other."""
    await _raised(database)
    insert = "INSERT INTO run_inputs (sha256, body) VALUES (:sha256, '{}') ON CONFLICT DO NOTHING"

    async def store() -> None:
        async with database.serialised(*map(scoring.lock_name, (OPEN, NEXT))) as session:
            reader = await db.reading(session)
            found = [one async for one in many.computed(reader, snapshot.Dumps(), [OPEN, NEXT])]
            runs = [
                packing.Run(
                    packing.run_id(one.assessment_id, 1, "2"),
                    one.assessment_id,
                    one.framework_version_id,
                    1,
                    dataclasses.replace(one.read, own_sha256=sha256),
                    one.columns,
                )
                for one, sha256 in zip(found, ("b", "a"), strict=True)
            ]
            await repository.add_runs(reader, runs, engine="2", at=clock.now())

    async with database.serialised("another") as session:
        await db.execute(session, insert, sha256="a")
        storing = asyncio.create_task(store())
        await locks.until_waiting(database, storing)
        await db.execute(session, insert, sha256="b")
    with pytest.raises(faults.Overtaken):
        await storing
