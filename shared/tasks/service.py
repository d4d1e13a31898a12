"""What a person or a job can ask of tasks and the budget."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from shared.kit import db, rows
from shared.kit.errors import Finding
from shared.kit.moment import Moment
from shared.tasks import errors, parties, parties_repository, repository, statuses_repository, values
from shared.tasks.parties import rehome

__all__ = ["rehome"]


async def install(
    session: db.Session, groups: Sequence[rows.Row], budget: Sequence[rows.Row], tasks: Sequence[rows.Row]
) -> int:
    """Bring task groups, budget and tasks to what the catalog says, and who leads these; the number of rows changed.

    What was changed by API stays.
    """
    await parties_repository.lock(session)
    changed = await repository.install(session, groups, budget, tasks)
    return changed + len(await parties.fold(session, [uuid.UUID(str(row["id"])) for row in tasks]))


async def list_page(
    reader: db.Reader, at: Moment, wanted: values.Filter, *, after: tuple[Any, ...], limit: int, total: bool = False
) -> bytes:
    """One page of the tasks in force on a day, in the order of the plan, as JSON."""
    return await repository.page(reader, at, wanted, after=after, limit=limit, total=total)


async def get(reader: db.Reader, at: Moment, task: str) -> values.View:
    """One task by id or code. Raises TaskNotFound, also when it is not in force on that day."""
    found = await repository.find(reader, at, task)
    if found is None:
        raise errors.TaskNotFound(task=task)
    return values.View(found["item"].encode(), values.version(found["version"], found["recorded_at"]))


async def shown(session: db.Session, task: uuid.UUID, *, on: dt.date) -> values.View:
    """A task that this transaction has written, as of a day, or of the day nearest to it on which the task holds."""
    found = await repository.shown(session, Moment(on), task)
    return values.View(found["item"].encode(), values.version(found["version"], found["recorded_at"]))


async def progress_page(reader: db.Reader, at: Moment, task: str, *, after: int | None, limit: int) -> bytes:
    """A page of what was said of a task's progress up to a day, the latest first, as JSON. Raises TaskNotFound."""
    found = await repository.find(reader, at, task)
    if found is None:
        raise errors.TaskNotFound(task=task)
    return await statuses_repository.progress_page(reader, at, found["id"], after=after, limit=limit)


async def owner_filter_id(reader: db.Reader, owner: str | None, *, field: str = "owner") -> uuid.UUID | None:
    """The id behind the filter by an organisation or a group. Raises NoSuchOwner naming the field."""
    if owner is None:
        return None
    found = await repository.find_owner_id(reader, owner)
    if found is None:
        where = Finding(field, f"No organisation or group {owner!r}.", f"Không có cơ quan hay nhóm {owner!r}.")
        raise errors.NoSuchOwner(where, owner=owner)
    return found


async def group_filter_id(reader: db.Reader, group: str | None) -> uuid.UUID | None:
    """The id behind the filter by a group of tasks. Raises NoSuchTaskGroup naming the field."""
    if group is None:
        return None
    found = await repository.find_group_id(reader, group)
    if found is None:
        where = Finding("group", f"There is no task group {group!r}.", f"Không có nhóm nhiệm vụ {group!r}.", "unknown")
        raise errors.NoSuchTaskGroup(where, group=group)
    return found


async def groups(reader: db.Reader) -> bytes:
    """The groups of plan 55's tasks with their counts, as JSON."""
    return await repository.groups(reader)


async def budget(reader: db.Reader, at: Moment) -> bytes:
    """The budget by source of funds, with its total and whether it adds up, and beside it what the plan's tasks of a
    day sum to, as JSON. Unit: million VND."""
    return await repository.budget(reader, at)


async def foreign_components(
    session: db.Session, assessment: uuid.UUID, codes: Sequence[str], organisation: str, *, on: dt.date
) -> dict[str, dict[str, str]]:
    """Those of an assessment's components whose named owners are all known and do not include the organisation (slug).

    Component code → names of its owners by slug. A component without a named owner, or owned by a group whose members
    are not all known, is nobody's for sure and is left out.
    """
    found = await repository.owners_of_components(session, assessment, codes, on)
    return {
        row["component"]: row["owners"]
        for row in found
        if row["owners"] and row["everybody_known"] and organisation not in row["owners"]
    }
