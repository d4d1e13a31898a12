"""The rule `progress-1`: cases around each threshold, and what holds whatever the figures are."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.targets import pace

START = pace.Point(dt.date(2021, 12, 31), Fraction(40))
MIDDLE, END = dt.date(2023, 12, 31), dt.date(2025, 12, 31)
# From 40 at the end of 2021 to 80 at the end of 2025: 10 a year (four years, one of them longer by a day).
GOAL = pace.Goal(2025, "stated", "increase", Fraction(80))


def judged(
    value: float | Fraction, on: dt.date = MIDDLE, as_of: dt.date | None = None, **changes: object
) -> pace.Judged:
    given_: dict[str, Any] = {"goal": GOAL, "start": START, **changes}
    return pace.judge(given_["goal"], given_["start"], pace.Point(on, Fraction(value)), as_of or on)


def status(value: float | Fraction, on: dt.date = MIDDLE, as_of: dt.date | None = None, **changes: object) -> str:
    return judged(value, on, as_of, **changes).status


LINE = pace.on_line(START, GOAL, MIDDLE)  # a day short of 60, since 2024 is a leap year
MOVED = LINE - START.value


@pytest.mark.parametrize(
    ("value", "expected", "reason"),
    [
        (Fraction(80), "achieved", "reached"),
        (LINE, "on_track", "pace_enough"),
        (START.value + MOVED * pace.ON_TRACK_FROM, "on_track", "pace_enough"),
        (START.value + MOVED * pace.ON_TRACK_FROM - Fraction(1, 10**9), "at_risk", "pace_nearly_enough"),
        (START.value + MOVED * pace.AT_RISK_FROM, "at_risk", "pace_nearly_enough"),
        (START.value + MOVED * pace.AT_RISK_FROM - Fraction(1, 10**9), "off_track", "pace_too_slow"),
        (Fraction(40), "off_track", "pace_too_slow"),
        (Fraction(39), "off_track", "moved_away"),
    ],
)
def test_the_pace_is_compared_with_the_one_required(value: Fraction, expected: str, reason: str) -> None:
    found = judged(value)
    assert (found.status, found.reason) == (expected, reason)


def test_paces_are_per_year_and_the_projection_is_where_this_pace_ends() -> None:
    found = judged(50, dt.date(2022, 12, 31))
    years = pace.years_between(START.on, END)
    assert found.pace_required == Fraction(40) / years
    assert found.pace_observed == Fraction(10) / pace.years_between(START.on, dt.date(2022, 12, 31))
    assert found.projected is not None
    assert found.pace_needed is not None
    assert abs(found.projected - 80) < Fraction(1, 10)
    assert abs(found.pace_needed - 10) < Fraction(1, 10)


def test_a_figure_that_grows_old_is_no_proof_that_all_is_well() -> None:
    day = MIDDLE + dt.timedelta(days=pace.FRESH_DAYS)
    assert status(60, as_of=day) == "on_track"
    assert judged(60, as_of=day + dt.timedelta(days=1)).reason == "stale_figure"
    assert status(80, as_of=day + dt.timedelta(days=1)) == "achieved"


def test_when_the_year_of_the_milestone_is_over_only_reaching_it_counts() -> None:
    assert status(79, END, END) == "on_track"
    assert judged(79, END, END + dt.timedelta(days=1)).reason == "milestone_passed"
    assert status(80, END, END + dt.timedelta(days=1)) == "achieved"


def test_without_two_days_there_is_no_pace() -> None:
    assert judged(60, START.on).reason == "no_pace"
    assert judged(60, start=None).reason == "no_pace"
    assert status(80, start=None) == "achieved"
    assert pace.judge(GOAL, START, None, MIDDLE) == pace.Judged("not_measured", "no_figure", LINE)


def test_above_means_above() -> None:
    above = pace.Goal(2025, "gt", "increase", Fraction(80))
    assert (status(80, goal=above), status(Fraction("80.000001"), goal=above)) == ("on_track", "achieved")
    stood = pace.Point(START.on, Fraction(80))
    assert judged(80, goal=above, start=stood).reason == "nothing_to_hold"
    assert judged(79, goal=above, start=stood).reason == "moved_away"


VALUES = st.fractions(min_value=0, max_value=100, max_denominator=1000)
DAYS = st.dates(dt.date(2021, 1, 1), dt.date(2026, 12, 31))
ORDER = {"off_track": 0, "at_risk": 1, "on_track": 2, "achieved": 3}
GOALS = st.builds(
    pace.Goal, st.integers(2022, 2026), st.sampled_from(["gte", "gt", "stated"]), st.just("increase"), VALUES
)
STARTS = st.one_of(st.none(), st.builds(pace.Point, DAYS, VALUES))


def mirrored(goal: pace.Goal) -> pace.Goal:
    return pace.Goal(goal.year, "stated", "decrease", -goal.required)


def reflected(point: pace.Point | None) -> pace.Point | None:
    return None if point is None else pace.Point(point.on, -point.value)


@given(GOALS, STARTS, DAYS, DAYS, st.lists(VALUES, min_size=2, max_size=2).map(sorted))
def test_a_better_figure_never_gives_a_worse_status(
    goal: pace.Goal, start: pace.Point | None, on: dt.date, as_of: dt.date, both: list[Fraction]
) -> None:
    low, high = (pace.judge(goal, start, pace.Point(on, value), max(on, as_of)).status for value in both)
    if "not_determinable" in (low, high):
        assert high in ("achieved", "not_determinable")
        assert low == "not_determinable"
    else:
        assert ORDER[low] <= ORDER[high]


@given(GOALS, STARTS, DAYS, DAYS, VALUES)
def test_achieved_means_reached_and_nothing_else_does(
    goal: pace.Goal, start: pace.Point | None, on: dt.date, as_of: dt.date, value: Fraction
) -> None:
    found = pace.judge(goal, start, pace.Point(on, value), max(on, as_of))
    assert (found.status == "achieved") == goal.is_reached(value)


@given(GOALS, STARTS, DAYS, DAYS, VALUES)
def test_less_is_to_a_decreasing_target_what_more_is_to_an_increasing_one(
    drawn: pace.Goal, start: pace.Point | None, on: dt.date, as_of: dt.date, value: Fraction
) -> None:
    goal = pace.Goal(drawn.year, "stated", "increase", drawn.required)
    up = pace.judge(goal, start, pace.Point(on, value), max(on, as_of))
    down = pace.judge(mirrored(goal), reflected(start), pace.Point(on, -value), max(on, as_of))
    assert (up.status, up.reason) == (down.status, down.reason)
    for name in ("required_now", "pace_required", "pace_observed", "pace_needed", "projected"):
        there = getattr(up, name)
        assert getattr(down, name) == (None if there is None else -there), name


MEAN = pace.Goal(2025, "stated", "increase", Fraction(7))


def mean(as_of: dt.date, **yearly: int) -> pace.Judged:
    found = pace.mean_of(MEAN, 2022, {int(year[1:]): Fraction(value) for year, value in yearly.items()}, as_of)
    return pace.judge_mean(MEAN, found, as_of)


def test_a_mean_is_reached_when_all_its_years_are_there() -> None:
    assert mean(END, y2022=6, y2023=8, y2024=7, y2025=7).status == "achieved"
    assert mean(END, y2022=6, y2023=8, y2024=7, y2025=6).reason == "mean_complete"
    assert mean(END, y2022=9, y2023=9, y2024=9).status == "on_track"
    assert mean(END + dt.timedelta(days=1), y2022=9, y2023=9, y2024=9).reason == "years_missing"
    assert mean(END).status == "not_measured"


def test_a_mean_so_far_says_what_the_years_left_need() -> None:
    found = mean(MIDDLE, y2021=50, y2022=6, y2023=6, y2024=50)
    assert found.pace_observed == 6
    assert found.pace_needed == 8
    assert found.status == "at_risk"
    assert mean(MIDDLE, y2022=4, y2023=4).status == "off_track"


@given(st.lists(VALUES, min_size=1, max_size=6), DAYS, st.integers(0, 5), VALUES)
def test_a_better_year_never_makes_a_mean_worse(
    yearly: list[Fraction], as_of: dt.date, index: int, more: Fraction
) -> None:
    def found(given_: list[Fraction]) -> pace.Judged:
        by_year = dict(zip(range(2021, 2027), given_, strict=False))
        return pace.judge_mean(MEAN, pace.mean_of(MEAN, 2022, by_year, as_of), as_of)

    better = [value + (more if place == index else 0) for place, value in enumerate(yearly)]
    low, high = found(yearly).status, found(better).status
    assert low == high or ORDER[low] < ORDER[high]


def test_the_same_whichever_way_a_mean_shall_go() -> None:
    down = pace.Goal(2025, "stated", "decrease", Fraction(5))
    for value, expected in ((5, "on_track"), (Fraction("5.25"), "on_track"), (7, "at_risk"), (8, "off_track")):
        found = pace.mean_of(down, 2022, {2022: Fraction(value)}, MIDDLE)
        assert pace.judge_mean(down, found, MIDDLE).status == expected
