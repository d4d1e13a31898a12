"""The jobs. Each is idempotent: run twice, it writes once."""

from __future__ import annotations

import asyncio
import uuid
from collections import defaultdict
from typing import Any

from services.scoring_worker import importers, subscriptions, together
from shared.imports import working as importing
from shared.kit import clock, db, failpoints, faults, metrics
from shared.scoring import service as scoring


def context(database: db.Database, now: clock.Clock) -> dict[str, Any]:
    """What the jobs need; arq hands it to each of them."""
    return {
        "database": database,
        "clock": now,
        "locks": defaultdict(asyncio.Lock),
        "many": asyncio.Lock(),
        "imports": asyncio.Lock(),
    }


async def compute(context: dict[str, Any], assessment_id: str, version: str) -> None:
    """Compute an assessment until at least `version` is computed; later writes in the meantime are included.

    Jobs of one assessment wait for each other here, so that a busy assessment holds one connection and not all.
    """
    database: db.Database = context["database"]
    now: clock.Clock = context["clock"]
    wanted, key = int(version), uuid.UUID(assessment_id)
    await failpoints.reach("compute.started")
    async with context["locks"][key]:
        while await scoring.computed_version(database.reader, key) < wanted:
            try:
                async with database.serialised(scoring.lock_name(key)) as session:
                    await failpoints.reach("compute.locked")
                    with metrics.of_process().run_seconds.time():
                        await scoring.compute(session, now, key)
            except faults.Overtaken:
                continue
            metrics.of_process().runs.inc()
            await failpoints.reach("compute.committed")


async def compute_many(context: dict[str, Any], wanted: str) -> None:
    """Compute assessments until each has reached its version, many in a transaction (`Request.said`, by commas).

    For what concerns a whole framework: a correction, another engine. One by one they would cost as many transactions.
    One such job at a time: another leaves at once, takes no place from a decision, and the sweeper rings again.
    """
    if context["many"].locked():
        return
    async with context["many"]:
        requests = [subscriptions.heard(said) for said in wanted.split(",")]
        await together.compute(context["database"], context["clock"], requests)


async def carry_out_import(context: dict[str, Any], import_id: str) -> None:
    """Carry out an import that waits; run twice, it is done once. One after the other: each holds two connections."""
    async with context["imports"]:
        await importing.carry_out(context["database"], importers.BY_KIND, context["clock"], uuid.UUID(import_id))
