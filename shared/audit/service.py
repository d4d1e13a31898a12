"""Writing the audit trail and the access log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from shared.audit import repository, values
from shared.kit import db


@dataclass(frozen=True)
class Actor:
    """Who acts: the token's subject, client and organisation (slug), and the request's correlation id.

    `on_behalf_of` is the person whose authority a delegation lent; `subject` is always the one who really acts.
    """

    subject: str
    client_id: str
    organisation: str
    request_id: str
    on_behalf_of: str | None = None


async def stands(session: db.Session, *, subject: str, action: str) -> bool:
    """Whether an entry says that somebody did something. Reads the whole trail: for commands, not for requests."""
    return bool(await repository.count_of(session, subject=subject, action=action))


async def record(
    session: db.Session,
    actor: Actor,
    *,
    action: str,
    entity_kind: str,
    entity_id: object,
    occurred_at: dt.datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Add one entry in this transaction; a trigger adds its hash over every column (`shared.audit.hashing`)."""
    await db.execute(
        session,
        "INSERT INTO audit_entries (occurred_at, subject, client_id, organisation, on_behalf_of, action, entity_kind,"
        " entity_id, before, after, request_id) VALUES (:occurred_at, :subject, :client_id, :organisation,"
        " :on_behalf_of, :action, :entity_kind, :entity_id, CAST(:before AS jsonb), CAST(:after AS jsonb),"
        " :request_id)",
        occurred_at=occurred_at,
        subject=actor.subject,
        client_id=actor.client_id,
        organisation=actor.organisation,
        on_behalf_of=actor.on_behalf_of,
        action=action,
        entity_kind=entity_kind,
        entity_id=str(entity_id),
        before=_json(before),
        after=_json(after),
        request_id=actor.request_id,
    )


async def record_reading(
    session: db.Session,
    actor: Actor,
    *,
    operation: str,
    entity_kind: str,
    entity_id: object = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Note who reads what is confidential, in the request's writing transaction: it is committed before the body is
    sent, and what cannot be noted is not shown. Ask for it after the caller's right was checked."""
    await repository.add_access(
        session,
        values.Access(
            subject=actor.subject,
            client_id=actor.client_id,
            organisation=actor.organisation,
            on_behalf_of=actor.on_behalf_of,
            operation=operation,
            entity_kind=entity_kind,
            entity_id=None if entity_id is None else str(entity_id),
            detail=_json(detail),
            request_id=actor.request_id,
        ),
    )


async def is_behind(reader: db.Reader, *, seconds: float) -> bool:
    """Whether an entry waits for its seal, or a seal for its signature, longer than this, or signing is refused."""
    return await repository.is_behind(reader, seconds=seconds)


def _json(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else orjson.dumps(value, default=str).decode()
