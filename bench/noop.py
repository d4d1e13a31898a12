"""A bare arq worker with the product's poll delay, whose one job does nothing; `python -m bench.noop` runs it."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass
from typing import Any, cast

import redis.asyncio as redis
from arq.connections import ArqRedis
from arq.worker import Worker, func

from shared.kit import queue

_QUEUE = "bench:jobs"


@dataclass
class Bell:
    """Rings and hears the job's end on a list of its own: asking again and again for a result would have a phase."""

    pool: ArqRedis
    ear: redis.Redis

    async def ring(self) -> None:
        """Enqueue the job and wait until it is done. Raises RuntimeError after 10 s."""
        name = uuid.uuid4().hex
        await self.pool.enqueue_job("nothing", name, _job_id=name, _queue_name=_QUEUE)
        if await cast(Any, self.ear.blpop([f"bench:{name}"], timeout=10)) is None:
            raise RuntimeError("a job that does nothing was not done within 10 s")

    async def close(self) -> None:
        """Give the connections back."""
        await self.ear.aclose()
        await self.pool.aclose()


async def nothing(context: dict[str, Any], name: str) -> None:
    """Say that it is done."""
    await context["redis"].rpush(f"bench:{name}", b"done")


if __name__ == "__main__":
    Worker(
        functions=[func(cast(Any, nothing), name="nothing")],
        queue_name=_QUEUE,
        redis_settings=queue.settings(os.environ["REDIS_URL"]),
        poll_delay=queue.POLL_DELAY_S,
        queue_read_limit=1000,
        max_jobs=4,
        keep_result=0,
        job_serializer=queue.serialise,
        job_deserializer=queue.deserialise,
    ).run()
