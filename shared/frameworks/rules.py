"""What a maximum is before the official annex is imported (docs/scoring.md, Certainty); what of a rule earns points."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from shared.kit import decimals

_WORDS = ("method_hint", "method_hint_certainty", "required_evidence")
_STRENGTH = ("certain", "derived", "provisional", "unknown")


def provisional_maxima(weight: Decimal, components: int) -> list[Decimal]:
    """An equal split of the main index's weight in points, six places, the remainder on the last component."""
    return decimals.split_evenly(weight, components)


def weakest(*certainties: str) -> str:
    """A figure is as certain as the least certain thing it rests on."""
    return max(certainties, key=_STRENGTH.index, default="certain")


def scoring(rule: Mapping[str, Any]) -> dict[str, Any]:
    """What of a stored rule decides points, as `scoring_rule` in the database has it."""
    return {key: value for key, value in rule.items() if key not in _WORDS and value is not None}
