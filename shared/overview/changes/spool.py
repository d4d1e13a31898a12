"""All SQL of exports. They lie in PostgreSQL, so that every process of a service can hand them out."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from shared.kit import db
from shared.overview.changes import repository, values

_PACKAGE = __package__ or ""
_STRETCH = ("entity", "id", "limit", "most", "wide", "own", "audiences", "home")
THINGS = 1000


async def find(session: db.Session, owner: str, fingerprint: str, since: dt.datetime) -> uuid.UUID | None:
    """The caller's newest export that still waits, or was asked for since an instant; None when there is none."""
    row = await db.fetch_one(
        session,
        "SELECT id FROM change_exports WHERE owner = :owner AND fingerprint = :fingerprint AND state <> 'failed'"
        " AND (state = 'waiting' OR requested_at >= :since) ORDER BY requested_at DESC LIMIT 1",
        owner=owner,
        fingerprint=fingerprint,
        since=since,
    )
    return row["id"] if row else None


async def waiting(session: db.Session) -> int:
    """How many exports are not made yet. Whoever asks for another waits until this transaction ends."""
    await db.execute(session, "SELECT pg_advisory_xact_lock(hashtext('change exports'))")
    row = await db.fetch_one(session, "SELECT count(*) AS n FROM change_exports WHERE state IN ('waiting', 'building')")
    return int((row or {"n": 0})["n"])


async def add(session: db.Session, export: dict[str, Any], *, keep: int) -> None:
    """Ask for an export; of the owner's earlier ones only the newest `keep` stay."""
    await db.execute(
        session,
        "DELETE FROM change_exports WHERE owner = :owner AND id NOT IN (SELECT id FROM change_exports"
        " WHERE owner = :owner ORDER BY requested_at DESC LIMIT :keep)",
        owner=export["owner"],
        keep=keep,
    )
    await db.execute(
        session,
        "INSERT INTO change_exports (id, owner, fingerprint, rights, state, requested_at)"
        " VALUES (:id, :owner, :fingerprint, CAST(:rights AS jsonb), 'waiting', clock_timestamp())",
        **export,
    )


async def claim(session: db.Session, *, seconds: int) -> dict[str, Any] | None:
    """`id`, `lease` and `rights` (JSON text) of the next export to make, leased for so long; or None."""
    return await db.fetch_one(session, db.statement(_PACKAGE, "claim_export"), seconds=seconds)


async def stretch(snapshot: db.Reader, rights: values.Rights, entity: str, last: uuid.UUID) -> dict[str, Any]:
    """The next things as `lines`, their `row_count`, and the last one's `entity` and `id` (None: there were none)."""
    sql = repository.statement("export", _STRETCH, wide=True)
    readable = repository.readable(rights)
    return await snapshot.walk(sql, entity, last, THINGS, repository.MOST_BYTES, *readable) or {}


async def beginning(snapshot: db.Reader) -> dict[str, Any]:
    """Where the feed goes on after this snapshot: `token` of the epoch and `horizon`."""
    return (
        await snapshot.row(
            "SELECT (SELECT token FROM change_epochs ORDER BY id DESC LIMIT 1) AS token,"
            " pg_snapshot_xmin(pg_current_snapshot())::text AS horizon"
        )
        or {}
    )


async def add_part(session: db.Session, part: dict[str, Any], lease: uuid.UUID, *, seconds: int) -> bool:
    """Store a part and lease the export anew; False when it was taken away, or given to another maker, meanwhile."""
    leased = await db.execute(
        session,
        "UPDATE change_exports SET leased_until = now() + make_interval(secs => :seconds)"
        " WHERE id = :id AND lease = :lease",
        id=part["export_id"],
        lease=lease,
        seconds=seconds,
    )
    if leased:
        await db.execute(
            session,
            "INSERT INTO change_export_parts (export_id, number, row_count, byte_count, sha256, body)"
            " VALUES (:export_id, :number, :row_count, :byte_count, :sha256, :body)",
            **part,
        )
    return bool(leased)


async def finish(session: db.Session, export: dict[str, Any], lease: uuid.UUID) -> None:
    """The export is whole, if it is this maker's still."""
    await db.execute(
        session,
        "UPDATE change_exports SET state = 'ready', ready_at = clock_timestamp(), cursor = :cursor,"
        " row_count = :row_count, byte_count = :byte_count, sha256 = :sha256 WHERE id = :id AND lease = :lease",
        lease=lease,
        **export,
    )


async def fail(session: db.Session, export: uuid.UUID, lease: uuid.UUID) -> None:
    """The export cannot be made, if it is this maker's still."""
    sql = "UPDATE change_exports SET state = 'failed' WHERE id = :id AND lease = :lease"
    await db.execute(session, sql, id=export, lease=lease)


async def manifest(reader: db.Reader, export: uuid.UUID, owner: str, *, hours: int) -> dict[str, Any] | None:
    """`body` (JSON), `fingerprint` and `state` of an owner's export; None when there is none."""
    return await reader.row(db.statement(_PACKAGE, "manifest"), export, owner, hours)


async def part(reader: db.Reader, export: uuid.UUID, number: int) -> dict[str, Any] | None:
    """`body` and `sha256` of a part of a finished export."""
    return await reader.row(
        "SELECT p.body, p.sha256 FROM change_export_parts p JOIN change_exports x ON x.id = p.export_id"
        " WHERE p.export_id = $1 AND p.number = $2 AND x.state = 'ready'",
        export,
        number,
    )


async def drop_old(session: db.Session, *, hours: int) -> int:
    """Take away exports that are older than this many hours; how many."""
    return await db.execute(
        session,
        "DELETE FROM change_exports WHERE requested_at < now() - make_interval(hours => :hours)",
        hours=hours,
    )
