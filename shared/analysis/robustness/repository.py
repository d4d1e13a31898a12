"""All SQL of draws. It reads only."""

from __future__ import annotations

import uuid

from shared.kit import db


async def computed(reader: db.Reader, framework_id: uuid.UUID, year: int, column: str) -> db.Rows:
    """Components, pillars and total of each organisation at its head; nothing but who it is where there is none."""
    return await reader.rows(db.statement(__package__ or "", "computed"), framework_id, year, column)


async def published(reader: db.Reader, framework_id: uuid.UUID, year: int) -> db.Rows:
    """The published main indices of each organisation; nothing but who it is where there are none."""
    return await reader.rows(db.statement(__package__ or "", "published"), framework_id, year)
