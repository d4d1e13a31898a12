"""The arithmetic of a comparison: a ratio per round, their median, their spread, and what may be said of it. Pure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

ROUNDS = 7
SAMPLES = 200
# A wider spread is no measurement: it is said to be noisy, whatever the median.
NOISY_ABOVE = 0.20


@dataclass(frozen=True)
class Ratio:
    """Figure ÷ baseline, one per round, in the order of measuring."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle round."""
        return statistics.median(self.rounds)

    @property
    def spread(self) -> float:
        """Largest minus smallest round, as a share of the median: no round is left out."""
        return (max(self.rounds) - min(self.rounds)) / self.median

    @property
    def noisy(self) -> bool:
        """Whether the rounds disagree too much to say anything."""
        return self.spread > NOISY_ABOVE


def of_rounds(figures: Sequence[float], baselines: Sequence[float]) -> Ratio:
    """The ratio of each round. Raises ValueError when a round lacks one of the two."""
    return Ratio(tuple(figure / baseline for figure, baseline in zip(figures, baselines, strict=True)))


def percentile(samples: Sequence[float], percent: float) -> float:
    """The smallest sample that `percent` % of all samples do not exceed (nearest rank)."""
    ordered = sorted(samples)
    return ordered[max(math.ceil(len(ordered) * percent / 100), 1) - 1]


def against_floor(ratio: Ratio, floor: float) -> str:
    """What may be said of a ratio that should be at least `floor`. Never "reached" of a noisy one or of few rounds."""
    if len(ratio.rounds) < ROUNDS:
        return f"not judged: {len(ratio.rounds)} of {ROUNDS} rounds"
    if ratio.noisy:
        return "noisy"
    return "floor reached" if ratio.median >= floor else BELOW


def against_ceiling(ratio: Ratio, ceiling: float) -> str:
    """The same of a ratio of costs that should be at most `ceiling`: a failure of the run beyond it."""
    said = against_floor(ratio, 0)
    if said != "floor reached":
        return said
    return "ceiling kept" if ratio.median <= ceiling else ABOVE


def against_aim(ratio: Ratio, aim: float) -> str:
    """The same of a ratio that is aimed at: said, and no failure of the run."""
    said = against_floor(ratio, aim)
    return {"floor reached": "reached", BELOW: "not reached"}.get(said, said)


def against_goal(rounds: Sequence[Sequence[float]], goal: float, percent: float = 50) -> str:
    """Whether `percent` % of the samples are under an absolute goal: in every round, in none, or noisy. Not said of
    few."""
    samples = sum(len(one) for one in rounds)
    if samples < SAMPLES:
        return f"not judged: {samples} of {SAMPLES} samples"
    under = [percentile(one, percent) < goal for one in rounds]
    if all(under):
        return "goal met"
    return "noisy" if any(under) else "goal not met"


BELOW = "below its floor"
ABOVE = "above its ceiling"
