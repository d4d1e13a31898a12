"""Beside the jobs: seals what is committed, and signs how far the chain goes, at most once a second."""

from __future__ import annotations

import asyncio
import contextlib
import logging

import asyncpg

from shared.audit import sealing
from shared.audit.notary import Notary
from shared.kit import db, faults

_LOG = logging.getLogger("dti.sealer")
# Less than faults.FAULTS: a full disk or a table that somebody changed is not waited out in silence, /health/ready says
# so.
_AWAY = (ConnectionError, asyncpg.PostgresError, asyncpg.InterfaceError, faults.DatabaseBusy)
# Nobody notifies (docs/decisions/audit-chain.md): looking costs a tenth of a millisecond when nothing waits.
EVERY_S = 0.25
SIGN_EVERY_S = 1.0
SWEEP_EVERY_S = 10.0  # what another worker sealed and could not sign, and what this one failed at


async def run(database: db.Database, notary: Notary) -> None:
    """Seal for ever, and sign beside it. What keeps it from signing keeps it neither from sealing nor anybody from
    writing; and nothing that somebody did to the trail stops the scores."""
    sealed = asyncio.Event()
    async with asyncio.TaskGroup() as both:
        both.create_task(_seal_for_ever(database, sealed))
        both.create_task(_sign_for_ever(database, notary, sealed))


async def _seal_for_ever(database: db.Database, sealed: asyncio.Event) -> None:
    while True:
        pause = EVERY_S
        try:
            while await sealing.seal(database):
                sealed.set()
        except _AWAY as error:
            _LOG.warning("sealer waits: %s", type(error).__name__)
        except Exception:  # noqa: BLE001 - the tables may hold anything by now
            _LOG.exception("nothing is sealed")
            pause = SWEEP_EVERY_S
        await asyncio.sleep(pause)


async def _sign_for_ever(database: db.Database, notary: Notary, sealed: asyncio.Event) -> None:
    while True:
        sealed.clear()
        good = await sign(database, notary)
        await asyncio.sleep(SIGN_EVERY_S if good else SWEEP_EVERY_S)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(sealed.wait(), SWEEP_EVERY_S)


async def sign(database: db.Database, notary: Notary) -> bool:
    """Sign all that is sealed, a backlog in several lines; False when that was refused, which /health/ready says."""
    try:
        while await notary.sign(database):
            pass
    except _AWAY as error:
        _LOG.warning("notary waits: %s", type(error).__name__)
    except Exception as error:  # noqa: BLE001 - files and tables may hold anything by now
        _LOG.exception("no checkpoint is signed")
        with contextlib.suppress(*faults.FAULTS):
            await notary.note_problem(database, f"{type(error).__name__}: {error}")
        return False
    return True
