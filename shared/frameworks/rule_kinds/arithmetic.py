"""From an answer to points: exact rationals, a share of the maximum, nothing rounded but what a rule says. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from shared.frameworks.rule_kinds import answers, kinds, numbers
from shared.frameworks.rule_kinds.errors import ValuesUnfit


@dataclass(frozen=True)
class Points:
    """What an answer earns. Unit: points.

    None with `not_determinable`: the rule cannot say (nothing to measure, no best ratio to measure against); None is
    never 0. `how` says what was applied, as JSON.
    """

    points: Fraction | None
    not_determinable: bool = False
    how: Mapping[str, Any] = field(default_factory=dict)


def points(rule: kinds.Rule, maximum: Fraction, values: Mapping[str, Any], best: Fraction | None = None) -> Points:
    """What `values` earn of `maximum` (points) under a rule; 0 ≤ points ≤ maximum.

    `best`: the largest ratio of the peer group, for `normalised` only. Raises ValuesUnfit for an answer that another
    rule asked for.
    """
    wrong = answers.form(rule, values)
    if wrong:
        raise ValuesUnfit(*wrong)
    found = _parts(rule, maximum, values) if isinstance(rule, kinds.Parts) else _simple(rule, maximum, values, best)
    return found if found.points is None else _rounded(found, maximum, rule.rounding)


def _simple(rule: kinds.Rule, maximum: Fraction, values: Mapping[str, Any], best: Fraction | None) -> Points:
    if isinstance(rule, kinds.NotScored):
        return Points(Fraction(0))
    if isinstance(rule, kinds.Granted):
        granted = min(_figure(values, "points"), maximum)
        return Points(granted)
    if isinstance(rule, kinds.Ratio | kinds.Normalised):
        return _ratio(rule, maximum, values, best)
    share = _share(rule, values)
    return Points(share * maximum, how={"share": numbers.written(share)})


def _share(rule: kinds.Rule, values: Mapping[str, Any]) -> Fraction:
    """The share of the maximum that a yes or no, a step or a tier gives."""
    if isinstance(rule, kinds.Steps):
        return next(step.share for step in rule.steps if step.code == values["step"])
    if isinstance(rule, kinds.Tiers):
        return _tier(rule, _figure(values, "value"))
    return Fraction(bool(values["met"]))


def _tier(rule: kinds.Tiers, figure: Fraction) -> Fraction:
    """The share of the first tier reached; tiers stand from the best to the least."""
    for tier in rule.tiers:
        reached = figure >= tier.bound if rule.direction == "increasing" else figure <= tier.bound
        if reached:
            return tier.share
    return rule.otherwise


def _ratio(
    rule: kinds.Ratio | kinds.Normalised, maximum: Fraction, values: Mapping[str, Any], best: Fraction | None
) -> Points:
    above, below = _figure(values, "numerator"), _figure(values, "denominator")
    if below == 0:
        return Points(None, not_determinable=True, how={"reason": "denominator_zero"})
    ratio = above / below
    how = {"ratio": numbers.written(ratio)}
    if isinstance(rule, kinds.Normalised):
        if not best:
            return Points(None, not_determinable=True, how={**how, "reason": "no_best_ratio"})
        how["best_ratio"] = numbers.written(best)
        ratio /= best
    share = min(ratio, Fraction(1))
    return Points(share * maximum, how={**how, "share": numbers.written(share)})


def _parts(rule: kinds.Parts, maximum: Fraction, values: Mapping[str, Any]) -> Points:
    """Known parts add up; a part that was not answered earns nothing; all unknown: unknown."""
    earned = {
        part.code: points(part.rule, maximum * part.share, values["parts"][part.code])
        for part in rule.parts
        if part.code in values["parts"]
    }
    return added(earned)


def added(earned: Mapping[str, Points]) -> Points:
    """Parts by code as one figure: the known ones add up, what is not determinable is carried along."""
    known = [one.points for one in earned.values() if one.points is not None]
    unknown = any(one.not_determinable for one in earned.values())
    how = {"parts": {code: {**one.how, "points": _or_none(one.points)} for code, one in sorted(earned.items())}}
    return Points(sum(known, Fraction(0)) if known or not unknown else None, not_determinable=unknown, how=how)


def _or_none(value: Fraction | None) -> str | None:
    return None if value is None else numbers.written(value)


def _rounded(found: Points, maximum: Fraction, rounding: kinds.Rounding | None) -> Points:
    """Half up to the rule's places, and never above the maximum."""
    if rounding is None or found.points is None:
        return found
    scale = 10**rounding.places
    scaled = found.points * scale
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    rounded = min(Fraction(units, scale), maximum)
    return Points(rounded, found.not_determinable, {**found.how, "unrounded": numbers.written(found.points)})


def _figure(values: Mapping[str, Any], key: str) -> Fraction:
    """A figure that `answers.form` found to be one."""
    found = numbers.figure(values[key])
    if found is None:
        raise ValuesUnfit
    return found
