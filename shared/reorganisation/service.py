"""Carrying a change of the register out: duties, groups, places in the other hierarchies, obligations and tasks follow
in the same transaction.

The register itself knows nothing of reports and tasks; this is where they meet. The catalog's installer and the API end
in the same functions, so that what a document says has the same consequences whoever recorded it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from shared.audit.acting import Acting
from shared.kit import db
from shared.organisations import hierarchies
from shared.organisations.changes import recording
from shared.organisations.changes import service as changes
from shared.organisations.changes.proposals import Proposal
from shared.reorganisation import effects
from shared.reporting import calendar
from shared.tasks import parties


async def record(session: db.Session, acting: Acting, proposal: Proposal) -> effects.Outcome:
    """Record a change and carry it out; the change and its effects as JSON.

    Raises ChangeRefused, SlugTaken, SourceRefused, LaterChangeContradicts.
    """
    recorded = await recording.record(session, acting, proposal)
    passed = await calendar.refold(session)
    placed = await hierarchies.follow(session)
    moved = recorded.differences.successions
    touched = {(one.change, one.predecessor) for one in (*moved.closed, *moved.added)}
    tasks = await _pass_tasks(session, touched)
    return await effects.told(session, recorded, passed, tasks=tasks, placements=placed)


async def preview(session: db.Session, acting: Acting, proposal: Proposal) -> effects.Outcome:
    """The same, with nothing left of it: what is previewed is what would be done. Raises as `record`."""
    async with db.undone(session):
        return await record(session, acting, proposal)


async def install(session: db.Session) -> int:
    """Let tasks follow the changes that the catalog states; the number that moved. Obligations follow the register when
    the calendar is installed."""
    known = await changes.passings(session)
    return await _pass_tasks(session, {(one.change, one.predecessor) for one in known})


async def _pass_tasks(session: db.Session, touched: Iterable[tuple[uuid.UUID, uuid.UUID]]) -> int:
    wanted = set(touched)
    moved = 0
    async with db.as_system(session):
        for one in await changes.passings(session):
            if (one.change, one.predecessor) in wanted:
                moved += await parties.rehome(
                    session,
                    one.predecessor,
                    one.successors,
                    on=one.effective_on,
                    change=one.change,
                    certainty=one.certainty,
                )
    return moved
