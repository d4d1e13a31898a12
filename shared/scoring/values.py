"""The words of a computation. Points are exact rationals inside the engine and six-place decimals outside."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from shared.assessments.values import Claim, Exemption
from shared.evidence.values import Piece
from shared.frameworks.values import Structure

COLUMNS = ("self", "verified")


@dataclass(frozen=True)
class Best:
    """The largest ratio among the peers (same framework version and year) of a normalised component, in one column."""

    component: str
    column: str
    ratio: Fraction


@dataclass(frozen=True)
class Inputs:
    """Everything one computation rests on; two computations of equal inputs give equal scores."""

    structure: Structure
    claims: tuple[Claim, ...]
    pieces: tuple[Piece, ...]
    exemptions: tuple[Exemption, ...] = ()
    bests: tuple[Best, ...] = ()


class Score(NamedTuple):
    """One figure of one column. `node`: `total`, `pillar:government`, `index:7` or `component:7.12`.

    `value` is points ÷ maximum, null for a maximum of 0. `undecided` counts evidence revisions without a decision.
    `basis` says which claim, decision or revision gave the points.
    """

    column: str
    node: str
    points: Fraction | None
    max_points: Fraction | None
    value: Fraction | None
    certainty: str
    undecided: int
    not_determinable: bool
    basis: Mapping[str, Any]


@dataclass(frozen=True)
class Head:
    """How far an assessment is computed."""

    assessment_id: uuid.UUID
    wanted_version: int
    computed_version: int
