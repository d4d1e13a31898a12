"""All SQL of the gaps. It writes nothing."""

from __future__ import annotations

import uuid

from shared.kit import db


async def publication(reader: db.Reader, assessment_id: uuid.UUID) -> bytes | None:
    """What a publication says of an assessment and of its framework, as JSON; None when there is no such assessment."""
    return await reader.json(db.statement(__package__ or "", "publication"), assessment_id)
