"""Who takes part in a task: always the fold of whom its document names and who has taken whose place since."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from shared.kit import db
from shared.tasks import parties_repository as repository
from shared.tasks import rules
from shared.tasks.values import Certainty, Passing


async def rehome(
    session: db.Session,
    predecessor: uuid.UUID,
    successors: Sequence[uuid.UUID],
    *,
    on: dt.date,
    change: uuid.UUID,
    certainty: Certainty = "certain",
) -> int:
    """Let successors stand in the place of an organisation that ended on a day, by a change; the number of tasks moved.

    What was open passes on; a task that was done before that day is shown with whoever led it then. Said again it
    changes nothing; with other successors, or another day, it says anew what this change said; without any it is taken
    back. A task entered later that names the predecessor passes on as well. Of several successors the first leads.
    """
    await repository.lock(session)
    passing = Passing(change, predecessor, tuple(successors), on, certainty)
    kin = rules.kin(predecessor, [*await repository.passings(session), passing])
    if not await repository.put_passing(session, passing):
        return 0
    return len(await fold(session, await repository.touched(session, kin)))


async def fold(session: db.Session, tasks: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Bring who takes part in these tasks to what is known now; those that changed. The register of tasks is locked."""
    if not tasks:
        return set()
    known = await repository.passings(session)
    named = await repository.named(session, list(tasks))
    return await repository.put_spells(
        session, {task: rules.spells(said, since, sure, known) for task, (said, since, sure) in named.items()}
    )
