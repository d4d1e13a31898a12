"""Recording and handing on events."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import orjson

from shared.kit import db

CHANNEL = "outbox"


async def record(session: db.Session, event: Any) -> None:
    """Record a domain event (a frozen dataclass) in this transaction and wake the relay at its commit."""
    await db.execute(
        session,
        "WITH added AS (INSERT INTO outbox (event, payload) VALUES (:event, CAST(:payload AS jsonb)) RETURNING id)"
        " SELECT pg_notify('outbox', '') FROM added",
        event=type(event).__name__,
        payload=orjson.dumps(dataclasses.asdict(event), default=str).decode(),
    )


async def record_all(session: db.Session, events: Sequence[Any]) -> None:
    """The same for many events, in their order: one statement, one waking."""
    if not events:
        return
    said = [{"event": type(event).__name__, "payload": dataclasses.asdict(event)} for event in events]
    await db.execute(
        session,
        "WITH added AS (INSERT INTO outbox (event, payload) SELECT e.event, e.payload"
        " FROM ROWS FROM (jsonb_to_recordset(CAST(:events AS jsonb)) AS (event text, payload jsonb))"
        " WITH ORDINALITY AS e (event, payload, place) ORDER BY e.place RETURNING id)"
        " SELECT pg_notify('outbox', '') FROM (SELECT FROM added LIMIT 1) AS once",
        events=orjson.dumps(said, default=str).decode(),
    )


async def claim_waiting(session: db.Session, *, limit: int) -> db.Rows:
    """Lock the oldest events not handed on, at most `limit`; other relays skip them. Rows: id, event, payload."""
    return await db.fetch(
        session,
        "SELECT id, event, payload FROM outbox WHERE dispatched_at IS NULL ORDER BY id LIMIT :limit"
        " FOR UPDATE SKIP LOCKED",
        limit=limit,
    )


async def mark_dispatched(session: db.Session, ids: list[int]) -> None:
    """Note that these events were handed on."""
    await db.execute(session, "UPDATE outbox SET dispatched_at = now() WHERE id = ANY(CAST(:ids AS bigint[]))", ids=ids)


async def lag(reader: db.Reader) -> tuple[int, float]:
    """How many events wait to be handed on, and for how many seconds the oldest of them."""
    row = await reader.row(
        "SELECT count(*) AS n, coalesce(extract(epoch FROM clock_timestamp() - min(recorded_at)), 0) AS seconds"
        " FROM outbox WHERE dispatched_at IS NULL"
    )
    return (int(row["n"]), max(0.0, float(row["seconds"]))) if row else (0, 0.0)
