"""What a person or a job can ask of the law."""

from __future__ import annotations

from collections.abc import Sequence

from shared.kit import db, rows
from shared.law import repository


async def install(session: db.Session, documents: Sequence[rows.Row]) -> int:
    """Bring the legal documents to what the catalog says; the number of rows changed."""
    return await repository.install(session, documents)
