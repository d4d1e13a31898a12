"""All SQL of delegations."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from typing import Any

from shared.kit import db
from shared.kit.where import Where

_PACKAGE = __package__ or ""


async def held(door: db.Session | db.Reader, to_subject: str, today: dt.date) -> db.Rows:
    """Delegations to a person that are not revoked and not over: `id`, `organisation` (slug), `from_subject`,
    `first_on`, `last_on`, and the `roles` that the giver holds today; the latest given first."""
    sql = db.statement(_PACKAGE, "delegations_held")
    if isinstance(door, db.Session):
        return await db.fetch(door, sql, to_subject=to_subject, today=today)
    numbers = {"to_subject": "$1", "today": "$2"}
    return await door.rows(re.sub(r":(to_subject|today)\b", lambda m: numbers[m[1]], sql), to_subject, today)


async def page(
    reader: db.Reader,
    today: dt.date,
    *,
    of: str | None,
    organisation: uuid.UUID | None,
    state: str | None,
    after: tuple[Any, ...],
    limit: int,
    total: bool,
) -> bytes:
    """A page of delegations, newest first, as JSON with `next_keys`; those given or received by `of` (None: all)."""
    filters = Where(today, limit)
    filters.add("{0} IN (d.from_subject, d.to_subject)", of)
    filters.add("d.organisation_id = {0}", organisation)
    filters.add(f"{_STATE.format(day='$1')} = {{0}}", state)
    everything = str(filters)
    filters.add("(d.given_at, d.id) < ({0}, {1})", *after)
    counted = f", 'total', (SELECT count(*) FROM delegations d WHERE true {everything})" if total else ""
    sql = db.statement(_PACKAGE, "delegations_page").format(item=_item("$1"), where=filters, total=counted)
    return await reader.json(sql, *filters.args) or b""


async def find(reader: db.Reader, delegation: uuid.UUID, *, of: str | None, today: dt.date) -> dict[str, Any] | None:
    """`version` and `body` (JSON) of a delegation that `of` gave or received (None: anybody's)."""
    return await reader.row(
        f"SELECT d.version, CAST({_item('$1')} AS text) AS body FROM delegations d WHERE d.id = $2"
        " AND ($3::text IS NULL OR $3 IN (d.from_subject, d.to_subject))",
        today,
        delegation,
        of,
    )


async def view(session: db.Session, delegation: uuid.UUID, today: dt.date) -> dict[str, Any]:
    """The same as this transaction sees it."""
    return await db.fetch_written(
        session,
        f"SELECT d.version, CAST({_item('CAST(:today AS date)')} AS text) AS body FROM delegations d WHERE d.id = :id",
        id=delegation,
        today=today,
    )


async def lock(session: db.Session, delegation: uuid.UUID) -> dict[str, Any] | None:
    """The columns of a delegation; whoever else revokes it waits for the end of this transaction."""
    return await db.fetch_one(
        session,
        "SELECT d.id, o.slug AS organisation, d.from_subject, d.to_subject, d.roles, d.first_on, d.last_on, d.document,"
        " d.reason, d.revoked_at, d.version FROM delegations d JOIN organisations o ON o.id = d.organisation_id"
        " WHERE d.id = :id FOR UPDATE OF d",
        id=delegation,
    )


async def add(
    session: db.Session,
    *,
    delegation: uuid.UUID,
    organisation: uuid.UUID,
    from_subject: str,
    to_subject: str,
    roles: Sequence[str],
    first_on: dt.date,
    last_on: dt.date,
    document: str,
    reason: str,
    today: dt.date,
    now: dt.datetime,
) -> None:
    """Store a delegation; `assigned` says whether an assignment here gave its giver the roles today."""
    await db.execute(
        session,
        "INSERT INTO delegations (id, organisation_id, from_subject, to_subject, roles, first_on, last_on, document,"
        " reason, given_at, assigned) VALUES (:id, :organisation, :from_subject, :to_subject, CAST(:roles AS text[]),"
        " :first_on, :last_on, :document, :reason, :now, EXISTS (SELECT FROM role_assignments p"
        " WHERE p.issuer || ':' || p.subject = :from_subject AND p.first_on <= :today AND :today <= p.last_on"
        " AND p.ended_at IS NULL))",
        id=delegation,
        organisation=organisation,
        from_subject=from_subject,
        to_subject=to_subject,
        roles=list(roles),
        first_on=first_on,
        last_on=last_on,
        document=document,
        reason=reason,
        today=today,
        now=now,
    )


async def revoke(session: db.Session, delegation: uuid.UUID, *, by: str, reason: str, now: dt.datetime) -> None:
    """End a delegation at once."""
    await db.execute(
        session,
        "UPDATE delegations SET revoked_by = :by, revoked_at = :now, revoke_reason = :reason, version = version + 1"
        " WHERE id = :id",
        id=delegation,
        by=by,
        reason=reason,
        now=now,
    )


_STATE = (
    "CASE WHEN d.revoked_at IS NOT NULL THEN 'revoked' WHEN {day} < d.first_on THEN 'planned'"
    " WHEN {day} > d.last_on THEN 'over' ELSE 'in_force' END"
)


def _item(day: str) -> str:
    return db.statement(_PACKAGE, "delegations_item").format(state=_STATE.format(day=day))
