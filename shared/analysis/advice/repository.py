"""All SQL of advice. It writes nothing."""

from __future__ import annotations

import datetime as dt
import uuid

from shared.kit import db


async def tasks(reader: db.Reader, framework_id: uuid.UUID, on: dt.date) -> db.Rows:
    """The tasks in force on a day that name components of a framework. Grain: task and component."""
    return await reader.rows(db.statement(__package__ or "", "tasks"), framework_id, on)


async def expected(reader: db.Reader, assessment_id: uuid.UUID) -> int:
    """How many others a publication of the same framework and year ranked; 0 where none says."""
    row = await reader.row(db.statement(__package__ or "", "expected"), assessment_id)
    return int((row or {}).get("expected") or 0)
