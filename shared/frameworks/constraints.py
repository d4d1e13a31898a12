"""What published results tell of maxima that no document states: bounds on sums of maxima. Pure and exact.

They hold for whatever the true maxima are, so that an annex which contradicts one was misread, or the law changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from shared.frameworks import drafts
from shared.kit import decimals
from shared.kit.errors import Finding

Relation = Literal["equal", "less", "more"]
_WORDS: dict[Relation, tuple[str, str]] = {
    "equal": ("should be", "phải bằng"),
    "less": ("should be less than", "phải nhỏ hơn"),
    "more": ("should be more than", "phải lớn hơn"),
}


@dataclass(frozen=True)
class Constraint:
    """The maxima of `components` sum to `points` (`equal`), to less or to more, give or take `tolerance`."""

    code: str
    main_index: int
    components: tuple[str, ...]
    relation: Relation
    points: Decimal
    tolerance: Decimal


@dataclass(frozen=True)
class Judged:
    """A constraint with the sum of a version's maxima; both null where the version does not know all of them."""

    constraint: Constraint
    summed: Decimal | None
    holds: bool | None


def judge(content: drafts.Content, known: tuple[Constraint, ...]) -> Iterator[Judged]:
    """What a version's maxima say of each constraint."""
    maxima = {one.code: one.max_points for _, one in content.components}
    for constraint in known:
        found = [maxima.get(code) for code in constraint.components]
        if None in found:
            yield Judged(constraint, None, None)
            continue
        summed = sum((maximum for maximum in found if maximum is not None), Decimal(0))
        yield Judged(constraint, summed, _holds(constraint, summed))


def findings(content: drafts.Content, known: tuple[Constraint, ...]) -> Iterator[Finding]:
    """A warning for every constraint that the maxima contradict."""
    for judged in judge(content, known):
        if judged.holds is not False or judged.summed is None:
            continue
        of, summed = judged.constraint, decimals.plain(judged.summed)
        listed, points, rounding = ", ".join(of.components), decimals.plain(of.points), decimals.plain(of.tolerance)
        en, vi = _WORDS[of.relation]
        yield Finding(
            f"constraints.{of.code}",
            f"The maxima of {listed} sum to {summed}; they {en} {points} (±{rounding}) by what was published.",
            f"Điểm tối đa của {listed} cộng lại là {summed}; theo kết quả đã công bố {vi} {points} (±{rounding}).",
            "contradicts_publication",
            severity="warning",
        )


def _holds(constraint: Constraint, summed: Decimal) -> bool:
    low, high = constraint.points - constraint.tolerance, constraint.points + constraint.tolerance
    if constraint.relation == "equal":
        return low <= summed <= high
    return summed < high if constraint.relation == "less" else summed > low
