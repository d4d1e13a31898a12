"""The words of over-claim. Unit: points, exact."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

# `claim`: somebody claimed it; `implied`: posting evidence did; `none`: verified without a claim.
Basis = Literal["claim", "implied", "none"]


@dataclass(frozen=True)
class Figure:
    """A component in both columns, and the organisations (slugs) whose claim the self column is."""

    code: str
    own: Decimal | None
    verified: Decimal | None
    undecided: int
    claimants: tuple[str, ...]

    @property
    def gap(self) -> Decimal | None:
        """self − verified: above 0 it was over-claimed, below 0 under-claimed; None while one of them is unknown."""
        return None if self.own is None or self.verified is None else self.own - self.verified


@dataclass(frozen=True)
class Agency:
    """What an organisation claims alone; `shared` is what it claims with others, counted by each of them.

    `undecided_gap`: the part of `gap` on components whose evidence still waits. `over_claimed`: the gaps above 0.
    """

    organisation: str
    components: int
    own: Decimal
    verified: Decimal
    gap: Decimal
    over_claimed: Decimal
    undecided_gap: Decimal
    shared_components: int
    shared_gap: Decimal
