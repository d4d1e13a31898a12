"""The bounds: every document that waits rejected, every one accepted for the maximum. Pure.

Decisions only ever raise a component to the largest points among them, so each order and choice of verdicts on what
waits ends between these two; a property test holds it over random decisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from shared.analysis.field.values import Reach
from shared.scoring import overlays, rules
from shared.scoring.values import Inputs, Score


@dataclass(frozen=True)
class Bounds:
    """One verified figure as it stands, at the least and at the most."""

    now: Score
    lower: Score
    upper: Score


def bounds(inputs: Inputs, now: Sequence[Score]) -> list[Bounds]:
    """Every verified figure with its bounds; self never changes by a decision. `now`: the figures of `inputs`."""
    lower, upper = (
        rules.again(inputs, now, overlays.all_undecided(inputs, verdict)) for verdict in ("rejected", "accepted")
    )
    return [Bounds(*figures) for figures in zip(*map(_verified, (now, lower, upper)), strict=True)]


def reach(inputs: Inputs) -> Reach | None:
    """Between what the total ends; None where it is unknown."""
    lower, upper = (
        _total(rules.compute(overlays.all_undecided(inputs, verdict))) for verdict in ("rejected", "accepted")
    )
    return None if lower is None or upper is None else Reach(lower, upper)


def _verified(scores: Iterable[Score]) -> Iterator[Score]:
    return (score for score in scores if score.column == "verified")


def _total(scores: Iterable[Score]) -> Fraction | None:
    return next((score.value for score in _verified(scores) if score.node == "total"), None)
