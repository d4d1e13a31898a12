"""SQL of frameworks that assessments are opened under."""

from __future__ import annotations

from typing import Any

from shared.kit import db, names


async def find(session: db.Session, framework: str) -> dict[str, Any] | None:
    """The newest published version of a framework (slug or id), else the newest one, with what is known of it."""
    return await db.fetch_one(
        session,
        db.statement(__package__ or "", "scorable"),
        id=names.uuid_or_none(framework),
        slug=framework,
    )
