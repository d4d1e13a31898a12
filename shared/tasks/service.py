"""What a person or a job can ask of tasks and the budget."""

from __future__ import annotations

from collections.abc import Sequence

from shared.kit import db, rows
from shared.tasks import repository


async def install(
    session: db.Session, groups: Sequence[rows.Row], budget: Sequence[rows.Row], tasks: Sequence[rows.Row]
) -> int:
    """Bring task groups, budget and tasks to what the catalog says; the number of rows changed."""
    return await repository.install(session, groups, budget, tasks)
