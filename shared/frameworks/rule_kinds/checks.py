"""What a rule says that cannot be: shares beyond the whole, codes twice, tiers out of order, parts that do not sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from shared.frameworks.rule_kinds import kinds, numbers
from shared.kit.errors import Finding


def order_findings(form: Any, field: str) -> list[Finding]:
    """Of a form whose tiers do not all say `at_least`, or all `at_most`, exactly one of them."""
    wrong: list[Finding] = []
    # By the kind: to ask a form of pydantic for what it does not have costs more than to read the rest of it.
    for part, one in enumerate(form.parts if form.kind == "parts" else ()):
        wrong += order_findings(one.rule, f"{field}.parts.{part}.rule")
    tiers: Sequence[Any] = form.tiers if form.kind == "tiers" else ()
    for place, tier in enumerate(tiers):
        least, most = tier.at_least is not None, tier.at_most is not None
        if least == most or least != (tiers[0].at_least is not None):
            en = "Every tier says at_least, or every tier says at_most, and only one of them."
            vi = "Mọi bậc cùng nêu at_least, hoặc cùng nêu at_most, và chỉ một trong hai."
            wrong.append(Finding(f"{field}.tiers.{place}", en, vi, "bound"))
    return wrong


def findings(rule: kinds.Rule, *, field: str = "rule") -> list[Finding]:
    """Everything that a rule of a good form says wrongly."""
    wrong = list(_twice([one.code for one in rule.required_evidence], f"{field}.required_evidence"))
    if isinstance(rule, kinds.Steps):
        wrong += _steps(rule, f"{field}.steps")
    if isinstance(rule, kinds.Tiers):
        wrong += _tiers(rule, field)
    if isinstance(rule, kinds.Parts):
        wrong += _parts(rule, f"{field}.parts")
    return wrong


def _steps(rule: kinds.Steps, field: str) -> Iterable[Finding]:
    yield from _twice([step.code for step in rule.steps], field)
    yield from _shares([step.share for step in rule.steps], field)
    yield from _whole_reached(max(step.share for step in rule.steps), field)


def _tiers(rule: kinds.Tiers, field: str) -> Iterable[Finding]:
    yield from _shares([tier.share for tier in rule.tiers], f"{field}.tiers")
    yield from _whole_reached(rule.tiers[0].share, f"{field}.tiers")
    bounds = [tier.bound for tier in rule.tiers]
    falling = rule.direction == "increasing"
    for place, (one, other) in enumerate(pairwise(bounds), start=1):
        if (other >= one) if falling else (other <= one):
            en, vi = ("fall", "giảm dần") if falling else ("rise", "tăng dần")
            yield Finding(
                f"{field}.tiers.{place}", f"The bounds must {en} from tier to tier.", f"Ngưỡng phải {vi}.", "order"
            )
    shares = [*(tier.share for tier in rule.tiers), rule.otherwise]
    for place, (better, worse) in enumerate(pairwise(shares), start=1):
        if worse > better:
            where = f"{field}.tiers.{place}.share" if place < len(rule.tiers) else f"{field}.otherwise"
            en = "A tier that is harder to reach must not earn less."
            yield Finding(where, en, "Bậc khó đạt hơn không được ít điểm hơn.", "order")


def _parts(rule: kinds.Parts, field: str) -> Iterable[Finding]:
    yield from _twice([part.code for part in rule.parts], field)
    yield from _shares([part.share for part in rule.parts], field)
    total = sum((part.share for part in rule.parts), Fraction(0))
    if total != 1:
        said = numbers.written(total)
        yield Finding(
            field, f"The shares sum to {said}, not 1.", f"Các phần cộng lại bằng {said}, không bằng 1.", "sum"
        )
    for place, part in enumerate(rule.parts):
        yield from findings(part.rule, field=f"{field}.{place}.rule")


def _twice(codes: Sequence[str], field: str) -> Iterable[Finding]:
    for place, code in enumerate(codes):
        if code in codes[:place]:
            yield Finding(f"{field}.{place}.code", f"{code} stands twice.", f"{code} có hai lần.", "duplicate")


def _shares(shares: Sequence[Fraction], field: str) -> Iterable[Finding]:
    for place, share in enumerate(shares):
        if share > 1:
            en, vi = "A share is at most 1 (the maximum).", "Một phần nhiều nhất là 1 (điểm tối đa)."
            yield Finding(f"{field}.{place}.share", en, vi, "less_than_equal")


def _whole_reached(largest: Fraction, field: str) -> Iterable[Finding]:
    if largest != 1:
        en = "No answer reaches the maximum: the largest share must be 1."
        yield Finding(field, en, "Không mức nào đạt điểm tối đa: phần lớn nhất phải là 1.", "maximum_out_of_reach")
