"""What a maximum is before the official annex is imported (docs/scoring.md, Certainty)."""

from __future__ import annotations

from decimal import Decimal

from shared.kit import decimals

_STRENGTH = ("certain", "derived", "provisional", "unknown")


def provisional_maxima(weight: Decimal, components: int) -> list[Decimal]:
    """An equal split of the main index's weight in points, six places, the remainder on the last component."""
    return decimals.split_evenly(weight, components)


def weakest(*certainties: str) -> str:
    """A figure is as certain as the least certain thing it rests on."""
    return max(certainties, key=_STRENGTH.index, default="certain")
