"""A worker that its own relay wakes starts a job at once, and finds at its next poll what somebody else rang."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
from arq.connections import ArqRedis
from arq.worker import func

from services.scoring_worker import relay, settings
from services.scoring_worker.woken import WokenWorker
from shared.kit import db, queue
from shared.scoring import service as scoring
from shared.scoring.waiting import Waiting
from tests import servers
from tests.services.scoring_worker.test_worker import OPEN, pool, ringing

__all__ = ["pool"]
# arq closes its pool by a name that redis-py gave up.
pytestmark = pytest.mark.filterwarnings("ignore:Call to deprecated close:DeprecationWarning")
_NEVER_S = 3_600.0
_PATIENCE_S = 20.0


@contextlib.asynccontextmanager
async def _running(worker: WokenWorker) -> AsyncIterator[None]:
    task = asyncio.create_task(worker.async_run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await worker.close()


class _Heard:
    """What a worker did, job by job."""

    def __init__(self, server_urls: servers.Urls, poll_delay: float) -> None:
        self.jobs: asyncio.Queue[str] = asyncio.Queue()
        self.worker = WokenWorker(
            functions=[func(cast(Any, self._hear), name="hear")],
            queue_name=queue.QUEUE,
            redis_settings=queue.settings(server_urls.redis),
            on_startup=cast(Any, self._started),
            poll_delay=poll_delay,
            keep_result=0,
            job_serializer=queue.serialise,
            job_deserializer=queue.deserialise,
        )

    async def _started(self, _: dict[str, Any]) -> None:
        self.jobs.put_nowait("started")

    async def _hear(self, _: dict[str, Any], said: str) -> None:
        self.jobs.put_nowait(said)

    async def next(self) -> str:
        return await asyncio.wait_for(self.jobs.get(), _PATIENCE_S)


async def _ring(pool: ArqRedis, said: str) -> None:
    await queue.enqueue(pool, "hear", said, job_id=f"hear:{uuid.uuid4()}")


async def test_a_worker_that_is_woken_waits_for_no_poll(server_urls: servers.Urls, pool: ArqRedis) -> None:
    heard = _Heard(server_urls, poll_delay=_NEVER_S)
    async with _running(heard.worker):
        assert await heard.next() == "started"
        for number in range(5):
            await _ring(pool, str(number))
            heard.worker.wake()
            assert await heard.next() == str(number)
        for number in range(5):  # rung for while it looks: none is missed
            await _ring(pool, str(number))
            heard.worker.wake()
        assert {await heard.next() for _ in range(5)} == set("01234")
    assert await ringing(pool) == []


async def test_without_being_woken_it_polls(server_urls: servers.Urls, pool: ArqRedis) -> None:
    heard = _Heard(server_urls, poll_delay=0.01)
    async with _running(heard.worker):
        assert await heard.next() == "started"
        await _ring(pool, "another's")
        assert await heard.next() == "another's"


async def test_the_relay_wakes_when_it_has_rung(database: db.Database, pool: ArqRedis) -> None:
    rang: list[int] = []

    def wake() -> None:
        rang.append(1)

    assert await relay.hand_on(database, pool, wake) == 1  # the opening of 2022
    assert await ringing(pool) == [f"compute:{OPEN}:1:0"]
    assert rang == [1]
    assert await relay.hand_on(database, pool, wake) == 0
    assert rang == [1]


async def test_the_worker_that_is_built_is_woken_by_its_relay(
    database: db.Database, database_url: str, server_urls: servers.Urls, pool: ArqRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "POLL_DELAY_S", _NEVER_S)
    worker = settings.build_worker(settings.WorkerSettings(database_url=database_url, redis_url=server_urls.redis))
    async with _running(worker):
        assert await Waiting().reached(database.reader, OPEN, 1, _PATIENCE_S)
    assert await scoring.computed_version(database.reader, OPEN) == 1
