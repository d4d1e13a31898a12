"""The SQL of the audit trail: sealing, signing, proving, reading."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from shared.audit import values
from shared.audit.errors import SeesNotAll
from shared.kit import db
from shared.kit.where import Where

_SEALING, _SIGNING = "audit.sealer", "audit.notary"
# Entries as `hashing.row` takes them. Nothing is turned into a date or a number on the way: what a superuser wrote
# there may not be one.
_AS_TEXT = """e.hash_version::text, e.id::text, extract(epoch FROM e.occurred_at)::text AS occurred_at, e.subject,
    e.client_id, e.organisation, e.on_behalf_of, e.action, e.entity_kind, e.entity_id, e.before::text, e.after::text,
    e.request_id, e.row_sha256"""
ENTRIES_AS_TEXT = f"SELECT {_AS_TEXT} FROM audit_entries e"


async def count_of(session: db.Session, *, subject: str, action: str) -> int:
    """How many entries one subject has of one action."""
    sql = "SELECT count(*) AS n FROM audit_entries e WHERE e.subject = :subject AND e.action = :action"
    row = await db.fetch_one(session, sql, subject=subject, action=action)
    return int(row["n"]) if row else 0


async def lock_sealing(session: db.Session) -> str | None:
    """Be the only sealer until this transaction ends; its instant in seconds since 1970, None when another seals.

    Raises SeesNotAll: to whom row level security hides entries, these would look deleted.
    """
    got = await db.fetch_one(
        session,
        "SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0)) AS got, extract(epoch FROM now())::text AS at,"
        " caller_is_system() AS sees_all",
        name=_SEALING,
    )
    if got is None or not got["sees_all"]:
        raise SeesNotAll
    return str(got["at"]) if got["got"] else None


async def find_last_link(session: db.Session) -> tuple[int, str]:
    """Position and chain hash of the last seal."""
    sql = "SELECT position, chain_sha256 FROM audit_seals ORDER BY position DESC LIMIT 1"
    row = await db.fetch_one(session, sql)
    return (row["position"], row["chain_sha256"]) if row else (0, values.GENESIS)


async def list_waiting(session: db.Session, *, limit: int) -> db.Rows:
    """What waits for its seal, oldest id first: `waiting_id`, whether it is `sealed` already, and the entry as text
    (all None when it is gone)."""
    return await db.fetch(
        session,
        f"SELECT u.entry_id AS waiting_id, s.entry_id IS NOT NULL AS sealed, {_AS_TEXT} FROM audit_unsealed u"
        " LEFT JOIN audit_seals s ON s.entry_id = u.entry_id LEFT JOIN audit_entries e ON e.id = u.entry_id"
        " ORDER BY u.entry_id LIMIT :limit",
        limit=limit,
    )


async def add_seals(session: db.Session, seals: Sequence[values.Seal]) -> None:
    """Write the links; `sealed_at` is this transaction's instant, which `lock_sealing` gave."""
    await db.execute(
        session,
        "INSERT INTO audit_seals (position, entry_id, row_sha256, previous_sha256, chain_sha256, sealed_at)"
        " SELECT position, entry_id, row_sha256, previous_sha256, chain_sha256, now() FROM unnest("
        "CAST(:positions AS bigint[]), CAST(:entries AS bigint[]), CAST(:rows AS text[]), CAST(:previous AS text[]),"
        " CAST(:chain AS text[])) AS t (position, entry_id, row_sha256, previous_sha256, chain_sha256)",
        positions=[seal.position for seal in seals],
        entries=[seal.entry_id for seal in seals],
        rows=[seal.row_sha256 for seal in seals],
        previous=[seal.previous_sha256 for seal in seals],
        chain=[seal.chain_sha256 for seal in seals],
    )


async def remove_waiting(session: db.Session, ids: list[int]) -> None:
    """These wait no longer."""
    sql = "DELETE FROM audit_unsealed WHERE entry_id = ANY(CAST(:ids AS bigint[]))"
    await db.execute(session, sql, ids=ids)


async def list_seals(session: db.Session, after: int, *, limit: int) -> list[values.Seal]:
    """The links after a position, in their order."""
    return [
        values.Seal(**row)
        for row in await db.fetch(
            session,
            "SELECT position, entry_id, row_sha256, previous_sha256, chain_sha256,"
            " extract(epoch FROM sealed_at)::text AS sealed_at FROM audit_seals WHERE position > :after"
            " ORDER BY position LIMIT :limit",
            after=after,
            limit=limit,
        )
    ]


async def lock_signing(session: db.Session) -> bool:
    """Be the only one who signs until this transaction ends; False when another does."""
    sql = "SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0)) AS got"
    row = await db.fetch_one(session, sql, name=_SIGNING)
    return bool(row and row["got"])


async def find_chain_at(session: db.Session, position: int) -> str | None:
    """The chain hash at a position."""
    sql = "SELECT chain_sha256 FROM audit_seals WHERE position = :position"
    row = await db.fetch_one(session, sql, position=position)
    return row["chain_sha256"] if row else None


async def note_standing(session: db.Session, *, signed_position: int | None, problem: str | None) -> None:
    """Say how signing stands; without a position the one said before stays."""
    await db.execute(
        session,
        "INSERT INTO audit_standing (signed_position, problem, said_at)"
        " VALUES (coalesce(:position, 0), :problem, now()) ON CONFLICT (single) DO UPDATE SET"
        " problem = excluded.problem, said_at = excluded.said_at,"
        " signed_position = coalesce(:position, audit_standing.signed_position)",
        position=signed_position,
        problem=problem,
    )


async def is_behind(reader: db.Reader, *, seconds: float) -> bool:
    """Whether an entry waits for its seal, or a seal for its checkpoint, longer than this, or signing is refused."""
    row = await reader.row(
        """
        SELECT EXISTS (SELECT FROM (SELECT queued_at FROM audit_unsealed ORDER BY entry_id LIMIT 1) AS oldest
                       WHERE queued_at < now() - make_interval(secs => $1))
            OR EXISTS (SELECT FROM audit_standing WHERE problem IS NOT NULL)
            OR EXISTS (SELECT FROM audit_seals
                       WHERE position = coalesce((SELECT signed_position FROM audit_standing), 0) + 1
                           AND sealed_at < now() - make_interval(secs => $1)) AS behind""",
        seconds,
    )
    return bool(row and row["behind"])


async def walk(reader: db.Reader, after: int, *, until: int, limit: int) -> db.Rows:
    """The next seals with their entries, by position."""
    return await reader.rows(db.statement(__package__, "walk"), after, until, limit)


async def find_head(reader: db.Reader) -> int:
    """The position of the last seal, 0 before the first. Raises SeesNotAll."""
    sql = "SELECT coalesce(max(position), 0) AS head, caller_is_system() AS sees_all FROM audit_seals"
    row = await reader.row(sql)
    if row is None or not row["sees_all"]:
        raise SeesNotAll
    return int(row["head"])


async def window(reader: db.Reader, after: int, *, size: int, head: int) -> dict[str, Any]:
    """How many of the next entries there are, are sealed, and wait."""
    row = await reader.row(db.statement(__package__, "window"), after, size, head)
    if row is None:
        raise RuntimeError("counting gave no row")
    return row


async def find_odd_one(reader: db.Reader, after: int, last: int | None) -> dict[str, Any] | None:
    """The first entry in the window that is not sealed once or waiting once."""
    return await reader.row(db.statement(__package__, "odd_one"), after, last)


async def entry_exists(reader: db.Reader, entry_id: int) -> bool:
    """Whether there is such an entry."""
    return await reader.row("SELECT FROM audit_entries WHERE id = $1", entry_id) is not None


async def find_sealed_with(reader: db.Reader, row_sha256: str) -> int | None:
    """The entry that was sealed with this row hash."""
    row = await reader.row("SELECT entry_id FROM audit_seals WHERE row_sha256 = $1 LIMIT 1", row_sha256)
    return row["entry_id"] if row else None


async def has_waited(reader: db.Reader, *, seconds: float) -> bool:
    """Whether an entry waits for its seal longer than this."""
    sql = "SELECT FROM audit_unsealed WHERE queued_at < now() - make_interval(secs => $1) LIMIT 1"
    return await reader.row(sql, seconds) is not None


async def is_sealed_since(reader: db.Reader, position: int, *, seconds: float) -> bool:
    """Whether this position was sealed longer ago than this."""
    sql = "SELECT FROM audit_seals WHERE position = $1 AND sealed_at < now() - make_interval(secs => $2)"
    return await reader.row(sql, position, seconds) is not None


async def find_sealed_at(reader: db.Reader, position: int) -> int | None:
    """The entry sealed at a position."""
    row = await reader.row("SELECT entry_id FROM audit_seals WHERE position = $1", position)
    return row["entry_id"] if row else None


async def entries_page(reader: db.Reader, filters: Where, *, after: int | None, total: bool) -> bytes:
    """One page of entries with their seals as JSON with `next_keys`. Grain: one entry, alias e in `filters`."""
    item = db.statement(__package__, "entry")
    return await _page(reader, "entries", "audit_entries", filters, after=after, total=total, item=item)


async def accesses_page(reader: db.Reader, filters: Where, *, after: int | None, total: bool) -> bytes:
    """One page of the access log as JSON with `next_keys`. Grain: one reading, alias e in `filters`."""
    return await _page(reader, "accesses", "access_entries", filters, after=after, total=total)


async def _page(
    reader: db.Reader, name: str, table: str, filters: Where, *, after: int | None, total: bool, **parts: str
) -> bytes:
    everything = str(filters)
    counted = f", 'total', (SELECT count(*) FROM {table} e WHERE true {everything})" if total else ""
    filters.add("e.id < {0}", after)
    sql = db.statement(__package__, name).format(where=filters, total=counted, **parts)
    return await reader.json(sql, *filters.args) or b""


async def find_entry(reader: db.Reader, entry_id: int) -> bytes | None:
    """One entry with its seal as JSON."""
    item = db.statement(__package__, "entry")
    sql = f"SELECT ({item})::text FROM audit_entries e LEFT JOIN audit_seals s ON s.entry_id = e.id WHERE e.id = $1"
    return await reader.json(sql, entry_id)


async def chain_standing(reader: db.Reader) -> dict[str, int]:
    """How many entries are sealed and how many wait."""
    row = await reader.row(
        "SELECT coalesce((SELECT max(position) FROM audit_seals), 0) AS sealed,"
        " (SELECT count(*) FROM audit_unsealed) AS waiting"
    )
    return row or {}


async def add_access(session: db.Session, access: values.Access) -> None:
    """Write one reading."""
    await db.execute(
        session,
        "INSERT INTO access_entries (subject, client_id, organisation, on_behalf_of, operation, entity_kind, entity_id,"
        " detail, request_id) VALUES (:subject, :client_id, :organisation, :on_behalf_of, :operation, :entity_kind,"
        " :entity_id, CAST(:detail AS jsonb), :request_id)",
        **dataclasses.asdict(access),
    )


async def count_entries(reader: db.Reader) -> int:
    """All entries; raises DatabaseBusy when that takes too long."""
    row = await reader.row("SELECT count(*) AS n FROM audit_entries")
    return int(row["n"]) if row else 0
