"""The words of a what-if."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from shared.evidence.values import Verdict
from shared.scoring.values import Score

Column = Literal["self", "verified"]


@dataclass(frozen=True)
class Override:
    """One thing supposed, as it was asked.

    With `evidence`: a verdict on its newest revision for a component, or a part of it. Without: what a component earns,
    in `column` as a claim (`self`) or as the decision in force (`verified`); in points, whatever its rule, or in the
    values that its rule asks for.
    """

    component: str | None
    column: Column
    evidence: uuid.UUID | None
    verdict: Verdict | None
    points: Decimal | None
    values: Mapping[str, Any] = field(default_factory=dict)
    part: str | None = None


@dataclass(frozen=True)
class Change:
    """One figure before and after; computed by the same engine from inputs that differ in what is supposed."""

    before: Score
    after: Score

    def difference(self, of: Literal["points", "value"]) -> Fraction | None:
        """After less before; None while one of them is unknown."""
        one, other = getattr(self.before, of), getattr(self.after, of)
        return None if one is None or other is None else other - one
