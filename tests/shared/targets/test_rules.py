"""When a figure reaches a milestone, and what a figure must be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.targets import rules, values

SHARE = rules.Measured("X.01", "numeric", "percent", Decimal(100))
OF_GRDP = rules.Measured("X.02", "numeric", "percent_of_grdp", Decimal(100))
GROWTH = rules.Measured("X.03", "numeric", "percent_per_year", None)
QUALITY = rules.Measured("X.04", "qualitative", None, None)


@pytest.mark.parametrize(
    ("operator", "direction", "observed", "expected"),
    [
        # "trên 50%"
        ("gt", "increase", "50", False),
        ("gt", "increase", "50.000001", True),
        # "tối thiểu 50%"
        ("gte", "increase", "49.999999", False),
        ("gte", "increase", "50", True),
        # a bare "50%"
        ("stated", "increase", "49.999999", False),
        ("stated", "increase", "50", True),
        ("stated", "increase", "51", True),
        ("stated", "decrease", "50.000001", False),
        ("stated", "decrease", "50", True),
        ("stated", "decrease", "49", True),
    ],
)
def test_reaching_fifty(
    operator: values.Operator, direction: values.Direction, observed: str, *, expected: bool
) -> None:
    assert rules.reached(operator, direction, Decimal(50), Decimal(observed)) is expected


@pytest.mark.parametrize(
    ("aggregation", "required", "observed", "expected"),
    [
        ("last", "80", "80", "achieved"),
        ("last", "80", "79.999999", "not_yet"),
        ("last", "80", None, "not_measured"),
        ("last", None, "80", "not_measured"),
        ("mean_over_years", "7", "9", "not_determinable"),
        ("mean_over_years", "7", None, "not_measured"),
    ],
)
def test_status_at_a_milestone(
    aggregation: values.Aggregation, required: str | None, observed: str | None, expected: values.Status
) -> None:
    milestone = values.Milestone(2025, "gte" if required else None, Decimal(required) if required else None)
    shown = rules.status(aggregation, "increase", milestone, Decimal(observed) if observed else None)
    assert shown == expected


@pytest.mark.parametrize(
    ("numerator", "denominator", "value"),
    [("1", "3", "33.333333"), ("2", "3", "66.666667"), ("1", "8", "12.5"), ("0", "7", "0"), ("7", "7", "100"),
     ("1", "200000000", "0.000001"), ("1", "200000001", "0")],
)  # fmt: skip
def test_a_share_is_exact_to_six_places(numerator: str, denominator: str, value: str) -> None:
    assert rules.value_of(SHARE, _figure(numerator=numerator, denominator=denominator)) == Decimal(value)


@pytest.mark.parametrize(
    ("target", "figure", "field", "code"),
    [
        (QUALITY, {"value": "1"}, "target", "not_numeric"),
        (SHARE, {}, "value", "missing"),
        (SHARE, {"numerator": "1"}, "denominator", "missing"),
        (SHARE, {"denominator": "1"}, "numerator", "missing"),
        (SHARE, {"numerator": "1", "denominator": "0"}, "denominator", "greater_than"),
        (SHARE, {"numerator": "1", "denominator": "-1"}, "denominator", "greater_than"),
        (SHARE, {"numerator": "-1", "denominator": "1"}, "numerator", "greater_than_equal"),
        (SHARE, {"numerator": "8", "denominator": "7"}, "numerator", "beyond_whole"),
        (SHARE, {"numerator": "1", "denominator": "2", "value": "51"}, "value", "not_the_ratio"),
        (SHARE, {"value": "100.000001"}, "value", "beyond_natural_limit"),
        (SHARE, {"value": "-0.000001"}, "value", "greater_than_equal"),
        (SHARE, {"value": "NaN"}, "value", "out_of_range"),
        (SHARE, {"value": "Infinity"}, "value", "out_of_range"),
        (SHARE, {"value": "1e15"}, "value", "out_of_range"),
        (SHARE, {"value": "0.0000001"}, "value", "out_of_range"),
        pytest.param(SHARE, {"value": f"1.{1:030}"}, "value", "out_of_range", id="more digits than are computed with"),
        (OF_GRDP, {"numerator": "3", "denominator": "2"}, "value", "beyond_natural_limit"),
        (GROWTH, {"numerator": "1", "denominator": "2"}, "numerator", "not_a_ratio"),
    ],
)
def test_what_no_measurement_can_be(target: rules.Measured, figure: dict[str, str], field: str, code: str) -> None:
    found = list(rules.findings(target, _figure(**figure), "figures.3"))
    assert [(finding.field, finding.code) for finding in found] == [(f"figures.3.{field}", code)]


@pytest.mark.parametrize(
    ("target", "figure"),
    [
        (SHARE, {"value": "0"}),
        (SHARE, {"value": "100"}),
        (SHARE, {"value": "1e2"}),
        (SHARE, {"numerator": "7", "denominator": "7"}),
        (SHARE, {"numerator": "1", "denominator": "3", "value": "33.333333"}),
        (OF_GRDP, {"numerator": "1", "denominator": "5"}),
        (GROWTH, {"value": "-3.5"}),
        (GROWTH, {"value": "120"}),
    ],
)
def test_what_a_measurement_can_be(target: rules.Measured, figure: dict[str, str]) -> None:
    assert list(rules.findings(target, _figure(**figure), "figures.0")) == []


NUMBERS = st.none() | st.decimals(allow_nan=True, allow_infinity=True)


@given(value=NUMBERS, numerator=NUMBERS, denominator=NUMBERS, target=st.sampled_from([SHARE, OF_GRDP, GROWTH]))
def test_a_figure_without_findings_has_a_value_within_its_limits(
    value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None, target: rules.Measured
) -> None:
    figure = values.Figure("X", value, numerator, denominator)
    if not list(rules.findings(target, figure, "figures.0")):
        stored = rules.value_of(target, figure)
        assert stored == round(stored, 6)
        assert target.natural_limit is None or 0 <= stored <= target.natural_limit


def _figure(**given_as: str) -> values.Figure:
    numbers: dict[str, Any] = {name: Decimal(text) for name, text in given_as.items()}
    return values.Figure("X", **numbers)
