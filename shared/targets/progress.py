"""The answer to "how far is this target, and does it come in time": what the rule `progress-1` says of each milestone.

The province's own figure stands before everything; where there is none the roll-up of its parts stands in for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any, Literal

import orjson

from shared.kit import decimals
from shared.targets import pace, progress_words, roll_up

Row = Mapping[str, Any]
Basis = Literal["own", "roll_up", "judgement"]


@dataclass(frozen=True)
class Start:
    """Where the line begins, and why there. `inputs`: the measurements behind it."""

    point: pace.Point
    kind: Literal["baseline", "first_measurement"]
    certainty: str
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Series:
    """The figures that one organisation is judged by, in the order of their days, each with the measurements behind it.

    `sure`: how sure the latest one is.
    """

    points: tuple[pace.Point, ...]
    inputs: tuple[tuple[str, ...], ...]
    sure: str = "certain"


@dataclass(frozen=True)
class Facts:
    """What was read of one target. `public`: for a stranger, of the province's own final figures only."""

    target: Row
    as_of: dt.date
    vintages: Sequence[Row]
    rolled: roll_up.RollUp | None = None
    first_rolled: roll_up.RollUp | None = None
    judgements: Sequence[Row] = ()
    findings: Sequence[bytes] = ()
    public: bool = False


def document(facts: Facts) -> bytes:
    """The answer as JSON."""
    target = facts.target
    measured = [list(group) for _, group in groupby(facts.vintages, key=lambda row: row["organisation_id"])]
    own = next((group for group in measured if group[0]["is_province"]), [])
    basis, series = _basis(facts, own)
    start = _start(target, series)
    standings = _standings(facts, series, start) if target["measure"] == "numeric" else _judged(facts)
    if target["measure"] != "numeric":
        basis = "judgement" if any(one["inputs"] for one in standings) else None
    current = _current(facts.as_of, standings)
    answer = {
        "target": orjson.Fragment(target["item"]),
        "rule": progress_words.rule(),
        "as_of": facts.as_of,
        "known_at": target["known_at"].strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "basis": basis,
        "status": current["status"] if current else "not_measured",
        "year": current and current["year"],
        "start": _shown_start(start),
        "milestones": standings,
        "roll_up": None if facts.rolled is None else _shown_roll_up(facts, facts.rolled, own),
        "findings": [orjson.Fragment(finding) for finding in facts.findings],
        "judgements": [orjson.Fragment(row["item"]) for row in facts.judgements],
        "organisations": [_organisation(facts, group) for group in measured],
    }
    return orjson.dumps(_hidden(answer) if facts.public else answer, default=str)


def statuses(facts: Facts) -> list[pace.Status]:
    """What the rule says of each milestone of the target, in their order: of the province's own figures, else of the
    roll-up. `vintages` may leave out whatever is not the province's."""
    own = [row for row in facts.vintages if row["is_province"]]
    _, series = _basis(facts, own)
    numeric = facts.target["measure"] == "numeric"
    standings = _standings(facts, series, _start(facts.target, series)) if numeric else _judged(facts)
    return [standing["status"] for standing in standings]


def _hidden(answer: dict[str, Any]) -> dict[str, Any]:
    """What anybody may know of it."""
    milestones = [{**standing, "inputs": []} for standing in answer["milestones"]]
    start = answer["start"] and {**answer["start"], "inputs": []}
    return {**answer, "start": start, "milestones": milestones, "judgements": [], "findings": [], "organisations": [],
            "roll_up": None}  # fmt: skip


def _basis(facts: Facts, own: Sequence[Row]) -> tuple[Basis | None, Series]:
    """The province's own figures; without one, the roll-ups of its parts."""
    if own:
        return "own", _series(own)
    rolled, first = facts.rolled, facts.first_rolled
    if rolled is None or rolled.value is None:
        return None, Series((), ())
    found = [one for one in (first, rolled) if one is not None and one.value is not None]
    if len(found) > 1 and found[0].on == found[1].on:
        del found[0]
    points = tuple(pace.Point(one.on, one.value) for one in found if one.value is not None)
    inputs = tuple(tuple(str(figure.id) for _, figure in one.parts) for one in found)
    return "roll_up", Series(points, inputs, _sure(facts, rolled))


def _sure(facts: Facts, rolled: roll_up.RollUp) -> str:
    """A roll-up is derived; provisional while a part is missing or estimated, or the register may lack one."""
    known = rolled.on <= facts.target["complete_until"]
    return "derived" if rolled.complete and known and not rolled.estimated else "provisional"


def _series(group: Sequence[Row]) -> Series:
    """The figure that counts of each day; `group` comes the latest day first, of a day the one that counts first."""
    days = [next(rows) for _, rows in groupby(group, key=lambda row: row["measured_on"])][::-1]
    points = tuple(pace.Point(row["measured_on"], Fraction(row["value"])) for row in days)
    sure = "provisional" if days[-1]["kind"] == "estimate" else "certain"
    return Series(points, tuple((str(row["id"]),) for row in days), sure)


def _start(target: Row, series: Series, *, of_province: bool = True) -> Start | None:
    """The baseline on its day, or on that of the document that states it; without one the first figure."""
    on = target["baseline_known_on"] or target["baseline_document_on"]
    if of_province and target["baseline_value"] is not None and on is not None:
        sure = target["baseline_certainty"] if target["baseline_known_on"] else "derived"
        return Start(pace.Point(on, Fraction(target["baseline_value"])), "baseline", sure)
    if not series.points:
        return None
    return Start(series.points[0], "first_measurement", "certain", series.inputs[0])


def _standings(facts: Facts, series: Series, start: Start | None) -> list[dict[str, Any]]:
    """Where the figures stand at each milestone."""
    target, found = facts.target, []
    for year, operator, required in zip(target["years"], target["operators"], target["required"], strict=True):
        goal = pace.Goal(year, operator, target["direction"], Fraction(required))
        if target["aggregation"] == "mean_over_years":
            found.append(_mean_standing(facts, goal, series))
        else:
            found.append(_line_standing(facts, goal, series, start))
    return found


def _line_standing(facts: Facts, goal: pace.Goal, series: Series, start: Start | None) -> dict[str, Any]:
    _, latest = pace.first_and_latest(series.points)
    judged = pace.judge(goal, None if start is None else start.point, latest, facts.as_of)
    behind = [*(start.inputs if start else ()), *(series.inputs[-1] if latest else ())]
    sure = _least_sure(series.sure, start.certainty if start and judged.status != "achieved" else "certain")
    return _standing(goal, judged, latest.value if latest else None, behind, sure if latest else None)


def _mean_standing(facts: Facts, goal: pace.Goal, series: Series) -> dict[str, Any]:
    """No document says from which year the mean counts: from the year after the one that states the target."""
    stated_on = facts.target["stated_on"] or (series.points[0].on if series.points else facts.as_of)
    yearly = {point.on.year: (point.value, behind) for point, behind in zip(series.points, series.inputs, strict=True)}
    mean = pace.mean_of(goal, stated_on.year + 1, {year: value for year, (value, _) in yearly.items()}, facts.as_of)
    behind = [one for year in mean.years for one in yearly[year][1]]
    judged = pace.judge_mean(goal, mean, facts.as_of)
    years = {"first": stated_on.year + 1, "counted": mean.years, "missing": mean.missing, "certainty": "provisional"}
    shown = _standing(goal, judged, mean.value, behind, None if mean.value is None else "provisional")
    return {**shown, "years": years}


def _standing(
    goal: pace.Goal, judged: pace.Judged, observed: Fraction | None, inputs: Sequence[str], sure: str | None
) -> dict[str, Any]:
    return {
        "year": goal.year,
        "due_on": goal.due_on,
        "operator": goal.operator,
        "required": _number(goal.required),
        "observed": _number(observed),
        "status": judged.status,
        "reason": judged.reason,
        "certainty": sure,
        "required_now": _number(judged.required_now),
        "pace_required": _number(judged.pace_required),
        "pace_observed": _number(judged.pace_observed),
        "pace_needed": _number(judged.pace_needed),
        "projected": _number(judged.projected),
        "years": None,
        "inputs": list(dict.fromkeys(inputs)),
    }


_ORDER = ("certain", "derived", "provisional", "unknown")


def _least_sure(*certainties: str) -> str:
    return max(certainties, key=_ORDER.index)


def _judged(facts: Facts) -> list[dict[str, Any]]:
    """Of a target without figures: what the latest judgement of the province says of each milestone."""
    found = []
    for year in facts.target["years"]:
        due_on = dt.date(year, 12, 31)
        said = next((row for row in facts.judgements if row["is_province"] and row["year"] == year), None)
        status, reason = _of_verdict(None if said is None else str(said["verdict"]), passed=facts.as_of > due_on)
        empty = dict.fromkeys(("operator", "required", "observed", "required_now", "pace_required", "pace_observed",
            "pace_needed", "projected", "years"))  # fmt: skip
        found.append(
            {
                **{"year": year, "due_on": due_on, "status": status, "reason": reason},
                **{"certainty": said and said["certainty"], "inputs": [str(said["id"])] if said else []},
                **empty,
            }
        )
    return found


def _of_verdict(verdict: str | None, *, passed: bool) -> tuple[pace.Status, pace.Reason]:
    if verdict is None:
        return "not_measured", "no_judgement"
    if verdict == "achieved":
        return "achieved", "judged_achieved"
    return "off_track" if passed else "not_determinable", "judged_not_yet"


def _current(as_of: dt.date, standings: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The milestone whose year is not over; after all of them the last."""
    coming = (one for one in standings if one["due_on"] >= as_of)
    return next(coming, standings[-1] if standings else None)


def _organisation(facts: Facts, group: Sequence[Row]) -> dict[str, Any]:
    """The figures of one organisation. The baseline is the province's; another one starts from its first figure."""
    series, target = _series(group), facts.target
    start = _start(target, series, of_province=group[0]["is_province"])
    return {
        "organisation": orjson.Fragment(group[0]["organisation"]),
        "latest": orjson.Fragment(group[0]["item"]),
        "milestones": _standings(facts, series, start) if target["measure"] == "numeric" else [],
        "measurements": [orjson.Fragment(row["item"]) for row in group],
    }


def _shown_start(start: Start | None) -> dict[str, Any] | None:
    if start is None:
        return None
    point = start.point
    return {
        "value": _number(point.value),
        "on": point.on,
        "kind": start.kind,
        "certainty": start.certainty,
        "inputs": list(start.inputs),
    }


def _shown_roll_up(facts: Facts, rolled: roll_up.RollUp, own: Sequence[Row]) -> dict[str, Any]:
    latest = own[0] if own else None
    differs = None
    if latest is not None and rolled.value is not None:
        differs = _number(Fraction(latest["value"]) - rolled.value)
    return {
        "version": roll_up.VERSION,
        "hierarchy": roll_up.HIERARCHY,
        "on": rolled.on,
        "value": _number(rolled.value),
        "numerator": _exact(rolled.numerator if rolled.parts else None),
        "denominator": _exact(rolled.denominator if rolled.parts else None),
        "difference": differs,
        "complete": rolled.complete,
        "certainty": _sure(facts, rolled),
        "register_complete_until": facts.target["complete_until"],
        "parts": [_part(unit, figure) for unit, figure in rolled.parts],
        "bare": [_part(unit, figure) for unit, figure in rolled.bare],
        "unplaced": [_part(unit, figure) for unit, figure in rolled.unplaced],
        "missing": [{"id": unit.id, "slug": unit.slug, "name": unit.name} for unit in rolled.missing],
    }


def _part(unit: roll_up.Unit, figure: roll_up.Figure) -> dict[str, Any]:
    return {
        "organisation": {"id": unit.id, "slug": unit.slug, "name": unit.name},
        "measurement": figure.id,
        "measured_on": figure.on,
        "kind": figure.kind,
        "value": _exact(figure.value),
        "numerator": _exact(figure.numerator),
        "denominator": _exact(figure.denominator),
    }


def _exact(value: Decimal | None) -> Any:
    return None if value is None else orjson.Fragment(decimals.plain(value))


def _number(value: Fraction | None) -> Any:
    return None if value is None else orjson.Fragment(decimals.plain(decimals.rounded(value)))
