"""All SQL of tasks, their groups and the budget."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson

from shared.kit import db, moment, names, rows
from shared.kit.moment import Moment
from shared.kit.where import Where
from shared.law import sources
from shared.tasks import values

_IN_FORCE = (
    "t.valid_from <= $1 AND $1 < t.valid_to"
    " AND t.recorded_at <= least($2, now()) AND least($2, now()) < t.superseded_at"
)
_TAKING_PART = (
    "p.task_id = t.id AND p.valid_from <= led.led_on AND led.led_on < p.valid_to"
    " AND p.recorded_at <= least($2, now()) AND least($2, now()) < p.superseded_at"
)
_TAKES_PART = ", 'since', nullif(p.valid_from, '-infinity'), 'certainty', p.certainty"
# The first condition finds the few tasks that they led on any day, by index.
_LED_BY = (
    "t.id IN (SELECT p.task_id FROM task_parties p WHERE p.role = 'lead'"
    " AND (p.organisation_id = {0} OR p.group_id = {0}))"
    f" AND EXISTS (SELECT FROM task_parties p WHERE {_TAKING_PART} AND p.role = 'lead'"
    " AND (p.organisation_id = {0} OR p.group_id = {0}))"
)
_SERVES = (
    "t.id IN (SELECT k.task_id FROM task_targets k WHERE k.target_id = {0}"
    " AND k.recorded_at <= least($2, now()) AND least($2, now()) < k.superseded_at)"
)
_NOT_OVERDUE = "NOT coalesce(led.overdue, false)"
_SOURCE = sources.JSON.format(alias="s", document="d")


async def install(
    session: db.Session, groups: Sequence[rows.Row], budget: Sequence[rows.Row], tasks: Sequence[rows.Row]
) -> int:
    """Store groups, budget lines and tasks, close tasks no longer stated; the number of rows changed.

    What was changed by API stays: a task that it stated, and the columns that it corrected. Raises CatalogLost for a
    group or a budget line that is no longer stated.
    """
    return (
        await rows.install_complete(session, "task_groups", groups, name="t.code")
        + await rows.install_complete(session, "budget_lines", budget, name="t.code")
        + await _install_tasks(session, tasks)
    )


async def _install_tasks(session: db.Session, tasks: Sequence[rows.Row]) -> int:
    given = orjson.dumps([{**row, "superseded_at": "infinity"} for row in tasks], default=str).decode()
    columns = [*dict.fromkeys(name for row in tasks for name in row), "superseded_at"]
    others = [name for name in columns if name != "id"]
    wanted = ", ".join(f"CASE WHEN '{c}' = ANY (t.corrected) THEN t.{c} ELSE excluded.{c} END" for c in others)
    source = "jsonb_populate_recordset(CAST(NULL AS tasks), CAST(:rows AS jsonb))"
    closed = await db.execute(
        session,
        "UPDATE tasks t SET superseded_at = now() WHERE superseded_at = 'infinity' AND t.stated_by = 'catalog'"
        f" AND NOT EXISTS (SELECT FROM {source} r WHERE r.id = t.id)",
        rows=given,
    )
    if not tasks:
        return closed
    return closed + await db.execute(
        session,
        f"INSERT INTO tasks AS t ({', '.join(columns)}) SELECT {', '.join(columns)} FROM {source}"
        f" ON CONFLICT (id) DO UPDATE SET ({', '.join(others)}) = ROW({wanted}) WHERE t.stated_by = 'catalog'"
        f" AND ({', '.join(f't.{c}' for c in others)}) IS DISTINCT FROM ({wanted})",
        rows=given,
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
    filters.add("t.kind = {0}", wanted.kind)
    filters.add(_SERVES, wanted.target_id)
    filters.add("least(t.due_before_on, t.due_by_on + 1) <= {0}", wanted.due_before)
    filters.search("t.code || ' ' || t.name", wanted.q)
    filters.add(_LED_BY, wanted.lead_id)
    filters.add("st.status = {0}", wanted.status)
    if wanted.overdue is not None:
        filters.add("least(t.due_before_on, t.due_by_on + 1) <= $1 AND led.overdue" if wanted.overdue else _NOT_OVERDUE)
    everything = str(filters)
    filters.add("(t.position, t.id) > ({0}, {1})", *after)
    by_state = (wanted.lead_id, wanted.status, wanted.overdue) != (None, None, None)
    sql = _page(_table(at), str(filters), everything if total else None, by_state=by_state)
    return await reader.json(sql, *filters.args) or b""


async def find(reader: db.Reader, at: Moment, key: str) -> dict[str, Any] | None:
    """One task by id or code: `item` (JSON), `version`, `recorded_at`; None when there is none on that day."""
    return await reader.row(_one(_table(at)), at.as_of, at.known_at, names.uuid_or_none(key), key)


async def shown(session: db.Session, at: Moment, task: uuid.UUID) -> dict[str, Any]:
    """The same of a task that this transaction has written; of one that holds only later, as of its first day."""
    day = await db.fetch_written(
        session,
        "SELECT least(greatest(CAST(:on AS date), valid_from), valid_to - 1) AS nearest FROM tasks WHERE id = :id",
        on=at.as_of,
        id=task,
    )
    sql = _one("tasks")
    for number, name in enumerate(("as_of", "known_at", "id", "code"), start=1):
        sql = sql.replace(f"${number}", f":{name}")
    return await db.fetch_written(session, sql, as_of=day["nearest"], known_at=at.known_at, id=task, code="")


def _table(at: Moment) -> str:
    """Where to look: only who asks for an earlier knowledge needs what has been corrected since."""
    return "tasks" if at.known_at is None else "tasks_known"


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
    return await reader.json(_sql("groups").format(source=_SOURCE)) or b""


async def budget(reader: db.Reader, at: Moment) -> bytes:
    """The budget as JSON, with what the plan's tasks of a day sum to."""
    sql = _sql("budget").format(
        source=sources.as_known("s", "d"), tasks=_table(at), in_force=_IN_FORCE, moment=moment.JSON
    )
    return await reader.json(sql, at.as_of, at.known_at) or b""


@cache
def _page(table: str, where: str, counted: str | None, *, by_state: bool) -> str:
    state = _sql("state")
    every = "proved AS MATERIALIZED (SELECT * FROM accepted_deliverables(NULL, $2)),"
    number = f"(SELECT count(*) FROM {table} t {state if by_state else ''} WHERE {_IN_FORCE} {counted})"
    return _sql("page").format(
        tasks=table,
        item=_item(table),
        in_force=_IN_FORCE,
        where=where,
        moment=moment.JSON,
        total="" if counted is None else f", 'total', {number}",
        state=state if by_state else "",
        states=state,
        proved_first=every if by_state else "",
        proved_then="" if by_state else _sql("proved_then"),
    )


@cache
def _one(table: str) -> str:
    return _sql("one").format(
        tasks=table,
        in_force=_IN_FORCE,
        proved_then=_sql("proved_then"),
        item=_item(table, moment.JSON),
        states=_sql("state"),
    )


@cache
def _item(table: str, more: str = "") -> str:
    return _sql("item").format(
        tasks=table,
        owner=_owner("t.owner_organisation_id", "t.owner_group_id"),
        party=_owner("p.organisation_id", "p.group_id", _TAKES_PART),
        taking_part=_TAKING_PART,
        source=sources.as_known("s", "d"),
        more=f", {more}" if more else "",
    )


def _owner(organisation: str, group: str, more: str = "") -> str:
    return _sql("owner").format(organisation=organisation, group=group, more=more)


def _sql(name: str) -> str:
    return db.statement(__package__ or "", name)


async def owners_of_components(
    session: db.Session, assessment: uuid.UUID, codes: Sequence[str], on: dt.date
) -> db.Rows:
    """Owners per component: component, owners (name by slug), everybody_known."""
    return await db.fetch(session, _sql("owners"), assessment=assessment, codes=list(codes), on=on)
