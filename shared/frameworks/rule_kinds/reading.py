"""Rules from JSON and back. What is read has been judged: its form by pydantic, its sense by `checks`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import TypeAdapter, ValidationError

from shared.frameworks.rule_kinds import checks, forms, kinds, numbers
from shared.frameworks.rule_kinds.errors import RuleUnreadable
from shared.kit.errors import Finding
from shared.kit.web import phrases

_FORM: TypeAdapter[forms.RuleForm] = TypeAdapter(forms.RuleForm)


def parse(given: object, *, field: str = "rule") -> kinds.Rule:
    """A rule from its JSON (`components.rule`). Raises RuleUnreadable; its findings start with `field`."""
    try:
        form = _FORM.validate_python(given)
    except ValidationError as error:
        raise RuleUnreadable(*_findings(error, field)) from error
    wrong = checks.order_findings(form, field)
    if wrong:
        raise RuleUnreadable(*wrong)
    rule = _rule(form)
    wrong = checks.findings(rule, field=field)
    if wrong:
        raise RuleUnreadable(*wrong)
    return rule


def dump(rule: kinds.Rule) -> dict[str, Any]:
    """A rule as JSON: what it says and no more, so that equal rules are equal texts; `parse` reads it back."""
    return {"kind": rule.kind, **_dumped(rule)}


def _findings(error: ValidationError, field: str) -> Iterable[Finding]:
    for one in error.errors():
        where = ".".join([field, *_places(one["loc"])])
        if one["type"] in ("union_tag_invalid", "union_tag_not_found"):
            listed = ", ".join(_WITHIN_PARTS if ".parts." in where else KINDS)
            en, vi = f"No such kind of rule; one of: {listed}.", f"Không có loại cách tính này; các loại: {listed}."
            yield Finding(f"{where}.kind", en, vi, "unknown_rule_kind")
        else:
            yield Finding(where, phrases.of(one, "en"), phrases.of(one, "vi"), one["type"])


def _places(location: Sequence[str | int]) -> list[str]:
    """Without the kinds that pydantic puts where it chose one."""
    return [
        str(part)
        for place, part in enumerate(location)
        if not (part in KINDS and (place == 0 or location[place - 1] == "rule"))
    ]


def _rule(form: Any) -> kinds.Rule:
    more: dict[str, Any] = {
        "required_evidence": tuple(kinds.RequiredEvidence(one.code, one.name) for one in form.required_evidence),
        "rounding": form.rounding and kinds.Rounding(form.rounding.places, form.rounding.mode),
    }
    return _READ[form.kind](form, more)


def _simple(form: forms.SimpleRuleForm) -> kinds.SimpleRule:
    rule = _rule(form)
    if isinstance(rule, kinds.Parts | kinds.Normalised | kinds.NotScored):  # the form has none of them
        raise TypeError(rule.kind)
    return rule


def _parts(form: forms.PartsForm, more: dict[str, Any]) -> kinds.Rule:
    parts = (kinds.Part(one.code, one.name, _share(one.share), _simple(one.rule)) for one in form.parts)
    return kinds.Parts(tuple(parts), **more)


def _steps(form: forms.StepsForm, more: dict[str, Any]) -> kinds.Rule:
    return kinds.Steps(tuple(kinds.Step(one.code, _share(one.share), one.name) for one in form.steps), **more)


def _ratio(form: forms.RatioForm, more: dict[str, Any]) -> kinds.Rule:
    return kinds.Ratio(_measure(form.numerator), _measure(form.denominator), form.may_exceed, **more)


def _normalised(form: forms.NormalisedForm, more: dict[str, Any]) -> kinds.Rule:
    return kinds.Normalised(_measure(form.numerator), _measure(form.denominator), **more)


def _tiers(form: forms.TiersForm, more: dict[str, Any]) -> kinds.Rule:
    decreasing = form.tiers[0].at_most is not None
    tiers = tuple(kinds.Tier(Decimal(one.at_least or one.at_most or 0), _share(one.share)) for one in form.tiers)
    otherwise = _share(form.otherwise)
    return kinds.Tiers(_measure(form.input), tiers, otherwise, "decreasing" if decreasing else "increasing", **more)


def _measure(form: forms.MeasureForm) -> kinds.Measure:
    return kinds.Measure(form.name, form.unit)


def _share(text: str) -> Fraction:
    found = numbers.share(text)
    if found is None:
        raise ValueError(text)
    return found


_READ: dict[str, Callable[[Any, dict[str, Any]], kinds.Rule]] = {
    "yes_no": lambda form, more: kinds.YesNo(**more),
    "steps": _steps,
    "ratio": _ratio,
    "tiers": _tiers,
    "parts": _parts,
    "normalised": _normalised,
    "granted": lambda form, more: kinds.Granted(**more),
    "not_scored": lambda form, more: kinds.NotScored(**more),
}
KINDS = tuple(_READ)
_WITHIN_PARTS = ("yes_no", "steps", "ratio", "tiers", "granted")


def _dumped(value: Any) -> dict[str, Any]:
    """The fields that say something; a tier names its bound by its direction."""
    said = {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(value, kinds.Tiers):
        bound = "at_least" if said.pop("direction") == "increasing" else "at_most"
        said["tiers"] = [{bound: _plain(tier.bound), "share": _plain(tier.share)} for tier in value.tiers]
    return {name: _plain(one) for name, one in said.items() if one not in (None, ())}


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction | Decimal):
        return numbers.written(Fraction(value))
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, str | bool | int | dict):
        return value
    return {"kind": value.kind, **_dumped(value)} if hasattr(value, "kind") else _dumped(value)
