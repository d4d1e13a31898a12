"""What an assessment takes in its state, and figures of a publication that follow from others: exact arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shared.assessments import errors
from shared.assessments.values import Assessment, Said
from shared.frameworks import rule_kinds, values
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


def claimed(said: Said, component: values.Component) -> tuple[Decimal | None, list[Finding]]:
    """The points of an answer, and what is wrong with it. None where the rule cannot say them, or not yet.

    A granted component is answered in points, every other kind by its values; points said beside must be the same.
    """
    rule, maximum = component.rule, Fraction(component.max_points)
    if rule.kind == "not_scored":
        return None, [not_scored(component)]
    if not rule.inputs():
        return said.points, _granted_findings(said, component)
    findings = rule_kinds.findings(rule, maximum, said.values)
    if findings:
        return None, findings
    points = rule_kinds.points(rule, maximum, said.values).points
    earned = None if points is None else decimals.rounded(points)
    return earned, contradicted(said.points, earned)


def claim_findings(points: Decimal, component: values.Component) -> list[Finding]:
    """What is wrong with points that are supposed of a component, whatever its rule asks for: 0 ≤ points ≤ maximum."""
    if component.rule.kind == "not_scored":
        return [not_scored(component)]
    return _granted_findings(Said(points), component)


def not_scored(component: values.Component) -> Finding:
    """Of a component that nothing is claimed of and nothing decided for."""
    return Finding(
        "component",
        f"Component {component.code} is not scored.",
        f"Chỉ số thành phần {component.code} không chấm điểm.",
        "not_scored",
    )


def contradicted(said: Decimal | None, earned: Decimal | None) -> list[Finding]:
    """Of points said beside values that earn others."""
    if said is None or said == earned:
        return []
    if earned is None:
        en, vi = "These values do not say the points; leave points out.", "Số liệu chưa cho biết điểm; hãy bỏ points."
    else:
        worth = decimals.plain(earned)
        en = f"These values earn {worth} points; leave points out."
        vi = f"Số liệu này được {worth} điểm; hãy bỏ trường points."
    return [Finding("points", en, vi, "contradiction")]


def _granted_findings(said: Said, component: values.Component) -> list[Finding]:
    if said.values:
        return [no_inputs(component, said.values)]
    if said.points is None:
        return [Finding("points", "Say the points.", "Hãy nêu điểm.", "missing")]
    if said.points > component.max_points:
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


def no_inputs(component: values.Component, given: Mapping[str, Any]) -> Finding:
    """Of values where the rule has no inputs."""
    named = ", ".join(given)
    return Finding(
        "values",
        f"The rule of {component.code} has no inputs; leave out {named}.",
        f"Cách tính của {component.code} không có số liệu đầu vào; hãy bỏ {named}.",
        "unknown",
    )
