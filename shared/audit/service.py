"""Writing the audit trail."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from shared.kit import db


@dataclass(frozen=True)
class Actor:
    """Who acts: the token's subject, client and organisation (slug), and the request's correlation id."""

    subject: str
    client_id: str
    organisation: str
    request_id: str


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
    """Add one row in this transaction. `row_sha256` covers every column but the id, in canonical JSON."""
    row = {
        "occurred_at": occurred_at.isoformat(),
        "subject": actor.subject,
        "client_id": actor.client_id,
        "organisation": actor.organisation,
        "action": action,
        "entity_kind": entity_kind,
        "entity_id": str(entity_id),
        "before": before,
        "after": after,
        "request_id": actor.request_id,
    }
    canonical = orjson.dumps(row, default=str, option=orjson.OPT_SORT_KEYS)
    await db.execute(
        session,
        "INSERT INTO audit_entries (occurred_at, subject, client_id, organisation, action, entity_kind, entity_id,"
        " before, after, request_id, row_sha256) VALUES (:occurred_at, :subject, :client_id, :organisation, :action,"
        " :entity_kind, :entity_id, CAST(:before AS jsonb), CAST(:after AS jsonb), :request_id, :row_sha256)",
        **{**row, "occurred_at": occurred_at, "before": _json(before), "after": _json(after)},
        row_sha256=hashlib.sha256(canonical).hexdigest(),
    )


def _json(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else orjson.dumps(value, default=str).decode()
