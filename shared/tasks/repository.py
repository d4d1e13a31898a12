"""All SQL of tasks, their groups and the budget."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any

from shared.kit import db, moment, names, rows
from shared.kit.moment import Moment
from shared.kit.where import Where
from shared.law import sources
from shared.tasks import values

_IN_FORCE = (
    "t.valid_from <= $1 AND $1 < t.valid_to"
    " AND t.recorded_at <= least($2, now()) AND least($2, now()) < t.superseded_at"
)
_SOURCE = sources.JSON.format(alias="s", document="d")


async def install(
    session: db.Session, groups: Sequence[rows.Row], budget: Sequence[rows.Row], tasks: Sequence[rows.Row]
) -> int:
    """Store groups, budget lines and tasks, close tasks no longer stated; the number of rows changed.

    Raises CatalogLost for a group or a budget line that is no longer stated.
    """
    return (
        await rows.install_complete(session, "task_groups", groups, name="t.code")
        + await rows.install_complete(session, "budget_lines", budget, name="t.code")
        + await rows.install_closing(session, "tasks", tasks)
    )


async def page(
    reader: db.Reader, at: Moment, wanted: values.Filter, *, after: tuple[Any, ...], limit: int, total: bool
) -> bytes:
    """One page as JSON with `next_keys`. Grain: one task."""
    filters = Where(at.as_of, at.known_at, limit)
    filters.add("t.main_index = {0}", wanted.main_index)
    filters.add("(t.owner_organisation_id = {0} OR t.owner_group_id = {0})", wanted.owner_id)
    filters.add("t.components @> ARRAY[{0}::text]", wanted.component)
    filters.add("t.group_id = {0}", wanted.group_id)
    filters.search("t.code || ' ' || t.name", wanted.q)
    everything = str(filters)
    filters.add("(t.position, t.id) > ({0}, {1})", *after)
    return await reader.json(_page(str(filters), everything if total else None), *filters.args) or b""


async def find(reader: db.Reader, at: Moment, key: str) -> bytes | None:
    """One task by id or code as JSON, None when there is none on that day."""
    sql = f"SELECT {_item(moment.JSON)}::text FROM tasks t WHERE {_IN_FORCE} AND (t.id = $3 OR t.code = $4)"
    return await reader.json(sql, at.as_of, at.known_at, names.uuid_or_none(key), key)


async def find_owner_id(reader: db.Reader, key: str) -> uuid.UUID | None:
    """The id of the organisation or group with this id or slug."""
    row = await reader.row(
        "SELECT id FROM organisations WHERE id = $1 OR slug = $2"
        " UNION ALL SELECT id FROM organisation_groups WHERE id = $1 OR slug = $2",
        names.uuid_or_none(key),
        key,
    )
    return None if row is None else row["id"]


async def find_group_id(reader: db.Reader, key: str) -> uuid.UUID | None:
    """The id of the task group with this id or code."""
    row = await reader.row("SELECT id FROM task_groups WHERE id = $1 OR code = $2", names.uuid_or_none(key), key)
    return None if row is None else row["id"]


async def groups(reader: db.Reader) -> bytes:
    """The task groups as JSON."""
    return await reader.json(db.statement(__package__ or "", "groups").format(source=_SOURCE)) or b""


async def budget(reader: db.Reader) -> bytes:
    """The budget as JSON."""
    return await reader.json(db.statement(__package__ or "", "budget").format(source=_SOURCE)) or b""


@cache
def _page(where: str, counted: str | None) -> str:
    total = "" if counted is None else f", 'total', (SELECT count(*) FROM tasks t WHERE {_IN_FORCE} {counted})"
    return db.statement(__package__ or "", "page").format(
        item=_item(), in_force=_IN_FORCE, where=where, moment=moment.JSON, total=total
    )


@cache
def _item(more: str = "") -> str:
    return db.statement(__package__ or "", "item").format(
        owner=_owner("t.owner_organisation_id", "t.owner_group_id"),
        partner=_owner("(p.given ->> 'organisation_id')::uuid", "(p.given ->> 'group_id')::uuid"),
        source=_SOURCE,
        more=f", {more}" if more else "",
    )


def _owner(organisation: str, group: str) -> str:
    return db.statement(__package__ or "", "owner").format(organisation=organisation, group=group)


async def owners_of_components(
    session: db.Session, assessment: uuid.UUID, codes: Sequence[str], on: dt.date
) -> db.Rows:
    """Owners per component: component, owners (name by slug), everybody_known."""
    return await db.fetch(
        session, db.statement(__package__ or "", "owners"), assessment=assessment, codes=list(codes), on=on
    )
