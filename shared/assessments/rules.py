"""Figures of a publication that follow from others: exact arithmetic on published values."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from shared.frameworks import values
from shared.kit import decimals
from shared.kit.errors import Finding


def pillar_value(
    pillar: values.Pillar, indices: Mapping[int, values.MainIndex], published: Mapping[int, Decimal]
) -> Decimal | None:
    """Σ(weight × published value) ÷ the pillar's maximum, six places; None when a figure that counts is unknown."""
    if pillar.max_points is None or not pillar.main_indices:
        return None
    points = Fraction(0)
    for number in pillar.main_indices:
        weight = indices[number].weight
        if weight == 0:
            continue
        if number not in published:
            return None
        points += Fraction(weight) * Fraction(published[number])
    return decimals.rounded(points / Fraction(pillar.max_points))


def claim_findings(points: Decimal, component: values.Component) -> list[Finding]:
    """What is wrong with a claim of `points` for a component: 0 ≤ points ≤ maximum, and the component is scored."""
    if component.rule.kind == "not_scored":
        return [
            Finding(
                "component",
                f"Component {component.code} is not scored.",
                f"Chỉ số thành phần {component.code} không chấm điểm.",
                "not_scored",
            )
        ]
    if points > component.max_points:
        top = decimals.plain(component.max_points)
        return [Finding("points", f"At most {top} points.", f"Nhiều nhất {top} điểm.", "less_than_equal")]
    return []
