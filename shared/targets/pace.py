"""Where a target stands between its start and a milestone: the rule `progress-1`. Pure and exact.

The way is a straight line from the baseline to the milestone at the end of its year. A figure is judged on its own
day: what it has moved, beside what the line asks by then. Thresholds and words are ours, no document sets them.
docs/progress.md draws the rule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from shared.targets import values
from shared.targets.rules import reached

VERSION = "progress-1"
# Parameters of the rule. Shares of the required pace at which the milestone is in reach, and still within reach with
# more effort; and how old a figure may be, in days, to say that all is well: a year and a month to hand it in.
ON_TRACK_FROM = Fraction("0.95")
AT_RISK_FROM = Fraction("0.6")
FRESH_DAYS = 396
_YEAR_DAYS = Fraction("365.25")

Status = Literal["achieved", "on_track", "at_risk", "off_track", "not_measured", "not_determinable"]
# Why the status is what it is, for programs; the words are in `shared.targets.progress_words`.
Reason = Literal[
    "reached",
    "pace_enough",
    "pace_nearly_enough",
    "pace_too_slow",
    "stale_figure",
    "milestone_passed",
    "moved_away",
    "nothing_to_hold",
    "no_figure",
    "no_pace",
    "years_missing",
    "mean_complete",
    "judged_achieved",
    "judged_not_yet",
    "no_judgement",
]


@dataclass(frozen=True)
class Point:
    """A value on a day, in the target's unit."""

    on: dt.date
    value: Fraction


@dataclass(frozen=True)
class Goal:
    """A numeric milestone. The line ends on the last day of its year."""

    year: int
    operator: values.Operator
    direction: values.Direction
    required: Fraction

    @property
    def due_on(self) -> dt.date:
        """The last day of the year."""
        return dt.date(self.year, 12, 31)

    @property
    def sign(self) -> int:
        """1 when more is better, -1 when less is."""
        return 1 if self.direction == "increase" else -1

    def is_reached(self, value: Fraction) -> bool:
        """Whether a value reaches it."""
        return reached(self.operator, self.direction, self.required, value)


@dataclass(frozen=True)
class Judged:
    """A status with what it rests on. Values in the target's unit, paces in it per year; None where there is none.

    `required_now`: where the line is on `as_of`. `pace_required`: of the line; `pace_observed`: from the start to the
    figure; `pace_needed`: from the figure to the milestone. `projected`: the observed pace carried to the milestone.
    """

    status: Status
    reason: Reason
    required_now: Fraction | None = None
    pace_required: Fraction | None = None
    pace_observed: Fraction | None = None
    pace_needed: Fraction | None = None
    projected: Fraction | None = None


def years_between(first: dt.date, last: dt.date) -> Fraction:
    """Years of 365.25 days from a day to another."""
    return (last - first).days / _YEAR_DAYS


def on_line(start: Point, goal: Goal, on: dt.date) -> Fraction:
    """The value that the line asks on a day: the start's before it, the milestone's after it."""
    if on >= goal.due_on:
        return goal.required
    if on <= start.on:
        return start.value
    passed = Fraction((on - start.on).days, (goal.due_on - start.on).days)
    return start.value + (goal.required - start.value) * passed


def judge(goal: Goal, start: Point | None, latest: Point | None, as_of: dt.date) -> Judged:
    """Where the latest figure stands, judged on `as_of`. `start`: the baseline, or else the first figure."""
    required_now = None if start is None else on_line(start, goal, as_of)
    if latest is None:
        return Judged("not_measured", "no_figure", required_now)
    paces = _paces(goal, start, latest)
    known = Judged("achieved", "reached", required_now, *paces)
    if goal.is_reached(latest.value):
        return known
    status, reason = _short(goal, start, latest, as_of)
    return Judged(status, reason, required_now, *paces)


def _short(goal: Goal, start: Point | None, latest: Point, as_of: dt.date) -> tuple[Status, Reason]:
    """The status of a figure that does not reach the milestone, and why."""
    if as_of > goal.due_on:
        return "off_track", "milestone_passed"
    if start is None or latest.on <= start.on:
        return "not_determinable", "no_pace"
    asked = goal.sign * (on_line(start, goal, latest.on) - start.value)
    moved = goal.sign * (latest.value - start.value)
    if asked <= 0:  # the start stood at the milestone or beyond: all that is asked is to hold it
        return ("at_risk", "nothing_to_hold") if latest.value == goal.required else ("off_track", "moved_away")
    graded = _graded(moved / asked)
    old = (as_of - latest.on).days > FRESH_DAYS
    return ("at_risk", "stale_figure") if old and graded[0] == "on_track" else graded


def _graded(share: Fraction) -> tuple[Status, Reason]:
    """What a share of the required pace is worth."""
    if share >= ON_TRACK_FROM:
        return "on_track", "pace_enough"
    if share >= AT_RISK_FROM:
        return "at_risk", "pace_nearly_enough"
    return "off_track", "pace_too_slow" if share >= 0 else "moved_away"


def _paces(
    goal: Goal, start: Point | None, latest: Point
) -> tuple[Fraction | None, Fraction | None, Fraction | None, Fraction | None]:
    """The required, the observed and the needed pace, and the projection."""
    required = observed = needed = projected = None
    if start is not None and start.on < goal.due_on:
        required = (goal.required - start.value) / years_between(start.on, goal.due_on)
    if start is not None and start.on < latest.on:
        observed = (latest.value - start.value) / years_between(start.on, latest.on)
        left = max(years_between(latest.on, goal.due_on), Fraction(0))
        projected = latest.value + observed * left
    if latest.on < goal.due_on:
        needed = (goal.required - latest.value) / years_between(latest.on, goal.due_on)
    return required, observed, needed, projected


@dataclass(frozen=True)
class Mean:
    """The mean of yearly values. `years` are those that count, `missing` those up to the milestone without a value."""

    value: Fraction | None
    years: tuple[int, ...]
    missing: tuple[int, ...]


def mean_of(goal: Goal, first_year: int, yearly: Mapping[int, Fraction], as_of: dt.date) -> Mean:
    """The mean over the plan's years up to `as_of` and the milestone that have a value."""
    span = range(first_year, goal.year + 1)
    years = tuple(year for year in span if year in yearly and year <= as_of.year)
    value = sum((yearly[year] for year in years), Fraction(0)) / len(years) if years else None
    return Mean(value, years, tuple(year for year in span if year not in years))


def judge_mean(goal: Goal, mean: Mean, as_of: dt.date) -> Judged:
    """Where a mean over years stands: reached only when every year up to the milestone has its value.

    Before that the same thresholds hold for the mean so far, as a share of the required one; `pace_needed` is the mean
    that the years left need, `projected` the mean so far carried on.
    """
    if mean.value is None:
        return Judged("not_measured", "no_figure", goal.required, goal.required)
    needed = None
    if mean.missing:
        all_years = len(mean.years) + len(mean.missing)
        needed = (goal.required * all_years - mean.value * len(mean.years)) / len(mean.missing)
    status, reason = _of_mean(goal, mean.value, complete=not mean.missing, over=as_of > goal.due_on)
    return Judged(status, reason, goal.required, goal.required, mean.value, needed, mean.value)


def _of_mean(goal: Goal, value: Fraction, *, complete: bool, over: bool) -> tuple[Status, Reason]:
    reached_so_far = goal.is_reached(value)
    if complete:
        return ("achieved", "reached") if reached_so_far else ("off_track", "mean_complete")
    if over:
        return "not_determinable", "years_missing"
    if reached_so_far:
        return "on_track", "pace_enough"
    if goal.required == 0:
        return "off_track", "pace_too_slow"
    # How far it falls short, as a share of what is required: the same whether more or less is better.
    return _graded(1 - goal.sign * (goal.required - value) / abs(goal.required))


def first_and_latest(points: Sequence[Point]) -> tuple[Point | None, Point | None]:
    """Of figures in the order of their days."""
    return (points[0], points[-1]) if points else (None, None)
