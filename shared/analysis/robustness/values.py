"""The words of draws."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

Column = Literal["self", "verified", "published"]
Level = Literal["main_index", "component"]


@dataclass(frozen=True)
class Weights:
    """Each main index or component counts by a factor between 1 - spread and 1 + spread, the same for everybody."""

    level: Level
    spread: Decimal


@dataclass(frozen=True)
class Undecided:
    """Each component with evidence that waits is accepted for its maximum with this probability, else it stays."""

    acceptance: Decimal


Method = Weights | Undecided


@dataclass(frozen=True)
class Asked:
    """What is to be drawn, and from which seed."""

    framework: str
    year: int
    column: Column
    method: Method
    draws: int
    seed: int


class Cell(NamedTuple):
    """A figure that counts towards a total: a component, or a main index of a publication. Unit: millionths of a point.

    `gain`: what evidence that waits may still bring.
    """

    main_index: int
    code: str
    points: int
    gain: int


@dataclass(frozen=True)
class Entrant:
    """An organisation with everything that its total sums: Σ points × the share of one point of that main index."""

    organisation: str
    assessment_id: uuid.UUID
    rests_on: uuid.UUID
    cells: tuple[Cell, ...]
    shares: Mapping[int, Fraction]


@dataclass(frozen=True)
class Absent:
    """An organisation that is not drawn, and why."""

    organisation: str
    assessment_id: uuid.UUID
    reason: Literal["not_computed", "not_published", "incomplete"]


@dataclass(frozen=True)
class Spread:
    """Where an organisation came: its rank as things stand, how often each rank, and three of its ranks by size.

    `counts[i]`: how many draws gave rank i + 1. A percentile is the smallest rank that so many draws do not exceed.
    """

    entrant: Entrant
    rank: int
    counts: tuple[int, ...]
    p5: int
    median: int
    p95: int
