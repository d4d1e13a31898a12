"""What somebody states of a task, in the words of a body or a file, and what it is in the register."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, get_args

from shared.tasks.values import Certainty, Kind


@dataclass(frozen=True)
class Cited:
    """A clause of a document (slug or id), as a body or a row cites it."""

    document: str
    clause: str
    quote: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Money:
    """What a task may cost from one source of funds in a year; an unknown year is None. Unit: million VND."""

    fund: str
    year: int | None
    amount: Decimal


@dataclass(frozen=True)
class Link:
    """A target (code or id) that a task serves, and how sure that is."""

    target: str
    certainty: Certainty


@dataclass(frozen=True)
class Draft:
    """A task as stated: organisations and groups by slug or id, tasks, targets, groups of tasks by code or id. Without
    a source it keeps the one it has."""

    code: str
    name: str
    lead: str
    source: Cited | None
    certainty: Certainty
    kind: Kind = "other"
    group: str | None = None
    section: str | None = None
    framework: str | None = None
    main_index: int | None = None
    components: tuple[str, ...] = ()
    components_certainty: Certainty | None = None
    co_leads: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    due_before_on: dt.date | None = None
    due_by_on: dt.date | None = None
    frequency: str | None = None
    deliverable: str | None = None
    deliverables_owed: int = 1
    budget: tuple[Money, ...] = ()
    depends_on: tuple[str, ...] = ()
    targets: tuple[Link, ...] = ()
    amended_by: Cited | None = None


@dataclass(frozen=True)
class Content:
    """A task as the register holds it: the columns of its row, and its three sets. Two that say the same are equal."""

    columns: Mapping[str, Any]
    money: frozenset[tuple[str, int | None, Decimal]] = frozenset()
    needs: frozenset[uuid.UUID] = frozenset()
    targets: frozenset[tuple[uuid.UUID, str]] = frozenset()


@dataclass(frozen=True)
class Held:
    """A task that is in the register: its id, its version, whether it is still stated, and its content."""

    id: uuid.UUID
    version: str
    stated_by: str
    closed: bool
    content: Content = field(compare=False)


def draft_of(held: Held) -> Draft:
    """What the register holds of a task as somebody would state it: everything by its id."""
    columns = held.content.columns
    owner = columns["owner_organisation_id"] or columns["owner_group_id"]
    return Draft(
        **{name: columns[name] for name in _AS_IT_IS},
        lead=str(owner),
        source=None,
        group=_text(columns["group_id"]),
        framework=_text(columns["framework_id"]),
        co_leads=tuple(str(one or group) for one, group in columns["co_leads"]),
        partners=tuple(str(one or group) for one, group in columns["partners"]),
        budget=tuple(sorted((Money(*one) for one in held.content.money), key=str)),
        depends_on=tuple(sorted(str(one) for one in held.content.needs)),
        targets=tuple(Link(str(one), _sure(sure)) for one, sure in sorted(held.content.targets, key=str)),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _sure(value: str) -> Certainty:
    return next(one for one in get_args(Certainty) if one == value)


_AS_IT_IS = (
    "code",
    "kind",
    "name",
    "section",
    "main_index",
    "components",
    "components_certainty",
    "due_before_on",
    "due_by_on",
    "frequency",
    "deliverable",
    "deliverables_owed",
    "certainty",
)
# Of a task's row, what is stated of it; the rest the register keeps.
COLUMNS: tuple[str, ...] = (
    "code",
    "kind",
    "name",
    "group_id",
    "section",
    "framework_id",
    "main_index",
    "owner_organisation_id",
    "owner_group_id",
    "co_leads",
    "partners",
    "components",
    "components_certainty",
    "due_before_on",
    "due_by_on",
    "frequency",
    "deliverable",
    "deliverables_owed",
    "source_id",
    "certainty",
    "amended_source_id",
)
