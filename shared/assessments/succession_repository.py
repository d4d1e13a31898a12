"""SQL of what a new framework version does to the assessments of its framework."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from shared.kit import db


async def move(session: db.Session, version: uuid.UUID, moved_by: str) -> list[uuid.UUID]:
    """Pin every assessment of the version's framework that is scored here to it; those that moved, in their order."""
    found = await db.fetch(session, db.statement(__package__ or "", "move"), version=version, moved_by=moved_by)
    return [row["assessment_id"] for row in found]


async def would_move(
    reader: db.Reader, version: uuid.UUID, after: uuid.UUID | None, limit: int, only: uuid.UUID | None
) -> db.Rows:
    """The assessments that `move` would take along, after an id."""
    return await reader.rows(
        "SELECT a.id, o.slug AS organisation, a.year, a.status FROM assessments a"
        " JOIN organisations o ON o.id = a.organisation_id"
        " JOIN framework_versions earlier ON earlier.id = a.framework_version_id"
        " JOIN framework_versions v ON v.framework_id = earlier.framework_id"
        " WHERE v.id = $1 AND a.status <> 'imported' AND earlier.version < v.version"
        " AND ($2::uuid IS NULL OR a.id > $2) AND ($4::uuid IS NULL OR a.id = $4) ORDER BY a.id LIMIT $3",
        version,
        after,
        limit,
        only,
    )


async def raise_versions(session: db.Session, assessments: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Count one more change of each of these, in the order of their ids; their versions."""
    found = await db.fetch(
        session,
        "INSERT INTO assessment_versions (assessment_id, version)"
        " SELECT id, 1 FROM unnest(CAST(:ids AS uuid[])) AS id ORDER BY id"
        " ON CONFLICT (assessment_id) DO UPDATE SET version = assessment_versions.version + 1"
        " RETURNING assessment_id, version",
        ids=list(assessments),
    )
    return {row["assessment_id"]: row["version"] for row in found}


async def pinned(session: db.Session, assessment: uuid.UUID) -> uuid.UUID | None:
    """The framework version of an assessment that is stored; None when it is not."""
    row = await db.fetch_one(session, "SELECT framework_version_id FROM assessments WHERE id = :id", id=assessment)
    return None if row is None else row["framework_version_id"]
