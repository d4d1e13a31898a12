"""The words of an attribution. A contribution is what a figure brings to the total, 0 to 1, as shown: six places."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Column = Literal["self", "verified", "published"]
Reason = Literal[
    "main_index_unknown", "components_unknown", "component_unmatched", "no_crosswalk", "rounding", "total_unknown"
]


@dataclass(frozen=True)
class Figure:
    """A main index or component of one side; contribution None while its points are unknown."""

    name: str
    points: Decimal | None
    max_points: Decimal | None
    contribution: Decimal | None
    score_id: uuid.UUID | None


@dataclass(frozen=True)
class Side:
    """An assessment in one column. Components by code stand with the number of their main index."""

    total: Decimal | None
    main_indices: Mapping[int, Figure]
    components: Mapping[str, tuple[int, Figure]]


@dataclass(frozen=True)
class Part:
    """What a figure adds to the change. `key`: number or code now, `former`: then. `before` and `after` are known."""

    key: int | str
    former: int | str
    before: Figure
    after: Figure

    @property
    def difference(self) -> Decimal | None:
        """After less before; None while one is unknown."""
        one, other = self.before.contribution, self.after.contribution
        return None if one is None or other is None else other - one


@dataclass(frozen=True)
class Attributed:
    """A change with its parts; `difference` is exactly their sum and the rest. `reasons`: why there is a rest."""

    difference: Decimal | None
    parts: tuple[Part, ...]
    rest: Decimal | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Attribution:
    """The total's change by main indices (within one framework), theirs by components; across frameworks by the
    components that a crosswalk carries."""

    total: Attributed
    within: Mapping[int, Attributed]
