"""The words of sets of targets: ids, what a list can be narrowed by, and where somebody stands."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from shared.kit import names
from shared.targets import values

State = Literal["reached", "not_yet", "not_measured"]
Meets = Literal["yes", "no", "not_determined"]
# Why a criterion is in its state: a figure or a judgement decided, or what is missing for one of them to decide.
Reason = Literal["figure", "judgement", "no_figure", "no_judgement", "not_comparable"]


def set_id(slug: str) -> uuid.UUID:
    """The id of a set of the catalog."""
    return names.uuid_of("target-set", slug)


def member_id(slug: str, code: str) -> uuid.UUID:
    """The id of a target's place in a set."""
    return names.uuid_of("target-set-member", slug, code)


@dataclass(frozen=True)
class Filter:
    """What narrows the list; None does not."""

    level: str | None = None


@dataclass(frozen=True)
class Level:
    """Whose standing is asked for: everybody of a level, or one organisation of it."""

    level: str
    organisation_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Criterion:
    """What the rule needs of one target of a set: its milestone in the set's year, None where it has none."""

    measure: values.Measure
    aggregation: values.Aggregation | None
    direction: values.Direction | None
    milestone: values.Milestone | None


@dataclass(frozen=True)
class Verdict:
    """Where one organisation stands at one criterion, and why."""

    state: State
    reason: Reason


@dataclass(frozen=True)
class Finding:
    """What is held of an organisation for a criterion: a figure in the target's unit, a judgement; None without."""

    observed: Decimal | None = None
    judged: bool | None = None
