"""What an assessment takes in its state, and figures of a publication that follow from others: exact arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from shared.assessments import errors
from shared.assessments.values import Assessment
from shared.frameworks import values
from shared.kit import decimals
from shared.kit.errors import Finding, Phrase


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


def check_open(found: Assessment) -> None:
    """Only an open assessment takes claims, evidence and ordinary decisions. Raises AssessmentClosed, saying why."""
    if found.status == "imported":
        why = Phrase("được nhập từ số liệu đã công bố", "is imported from a publication")
        raise errors.AssessmentClosed(year=found.year, why=why)
    if found.status == "closed":
        why = Phrase(f"đã khóa từ ngày {found.closed_on}", f"was closed on {found.closed_on}")
        raise errors.AssessmentClosed(year=found.year, why=why)
