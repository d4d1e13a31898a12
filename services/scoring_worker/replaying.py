"""Beside the jobs: every run is computed again within a day of its computation, and once a day from then on."""

from __future__ import annotations

import asyncio
import logging

from shared.kit import clock, db, faults
from shared.scoring import drift

_LOG = logging.getLogger("dti.drift")
EVERY_S = 60.0
# 3 ms of a core each: under a second of each minute, and some 360,000 runs a day.
AT_ONCE = 250
AGAIN_AFTER_S = 86_400.0


async def run(database: db.Database, now: clock.Clock) -> None:
    """One round after the other, for ever; the first one a minute after the start."""
    while True:
        await asyncio.sleep(EVERY_S)
        try:
            await go_round(database, now)
        except faults.FAULTS as error:
            _LOG.warning("replay waits: %s", type(error).__name__)


async def go_round(database: db.Database, now: clock.Clock) -> drift.Found:
    """Replay what is due, at most `AT_ONCE` runs. Two workers doing the same find the same."""
    return await drift.replay_due(database, now, limit=AT_ONCE, before_s=AGAIN_AFTER_S)
