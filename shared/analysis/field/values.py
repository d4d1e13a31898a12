"""The words of a field."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Basis = Literal["published", "computed"]
Column = Literal["self", "verified"]


@dataclass(frozen=True)
class Other:
    """Another organisation's total, as published and as computed (self, verified); None where it is unknown."""

    assessment_id: uuid.UUID
    published: Decimal | None
    self: Decimal | None
    verified: Decimal | None
    undecided: int


@dataclass(frozen=True)
class Reach:
    """The least and the most that a total can be; equal where it is settled."""

    lowest: Fraction
    highest: Fraction


@dataclass(frozen=True)
class Field:
    """What the others reach. `places`: to how many the totals are rounded, as published or stored, before comparing.

    `unknown`: how many others have no total on this basis. Without any known one there is no rank.
    """

    basis: Basis
    others: tuple[Reach, ...]
    unknown: int
    places: int
