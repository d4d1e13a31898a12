"""The words of targets: ids, pillars, measures, and what a list can be narrowed by."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from shared.kit import names

Pillar = Literal["government", "economy", "society"]
Measure = Literal["numeric", "qualitative", "by_reference"]
Operator = Literal["gte", "gt", "stated"]
Direction = Literal["increase", "decrease"]
Aggregation = Literal["last", "mean_over_years"]
Kind = Literal["estimate", "final"]
Origin = Literal["organisation", "machine", "statistics_office"]
Status = Literal["achieved", "not_yet", "not_measured", "not_determinable"]
FindingState = Literal["open", "closed"]
Verdict = Literal["achieved", "not_yet"]

# Before it no document of this register states a milestone.
FIRST_YEAR = 2000


def target_id(code: str) -> uuid.UUID:
    """The id of a target of the catalog."""
    return names.uuid_of("target", code)


@dataclass(frozen=True)
class Filter:
    """What narrows the list; None does not. `year` is that of a milestone, `q` is searched without signs,
    `set_id` is that of a set of targets."""

    pillar: str | None = None
    level: str | None = None
    measure: str | None = None
    year: int | None = None
    owner_id: uuid.UUID | None = None
    q: str | None = None
    set_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Milestone:
    """What the governing document requires in a year, in the target's unit; None where it gives no figure."""

    year: int
    operator: Operator | None
    required: Decimal | None


@dataclass(frozen=True)
class Figure:
    """One figure that somebody states: `target` is an id or code; a value, or a numerator and a denominator."""

    target: str
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    kind: Kind = "final"
    quality_note: str | None = None


@dataclass(frozen=True)
class FindingFilter:
    """What narrows the list of findings; None does not."""

    target_id: uuid.UUID | None = None
    state: FindingState | None = None
