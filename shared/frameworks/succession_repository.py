"""SQL of how versions follow each other: what sources say of their components, and where each component comes from."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import orjson

from shared.kit import db


async def earlier(session: db.Session, version: uuid.UUID) -> uuid.UUID | None:
    """The newest version of the same framework before this one that is not a draft."""
    row = await db.fetch_one(
        session,
        "SELECT e.id FROM framework_versions v JOIN framework_versions e ON e.framework_id = v.framework_id"
        " WHERE v.id = :id AND e.version < v.version AND e.status <> 'draft' ORDER BY e.version DESC LIMIT 1",
        id=version,
    )
    return None if row is None else row["id"]


async def sibling(reader: db.Reader, version: uuid.UUID, number: int) -> uuid.UUID | None:
    """The version with this number of the same framework, unless it is a draft."""
    row = await reader.row(
        "SELECT s.id FROM framework_versions v JOIN framework_versions s ON s.framework_id = v.framework_id"
        " WHERE v.id = $1 AND s.version = $2 AND s.status <> 'draft'",
        version,
        number,
    )
    return None if row is None else row["id"]


async def components(session: db.Session, versions: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[str, uuid.UUID]]:
    """The components of versions: by version, code → id in their order."""
    found = await db.fetch(
        session,
        "SELECT framework_version_id, code, id FROM components"
        " WHERE framework_version_id = ANY(CAST(:versions AS uuid[])) ORDER BY framework_version_id, position",
        versions=list(versions),
    )
    by_version: dict[uuid.UUID, dict[str, uuid.UUID]] = {version: {} for version in versions}
    for row in found:
        by_version[row["framework_version_id"]][row["code"]] = row["id"]
    return by_version


async def stated(session: db.Session, before: uuid.UUID, after: uuid.UUID) -> db.Rows:
    """What is stated of the components of two versions now: `before`, `after` (codes or null)."""
    return await db.fetch(
        session,
        "SELECT from_code AS before, to_code AS after FROM component_correspondences"
        " WHERE from_version_id = :before AND to_version_id = :after AND superseded_at = 'infinity' ORDER BY place",
        before=before,
        after=after,
    )


async def add(session: db.Session, version: uuid.UUID, before: uuid.UUID, steps: Sequence[dict[str, Any]]) -> int:
    """Write where each component of a version comes from, to its first ancestors: `steps` of {before, after, alone}
    (component ids) from the version `before`, after whatever led there. Rows written."""
    return await db.execute(
        session,
        db.statement(__package__ or "", "add_successions"),
        version=version,
        before=before,
        steps=orjson.dumps(list(steps), default=str).decode(),
    )


async def lock(session: db.Session) -> None:
    """Whoever states correspondences waits for who drafts or publishes, until this transaction ends."""
    await db.execute(session, "SELECT pg_advisory_xact_lock(hashtextextended('frameworks', 0))")


async def heads(session: db.Session, versions: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[str, Any]]:
    """Versions by id: `framework_id`, `status`."""
    found = await db.fetch(
        session,
        "SELECT id, framework_id, status FROM framework_versions WHERE id = ANY(CAST(:versions AS uuid[]))",
        versions=list(versions),
    )
    return {row["id"]: row for row in found}


async def restate(
    session: db.Session, before: uuid.UUID, after: uuid.UUID, said: Sequence[dict[str, Any]], by: str
) -> None:
    """Close what was stated of two versions and state these instead: `from_code`, `to_code`, `place`, `source_id`."""
    await db.execute(
        session,
        "UPDATE component_correspondences SET superseded_at = now() WHERE from_version_id = :before"
        " AND to_version_id = :after AND superseded_at = 'infinity'",
        before=before,
        after=after,
    )
    await db.execute(
        session,
        "INSERT INTO component_correspondences (from_version_id, from_code, to_version_id, to_code, place, source_id,"
        " certainty, stated_by) SELECT CAST(:before AS uuid), s.from_code, CAST(:after AS uuid), s.to_code, s.place,"
        " s.source_id, 'certain', CAST(:by AS text) FROM jsonb_to_recordset(CAST(:said AS jsonb))"
        " s (from_code text, to_code text, place integer, source_id uuid)",
        before=before,
        after=after,
        said=orjson.dumps(list(said), default=str).decode(),
        by=by,
    )
