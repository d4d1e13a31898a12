"""The SQL of states, of what is said of progress, and of who may say it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from shared.kit import db, names
from shared.kit.moment import JSON, Moment

_TAKES_PART = """SELECT FROM task_parties p WHERE p.task_id = :task AND p.role = ANY (CAST(:roles AS text[]))
    AND p.superseded_at = 'infinity' AND p.valid_from <= :on AND :on < p.valid_to
    AND (p.organisation_id = :organisation OR EXISTS (SELECT FROM organisation_group_members m
        WHERE m.group_id = p.group_id AND m.organisation_id = :organisation AND m.superseded_at = 'infinity'
            AND m.valid_from <= :on AND :on < m.valid_to))"""


async def accepted(session: db.Session, task: uuid.UUID) -> int:
    """How many different accepted deliverables of a task stand now."""
    sql = "SELECT accepted FROM accepted_deliverables(ARRAY[CAST(:id AS uuid)], NULL)"
    row = await db.fetch_one(session, sql, id=task)
    return 0 if row is None else int(row["accepted"])


async def add_status(session: db.Session, said: Mapping[str, Any]) -> None:
    """Add a state, and a version of the task."""
    await db.execute(
        session,
        "INSERT INTO task_statuses (task_id, status, effective_on, cancelling_source_id, note, recorded_by,"
        " recorded_for) VALUES (:task, :status, :on, :source, :note, :by, :for)",
        **{key: value for key, value in said.items() if key != "at"},
    )
    await db.execute(session, "UPDATE tasks SET version = version + 1 WHERE id = :task", task=said["task"])


async def add_progress(session: db.Session, said: Mapping[str, Any]) -> None:
    """Add what is said of progress."""
    await db.execute(
        session,
        "INSERT INTO task_progress (id, task_id, organisation_id, percent, reported_on, note, recorded_by,"
        " recorded_for) VALUES (:id, :task, :organisation, :percent, :on, :note, :by, :for)",
        **{key: value for key, value in said.items() if key != "at"},
    )


async def takes_part(
    session: db.Session, task: uuid.UUID, organisation: uuid.UUID, roles: Sequence[str], on: dt.date
) -> bool:
    """Whether an organisation, or a group of which it is a member, has one of these roles on a day, as known now."""
    row = await db.fetch_one(
        session,
        f"SELECT EXISTS ({_TAKES_PART}) AS found",
        task=task,
        roles=list(roles),
        on=on,
        organisation=organisation,
    )
    return bool(row and row["found"])


async def find_id(session: db.Session, key: str) -> tuple[uuid.UUID, str] | None:
    """Id and code of a task that is stated, by either."""
    row = await db.fetch_one(
        session,
        "SELECT id, code FROM tasks WHERE superseded_at = 'infinity' AND (id = CAST(:id AS uuid) OR code = :code)",
        id=names.uuid_or_none(key),
        code=key,
    )
    return None if row is None else (row["id"], row["code"])


async def progress_page(reader: db.Reader, at: Moment, task: uuid.UUID, *, after: int | None, limit: int) -> bytes:
    """What was said of a task's progress up to a day, the latest first, as JSON with `next_keys`."""
    return (
        await reader.json(
            db.statement(__package__ or "", "progress_page").format(moment=JSON),
            at.as_of,
            at.known_at,
            task,
            after,
            limit,
        )
        or b""
    )
