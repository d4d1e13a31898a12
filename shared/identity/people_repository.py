"""All SQL of people's organisations and roles."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from shared.kit import db
from shared.kit.where import Where

_PACKAGE = __package__ or ""
_IN_FORCE = "p.first_on <= {day} AND {day} <= p.last_on AND p.ended_at IS NULL"


async def find_assignment(reader: db.Reader, issuer: str, subject: str, today: dt.date) -> dict[str, Any] | None:
    """`organisation` (slug), `roles` and `last_on` (None: open) of a person on a day; None when nothing is assigned."""
    return await reader.row(
        "SELECT o.slug AS organisation, p.roles, nullif(p.last_on, 'infinity') AS last_on FROM role_assignments p"
        " JOIN organisations o ON o.id = p.organisation_id"
        f" WHERE p.issuer = $1 AND p.subject = $2 AND {_IN_FORCE.format(day='$3')}",
        issuer,
        subject,
        today,
    )


async def page(
    reader: db.Reader,
    today: dt.date,
    *,
    organisation: uuid.UUID | None,
    issuer: str | None,
    subject: str | None,
    role: str | None,
    state: str | None,
    after: tuple[Any, ...],
    limit: int,
    total: bool,
) -> bytes:
    """A page of assignments, newest first, as JSON with `next_keys`. Grain: one assignment."""
    filters = Where(today, limit)
    filters.add("p.organisation_id = {0}", organisation)
    filters.add("p.issuer = {0}", issuer)
    filters.add("p.subject = {0}", subject)
    filters.add("{0} = ANY (p.roles)", role)
    filters.add(f"{_STATE.format(day='$1')} = {{0}}", state)
    everything = str(filters)
    filters.add("(p.assigned_at, p.id) < ({0}, {1})", *after)
    counted = f", 'total', (SELECT count(*) FROM role_assignments p WHERE true {everything})" if total else ""
    sql = db.statement(_PACKAGE, "people_page").format(item=_item("$1"), where=filters, total=counted)
    return await reader.json(sql, *filters.args) or b""


async def find(reader: db.Reader, assignment: uuid.UUID, today: dt.date) -> dict[str, Any] | None:
    """`version` and `body` (JSON) of an assignment."""
    return await reader.row(
        f"SELECT p.version, CAST({_item('$1')} AS text) AS body FROM role_assignments p WHERE p.id = $2",
        today,
        assignment,
    )


async def view(session: db.Session, assignment: uuid.UUID, today: dt.date) -> dict[str, Any]:
    """The same as this transaction sees it."""
    return await db.fetch_written(
        session,
        f"SELECT p.version, CAST({_item('CAST(:today AS date)')} AS text) AS body FROM role_assignments p"
        " WHERE p.id = :id",
        id=assignment,
        today=today,
    )


async def lock_all(session: db.Session) -> None:
    """One change of assignments at a time: they are rare, and "the last administrator" is a statement about all."""
    await db.execute(session, "SELECT pg_advisory_xact_lock(hashtextextended('role assignments', 0))")


async def columns(session: db.Session, assignment: uuid.UUID) -> dict[str, Any] | None:
    """The columns of an assignment, `organisation` as slug and `last_on` None when open."""
    return await db.fetch_one(
        session,
        "SELECT p.id, p.issuer, p.subject, o.slug AS organisation, p.roles, p.first_on,"
        " nullif(p.last_on, 'infinity') AS last_on, p.reason, p.ended_at, p.end_reason, p.version"
        " FROM role_assignments p JOIN organisations o ON o.id = p.organisation_id WHERE p.id = :id",
        id=assignment,
    )


async def find_overlap(
    session: db.Session, issuer: str, subject: str, first_on: dt.date, last_on: dt.date | None
) -> uuid.UUID | None:
    """Another assignment of the person on any of these days that has not been ended."""
    row = await db.fetch_one(
        session,
        "SELECT p.id FROM role_assignments p WHERE p.issuer = :issuer AND p.subject = :subject AND p.ended_at IS NULL"
        " AND p.first_on <= coalesce(CAST(:last_on AS date), 'infinity') AND :first_on <= p.last_on"
        " ORDER BY p.first_on LIMIT 1",
        issuer=issuer,
        subject=subject,
        first_on=first_on,
        last_on=last_on,
    )
    return None if row is None else row["id"]


async def list_administrators(session: db.Session, *, on: dt.date) -> db.Rows:
    """`id`, `issuer`, `subject` of the assignments with the role admin in force on a day."""
    return await db.fetch(
        session,
        "SELECT p.id, p.issuer, p.subject FROM role_assignments p WHERE 'admin' = ANY (p.roles)"
        f" AND {_IN_FORCE.format(day='CAST(:day AS date)')} ORDER BY p.assigned_at, p.id",
        day=on,
    )


async def count_administrators(session: db.Session, *, on: dt.date, beside: uuid.UUID | None = None) -> int:
    """Assignments with the role admin in force on a day, not counting `beside`."""
    row = await db.fetch_one(
        session,
        "SELECT count(*) AS n FROM role_assignments p WHERE 'admin' = ANY (p.roles)"
        f" AND {_IN_FORCE.format(day='CAST(:day AS date)')} AND p.id IS DISTINCT FROM CAST(:beside AS uuid)",
        day=on,
        beside=beside,
    )
    return int(row["n"]) if row else 0


async def add(
    session: db.Session,
    *,
    assignment: uuid.UUID,
    issuer: str,
    subject: str,
    organisation: uuid.UUID,
    roles: Sequence[str],
    first_on: dt.date,
    last_on: dt.date | None,
    reason: str,
    assigned_by: str,
    now: dt.datetime,
) -> None:
    """Store an assignment."""
    await db.execute(
        session,
        "INSERT INTO role_assignments (id, issuer, subject, organisation_id, roles, first_on, last_on, reason,"
        " assigned_by, assigned_at) VALUES (:id, :issuer, :subject, :organisation, CAST(:roles AS text[]), :first_on,"
        " coalesce(CAST(:last_on AS date), 'infinity'), :reason, :assigned_by, :now)",
        id=assignment,
        issuer=issuer,
        subject=subject,
        organisation=organisation,
        roles=list(roles),
        first_on=first_on,
        last_on=last_on,
        reason=reason,
        assigned_by=assigned_by,
        now=now,
    )


async def end_now(session: db.Session, assignment: uuid.UUID, *, by: str, reason: str, now: dt.datetime) -> None:
    """End an assignment at once."""
    await db.execute(
        session,
        "UPDATE role_assignments SET ended_by = :by, ended_at = :now, end_reason = :reason, version = version + 1"
        " WHERE id = :id",
        id=assignment,
        by=by,
        reason=reason,
        now=now,
    )


async def shorten(session: db.Session, assignment: uuid.UUID, last_on: dt.date) -> None:
    """Let an assignment end after an earlier day than it was to."""
    await db.execute(
        session,
        "UPDATE role_assignments SET last_on = :last_on, version = version + 1 WHERE id = :id",
        id=assignment,
        last_on=last_on,
    )


_STATE = (
    "CASE WHEN p.ended_at IS NOT NULL THEN 'ended' WHEN {day} < p.first_on THEN 'planned'"
    " WHEN {day} > p.last_on THEN 'over' ELSE 'in_force' END"
)


def _item(day: str) -> str:
    return db.statement(_PACKAGE, "people_item").format(state=_STATE.format(day=day))


async def belongs_elsewhere(session: db.Session, subject: str, organisation: uuid.UUID, today: dt.date) -> bool:
    """Whether a person is assigned today to another organisation than this one."""
    row = await db.fetch_one(
        session,
        "SELECT 1 FROM role_assignments p WHERE p.issuer || ':' || p.subject = :subject"
        f" AND p.organisation_id <> :organisation AND {_IN_FORCE.format(day=':today')}",
        subject=subject,
        organisation=organisation,
        today=today,
    )
    return row is not None
