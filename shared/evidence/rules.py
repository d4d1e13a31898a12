"""What a decision may say (docs/scoring.md: Self, verified, published), of any kind of rule. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shared.assessments import rules as claims
from shared.evidence import values
from shared.frameworks import rule_kinds
from shared.frameworks.values import Component
from shared.kit import decimals
from shared.kit.errors import Finding


@dataclass(frozen=True)
class Judged:
    """What a decision gives: points (None where only the run can say them), the values it rests on, what is wrong."""

    points: Decimal | None
    values: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Judged:
    """What is judged: the component, or a part of it, its rule and what it is out of. Unit: points."""

    component: Component
    rule: rule_kinds.Rule
    maximum: Fraction


def judge(decision: values.Verdicts, component: Component, claimed: Mapping[str, Any]) -> Judged:
    """The points and values of a decision. `claimed`: the values of the claim in force, which accept may rest on.

    accept: the maximum for `granted` and yes/no, else what the values earn. partial: strictly between 0 and the
    maximum, points for `granted`, else values. reject: 0.
    """
    reasons = _reason_findings(decision)
    if component.rule.kind == "not_scored":
        return Judged(None, findings=(*reasons, claims.not_scored(component)))
    part, wrong = _part(decision, component)
    if wrong:
        return Judged(None, findings=(*reasons, *wrong))
    if part is None:
        subject = _Judged(component, component.rule, Fraction(component.max_points))
    else:
        subject = _Judged(component, part.rule, Fraction(component.max_points) * part.share)
        claimed = claimed.get("parts", {}).get(part.code, {})
    found = _verdict(decision, subject, claimed)
    return Judged(found.points, found.values, (*reasons, *found.findings))


def points_of(decision: values.Verdicts, component: Component) -> tuple[Decimal, list[Finding]]:
    """The same said in points, whatever figures the rule asks for: what a simulation supposes."""
    granted = component if component.rule.kind == "not_scored" else replace(component, rule=rule_kinds.Granted())
    judged = judge(decision, granted, {})
    return judged.points or Decimal(0), list(judged.findings)


def _reason_findings(decision: values.Verdicts) -> list[Finding]:
    if decision.verdict == "accept" or decision.reason_code is not None:
        return []
    en = f"A decision to {decision.verdict} needs a reason_code."
    return [Finding("reason_code", en, "Chấp nhận một phần hoặc từ chối phải có reason_code.", "missing")]


def _part(decision: values.Verdicts, component: Component) -> tuple[rule_kinds.Part | None, list[Finding]]:
    """The part that is decided on: named where the rule has parts, and only there."""
    rule, name = component.rule, decision.part
    if not isinstance(rule, rule_kinds.Parts):
        en, vi = f"The rule of {component.code} has no parts.", f"Cách tính của {component.code} không chia phần."
        return None, [] if name is None else [Finding("part", en, vi, "unknown")]
    found = None if name is None else rule.part(name)
    if found is not None:
        return found, []
    listed = ", ".join(one.code for one in rule.parts)
    code = "missing" if name is None else "unknown"
    return None, [Finding("part", f"Say which part: {listed}.", f"Hãy nêu phần: {listed}.", code)]


def _verdict(decision: values.Verdicts, subject: _Judged, claimed: Mapping[str, Any]) -> Judged:
    if decision.verdict == "reject":
        return _given(Decimal(0), decision, subject)
    if subject.rule.kind == "granted" or (subject.rule.kind == "yes_no" and decision.verdict == "accept"):
        return _whole(decision, subject) if decision.verdict == "accept" else _partial(decision, subject)
    return _measured(decision, subject, claimed)


def _whole(decision: values.Verdicts, subject: _Judged) -> Judged:
    """Accepted without figures: the maximum. A yes/no that is accepted was met."""
    if decision.inputs and subject.rule.inputs():
        wrong = rule_kinds.findings(subject.rule, subject.maximum, decision.inputs)
        if not wrong and not decision.inputs["met"]:
            wrong = [Finding("values.met", "To accept says true.", "Chấp nhận nghĩa là đạt (true).", "contradiction")]
        found = _given(decimals.rounded(subject.maximum), decision, subject, values=decision.inputs)
        return Judged(found.points, found.values, (*wrong, *found.findings))
    return _given(decimals.rounded(subject.maximum), decision, subject)


def _given(
    points: Decimal, decision: values.Verdicts, subject: _Judged, *, values: Mapping[str, Any] | None = None
) -> Judged:
    """The verdict itself says the points: values say nothing more, and points said beside must be the same."""
    if decision.inputs and values is None:
        if subject.rule.inputs():
            en, vi = f"To {decision.verdict} takes no values.", "Kết luận này không nhận số liệu."
            return Judged(points, findings=(Finding("values", en, vi, "contradiction"),))
        return Judged(points, findings=(claims.no_inputs(subject.component, decision.inputs),))
    if decision.points is not None and decision.points != points:
        expected = decimals.plain(points)
        en, vi = f"To {decision.verdict} gives {expected} points", f"Kết luận này cho {expected} điểm"
        where = Finding("points", f"{en}; leave points out.", f"{vi}; hãy bỏ trường points.", "contradiction")
        return Judged(points, values or {}, (where,))
    return Judged(points, values or {})


def _partial(decision: values.Verdicts, subject: _Judged) -> Judged:
    """Points that the reviewer grants, above 0 and below the maximum."""
    points, top = decision.points or Decimal(0), rule_kinds.written(subject.maximum)
    if decision.inputs:
        return Judged(points, findings=(claims.no_inputs(subject.component, decision.inputs),))
    if 0 < points < subject.maximum:
        return Judged(points)
    en = f"A partial decision says points above 0 and below {top}."
    vi = f"Chấp nhận một phần phải nêu điểm lớn hơn 0 và nhỏ hơn {top}."
    code = "missing" if decision.points is None else "out_of_range"
    return Judged(points, findings=(Finding("points", en, vi, code),))


def _measured(decision: values.Verdicts, subject: _Judged, claimed: Mapping[str, Any]) -> Judged:
    """What the figures earn: the decision's own, or on accept those that were claimed."""
    if decision.verdict == "partial" and subject.rule.kind == "yes_no":
        en, vi = "It is met or not: accept or reject.", "Chỉ có đạt hoặc không đạt: accept hoặc reject."
        return Judged(None, findings=(Finding("verdict", en, vi, "contradiction"),))
    said = decision.inputs or (claimed if decision.verdict == "accept" else {})
    wrong = rule_kinds.findings(subject.rule, subject.maximum, said)
    if wrong:
        return Judged(None, findings=tuple(wrong))
    earned = rule_kinds.points(subject.rule, subject.maximum, said).points
    points = None if earned is None else decimals.rounded(earned)
    if decision.verdict == "partial" and earned is not None and not 0 < earned < subject.maximum:
        worth, top = rule_kinds.written(earned), rule_kinds.written(subject.maximum)
        en = f"These values earn {worth} of {top} points: accept or reject."
        vi = f"Số liệu này được {worth} trên {top} điểm: hãy chọn accept hoặc reject."
        return Judged(points, said, (Finding("values", en, vi, "out_of_range"),))
    return Judged(points, said, tuple(claims.contradicted(decision.points, points)))
