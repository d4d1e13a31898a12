"""The words of changes: what is stated, what changes, and what the register says of every day."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from shared.kit import names

# Days without limit, as asyncpg reads and writes PostgreSQL's -infinity and infinity.
BEGINNING, END = dt.date.min, dt.date.max
Kind = Literal["merge", "split", "rename", "abolish", "transfer", "move"]
Role = Literal["predecessor", "successor", "subject"]
Precision = Literal["day", "month", "year"]
Certainty = Literal["certain", "derived", "provisional", "unknown"]
# What no change touches, of an organisation that a change founds.
UNKNOWN: tuple[tuple[str, Any], ...] = (("statistics_code", None),)
# From the firmest to the weakest.
FIRMNESS: tuple[Certainty, ...] = ("certain", "derived", "provisional", "unknown")


def change_id(code: str) -> uuid.UUID:
    """The id of a change that the catalog states."""
    return names.uuid_of("organisation-change", code)


def weakest(*given: Certainty) -> Certainty:
    """How certain a row is that rests on all of these."""
    return max(given, key=FIRMNESS.index)


@dataclass(frozen=True)
class Version:
    """What an organisation is called and under whom it stands in the administrative hierarchy, from a day until before
    another.

    `carried`: columns that no change touches, as pairs. `began_by`, `ended_by`: the change at either end, None where
    the statement itself begins or ends.
    """

    organisation: uuid.UUID
    name: str
    short_name: str | None
    parent: uuid.UUID | None
    carried: tuple[tuple[str, Any], ...]
    source: uuid.UUID
    certainty: Certainty
    valid_from: dt.date = BEGINNING
    valid_to: dt.date = END
    began_by: uuid.UUID | None = None
    ended_by: uuid.UUID | None = None


@dataclass(frozen=True)
class Duty:
    """A standing duty of an organisation, from a day until before another."""

    organisation: uuid.UUID
    duty: str
    source: uuid.UUID
    certainty: Certainty
    valid_from: dt.date = BEGINNING
    valid_to: dt.date = END
    began_by: uuid.UUID | None = None
    ended_by: uuid.UUID | None = None


@dataclass(frozen=True)
class Membership:
    """An organisation in a group that the law addresses as one."""

    group: uuid.UUID
    organisation: uuid.UUID
    valid_from: dt.date = BEGINNING
    valid_to: dt.date = END
    began_by: uuid.UUID | None = None
    ended_by: uuid.UUID | None = None


Spell = TypeVar("Spell", Version, Duty, Membership)


@dataclass(frozen=True)
class Succession:
    """Who took whose place. `heir`: what the predecessor still owed and held passed to this one; `continues`: the
    predecessor remains, and gave only a part away."""

    predecessor: uuid.UUID
    successor: uuid.UUID
    effective_on: dt.date
    source: uuid.UUID
    certainty: Certainty
    change: uuid.UUID
    heir: bool
    continues: bool


@dataclass(frozen=True)
class Passing:
    """Who stands in the place of an organisation that ended, the heir first; nobody when the change says so no more."""

    change: uuid.UUID
    predecessor: uuid.UUID
    successors: tuple[uuid.UUID, ...]
    effective_on: dt.date
    certainty: Certainty


@dataclass(frozen=True)
class Part:
    """What a change says of one organisation. Position: its place in the document's list.

    predecessor: it ends, unless it `continues`. successor: it takes the place; `founded`: with this change it begins,
    as `name` under `parent`; `heir` and `duties`: what passes to it. subject: it is renamed (`name`) or moved
    (`parent`).
    `certainty`: of this part alone, for example who succeeded whom where only the day is unknown.
    """

    organisation: uuid.UUID
    role: Role
    certainty: Certainty
    founded: bool = False
    heir: bool = False
    continues: bool = False
    name: str | None = None
    short_name: str | None = None
    parent: uuid.UUID | None = None
    duties: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """One change from a day on. `recorded`: its place among all changes in the order of recording."""

    id: uuid.UUID
    kind: Kind
    effective_on: dt.date
    source: uuid.UUID
    certainty: Certainty
    parts: tuple[Part, ...]
    recorded: int

    def of(self, role: Role) -> list[tuple[int, Part]]:
        """Its parts in this role with their positions."""
        return [(position, part) for position, part in enumerate(self.parts) if part.role == role]


Code = Literal[
    "not_in_force",
    "itself",
    "cycle",
    "parent_not_in_force",
    "no_duty",
    "no_receiver",
    "unchanged",
    "overlap",
    "incomplete",
]


@dataclass(frozen=True)
class Problem:
    """Why a change, or a statement (change None), cannot be what it says; `position`: of the change's part."""

    code: Code
    organisation: uuid.UUID | None
    change: uuid.UUID | None = None
    position: int | None = None
    detail: str | None = None


@dataclass(frozen=True)
class Statements:
    """What is stated without any change: the bases of the fold."""

    versions: tuple[Version, ...] = ()
    duties: tuple[Duty, ...] = ()
    memberships: tuple[Membership, ...] = ()


@dataclass(frozen=True)
class Register:
    """What the statements and the changes make together."""

    versions: frozenset[Version]
    duties: frozenset[Duty]
    memberships: frozenset[Membership]
    successions: frozenset[Succession]
    problems: tuple[Problem, ...]
