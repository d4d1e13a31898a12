"""The SQL of deliverables and of decisions on them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from shared.identity.values import Reach
from shared.kit import db, names


async def add(session: db.Session, row: Mapping[str, Any]) -> None:
    """Store a deliverable."""
    await db.execute(session, _insert("task_deliverables", row), **row)


async def add_decision(session: db.Session, row: Mapping[str, Any]) -> None:
    """Append a decision; the latest one holds."""
    await db.execute(session, _insert("deliverable_decisions", row), **row)


async def same_content(session: db.Session, organisation: uuid.UUID, sha256: str) -> int:
    """How many deliverables of an organisation hold these bytes; what others hold is not told."""
    row = await db.fetch_written(
        session,
        "SELECT count(*) AS n FROM task_deliverables WHERE sha256 = :sha256 AND organisation_id = :organisation",
        sha256=sha256,
        organisation=organisation,
    )
    return int(row["n"])


async def find(session: db.Session, task: uuid.UUID, deliverable: uuid.UUID) -> dict[str, Any] | None:
    """Whose a deliverable of a task is and who posted it."""
    return await db.fetch_one(
        session,
        "SELECT d.id, o.slug AS organisation, d.submitted_by, d.submitted_for FROM task_deliverables d"
        " JOIN organisations o ON o.id = d.organisation_id WHERE d.id = :id AND d.task_id = :task",
        id=deliverable,
        task=task,
    )


async def page(reader: db.Reader, task: str, readable: Reach, *, after: tuple[Any, ...], limit: int) -> bytes | None:
    """A page of a task's deliverables with `next_keys`; None when there is no such task."""
    return await reader.json(
        db.statement(__package__ or "", "deliverables_page"),
        names.uuid_or_none(task),
        task,
        limit,
        readable.wide,
        readable.organisations,
        *after,
    )


async def find_file(reader: db.Reader, task: str, deliverable: uuid.UUID, readable: Reach) -> dict[str, Any] | None:
    """Name, media type and SHA-256 of a deliverable's file when it may be read."""
    return await reader.row(
        "SELECT d.file_name, d.media_type, d.sha256 FROM task_deliverables d JOIN tasks t ON t.id = d.task_id"
        " JOIN organisations o ON o.id = d.organisation_id WHERE d.id = $1 AND (t.id = $2 OR t.code = $3)"
        " AND ($4::boolean OR o.slug = ANY ($5::text[]))",
        deliverable,
        names.uuid_or_none(task),
        task,
        readable.wide,
        readable.organisations,
    )


def _insert(table: str, row: Mapping[str, Any]) -> str:
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"
