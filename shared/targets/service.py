"""What a person, a job or another domain can ask of targets."""

from __future__ import annotations

from collections.abc import Sequence

from shared.kit import db, rows
from shared.targets import repository


async def install(session: db.Session, targets: Sequence[rows.Row], milestones: Sequence[rows.Row]) -> int:
    """Bring targets and milestones to what the catalog says; the number of rows changed."""
    return await repository.install(session, targets, milestones)
