"""All SQL of advice. It writes nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from shared.kit import db


async def tasks(reader: db.Reader, framework_id: uuid.UUID, on: dt.date) -> db.Rows:
    """The tasks in force on a day that name components of a framework. Grain: task and component."""
    return await reader.rows(db.statement(__package__ or "", "tasks"), framework_id, on)


async def peers(reader: db.Reader, assessment_id: uuid.UUID) -> dict[str, Any] | None:
    """`values` of the others' totals that are known, how many are `published` and `computed`, how many `expected`."""
    return await reader.row(db.statement(__package__ or "", "peers"), assessment_id)
