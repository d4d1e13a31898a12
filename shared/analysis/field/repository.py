"""All SQL of the field. It reads only."""

from __future__ import annotations

import uuid

from shared.kit import db


async def others(reader: db.Reader, assessment_id: uuid.UUID) -> db.Rows:
    """The others' totals: `values.Other`."""
    return await reader.rows(db.statement(__package__ or "", "others"), assessment_id)
