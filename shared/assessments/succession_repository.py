"""SQL of what a new framework version does to the assessments of its framework."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from shared.kit import db


async def move(session: db.Session, version: uuid.UUID, moved_by: str) -> list[uuid.UUID]:
    """Pin every assessment of the version's framework that is scored here to it; those that moved, in their order."""
    found = await db.fetch(session, db.statement(__package__ or "", "move"), version=version, moved_by=moved_by)
    return [row["assessment_id"] for row in found]


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
