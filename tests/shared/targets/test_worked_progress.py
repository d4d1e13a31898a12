"""The worked example of docs/progress.md, and that the page says the rule's own parameters."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from pathlib import Path
from typing import get_args

from shared.kit import decimals
from shared.targets import pace, progress_words, roll_up

PAGE = (Path(__file__).parents[3] / "docs" / "progress.md").read_text(encoding="utf-8")
DAY = dt.date(2023, 6, 30)


def _shown(value: Fraction | None) -> str:
    assert value is not None
    return decimals.plain(decimals.rounded(value))


def test_the_worked_example_is_what_the_rule_says() -> None:
    start = pace.Point(dt.date(2021, 12, 31), Fraction(40))
    goal = pace.Goal(2025, "stated", "increase", Fraction(80))
    found = pace.judge(goal, start, pace.Point(DAY, Fraction(53)), DAY)
    asked = pace.on_line(start, goal, DAY)
    rows = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", PAGE, flags=re.MULTILINE))
    days = ((DAY - start.on).days, (goal.due_on - start.on).days)
    assert rows["days from the start to the figure, and to the milestone"] == f"{days[0]}, {days[1]}"
    assert rows["asked of 30/6/2023"].endswith(f"= {_shown(asked)}")
    assert found.required_now == asked
    assert rows["share of the required pace"].endswith(f"= {_shown(Fraction(13) / (asked - 40))}")
    paces = f"{_shown(found.pace_required)}, {_shown(found.pace_observed)}"
    assert rows["required pace, observed pace (a year)"] == paces
    assert rows["projection to 31/12/2025"] == _shown(found.projected)
    assert rows["needed from now on (a year)"] == _shown(found.pace_needed)
    assert rows["status"] == f"`{found.status}`"


def test_the_page_states_the_parameters_and_versions() -> None:
    for said in (
        f"at least {int(pace.ON_TRACK_FROM * 100)} %",
        f"at least {int(pace.AT_RISK_FROM * 100)} %",
        f"at most {pace.FRESH_DAYS} days old",
        f"at most {roll_up.WINDOW_DAYS} days older",
        f"The rule {pace.VERSION}",
        f"The rule {roll_up.VERSION}",
        *(f"`{status}`" for status in progress_words.STATUSES),
    ):
        assert said in PAGE, said


def test_every_reason_and_status_has_its_words() -> None:
    rule = progress_words.rule()
    assert {row["status"] for row in rule["statuses"]} == set(get_args(pace.Status))
    assert {row["reason"] for row in rule["reasons"]} == set(get_args(pace.Reason))
    share = rule["parameters"]["on_track_from"]
    assert Fraction(str(share)) == pace.ON_TRACK_FROM
