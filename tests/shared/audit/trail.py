"""Writing entries and sealing them, for the tests of the audit trail."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from shared.audit import notary, repository, sealing
from shared.audit import service as audit
from shared.kit import db
from shared.kit.clock import FakeClock

ACTOR = audit.Actor("reporter@so-noi-vu", "tests", "so-noi-vu", "request-1")
AT = dt.datetime(2022, 11, 1, 3, 0, tzinfo=dt.UTC)


async def record(session: db.Session, number: int, actor: audit.Actor = ACTOR) -> None:
    """One entry about the thing of this number."""
    await audit.record(
        session,
        actor,
        action="thing.change",
        entity_kind="thing",
        entity_id=number,
        occurred_at=AT + dt.timedelta(seconds=number),
        before={"điểm": number},
        after={"điểm": number + 1},
    )


async def write(database: db.Database, count: int, *, first: int = 1) -> None:
    """So many entries in one transaction."""
    async with database.transaction() as session:
        for number in range(first, first + count):
            await record(session, number)


async def seal_all(database: db.Database, *, limit: int = sealing.BATCH) -> int:
    """Seal until nothing waits; how many."""
    total = 0
    while taken := await sealing.seal(database, limit=limit):
        total += taken
    return total


def notary_at(folder: Path) -> notary.Notary:
    """A notary with its folders in `folder`."""
    return notary.at(folder / "keys", folder / "checkpoints", FakeClock())


async def sign_all(database: db.Database, by: notary.Notary) -> int:
    """Sign until nothing is unsigned; how many lines."""
    signed = 0
    while await by.sign(database):
        signed += 1
    return signed


async def seals(database: db.Database) -> db.Rows:
    """The chain as it stands."""
    return await database.reader.rows("SELECT * FROM audit_seals ORDER BY position")


async def entries(database: db.Database) -> list[dict[str, Any]]:
    """The entries as text, by id."""
    return await database.reader.rows(repository.ENTRIES_AS_TEXT + " ORDER BY e.id")
