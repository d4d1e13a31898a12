"""What is wrong with an answer (`values`) to a rule: named by field, in both languages, with what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shared.frameworks.rule_kinds import kinds, numbers
from shared.kit.errors import Finding


def findings(
    rule: kinds.Rule, maximum: Fraction, values: Mapping[str, Any] | None, *, field: str = "values"
) -> list[Finding]:
    """Everything that refuses an answer: its form, and figures that cannot be (a > b, b = 0 with something above it).

    Nothing above and nothing below (0 ÷ 0) is an answer: there is nothing to measure, and the points are unknown.
    """
    wrong = form(rule, values, field=field) or _texts(rule, values or {}, field)
    return wrong or _impossible(rule, maximum, values or {}, field)


def form(rule: kinds.Rule, values: Mapping[str, Any] | None, *, field: str = "values") -> list[Finding]:
    """What keeps an answer from being read at all: missing, unknown or ill-typed entries."""
    given = {} if values is None else values
    if isinstance(rule, kinds.NotScored):
        return [_unknown(f"{field}.{key}", ()) for key in given]
    if isinstance(rule, kinds.Parts):
        return _parts_form(rule, given, field)
    wanted = {one.key: one for one in _wanted(rule)}
    wrong = [_unknown(f"{field}.{key}", tuple(wanted)) for key in given if key not in wanted]
    for key, one in wanted.items():
        where = f"{field}.{key}"
        if key not in given:
            wrong.append(_missing(where, one))
        elif (finding := _ill_typed(where, one, given[key])) is not None:
            wrong.append(finding)
    return wrong


def _texts(rule: kinds.Rule, given: Mapping[str, Any], field: str) -> list[Finding]:
    """Figures that were written as text: a snapshot keeps them so, who answers sends a number."""
    if isinstance(rule, kinds.Parts):
        pairs = ((code, rule.part(code)) for code in given["parts"])
        found = (_texts(part.rule, given["parts"][code], f"{field}.parts.{code}") for code, part in pairs if part)
        return [finding for one in found for finding in one]
    return [
        Finding(f"{field}.{one.key}", "Must be a number, not text.", "Phải là số, không phải chuỗi.", "number")
        for one in _wanted(rule)
        if one.type == "number" and isinstance(given[one.key], str)
    ]


def as_sent(rule: kinds.Rule, kept: Mapping[str, Any]) -> dict[str, Any]:
    """An accepted answer as it was sent: a snapshot keeps its figures as text."""
    if isinstance(rule, kinds.Parts):
        parts = ((code, rule.part(code), values) for code, values in kept.get("parts", {}).items())
        return {"parts": {code: as_sent(part.rule, values) for code, part, values in parts if part}}
    figures = {one.key for one in _wanted(rule) if one.type == "number"}
    return {key: Decimal(said) if key in figures else said for key, said in kept.items()}


def _wanted(rule: kinds.Rule) -> tuple[kinds.Input, ...]:
    """The rule's inputs; of a granted one the points themselves."""
    return (kinds.Input("points", "Điểm", "điểm", "number"),) if isinstance(rule, kinds.Granted) else rule.inputs()


def _parts_form(rule: kinds.Parts, given: Mapping[str, Any], field: str) -> list[Finding]:
    """At least one part is answered; a part that is left out earns nothing."""
    codes = tuple(part.code for part in rule.parts)
    wrong = [_unknown(f"{field}.{key}", ("parts",)) for key in given if key != "parts"]
    answered = given.get("parts")
    if not isinstance(answered, Mapping) or not answered:
        listed = ", ".join(codes)
        en, vi = f"Answer at least one part: {listed}.", f"Hãy trả lời ít nhất một phần: {listed}."
        return [*wrong, Finding(f"{field}.parts", en, vi, "missing")]
    for code, values in answered.items():
        where, part = f"{field}.parts.{code}", rule.part(code)
        if part is None:
            wrong.append(_unknown(where, codes))
        elif not isinstance(values, Mapping):
            wrong.append(Finding(where, "Must be a JSON object.", "Phải là đối tượng JSON.", "dict_type"))
        else:
            wrong += form(part.rule, values, field=where)
    return wrong


def _missing(field: str, one: kinds.Input) -> Finding:
    said = f"{one.key} ({one.name}; {one.unit})" if one.unit else f"{one.key} ({one.name})"
    return Finding(field, f"The rule needs {said}.", f"Cách tính cần {said}.", "missing")


def _unknown(field: str, known: tuple[str, ...]) -> Finding:
    name = field.rpartition(".")[2]
    if not known:
        return Finding(field, f"The rule takes no {name}.", f"Cách tính không nhận {name}.", "unknown")
    listed = ", ".join(known)
    return Finding(field, f"No such input; the rule takes {listed}.", f"Cách tính chỉ nhận {listed}.", "unknown")


def _ill_typed(field: str, one: kinds.Input, given: object) -> Finding | None:
    if one.type == "boolean":
        good = isinstance(given, bool)
        return None if good else Finding(field, "Must be true or false.", "Phải là true hoặc false.", "bool_type")
    if one.type == "choice":
        listed = ", ".join(one.choices)
        good = isinstance(given, str) and given in one.choices
        return None if good else Finding(field, f"Must be one of: {listed}.", f"Phải là một trong: {listed}.", "enum")
    if numbers.figure(given) is not None:
        return None
    en = "Must be a number of at least 0, with at most 18 digits before and 6 after the point."
    vi = "Phải là số từ 0 trở lên, nhiều nhất 18 chữ số trước và 6 sau dấu thập phân."
    return Finding(field, en, vi, "number")


def _impossible(rule: kinds.Rule, maximum: Fraction, given: Mapping[str, Any], field: str) -> list[Finding]:
    if isinstance(rule, kinds.Parts):
        wrong: list[Finding] = []
        for code, values in given["parts"].items():
            part = rule.part(code)
            if part is not None:
                wrong += _impossible(part.rule, maximum * part.share, values, f"{field}.parts.{code}")
        return wrong
    if isinstance(rule, kinds.Ratio | kinds.Normalised):
        return _ratio(rule, given, field)
    points = numbers.figure(given.get("points")) if isinstance(rule, kinds.Granted) else None
    if points is not None and points > maximum:
        top = numbers.written(maximum)
        where = f"{field}.points"
        return [Finding(where, f"At most {top} points.", f"Nhiều nhất {top} điểm.", "less_than_equal")]
    return []


def _ratio(rule: kinds.Ratio | kinds.Normalised, given: Mapping[str, Any], field: str) -> list[Finding]:
    above, below = numbers.figure(given["numerator"]), numbers.figure(given["denominator"])
    if above is None or below is None:
        return []
    if below == 0 and above > 0:
        en = f"The denominator ({rule.denominator.name}) is 0 while the numerator is not; where there is nothing to"
        vi = f"Mẫu số ({rule.denominator.name}) bằng 0 trong khi tử số khác 0; nếu không có gì để đo,"
        where = f"{field}.denominator"
        return [Finding(where, f"{en} measure, both are 0.", f"{vi} cả hai đều là 0.", "denominator_zero")]
    if above > below and not (isinstance(rule, kinds.Ratio) and rule.may_exceed):
        most = numbers.written(below)
        en = f"{rule.numerator.name} cannot exceed {rule.denominator.name}: at most {most}."
        vi = f"{rule.numerator.name} không thể lớn hơn {rule.denominator.name}: nhiều nhất {most}."
        return [Finding(f"{field}.numerator", en, vi, "numerator_exceeds_denominator")]
    return []
