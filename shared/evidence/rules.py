"""What a decision may say, and who may take it (docs/scoring.md: Self, verified, published; Who decides). Pure."""

from __future__ import annotations

from decimal import Decimal

from shared.evidence import values
from shared.frameworks.values import Component
from shared.kit import decimals
from shared.kit.errors import Finding


def points_of(decision: values.Verdicts, component: Component) -> tuple[Decimal, list[Finding]]:
    """The points a decision gives a `granted` component, and what is wrong with it.

    accept: the maximum; partial: strictly between 0 and the maximum, said by the reviewer; reject: 0.
    """
    findings = [*_reason_findings(decision), *_points_findings(decision, component)]
    if decision.verdict == "accept":
        return component.max_points, findings
    if decision.verdict == "partial":
        return decision.points or Decimal(0), findings
    return Decimal(0), findings


def _reason_findings(decision: values.Verdicts) -> list[Finding]:
    if decision.verdict != "accept" and decision.reason_code is None:
        return [
            Finding(
                "reason_code",
                f"A decision to {decision.verdict} needs a reason_code.",
                "Chấp nhận một phần hoặc từ chối phải có reason_code.",
                "missing",
            )
        ]
    return []


def _points_findings(decision: values.Verdicts, component: Component) -> list[Finding]:
    top = decimals.plain(component.max_points)
    if decision.inputs:
        named = ", ".join(decision.inputs)
        return [
            Finding(
                "values",
                f"The rule of {component.code} has no inputs; leave out {named}.",
                f"Cách tính của {component.code} không có số liệu đầu vào; hãy bỏ {named}.",
                "unknown",
            )
        ]
    if component.rule.kind == "not_scored":
        return [
            Finding(
                "component",
                f"Component {component.code} is not scored.",
                f"Chỉ số thành phần {component.code} không chấm điểm.",
                "not_scored",
            )
        ]
    if decision.verdict == "partial" and (decision.points is None or not 0 < decision.points < component.max_points):
        return [
            Finding(
                "points",
                f"A partial decision says points above 0 and below {top}.",
                f"Chấp nhận một phần phải nêu điểm lớn hơn 0 và nhỏ hơn {top}.",
                "missing" if decision.points is None else "out_of_range",
            )
        ]
    given = {"accept": component.max_points, "reject": Decimal(0)}.get(decision.verdict)
    if given is not None and decision.points is not None and decision.points != given:
        expected = decimals.plain(given)
        return [
            Finding(
                "points",
                f"To {decision.verdict} gives {expected} points; leave points out.",
                f"Kết luận này cho {expected} điểm; hãy bỏ trường points.",
                "contradiction",
            )
        ]
    return []
