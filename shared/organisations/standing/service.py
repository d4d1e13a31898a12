"""What the catalog asks of standing duties. They are read with all else that a document obliges to."""

from __future__ import annotations

from collections.abc import Sequence

from shared.kit import db, rows
from shared.organisations.standing import repository


async def install(session: db.Session, duties: Sequence[rows.Row], parties: Sequence[rows.Row]) -> int:
    """Bring the duties to what the catalog says; the number of rows changed."""
    return await repository.install(session, duties, parties)
