"""What the worker reads from its environment, and how arq is set up for it."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import logging
import os
import signal
import socket
from pathlib import Path
from typing import Annotated, Any, cast

from arq.worker import func
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.scoring_worker import door, feeding, jobs, relay, replaying, sealer, sweeper
from services.scoring_worker.woken import WokenWorker
from shared.audit import notary
from shared.kit import callers, clock, db, queue
from shared.kit.settings import ServiceSettings

_LOG = logging.getLogger("dti.worker")
# Jobs of one assessment wait for each other in the process, without a connection: many may wait.
MAX_JOBS = 64
# 100,000 rows take well under a minute; each statement of it has its own 30 s.
IMPORT_TIMEOUT_S = 240


class WorkerSettings(BaseSettings):
    """Settings of the worker process."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    database_url: str
    redis_url: str
    today: dt.date | None = None
    pool_size: int = 8
    keys_dir: Path = Path(".run/keys")
    checkpoints_dir: Path = Path(".run/checkpoints")
    # How long the answer to a request with an Idempotency-Key can be had again.
    idempotency_kept_hours: Annotated[int, Field(ge=24)] = 48
    # How long the change feed remembers what was deleted or left somebody's rights.
    changes_retention_days: Annotated[int, Field(ge=90)] = 90
    # Where the worker answers /metrics and /health itself, guarded as every process; it needs ISSUER and JWKS then.
    metrics_port: Annotated[int, Field(ge=0, le=65535)] | None = None


def build_worker(configured: WorkerSettings) -> WokenWorker:
    """An arq worker with the relay, the sweeper, the sealer of the audit trail and the feed running beside its jobs."""
    database = db.Database(configured.database_url, pool_size=configured.pool_size, caller=callers.SYSTEM)

    async def start(context: dict[str, Any]) -> None:
        await database.open()
        # What is loaded by now stays: looking for garbage in it would hold a decision up for some 30 ms, now and then.
        gc.freeze()
        now = clock.SystemClock(configured.today)
        context.update(jobs.context(database, now))
        name = f"{socket.gethostname()}:{os.getpid()}"
        kept = dt.timedelta(hours=configured.idempotency_kept_hours)
        context["beside"] = [
            asyncio.create_task(relay.run(database, context["redis"], worker.wake)),
            asyncio.create_task(sweeper.run(database, context["redis"], name, answers_kept_for=kept)),
            asyncio.create_task(feeding.run(database, retention_days=configured.changes_retention_days)),
            asyncio.create_task(replaying.run(database, now)),
            asyncio.create_task(sealer.run(database, notary.at(configured.keys_dir, configured.checkpoints_dir, now))),
        ]
        if configured.metrics_port is not None:
            context["beside"].append(asyncio.create_task(door.run(ServiceSettings(), configured.metrics_port)))
        for task in context["beside"]:
            task.add_done_callback(end_with)

    async def stop(context: dict[str, Any]) -> None:
        for task in context["beside"]:
            task.cancel()
        await asyncio.gather(*context["beside"], return_exceptions=True)
        await database.close()

    worker = WokenWorker(
        functions=[
            func(cast(Any, jobs.compute), name="compute"),
            func(cast(Any, jobs.compute_many), name="compute_many", timeout=IMPORT_TIMEOUT_S),
            func(cast(Any, jobs.carry_out_import), name="carry_out_import", timeout=IMPORT_TIMEOUT_S),
        ],
        queue_name=queue.QUEUE,
        redis_settings=queue.settings(configured.redis_url),
        on_startup=cast(Any, start),
        on_shutdown=cast(Any, stop),
        poll_delay=queue.POLL_DELAY_S,
        queue_read_limit=1000,
        max_jobs=MAX_JOBS,
        job_timeout=queue.JOB_TIMEOUT_S,
        keep_result=0,
        max_tries=5,
        job_serializer=queue.serialise,
        job_deserializer=queue.deserialise,
        handle_signals=True,
    )
    return worker


def end_with(task: asyncio.Task[None]) -> None:
    """A worker without its relay or its sweeper looks alive and forgets work: it ends, and is started again."""
    if not task.cancelled() and task.exception() is not None:
        _LOG.error("the worker ends: a part of it failed", exc_info=task.exception())
        os.kill(os.getpid(), signal.SIGTERM)
