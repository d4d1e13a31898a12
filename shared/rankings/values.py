"""The words of a ranking. Values are decimals as they are stored: six places computed, as printed when published."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Column = Literal["self", "verified", "published"]
# no_assessment: nobody assesses it under this framework that year. not_computed: its assessment has no scores yet.
# not_published: nothing was published of it. no_value: there is a figure and it is unknown (a rank alone was published,
# it cannot be determined). nothing_before: the earlier year has no value to improve on.
Reason = Literal["no_assessment", "not_computed", "not_published", "no_value", "nothing_before"]
IMPROVEMENT = "improvement"
TOTAL = "total"


@dataclass(frozen=True)
class Criterion:
    """By what is ranked: `node` of a score (`total`, `pillar:government`, `index:7`), or the total's improvement."""

    by: str

    @property
    def node(self) -> str:
        """The node whose values are compared."""
        return TOTAL if self.by == IMPROVEMENT else self.by


@dataclass(frozen=True)
class Figure:
    """A value and what it rests on: a run or an import. `reason`: why there is none."""

    value: Decimal | None = None
    reason: Reason | None = "no_assessment"
    certainty: str | None = None
    assessment_id: uuid.UUID | None = None
    run_id: uuid.UUID | None = None
    import_id: uuid.UUID | None = None
    score_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Entry:
    """Who is to be ranked: `value` decides, the alphabet (`sort_key`, then the id) orders equals in the list only."""

    organisation_id: uuid.UUID
    sort_key: str
    value: Decimal | None
    reason: Reason | None


@dataclass(frozen=True)
class Placed:
    """An entry in its place: `position` in the list from 1, `rank` None without a value."""

    entry: Entry
    position: int
    rank: int | None


@dataclass(frozen=True)
class Asked:
    """What is to be ranked. `kind`: of organisations; `group`: a group of the register to which they belong."""

    framework: str
    year: int
    criterion: Criterion
    column: Column
    kind: str | None = None
    group: str | None = None
    against_framework: str | None = None
    against_year: int | None = None


@dataclass(frozen=True)
class Filter:
    """What narrows a list of rankings; None does not."""

    framework_id: uuid.UUID | None = None
    year: int | None = None
    kind: str | None = None
    by: str | None = None
    column: Column | None = None
    group_id: uuid.UUID | None = None
    published: bool | None = None
