"""Causes of missing points: what a text says of whom, in what order causes count, and that nothing is lost."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.analysis.gaps import rules, values
from shared.analysis.gaps.values import Listed, Said, Share, Standing

EACH = Said("partial", "each", ())
SOME = Said("rejected", "some", ())
NAMED = Said("no_evidence", "named", ("1.1",))


@pytest.mark.parametrize(
    ("said", "cause", "said_of"),
    [
        pytest.param([], "unattributed", None, id="nothing is said"),
        pytest.param([SOME], "unattributed", None, id="some: of nobody in particular"),
        pytest.param([EACH], "partial", "each", id="each of the list"),
        pytest.param([EACH, SOME], "partial", "each", id="some does not take away what is said of each"),
        pytest.param([NAMED, SOME], "no_evidence", "named", id="the component is named"),
        pytest.param([NAMED, EACH], "no_evidence", "named", id="who is named is named"),
        pytest.param([EACH, Said("late", "each", ())], "unattributed", None, id="two causes of each are none"),
        pytest.param([NAMED, Said("late", "named", ("1.1",)), EACH], "unattributed", None, id="named for two causes"),
        pytest.param([Said("late", "named", ("1.2",))], "unattributed", None, id="another one is named"),
    ],
)
def test_what_is_said_of_one_component(said: list[Said], cause: str, said_of: str | None) -> None:
    assert rules.reading_of("1.1", said) == (cause, said_of)


def _listed(outcome: values.Outcome, maxima: dict[str, int | None], *said: Said) -> Listed:
    return Listed(outcome, {code: None if m is None else Fraction(m) for code, m in maxima.items()}, said)


def test_unknown_maxima_leave_one_figure_without_a_cause() -> None:
    lists = [_listed("partial", {"1.2": None}, EACH), _listed("zero", {"1.3": None}, Said("no_evidence", "each", ()))]
    assert rules.published(Fraction(5), lists) == [Share("unattributed", Fraction(5), ("1.2", "1.3"))]


def test_one_losing_list_with_one_cause_takes_the_whole_gap() -> None:
    lists = [_listed("full", {"1.1": None}), _listed("zero", {"1.3": None}, Said("no_evidence", "each", ()))]
    assert rules.published(Fraction(5), lists) == [Share("no_evidence", Fraction(5), ("1.3",))]


def test_known_maxima_part_the_gap_list_by_list() -> None:
    lists = [
        _listed("full", {"1.1": 4}),
        _listed("partial", {"1.2": 10}, EACH),
        _listed("zero", {"1.3": 2, "1.4": 3}, SOME, Said("late", "named", ("1.4",))),
    ]
    assert rules.published(Fraction(9), lists) == [
        Share("late", Fraction(3), ["1.4"]),
        Share("partial", Fraction(4), ["1.2"]),
        Share("unattributed", Fraction(2), ["1.3"]),
    ]


def test_maxima_that_contradict_the_figure_part_nothing() -> None:
    lists = [_listed("zero", {"1.3": 7}, Said("late", "each", ()))]
    assert rules.published(Fraction(5), lists) == [Share("late", Fraction(5), ("1.3",))]


def test_a_gap_without_any_list_is_unattributed_and_no_gap_has_no_cause() -> None:
    assert rules.published(Fraction(5), []) == [Share("unattributed", Fraction(5), ())]
    assert rules.published(Fraction(0), [_listed("zero", {"1.3": None})]) == []


_CODES = [f"1.{number}" for number in range(1, 7)]
_SAID = st.builds(
    Said,
    st.sampled_from(values.CAUSES),
    st.sampled_from(["each", "some", "named"]),
    st.lists(st.sampled_from(_CODES)).map(tuple),
)


@st.composite
def any_lists(draw: st.DrawFn) -> list[Listed]:
    """Three lists that share the components among them, with and without maxima, with anything said of them."""
    outcomes = {code: draw(st.sampled_from(["full", "partial", "zero"])) for code in _CODES}
    maxima = {code: draw(st.none() | st.fractions(0, 20)) for code in _CODES}
    return [
        Listed(
            outcome, {code: maxima[code] for code in _CODES if outcomes[code] == outcome}, tuple(draw(st.lists(_SAID)))
        )
        for outcome in ("full", "partial", "zero")
    ]


@given(st.fractions(0, 120), any_lists())
def test_the_causes_of_a_publication_sum_to_what_is_missing(gap: Fraction, lists: list[Listed]) -> None:
    shares = rules.published(gap, lists)
    assert sum(share.points for share in shares) == gap
    assert all(share.points >= 0 for share in shares)


_NOTHING: dict[str, Any] = {
    "applicable": True,
    "determinable": True,
    "needs_figures": False,
    "has_figures": False,
    "pieces": 0,
    "undecided": 0,
    "reached": False,
    "accepted": False,
    "reasons": (),
}


@pytest.mark.parametrize(
    ("known", "cause"),
    [
        pytest.param({}, "no_evidence", id="nothing was posted"),
        pytest.param({"needs_figures": True}, "not_measured", id="the rule needs figures and has none"),
        pytest.param({"needs_figures": True, "has_figures": True}, "no_evidence", id="figures without a document"),
        pytest.param({"pieces": 1, "undecided": 1}, "undecided", id="one waits"),
        pytest.param({"pieces": 2, "undecided": 1, "reached": True}, "undecided", id="one waits beside a partial one"),
        pytest.param({"pieces": 1, "reached": True, "reasons": ("insufficient",)}, "partial", id="reached in part"),
        pytest.param({"pieces": 1, "accepted": True}, "not_implemented", id="accepted figures that give nothing"),
        pytest.param({"pieces": 1, "reasons": ("not_recognised",)}, "rejected", id="rejected"),
        pytest.param({"pieces": 1, "reasons": ("out_of_period",)}, "late", id="out of the period"),
        pytest.param({"pieces": 2, "reasons": ("out_of_period", "other")}, "rejected", id="late is not all of it"),
        pytest.param({"pieces": 1, "determinable": False, "accepted": True}, "not_determinable", id="b = 0"),
        pytest.param({"applicable": False, "pieces": 1, "undecided": 1}, "not_applicable", id="not applicable"),
    ],
)
def test_why_a_component_lacks_points(known: dict[str, Any], cause: str) -> None:
    assert rules.computed(Standing(**{**_NOTHING, **known})) == cause


@given(
    st.fractions(0, 100), st.lists(st.builds(Share, st.sampled_from(values.CAUSES), st.fractions(0, 20), st.just(())))
)
def test_what_is_rounded_away_goes_to_the_largest_share(gap: Fraction, shares: list[Share]) -> None:
    assert sum(share.points for share in rules.whole(gap, shares)) == gap
