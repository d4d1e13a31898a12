"""All SQL of tasks, their groups and the budget."""

from __future__ import annotations

from collections.abc import Sequence

from shared.kit import db, rows


async def install(
    session: db.Session, groups: Sequence[rows.Row], budget: Sequence[rows.Row], tasks: Sequence[rows.Row]
) -> int:
    """Store groups, budget lines and tasks; the number of rows changed."""
    return (
        await rows.install(session, "task_groups", groups)
        + await rows.install(session, "budget_lines", budget)
        + await rows.install(session, "tasks", tasks)
    )
