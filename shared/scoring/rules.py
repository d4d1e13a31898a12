"""The one arithmetic: from inputs to every figure of an assessment, by the engine of today. Pure and exact."""

from __future__ import annotations

from collections.abc import Sequence

from shared.scoring import engines
from shared.scoring.values import Inputs, Score

# Raised when the same inputs would give other scores; runs keep the one they were computed with.
ENGINE_VERSION = "2"


def compute(inputs: Inputs) -> list[Score]:
    """Self and verified of every component, main index, pillar and the total.

    Points are exact; a simulation gives other inputs to the same function.
    """
    return engines.BY_VERSION[ENGINE_VERSION](inputs)


def again(inputs: Inputs, scores: Sequence[Score], supposed: Inputs) -> list[Score]:
    """`compute(supposed)`, where `compute(inputs)` gave `scores`, in the order of these: what is supposed of a few
    components costs those and their sums.
    """
    return engines.AGAIN[ENGINE_VERSION](inputs, scores, supposed)
