"""Every run can be had again from what it stored; one that cannot is said aloud, and nothing is published."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import orjson
import pytest

from services.scoring_worker import jobs, replay, replaying
from shared.assessments import service as assessments
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.scoring import drift, engines, errors, repository
from tests import databases
from tests.shared.scoring.test_loading import fill

OPEN = assessments.assessment_id("dti-922", "tinh-tuyen-quang", 2022)
_AS_BEFORE = """
WITH old AS (
    INSERT INTO runs (id, assessment_id, framework_version_id, inputs_version, engine_version, structure_sha256, inputs,
        inputs_sha256) SELECT gen_random_uuid(), r.assessment_id, r.framework_version_id, 999, r.engine_version,
        r.structure_sha256, i.body, r.inputs_sha256 FROM runs r JOIN run_inputs i ON i.sha256 = r.own_sha256
    WHERE r.id = $1 RETURNING id
)
INSERT INTO scores (id, run_id, score_column, node, points, max_points, value, certainty, undecided, not_determinable,
    basis) SELECT gen_random_uuid(), old.id, s.score_column, s.node, s.points, s.max_points, s.value, s.certainty,
    s.undecided, s.not_determinable, '{}' FROM old, run_scores s WHERE s.run_id = $1 RETURNING run_id
"""


async def _computed(database: db.Database, clock: FakeClock) -> uuid.UUID:
    """The run of an assessment with claims and decided evidence."""
    await fill(database)
    async with database.transaction() as session:
        version = await assessments.raise_version(session, OPEN)
    await jobs.compute(jobs.context(database, clock), str(OPEN), str(version))
    row = await database.reader.row("SELECT run_id FROM assessment_heads WHERE assessment_id = $1", OPEN)
    assert row
    found: uuid.UUID = row["run_id"]
    return found


async def as_the_owner(url: str, table: str, sql: str, *args: object) -> None:
    """What only the owner of the tables can do: take the guard away, and write."""
    owner = await databases.connect(url)
    async with owner.transaction():
        await owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        await owner.execute(sql, *args)
        await owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    await owner.close()


@contextmanager
def _without_engine(monkeypatch: pytest.MonkeyPatch, version: str) -> Iterator[None]:
    with monkeypatch.context() as patched:
        left = {name: engine for name, engine in engines.BY_VERSION.items() if name != version}
        patched.setattr(engines, "BY_VERSION", left)
        yield


async def test_every_run_is_had_again(database: db.Database, clock: FakeClock) -> None:
    run = await _computed(database, clock)
    found = await drift.replay_all(database, clock)
    assert (found.runs, found.drifted, found.differences) == (1, 0, 0)
    assert await drift.as_last_found(database.reader, run) == [{"replayed_at": clock.now(), "difference_count": 0}]
    async with database.transaction() as session:
        await drift.blocks(session, [run])


async def test_a_changed_score_is_found_said_and_blocks(
    database: db.Database, database_url: str, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    run = await _computed(database, clock)
    spoil = "UPDATE run_columns SET points[1] = points[1] + $2 WHERE run_id = $1 AND score_column = 'self'"
    await as_the_owner(database_url, "run_columns", spoil, run, 1)
    async with database.transaction() as session:  # found at the door even before the schedule finds it
        with pytest.raises(errors.DriftFound):
            await drift.blocks(session, [run])
    with caplog.at_level(logging.ERROR, "dti.drift"):
        found = await replaying.go_round(database, clock)
    assert (found.runs, found.drifted, found.differences) == (1, 1, 1)
    assert str(run) in caplog.text
    (difference,) = await drift.of_run(database.reader, run)
    assert (difference.what, difference.column, difference.node) == ("points", "self", "component:1.1")
    assert difference.stored == "2.000001"
    assert difference.replayed == "2.000000"
    assert await drift.drifted(database.reader) == 1
    async with database.transaction() as session:  # whatever the publication rests on
        with pytest.raises(errors.DriftFound):
            await drift.blocks(session)
    await as_the_owner(database_url, "run_columns", spoil, run, -1)
    await drift.replay_all(database, clock)
    async with database.transaction() as session:
        await drift.blocks(session, [run])


async def test_changed_inputs_are_found_by_their_hash(
    database: db.Database, database_url: str, clock: FakeClock
) -> None:
    run = await _computed(database, clock)
    widened = "UPDATE run_inputs SET body = jsonb_set(body, '{claims,0,id}', to_jsonb(gen_random_uuid()::text))"
    await as_the_owner(database_url, "run_inputs", widened)
    found = await drift.of_run(database.reader, run)
    assert {one.what for one in found} == {"inputs"}
    for claims in ("1", '[{"id": 1, "points": null}]'):
        spoil = f'UPDATE run_inputs SET body = \'{{"claims": {claims}, "pieces": []}}\''
        await as_the_owner(database_url, "run_inputs", spoil)
        assert {one.what for one in await drift.of_run(database.reader, run)} == {"inputs"}


@pytest.mark.parametrize("what", ["inputs", "structure"])
async def test_what_was_read_and_is_gone_is_found(
    database: db.Database, database_url: str, clock: FakeClock, what: str
) -> None:
    table = {"inputs": "run_inputs", "structure": "run_structures"}[what]
    run = await _computed(database, clock)
    await as_the_owner(database_url, table, f"DELETE FROM {table}")
    found = await drift.replay_all(database, clock)
    assert (found.runs, found.drifted) == (1, 1)
    assert [(one.what, one.replayed) for one in await drift.of_run(database.reader, run)] == [(what, None)]


async def test_a_lost_figure_is_found(database: db.Database, database_url: str, clock: FakeClock) -> None:
    run = await _computed(database, clock)
    await as_the_owner(database_url, "run_columns", "DELETE FROM run_columns WHERE score_column = 'self'")
    found = await drift.of_run(database.reader, run)
    assert {(one.what, one.column, one.stored, one.replayed) for one in found} == {
        ("figure", "self", "absent", "present")
    }
    assert len(found) > 100


async def test_runs_kept_row_by_row_are_had_again_too(
    database: db.Database, database_url: str, clock: FakeClock
) -> None:
    run = await _computed(database, clock)
    connection = await databases.connect(database_url)
    old = (await connection.fetch(_AS_BEFORE, run))[0]["run_id"]
    await connection.close()
    assert await drift.of_run(database.reader, old) == []
    await as_the_owner(database_url, "scores", "UPDATE scores SET value = 0.5 WHERE node = 'total'")
    assert {(one.what, one.node) for one in await drift.of_run(database.reader, old)} == {("value", "total")}


async def test_a_run_is_replayed_by_its_own_engine(
    database: db.Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await _computed(database, clock)
    (kept,) = await repository.kept(database.reader, [run])
    with _without_engine(monkeypatch, kept["engine_version"]):
        (difference,) = await drift.of_run(database.reader, run)
    assert (difference.what, difference.stored) == ("engine", kept["engine_version"])
    structure = orjson.loads(kept["structure"])
    assert structure["components"]
    with pytest.raises(errors.RunNotFound):
        await drift.of_run(database.reader, uuid.UUID(int=1))


async def test_what_was_replayed_today_is_not_due(database: db.Database, clock: FakeClock) -> None:
    await _computed(database, clock)
    assert (await replaying.go_round(database, clock)).runs == 1
    async with database.transaction() as session:
        await db.execute(session, "UPDATE run_replays SET replayed_at = now()")
    assert (await replaying.go_round(database, clock)).runs == 0
    async with database.transaction() as session:
        await db.execute(session, "UPDATE run_replays SET replayed_at = now() - interval '25 hours'")
    assert (await replaying.go_round(database, clock)).runs == 1


async def test_the_command_says_what_it_found(
    database: db.Database, database_url: str, clock: FakeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    run = await _computed(database, clock)
    found = await drift.replay_all(database, clock)
    assert replay.said(found).splitlines()[:2] == ["runs          1", "differences   0"]
    assert replay.code(found) == 0
    await as_the_owner(
        database_url,
        "run_columns",
        "UPDATE run_columns SET undecided = NULL, quotients[1] = 0",
    )
    found = await drift.replay_all(database, clock)
    assert replay.code(found) == 1
    assert " in 1 runs" in replay.said(found)
    assert run
    assert replay.main({"DATA": "/nonexistent"}) == 2
    assert "make run" in capsys.readouterr().err
