"""The words of tasks: ids."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from shared.kit import names


def task_id(code: str) -> uuid.UUID:
    """The id of a task."""
    return names.uuid_of("task", code)


def task_group_id(code: str) -> uuid.UUID:
    """The id of a group of plan 55's tasks."""
    return names.uuid_of("task-group", code)


def budget_line_id(code: str) -> uuid.UUID:
    """The id of a line of the budget."""
    return names.uuid_of("budget-line", code)


@dataclass(frozen=True)
class Filter:
    """What narrows the list; None does not. An owner is an organisation or a group; `component` is 922's code."""

    main_index: int | None = None
    owner_id: uuid.UUID | None = None
    component: str | None = None
    group_id: uuid.UUID | None = None
    q: str | None = None
