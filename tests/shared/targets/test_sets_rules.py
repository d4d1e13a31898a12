"""A criterion is reached, not reached yet or not measured; a set is met only when nothing is missing."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import get_args

import pytest

from shared.targets import values as targets
from shared.targets.sets import rules, values


def numeric(operator: targets.Operator = "stated", required: str = "80") -> values.Criterion:
    return values.Criterion("numeric", "last", "increase", targets.Milestone(2025, operator, Decimal(required)))


QUALITATIVE = values.Criterion("qualitative", None, None, None)
REACHED, NOT_YET = values.Verdict("reached", "figure"), values.Verdict("not_yet", "figure")


@pytest.mark.parametrize(
    ("criterion", "observed", "expected"),
    [
        (numeric(), "80", REACHED),  # a bare figure: at or beyond it
        (numeric(), "79.999999", NOT_YET),
        (numeric("gte", "90"), "90", REACHED),  # tối thiểu 90%
        (numeric("gte", "90"), "89.999999", NOT_YET),
        (numeric("gt", "50"), "50", NOT_YET),  # trên 50%
        (numeric("gt", "50"), "50.000001", REACHED),
        (numeric(required="100"), "0", NOT_YET),  # nothing done is a figure; no figure is none
    ],
)
def test_a_figure_is_compared_with_the_milestone_as_its_words_say(
    criterion: values.Criterion, observed: str, expected: values.Verdict
) -> None:
    assert rules.verdict(criterion, values.Finding(Decimal(observed))) == expected


def test_without_a_figure_or_a_judgement_nothing_is_measured() -> None:
    assert rules.verdict(numeric(), values.Finding()) == values.Verdict("not_measured", "no_figure")
    assert rules.verdict(QUALITATIVE, values.Finding()) == values.Verdict("not_measured", "no_judgement")


def test_a_figure_says_nothing_of_a_qualitative_criterion_and_a_judgement_nothing_of_a_figure() -> None:
    assert rules.verdict(QUALITATIVE, values.Finding(observed=Decimal(100))).state == "not_measured"
    assert rules.verdict(numeric(), values.Finding(judged=True)).state == "not_measured"


@pytest.mark.parametrize(("judged", "state"), [(True, "reached"), (False, "not_yet")])
def test_a_qualitative_criterion_is_what_was_judged(judged: bool, state: values.State) -> None:
    assert rules.verdict(QUALITATIVE, values.Finding(judged=judged)) == values.Verdict(state, "judgement")


@pytest.mark.parametrize(
    "criterion",
    [
        values.Criterion("numeric", "last", "increase", None),  # the milestone was withdrawn
        values.Criterion("numeric", "mean_over_years", "increase", targets.Milestone(2025, "stated", Decimal(7))),
    ],
)
def test_what_cannot_be_compared_is_not_measured(criterion: values.Criterion) -> None:
    verdict = rules.verdict(criterion, values.Finding(Decimal(100)))
    assert verdict == values.Verdict("not_measured", "not_comparable")


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((), "not_determined"),
        (("reached",), "yes"),
        (("not_yet",), "no"),
        (("not_measured",), "not_determined"),
        (("reached", "reached"), "yes"),
        (("reached", "not_measured"), "not_determined"),
        (("not_measured", "not_yet"), "no"),  # one that is not reached decides, whatever is missing
        (("reached", "not_yet"), "no"),
    ],
)
def test_a_set_is_met_as_its_criteria_say(states: tuple[values.State, ...], expected: values.Meets) -> None:
    assert rules.meets(states) == expected


def test_the_order_of_the_criteria_does_not_matter_and_a_worse_one_never_helps() -> None:
    worse = {"yes": 0, "not_determined": 1, "no": 2}
    for states in product(get_args(values.State), repeat=3):
        assert rules.meets(states) == rules.meets(reversed(states))
        assert worse[rules.meets([*states, "not_yet"])] >= worse[rules.meets(states)]
