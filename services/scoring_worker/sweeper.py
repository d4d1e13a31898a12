"""What Redis forgot is rung for again, old answers are purged, and the worker shows that it lives."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time

from arq.connections import ArqRedis
from redis.exceptions import RedisError

from services.scoring_worker import relay, subscriptions
from shared.imports import working as importing
from shared.kit import db, faults, kept_answers
from shared.scoring import heartbeat
from shared.scoring import service as scoring

_LOG = logging.getLogger("dti.sweeper")
EVERY_S = 10.0


async def run(database: db.Database, pool: ArqRedis, worker: str, *, answers_kept_for: dt.timedelta) -> None:
    """One round after the other, for ever."""
    while True:
        try:
            await go_round(database, pool, worker, answers_kept_for=answers_kept_for)
        except (*faults.FAULTS, RedisError) as error:
            _LOG.warning("sweeper waits: %s", type(error).__name__)
        await asyncio.sleep(EVERY_S)


async def go_round(database: db.Database, pool: ArqRedis, worker: str, *, answers_kept_for: dt.timedelta) -> None:
    """Sweep, purge and beat once."""
    await sweep(database, pool)
    await sweep_imports(database, pool)
    async with database.transaction() as session:
        await importing.tidy(session)
    async with database.transaction() as session:
        await kept_answers.purge(session, kept_for=answers_kept_for)
    async with database.transaction() as session:
        await heartbeat.beat(session, worker)


async def sweep(database: db.Database, pool: ArqRedis) -> int:
    """Ring, with a fresh attempt, for every assessment whose computed version is behind; how many."""
    heads = await scoring.behind(database.reader)
    requests = [subscriptions.Request(str(head.assessment_id), head.wanted_version) for head in heads]
    await relay.ring_all(pool, requests, attempt=str(time.time_ns()))
    return len(heads)


async def sweep_imports(database: db.Database, pool: ArqRedis) -> int:
    """Ring for every import that has not ended; how many. One that is being worked on is left to who has it."""
    found = await importing.waiting(database.reader)
    for import_id in found:
        await relay.ring_import(pool, str(import_id), attempt=str(time.time_ns()))
    return len(found)
