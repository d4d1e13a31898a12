"""Answers kept in PostgreSQL so that a repeated request gets them again. How and why: docs/decisions/idempotency.md."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from shared.kit import db

# Enough for 100 keyed writes a second at one purge every ten seconds; a longer statement would hold its locks longer.
PURGED_AT_ONCE = 1000


@dataclass(frozen=True)
class Key:
    """One caller's key: who it belongs to is part of it, so that nobody meets another's answer."""

    client_id: str
    subject: str
    organisation: str
    key: str

    @property
    def id(self) -> bytes:
        """SHA-256 of the four, which no length of any of them can make ambiguous."""
        return hashlib.sha256(orjson.dumps([self.client_id, self.subject, self.organisation, self.key])).digest()


@dataclass(frozen=True)
class Kept:
    """What was asked (SHA-256) and what was answered."""

    fingerprint: bytes
    status: int
    headers: Mapping[str, str]
    body: bytes


async def lock(session: db.Session, key: Key) -> bool:
    """Take the key until this transaction ends; False when another one works under it."""
    number = int.from_bytes(key.id[:8], "big", signed=True)
    row = await db.fetch_one(session, "SELECT pg_try_advisory_xact_lock(:number) AS got", number=number)
    return bool(row and row["got"])


async def find(session: db.Session, key: Key) -> Kept | None:
    """What is kept under a key. Asked in a statement after `lock`, whose own snapshot may be older than the answer."""
    row = await db.fetch_one(
        session, "SELECT fingerprint, status, headers, body FROM kept_answers WHERE id = :id", id=key.id
    )
    return None if row is None else Kept(**row)


async def keep(session: db.Session, key: Key, operation: str, answer: Kept) -> None:
    """Keep an answer in the transaction of what it answers for."""
    await db.execute(
        session,
        "INSERT INTO kept_answers (id, client_id, subject, organisation, operation, fingerprint, status, headers, body)"
        " VALUES (:id, :client_id, :subject, :organisation, :operation, :fingerprint, :status,"
        " CAST(:headers AS jsonb), :body)",
        id=key.id,
        client_id=key.client_id,
        subject=key.subject,
        organisation=key.organisation,
        operation=operation,
        fingerprint=answer.fingerprint,
        status=answer.status,
        headers=orjson.dumps(dict(answer.headers)).decode(),
        body=answer.body,
    )


async def purge(session: db.Session, *, kept_for: dt.timedelta) -> int:
    """Remove answers older than that, the oldest first and `PURGED_AT_ONCE` at most; how many."""
    return await db.execute(
        session,
        "DELETE FROM kept_answers WHERE id IN (SELECT id FROM kept_answers"
        " WHERE kept_at < now() - CAST(:kept_for AS interval) ORDER BY kept_at LIMIT :most FOR UPDATE SKIP LOCKED)",
        kept_for=kept_for,
        most=PURGED_AT_ONCE,
    )
