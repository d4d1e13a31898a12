"""The worker's part: a file that was laid down is carried out in one transaction, or nothing of it is.

Safe to ask for at any time and any number of times: whoever has the claim works, the others leave.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from shared.audit.service import Actor
from shared.imports import errors, repository, running, service, values
from shared.kit import callers, clock, db, faults
from shared.kit.errors import DomainError

_LOG = logging.getLogger("dti.imports")
# A file that kills the worker each time would do so for ever.
MOST_ATTEMPTS = 5
KEPT_DAYS = 90


class _Stop(Exception):
    """Somebody asked for the import to be stopped."""


@dataclass
class _Told(values.Progress):
    """Progress on a connection of its own: the import's transaction shows nothing before its end."""

    database: db.Database
    import_id: uuid.UUID

    async def read(self, rows: int) -> None:
        """So many rows were read."""
        await self._tell("rows_read", rows)

    async def judged(self, rows: int) -> None:
        """So many rows are judged by now."""
        await self._tell("rows_judged", rows)

    async def written(self, rows: int) -> None:
        """So many rows are written by now."""
        await self._tell("rows_written", rows)

    async def _tell(self, column: str, rows: int) -> None:
        async with self.database.transaction() as session:
            stop = await repository.progress(session, self.import_id, column, rows)
        if stop:
            raise _Stop


async def carry_out(
    database: db.Database, importers: Mapping[str, values.Importer], now: clock.Clock, import_id: uuid.UUID
) -> None:
    """Carry out an import that waits, with the eyes of who asked for it. Run twice, or after a crash, it is done once.

    Raises what PostgreSQL raises when it is away: the sweeper asks again.
    """
    found = await repository.find(database.reader, import_id)
    if found is None:
        return
    try:
        async with database.transaction(caller=found["caller"]) as session:
            if not await repository.claim(session, import_id):
                return
            if not await repository.try_lock(session, found["kind"]):
                return  # waiting would use up an attempt; the sweeper asks again
            if await _is_given_up(database, import_id):
                return
            await _carry_out(database, session, importers, now, import_id)
    except _Stop:
        await _end(database, import_id, "cancelled", errors.ImportCancelled())
    except DomainError as error:
        if isinstance(error, faults.DatabaseBusy):
            raise
        await _end(database, import_id, "failed", error)


async def _is_given_up(database: db.Database, import_id: uuid.UUID) -> bool:
    """Begin another attempt, unless there were too many or somebody asked to stop."""
    found = await repository.find(database.reader, import_id)
    if found is None:
        return True  # another worker ended it while this one waited for the claim
    if found["cancel_asked"]:
        raise _Stop
    if found["attempts"] >= MOST_ATTEMPTS:
        _LOG.error("import %s is given up after %s attempts", import_id, found["attempts"])
        raise errors.ImportGivenUp(attempts=found["attempts"])
    async with database.transaction() as session:
        await repository.begin(session, import_id)
    return False


async def _carry_out(
    database: db.Database,
    session: db.Session,
    importers: Mapping[str, values.Importer],
    now: clock.Clock,
    import_id: uuid.UUID,
) -> None:
    found = await repository.content(database.reader, import_id)
    if found["kind"] not in importers:
        raise errors.NotImportedHere(kind=found["kind"])
    importer, context = importers[found["kind"]], _context(database, found, now)
    file = values.File(found["content"], found["media_type"], found["file_name"])
    sheet = await running.read(importer, file)
    outcome = await running.carry_out(session, importer, sheet, dry_run=found["dry_run"], context=context)
    await db.become(session, callers.SYSTEM)  # the rows are written; how it ended is the worker's to say
    await repository.add_verdicts(session, import_id, outcome.verdicts)
    await service.record(session, outcome, file, context)
    await repository.end(session, import_id, service.ended(outcome))


def _context(database: db.Database, found: Mapping[str, Any], now: clock.Clock) -> values.Context:
    actor = Actor(**orjson.loads(found["actor"]))
    told = _Told(database, found["id"])
    return values.Context(actor, now, orjson.loads(found["facts"]), found["id"], told)


async def _end(database: db.Database, import_id: uuid.UUID, state: values.State, why: DomainError) -> None:
    said = {"code": why.code, "vi": why.message("vi"), "en": why.message("en")}
    findings = repository.dumped([values.said(one) for one in why.findings])
    async with database.transaction() as session:
        await repository.end(
            session,
            import_id,
            {"state": state, "why": repository.dumped(said), "findings": findings, "error_count": len(why.findings)},
        )


async def waiting(reader: db.Reader) -> list[uuid.UUID]:
    """Imports that have not ended, the longest waiting first; a hundred at most."""
    return await repository.waiting(reader)


async def tidy(session: db.Session) -> int:
    """Take away imports that ended long ago; how many."""
    return await repository.purge(session, days=KEPT_DAYS)
