"""Each way a figure can be wrong, named by its field; what is right is in the target's unit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from shared.reporting import errors, figures, values

TODAY = dt.date(2022, 6, 1)
TARGETS = {
    "SHARE": figures.TargetFacts("share", "numeric", "percent", Decimal(100)),
    "OTHER": figures.TargetFacts("other", "numeric", "percent", None),
    "GROWTH": figures.TargetFacts("growth", "numeric", "percent_per_year", None),
    "WORDS": figures.TargetFacts("words", "qualitative", None, None),
}


def check(*given: dict[str, Any], measured_on: dt.date = TODAY) -> list[dict[str, Any]]:
    written: list[dict[str, Any]] = [
        {k: Decimal(v) if type(v) is int else v for k, v in figure.items()} for figure in given
    ]
    content = values.Content(measured_on, None, None, tuple(values.Figure(**figure) for figure in written))
    return figures.check(content, TARGETS, TODAY)


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ({"target": "SHARE", "numerator": 1, "denominator": 3}, "33.333333"),
        ({"target": "SHARE", "numerator": 0, "denominator": 7}, "0"),
        ({"target": "SHARE", "numerator": 7, "denominator": 7}, "100"),
        ({"target": "SHARE", "value": 100}, "100"),
        ({"target": "GROWTH", "numerator": 3, "denominator": 2}, "150"),
        ({"target": "GROWTH", "value": -2}, "-2"),
    ],
)
def test_a_figure_is_kept_in_the_targets_unit(given: dict[str, Any], value: str) -> None:
    assert [row["value"] for row in check(given)] == [Decimal(value)]


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"target": "NONE", "value": 1}, "target", "unknown_target"),
        ({"target": "WORDS", "value": 1}, "target", "not_numeric"),
        ({"target": "SHARE"}, "value", "ratio_or_value"),
        ({"target": "SHARE", "value": 1, "numerator": 1}, "numerator", "ratio_or_value"),
        ({"target": "SHARE", "value": 1, "denominator": 1}, "denominator", "ratio_or_value"),
        ({"target": "SHARE", "numerator": 1}, "denominator", "missing"),
        ({"target": "SHARE", "denominator": 1}, "numerator", "missing"),
        ({"target": "SHARE", "numerator": 1, "denominator": 0}, "denominator", "not_positive"),
        ({"target": "GROWTH", "numerator": 1, "denominator": -1}, "denominator", "not_positive"),
        ({"target": "SHARE", "numerator": 8, "denominator": 7}, "numerator", "beyond_limit"),
        ({"target": "SHARE", "value": 101}, "value", "beyond_limit"),
        ({"target": "SHARE", "value": -1}, "value", "negative"),
        ({"target": "SHARE", "numerator": -1, "denominator": 7}, "numerator", "negative"),
    ],
)
def test_a_wrong_figure_is_named_by_its_field(given: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(errors.FiguresRefused) as refused:
        check({"target": "OTHER", "value": 1}, given)
    assert [(f.field, f.code) for f in refused.value.findings] == [(f"figures.1.{field}", code)]


def test_all_that_is_wrong_is_named_at_once() -> None:
    tomorrow = TODAY + dt.timedelta(days=1)
    with pytest.raises(errors.FiguresRefused) as refused:
        check({"target": "SHARE", "value": 1}, {"target": "SHARE", "value": 2}, {"target": "X"}, measured_on=tomorrow)
    assert [f.field for f in refused.value.findings] == ["measured_on", "figures.1.target", "figures.2.target"]
