"""What can be asked of a field."""

from __future__ import annotations

import uuid

from shared.analysis.field import repository, values
from shared.kit import db


async def others(reader: db.Reader, assessment_id: uuid.UUID) -> list[values.Other]:
    """The others of an assessment's framework and year with their totals, published and computed."""
    return [values.Other(**row) for row in await repository.others(reader, assessment_id)]
