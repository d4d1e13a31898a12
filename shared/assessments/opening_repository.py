"""SQL of opening and closing assessments."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from shared.kit import db, names


async def find_organisation(session: db.Session, organisation: str, year: int) -> dict[str, Any] | None:
    """`id`, `slug`, `level`, `kind` of an organisation (slug or id) and whether it is `in_force` in a year."""
    return await db.fetch_one(
        session,
        "SELECT o.id, o.slug, o.level, o.kind, EXISTS (SELECT FROM organisation_versions v"
        " WHERE v.organisation_id = o.id AND v.superseded_at = 'infinity' AND daterange(v.valid_from, v.valid_to)"
        " && daterange(make_date(:year, 1, 1), make_date(:year + 1, 1, 1))) AS in_force"
        " FROM organisations o WHERE o.id = CAST(:id AS uuid) OR o.slug = :slug",
        year=year,
        id=names.uuid_or_none(organisation),
        slug=organisation,
    )


async def add(session: db.Session, assessment: dict[str, Any]) -> bool:
    """Store an assessment that people opened; False when there is one of this framework, organisation and year."""
    return bool(
        await db.execute(
            session,
            "INSERT INTO assessments (id, framework_version_id, organisation_id, year, status, source_id, certainty,"
            " stated_by) VALUES (:id, :framework_version_id, :organisation_id, :year, 'open', :source_id, :certainty,"
            " 'api') ON CONFLICT DO NOTHING",
            **assessment,
        )
    )


async def lock(session: db.Session, assessment_id: uuid.UUID) -> None:
    """Hold an assessment: who is writing to it ends first, who comes later sees what was made of it."""
    await db.execute(session, "SELECT FROM assessments WHERE id = :id FOR UPDATE", id=assessment_id)


async def close(session: db.Session, assessment_id: uuid.UUID, on: dt.date) -> None:
    """Mark an assessment as closed. Done after `lock`."""
    await db.execute(
        session, "UPDATE assessments SET status = 'closed', closed_on = :on WHERE id = :id", id=assessment_id, on=on
    )
