"""Relay, sweeper and job on real PostgreSQL and Redis: what rings when, and that ringing twice costs nothing."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
import uuid
from collections.abc import AsyncIterator

import orjson
import pytest
from arq.connections import ArqRedis, create_pool
from pydantic import ValidationError

from services.scoring_worker import jobs, relay, settings, subscriptions, sweeper
from services.scoring_worker.subscriptions import Request
from shared.assessments import events
from shared.assessments import service as assessments
from shared.kit import db, kept_answers, queue
from shared.kit.clock import FakeClock
from shared.outbox import service as outbox
from shared.scoring import engines, heartbeat, rules
from shared.scoring import service as scoring
from tests import servers

OPEN = assessments.assessment_id("dti-922", "tinh-tuyen-quang", 2022)


@pytest.fixture
async def pool(server_urls: servers.Urls, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ArqRedis]:
    """A queue of this test's own name."""
    monkeypatch.setattr(queue, "QUEUE", f"test:{uuid.uuid4().hex}")
    connected = await create_pool(
        queue.settings(server_urls.redis), job_serializer=queue.serialise, job_deserializer=queue.deserialise
    )
    yield connected
    for job in await ringing(connected):
        await connected.delete(f"arq:job:{queue.own_id(job)}")
    await connected.aclose()


async def ringing(pool: ArqRedis) -> list[str]:
    """The jobs that ring."""
    return sorted(job.decode().removeprefix(queue.own_id("")) for job in await pool.zrange(queue.QUEUE, 0, -1))


async def _change(database: db.Database) -> int:
    async with database.transaction() as session:
        version = await assessments.raise_version(session, OPEN)
        await outbox.record(session, events.ClaimPut(OPEN, version, "1.7"))
    return version


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], []),
        ([("ClaimPut", "a", 1), ("EvidencePosted", "a", 3), ("EvidenceDecided", "a", 2)], [Request("a", 3)]),
        ([("ClaimPut", "b", 1), ("ClaimPut", "a", 2)], [Request("a", 2), Request("b", 1)]),
        ([("ReportSubmitted", "a", 9)], []),
    ],
)
def test_one_request_per_changed_assessment(given: list[tuple[str, str, int]], expected: list[Request]) -> None:
    rows = [{"event": event, "payload": {"assessment_id": key, "version": version}} for event, key, version in given]
    assert subscriptions.requests(rows) == expected


async def test_a_batch_of_changes_rings_once_and_is_marked(database: db.Database, pool: ArqRedis) -> None:
    for _ in range(20):
        version = await _change(database)
    assert await relay.hand_on(database, pool) == 21  # with the opening of 2022
    assert await ringing(pool) == [f"compute:{OPEN}:{version}:0"]
    assert await relay.hand_on(database, pool) == 0


async def test_what_rings_in_another_queue_silences_nobody(
    database: db.Database, pool: ArqRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """arq keeps a job by its id alone, wherever it waits; each test has a queue, all of them one Redis."""
    version = await _change(database)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(queue, "QUEUE", f"{queue.QUEUE}:another")
        await relay.ring(pool, Request(str(OPEN), version), attempt="0")
        (rung,) = await ringing(pool)
        another = (queue.QUEUE, f"arq:job:{queue.own_id(rung)}")
    await relay.hand_on(database, pool)
    assert await ringing(pool) == [rung]
    await pool.delete(*another)


async def test_the_job_run_twice_writes_once(database: db.Database, clock: FakeClock) -> None:
    version = await _change(database)
    given = jobs.context(database, clock)
    for _ in range(2):
        await jobs.compute(given, str(OPEN), str(version))
    rows = await database.reader.rows("SELECT inputs_version FROM runs WHERE assessment_id = $1", OPEN)
    assert [row["inputs_version"] for row in rows] == [version]
    again = await database.reader.row("SELECT count(*) AS n FROM run_columns")
    async with database.serialised(scoring.lock_name(OPEN)) as session:
        await scoring.compute(session, clock, OPEN)
    assert await database.reader.row("SELECT count(*) AS n FROM run_columns") == again


async def test_a_late_job_includes_what_came_meanwhile(database: db.Database, clock: FakeClock) -> None:
    first = await _change(database)
    last = await _change(database)
    await jobs.compute(jobs.context(database, clock), str(OPEN), str(first))
    assert await scoring.computed_version(database.reader, OPEN) == last


async def test_the_sweeper_rings_for_what_is_behind_with_a_fresh_attempt(
    database: db.Database, pool: ArqRedis, clock: FakeClock
) -> None:
    version = await _change(database)
    assert await sweeper.sweep(database, pool) == 1
    assert await sweeper.sweep(database, pool) == 1
    rung = await ringing(pool)
    assert len(set(rung)) == 2
    assert all(job.startswith(f"compute:{OPEN}:{version}:") for job in rung)
    await jobs.compute(jobs.context(database, clock), str(OPEN), str(version))
    assert await sweeper.sweep(database, pool) == 0


async def test_a_round_purges_old_answers_and_beats(database: db.Database, pool: ArqRedis) -> None:
    kept = kept_answers.Kept(bytes(32), 200, {}, b"{}")
    async with database.transaction() as session:
        for name in ("old", "young"):
            await kept_answers.keep(session, kept_answers.Key("c", "s", "o", name), "post_evidence", kept)
        old = kept_answers.Key("c", "s", "o", "old").id
        aged = "UPDATE kept_answers SET kept_at = now() - interval '49 h' WHERE id = :id"
        await db.execute(session, aged, id=old)
    configured = settings.WorkerSettings(database_url="", redis_url="")
    kept_for = dt.timedelta(hours=configured.idempotency_kept_hours)
    await sweeper.go_round(database, pool, "one", answers_kept_for=kept_for)
    async with database.transaction() as session:
        assert await kept_answers.find(session, kept_answers.Key("c", "s", "o", "old")) is None
        assert await kept_answers.find(session, kept_answers.Key("c", "s", "o", "young")) == kept
    assert await heartbeat.alive(database.reader)


def test_answers_are_kept_for_a_day_at_least() -> None:
    with pytest.raises(ValidationError):
        settings.WorkerSettings(database_url="", redis_url="", idempotency_kept_hours=23)


async def test_the_worker_is_heard(database: db.Database) -> None:
    assert not await heartbeat.alive(database.reader)
    async with database.transaction() as session:
        await heartbeat.beat(session, "one")
    assert await heartbeat.alive(database.reader)
    async with database.transaction() as session:
        await db.execute(session, "UPDATE worker_heartbeats SET beat_at = now() - interval '31 seconds'")
    assert not await heartbeat.alive(database.reader)


def test_jobs_travel_as_json() -> None:
    assert queue.deserialise(queue.serialise({"a": ["1"]})) == {"a": ["1"]}
    with pytest.raises(orjson.JSONDecodeError):
        queue.deserialise(b"\x80\x05cos\nsystem\n")


async def test_another_engine_computes_again_and_both_runs_stay(
    database: db.Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = jobs.context(database, clock)
    version = await _change(database)
    await jobs.compute(given, str(OPEN), str(version))
    assert await scoring.behind(database.reader) == []
    today = rules.ENGINE_VERSION
    monkeypatch.setattr(rules, "ENGINE_VERSION", "next")
    monkeypatch.setattr(engines, "BY_VERSION", {**engines.BY_VERSION, "next": engines.v2.compute})
    assert [head.assessment_id for head in await scoring.behind(database.reader)] == [OPEN]
    await jobs.compute(given, str(OPEN), str(version))
    assert await scoring.behind(database.reader) == []
    runs = await database.reader.rows("SELECT engine_version, structure_sha256 FROM runs ORDER BY computed_at")
    assert {row["engine_version"] for row in runs} == {today, "next"}
    assert len({row["structure_sha256"] for row in runs}) == 1  # what both read of the framework is stored once
    head = await database.reader.row(
        "SELECT r.engine_version FROM assessment_heads h JOIN runs r ON r.id = h.run_id WHERE h.assessment_id = $1",
        OPEN,
    )
    assert head == {"engine_version": "next"}


async def test_a_part_of_the_worker_that_fails_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its relay a worker looks alive and forgets work; the supervisor starts a new one instead."""
    signals: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda process, number: signals.append((process, number)))

    async def fails() -> None:
        raise LookupError("unforeseen")

    task = asyncio.create_task(fails())
    task.add_done_callback(settings.end_with)
    with pytest.raises(LookupError):
        await task
    assert signals == [(os.getpid(), signal.SIGTERM)]
