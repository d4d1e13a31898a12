"""All SQL of attributions. It reads only."""

from __future__ import annotations

import uuid
from typing import Any

from shared.kit import db


async def computed(reader: db.Reader, assessment_id: uuid.UUID, column: str) -> dict[str, Any] | None:
    """The figures of a column at the head; None before the first computation."""
    return await reader.row(db.statement(__package__ or "", "computed"), assessment_id, column)


async def published(reader: db.Reader, assessment_id: uuid.UUID) -> dict[str, Any] | None:
    """The published figures; None where nothing was published."""
    return await reader.row(db.statement(__package__ or "", "published"), assessment_id)
