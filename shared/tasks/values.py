"""The words of tasks: ids, kinds, states, who takes part from when on, and what a list can be narrowed by."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Literal

from shared.kit import names

Kind = Literal["plan", "remedial", "other"]
Status = Literal["not_started", "in_progress", "done", "cancelled"]
Role = Literal["lead", "co_lead", "partner"]
Certainty = Literal["certain", "derived", "provisional", "unknown"]
# An unlimited day, as the driver sends and reads it.
EVER, NEVER_ENDS = dt.date.min, dt.date.max


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
class Party:
    """Who a document names in a role: one organisation or one group; `place` orders those of a role."""

    role: Role
    place: int
    organisation: uuid.UUID | None
    group: uuid.UUID | None


@dataclass(frozen=True)
class Passing:
    """From a day on, successors stand in the place of an organisation that ended; the first of them leads."""

    change: uuid.UUID
    predecessor: uuid.UUID
    successors: tuple[uuid.UUID, ...]
    effective_on: dt.date
    certainty: Certainty


@dataclass(frozen=True)
class Spell:
    """Who takes part from a day until before another; `change`: by which one they do, None as the document says."""

    role: Role
    place: int
    organisation: uuid.UUID | None
    group: uuid.UUID | None
    valid_from: dt.date
    valid_to: dt.date
    certainty: Certainty
    change: uuid.UUID | None


@dataclass(frozen=True)
class Filter:
    """What narrows the list; None does not. An owner or lead is an organisation or a group; `component` is 922's code.

    `owner`: whom the document names; `lead`: who leads on the day. `due_before`: the time is over when this day begins.
    """

    main_index: int | None = None
    owner_id: uuid.UUID | None = None
    component: str | None = None
    group_id: uuid.UUID | None = None
    q: str | None = None
    kind: Kind | None = None
    lead_id: uuid.UUID | None = None
    target_id: uuid.UUID | None = None
    due_before: dt.date | None = None
    status: Status | None = None
    overdue: bool | None = None


@dataclass(frozen=True)
class View:
    """A task as JSON, and the version that its ETag names."""

    body: bytes
    version: str


def version(number: int, recorded_at: dt.datetime) -> str:
    """What changes with every change of a task: by API (its number), or by the catalog (when it was recorded)."""
    return f"{number}.{int(recorded_at.timestamp() * 1_000_000)}"
