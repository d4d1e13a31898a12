"""What the change feed needs done: exports made, starts of the server noted, old tombstones forgotten."""

from __future__ import annotations

import asyncio
import logging
import time

from shared.kit import db, faults
from shared.overview.changes import exports
from shared.overview.changes import service as changes

_LOG = logging.getLogger("dti.feed")
EVERY_S = 1.0
_TIDY_EVERY_S = 600.0


async def run(database: db.Database, *, retention_days: int) -> None:
    """Do it for ever; a fault of PostgreSQL is waited out."""
    tidied = -_TIDY_EVERY_S
    while True:
        try:
            await changes.begin(database)
            while await exports.make_next(database):
                pass
            if time.monotonic() - tidied >= _TIDY_EVERY_S:
                await tidy(database, retention_days=retention_days)
                tidied = time.monotonic()
        except faults.FAULTS as error:
            _LOG.warning("feed waits: %s", type(error).__name__)
        await asyncio.sleep(EVERY_S)


async def tidy(database: db.Database, *, retention_days: int) -> None:
    """Drop what is kept no longer: tombstones and exports."""
    async with database.transaction() as session:
        await changes.forget(session, days=retention_days)
    async with database.transaction() as session:
        await exports.drop_old(session)
