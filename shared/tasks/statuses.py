"""Saying what the state of a task is, and how far it is: added to, never changed."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal

from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.identity import membership
from shared.identity.values import Principal
from shared.kit import db
from shared.kit.errors import Finding
from shared.law import citations
from shared.tasks import errors, values
from shared.tasks import statuses_repository as repository
from shared.tasks.drafts import Cited, Held


@dataclass(frozen=True)
class Change:
    """A state from a day on (today without one); `source` is the document by which a task is cancelled."""

    status: values.Status
    on: dt.date | None = None
    source: Cited | None = None
    note: str | None = None


@dataclass(frozen=True)
class Said:
    """What the leading organisation says of how far it is. Unit: percent."""

    percent: Decimal
    reported_on: dt.date | None = None
    note: str | None = None


async def say(session: db.Session, acting: Acting, held: Held, change: Change) -> None:
    """Say a task's state. Raises TaskRefused (a day to come), NotProved, CancelledWithoutDocument, SourceRefused."""
    on = change.on or acting.clock.today()
    _check_day("status_on", on, acting)
    code = str(held.content.columns["code"])
    if change.status == "done":
        owed = int(held.content.columns["deliverables_owed"])
        accepted = await repository.accepted(session, held.id)
        if accepted < owed:
            raise errors.NotProved(task=code, accepted=accepted, owed=owed)
    if change.status == "cancelled" and change.source is None:
        where = Finding("status_source", "This field is required.", "Thiếu trường bắt buộc.", "missing")
        raise errors.CancelledWithoutDocument(where)
    source = None
    if change.source is not None:
        said = change.source
        cited = citations.Citation(said.document, said.clause, said.quote, said.note)
        source = await citations.cite(session, cited, field="status_source")
    await repository.add_status(
        session,
        {
            "task": held.id,
            "status": change.status,
            "on": on,
            "source": source,
            "note": change.note,
            "by": acting.actor.subject,
            "for": acting.actor.on_behalf_of,
            "at": acting.clock.now(),
        },
    )
    await audit.record(
        session,
        acting.actor,
        action="task.status",
        entity_kind="task",
        entity_id=held.id,
        occurred_at=acting.clock.now(),
        after={"status": change.status, "effective_on": on, "note": change.note},
    )


async def report(
    session: db.Session, caller: Principal, acting: Acting, key: str, said: Said
) -> tuple[uuid.UUID, uuid.UUID]:
    """Add what the leading organisation says of how far a task (by id or code) is; the ids of the task and the entry.

    Raises TaskNotFound, NotTheLead, TaskRefused, TokenOrganisationUnknown.
    """
    task, code = await find(session, key)
    own = await check_leads(session, caller, acting, (task, code), roles=("lead",))
    on = said.reported_on or acting.clock.today()
    _check_day("reported_on", on, acting)
    entry = uuid.uuid4()
    row = {
        "id": entry,
        "task": task,
        "organisation": own,
        "percent": said.percent,
        "on": on,
        "note": said.note,
        "by": acting.actor.subject,
        "for": acting.actor.on_behalf_of,
        "at": acting.clock.now(),
    }
    await repository.add_progress(session, row)
    await audit.record(
        session,
        acting.actor,
        action="task.progress",
        entity_kind="task",
        entity_id=task,
        occurred_at=acting.clock.now(),
        after={"percent": said.percent, "reported_on": on, "note": said.note},
    )
    return task, entry


async def check_leads(
    session: db.Session,
    caller: Principal,
    acting: Acting,
    task: tuple[uuid.UUID, str],
    *,
    roles: tuple[values.Role, ...],
) -> uuid.UUID:
    """The id of the caller's organisation, which has one of these roles in the task (id, code) today, or is a member of
    a group that has. Raises NotTheLead, TokenOrganisationUnknown."""
    own = await membership.own_id(session, caller.organisation)
    today = acting.clock.today()
    if not await repository.takes_part(session, task[0], own, list(roles), today):
        raise errors.NotTheLead(task=task[1], organisation=caller.organisation, on=today)
    return own


async def find(session: db.Session, key: str) -> tuple[uuid.UUID, str]:
    """Id and code of a task that is stated, by either. Raises TaskNotFound."""
    found = await repository.find_id(session, key)
    if found is None:
        raise errors.TaskNotFound(task=key)
    return found


def _check_day(field: str, on: dt.date, acting: Acting) -> None:
    today = acting.clock.today()
    if on > today:
        raise errors.TaskRefused(Finding(field, f"After today, {today}.", f"Sau hôm nay, {today}.", "in_the_future"))
