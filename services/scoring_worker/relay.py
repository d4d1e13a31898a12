"""From the outbox to the queue: woken by NOTIFY at each commit, and by time when nobody notifies."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import Callable, Sequence

import asyncpg
from arq.connections import ArqRedis
from redis.exceptions import RedisError

from services.scoring_worker import subscriptions
from shared.kit import db, failpoints, faults, queue
from shared.outbox import service as outbox

_LOG = logging.getLogger("dti.relay")
_BATCH = 500
# From how many assessments on they are computed together.
MANY = 10
_PATIENCE_S = 5.0
_RETRY_S = 1.0


def _nobody() -> None:
    """Who looks into the queue by itself is told nothing."""


async def run(database: db.Database, pool: ArqRedis, wake: Callable[[], None]) -> None:
    """Hand events on for ever; a fault of PostgreSQL or Redis is waited out, nothing is lost meanwhile.

    `wake` is called when something rings, for a worker of the same process.
    """
    while True:
        try:
            await _listen(database, pool, wake)
        except (*faults.FAULTS, RedisError) as error:
            _LOG.warning("relay waits: %s", type(error).__name__)
            await asyncio.sleep(_RETRY_S)


async def hand_on(database: db.Database, pool: ArqRedis, wake: Callable[[], None] = _nobody) -> int:
    """Hand one batch on; how many events. A crash between ringing and marking rings twice, which costs nothing."""
    async with database.transaction() as session:
        events = await outbox.claim_waiting(session, limit=_BATCH)
        if not events:
            return 0
        await failpoints.reach("relay.claimed")
        await ring_all(pool, subscriptions.requests(events), attempt="0")
        for import_id in subscriptions.imports(events):
            await ring_import(pool, import_id, attempt="0")
        wake()  # what rings is committed; whether it is marked as handed on concerns nobody but the relay
        await failpoints.reach("relay.enqueued")
        await outbox.mark_dispatched(session, [event["id"] for event in events])
    await failpoints.reach("relay.committed")
    return len(events)


async def ring(pool: ArqRedis, request: subscriptions.Request, *, attempt: str) -> None:
    """Ask for a computation; the id carries version and attempt, so that no earlier job can swallow it."""
    job_id = f"compute:{request.assessment_id}:{request.version}:{attempt}"
    await queue.enqueue(pool, "compute", request.assessment_id, request.version, job_id=job_id)


async def ring_all(pool: ArqRedis, requests: Sequence[subscriptions.Request], *, attempt: str) -> None:
    """Ask for computations: each with a job of its own, which shows soonest; many together, which costs least."""
    if len(requests) < MANY:
        for request in requests:
            await ring(pool, request, attempt=attempt)
        return
    wanted = ",".join(request.said() for request in requests)
    job_id = f"compute_many:{hashlib.sha256(wanted.encode()).hexdigest()}:{attempt}"
    await queue.enqueue(pool, "compute_many", wanted, job_id=job_id)


async def ring_import(pool: ArqRedis, import_id: str, *, attempt: str) -> None:
    """Ask for an import to be carried out."""
    await queue.enqueue(pool, "carry_out_import", import_id, job_id=f"import:{import_id}:{attempt}")


async def _listen(database: db.Database, pool: ArqRedis, wake: Callable[[], None]) -> None:
    woken = asyncio.Event()
    connection = await asyncpg.connect(db.dsn(database.url))
    connection.add_termination_listener(lambda *_: woken.set())
    try:
        await connection.add_listener(outbox.CHANNEL, lambda *_: woken.set())
        while True:
            if connection.is_closed():
                raise ConnectionResetError("the listening connection is gone")
            woken.clear()
            while await hand_on(database, pool, wake):
                pass
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), timeout=_PATIENCE_S)
    finally:
        with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await connection.close(timeout=1)
