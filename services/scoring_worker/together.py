"""Computing many assessments together: how many in a transaction, and how many transactions at a time."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections import deque
from collections.abc import Sequence

from services.scoring_worker.subscriptions import Request
from shared.kit import clock, db, faults, metrics
from shared.scoring import service as scoring

_LOG = logging.getLogger("dti.jobs")
# How many assessments one transaction computes: it holds their locks, and a decision on one of them waits for it. The
# first takes AT_ONCE (at most some 5 ms each), those after it as many as its pace lets through in LOCKED_S.
AT_ONCE = 50
MOST_AT_ONCE = 200
LOCKED_S = 0.2
# While PostgreSQL reads or writes for one transaction, this process computes another: of two, one often waits for the
# other all the same. Each holds a connection.
LANES = 3


async def compute(database: db.Database, now: clock.Clock, requests: Sequence[Request]) -> None:
    """Compute each of these until at least its version is computed; an unknown assessment is left out.

    One that cannot be computed keeps no other from it. Raises ExceptionGroup of what those raised, after all others.
    """
    waiting = deque(sorted(requests))  # neighbours lie on the same pages
    failed: list[Exception] = []
    async with asyncio.TaskGroup() as under_way:
        for _ in range(LANES):
            under_way.create_task(_lane(database, now, waiting, failed))
    if failed:
        raise ExceptionGroup("not computed", failed)


async def _lane(database: db.Database, now: clock.Clock, waiting: deque[Request], failed: list[Exception]) -> None:
    size = AT_ONCE
    while waiting:
        # No more than its share of what is left: the others would end long before it.
        taken = min(size, max(AT_ONCE, -(-len(waiting) // LANES)), len(waiting))
        some = [waiting.popleft() for _ in range(taken)]
        began = time.monotonic()
        try:
            await _together(database, now, some)
        except Exception as error:
            if _is_everybodys(error):
                raise
            # One of them: a rule that nobody reads any more, an answer that does not fit, a figure too large to store.
            failed += await _each_alone(database, now, some)
        size = next_size(taken, time.monotonic() - began)


async def _each_alone(database: db.Database, now: clock.Clock, requests: Sequence[Request]) -> list[Exception]:
    """Each in a transaction of its own; what those raised that cannot be computed."""
    failed = []
    for request in requests:
        try:
            await _together(database, now, [request])
        except Exception as error:
            if _is_everybodys(error):
                raise  # the sweeper asks again for those that are left
            _LOG.error("assessment %s cannot be computed: %s", request.assessment_id, type(error).__name__)
            failed.append(error)
    return failed


def _is_everybodys(error: Exception) -> bool:
    """PostgreSQL away, full or in a deadlock: the others would meet the same."""
    return isinstance(error, faults.FAULTS) and not faults.is_of_the_data(error)


def next_size(size: int, took_s: float) -> int:
    """How many to compute together after `size` took so long: AT_ONCE to MOST_AT_ONCE, in LOCKED_S by the same pace."""
    return max(AT_ONCE, min(MOST_AT_ONCE, int(size * LOCKED_S / max(took_s, 0.001))))


async def _together(database: db.Database, now: clock.Clock, requests: Sequence[Request]) -> None:
    while behind := await _behind(database, requests):
        try:
            async with database.serialised(*map(scoring.lock_name, behind)) as session:
                computed = await scoring.compute_all(session, now, behind)
        except faults.Overtaken:
            continue
        metrics.of_process().runs.inc(len(computed))
        return


async def _behind(database: db.Database, requests: Sequence[Request]) -> list[uuid.UUID]:
    wanted = {uuid.UUID(request.assessment_id): request.version for request in requests}
    reached = await scoring.computed_versions(database.reader, list(wanted))
    return [key for key, version in wanted.items() if reached.get(key, 0) < version]
