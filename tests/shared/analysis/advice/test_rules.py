"""Advice keeps its promise in the engine itself, and no smaller set of changes reaches what a plan reaches."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.analysis.advice import rules
from shared.analysis.advice.values import Effort, Gain, Peers, Plan, Prospect
from shared.analysis.field import rules as field
from shared.scoring import rules as engine
from shared.scoring.values import Inputs
from tests.shared.analysis.gaps import test_computed
from tests.shared.scoring.builders import find, inputs, piece, structure

TOTALS = {
    "sum_of_points": structure(weights=(9, 21, 0), parts=3),
    "weighted_pillars": structure(weights=(9, 21, 0), parts=3, method="weighted_pillars", share="0.4"),
}


@st.composite
def any_inputs(draw: st.DrawFn) -> Inputs:
    """Decided and undecided pieces over a framework that sums points or one that weighs pillars."""
    over = TOTALS[draw(st.sampled_from(sorted(TOTALS)))]
    scored = {component.code: component.max_points for component in over.components if component.max_points}
    pieces = [
        piece(code, number=number, points=draw(st.none() | st.decimals(0, scored[code], places=6)))
        for number, code in enumerate(draw(st.lists(st.sampled_from(sorted(scored)), max_size=8)))
    ]
    return inputs(pieces=pieces, over=over)


def _total(of: Inputs) -> tuple[Fraction | None, Fraction | None]:
    total = find(engine.compute(of), "verified", "total")
    return total.points, total.value


@given(any_inputs(), st.integers(0, 9))
@settings(max_examples=60)
def test_the_first_k_bring_exactly_what_was_promised(given_inputs: Inputs, k: int) -> None:
    prospect = rules.prospect(given_inputs)
    chosen = rules.ordered(prospect.gains, {})[:k]
    points, value = _total(rules.at_maximum(given_inputs, [gain.component for gain in chosen]))
    assert prospect.value is not None
    assert value == prospect.value + sum(gain.value for gain in chosen)
    if prospect.points is not None:
        assert points == prospect.points + sum(gain.points for gain in chosen)


@given(test_computed.any_inputs(), st.integers(0, 6))
@settings(max_examples=60)
def test_the_promise_holds_for_every_kind_of_rule_and_for_what_does_not_apply(given_inputs: Inputs, k: int) -> None:
    prospect = rules.prospect(given_inputs)
    chosen = rules.ordered(prospect.gains, {})[:k]
    points, value = _total(rules.at_maximum(given_inputs, [gain.component for gain in chosen]))
    assert (prospect.points is None) == (points is None)
    assert points == (prospect.points or 0) + sum(gain.points for gain in chosen)
    if prospect.value is not None:
        assert value == prospect.value + sum(gain.value for gain in chosen)
    exempt = {exemption.component for exemption in given_inputs.exemptions}
    assert not exempt & {gain.component for gain in prospect.gains}


@given(any_inputs())
@settings(max_examples=40)
def test_each_alone_brings_its_own_points_and_all_bring_the_maximum(given_inputs: Inputs) -> None:
    prospect = rules.prospect(given_inputs)
    for gain in prospect.gains:
        node = f"component:{gain.component}"
        before = find(engine.compute(given_inputs), "verified", node).points
        after = find(engine.compute(rules.at_maximum(given_inputs, [gain.component])), "verified", node)
        assert (after.points, gain.points) == (after.max_points, (after.points or 0) - (before or 0))
    everything = rules.at_maximum(given_inputs, [gain.component for gain in prospect.gains])
    for score in engine.compute(everything):
        if score.column == "verified" and score.points is not None:
            assert score.points == score.max_points


def _gains(values: Sequence[Fraction | int]) -> list[Gain]:
    return [Gain(f"1.{n}", n, Fraction(value), Fraction(value)) for n, value in enumerate(values, start=1)]


def _fewest(values: Sequence[Fraction], lacks: Fraction) -> int | None:
    """By trying every subset."""
    return next(
        (
            size
            for size in range(len(values) + 1)
            if any(sum(chosen, Fraction(0)) >= lacks for chosen in itertools.combinations(values, size))
        ),
        None,
    )


@given(st.lists(st.fractions("1/1000", 5), max_size=8), st.fractions(0, 10), st.fractions(0, 30))
def test_no_smaller_set_reaches_the_total(values: list[Fraction], own: Fraction, wanted: Fraction) -> None:
    plan = rules.to_total(Prospect(own, own, Fraction(100), ()), wanted, _gains(values))
    fewest = _fewest(values, wanted - own)
    assert plan.status == ("unreachable" if fewest is None else "reachable" if fewest else "reached")
    assert len(plan.changes) == (fewest or 0)
    if plan.changes:
        assert plan.needed is not None
        assert own + sum(gain.value for gain in plan.changes[:-1]) + plan.needed == wanted
        assert 0 < plan.needed <= plan.changes[-1].points


@given(
    st.lists(st.fractions("1/1000", 5), max_size=6),
    st.fractions(0, 10),
    st.lists(st.fractions(0, 20), min_size=1, max_size=6),
    st.integers(1, 8),
)
def test_no_smaller_set_reaches_the_rank(
    values: list[Fraction], own: Fraction, others: list[Fraction], wanted: int
) -> None:
    peers = Peers(tuple(field.printed(other, 2) for other in others), len(others), 2)
    plan = rules.to_rank(Prospect(own, own, Fraction(100), ()), wanted, peers, _gains(values))

    def place(changed: Sequence[Fraction]) -> int:
        return rules.rank(own + sum(changed), peers) or 0

    sizes = [
        size
        for size in range(len(values) + 1)
        if any(place(chosen) <= wanted for chosen in itertools.combinations(values, size))
    ]
    assert plan.status == ("unreachable" if not sizes else "reachable" if sizes[0] else "reached")
    assert len(plan.changes) == (sizes[0] if sizes else 0)
    if plan.changes:
        reached = own + sum(gain.value for gain in plan.changes)
        assert (rules.rank(reached, peers) or 0) <= wanted


def test_a_tie_is_as_good_as_the_rank_itself() -> None:
    """1, 2, 2, 4: who equals the second is second."""
    peers = Peers((Fraction(9), Fraction(7), Fraction(5)), 3, 1)
    plan = rules.to_rank(Prospect(Fraction(4), Fraction(4), None, ()), 2, peers, _gains([3]))
    assert (plan.status, plan.threshold, plan.needed) == ("reachable", Fraction("6.95"), Fraction("2.95"))
    assert rules.rank(Fraction(7), peers) == rules.rank(Fraction("6.95"), peers) == 2
    assert rules.rank(Fraction("6.9499"), peers) == 3


@pytest.mark.parametrize(
    ("prospect", "peers", "expected"),
    [
        (
            Prospect(None, None, None, ()),
            Peers((Fraction(1),), 1, 1),
            Plan("unknown", "total_unknown", Fraction("0.95")),
        ),
        (Prospect(None, Fraction(0), None, ()), Peers((Fraction(1),), 2, 1), Plan("unknown", "peers_unknown", None)),
        (Prospect(None, Fraction(0), None, ()), Peers((), 0, 1), Plan("unknown", "peers_unknown", None)),
    ],
    ids=["own total unknown", "one of the others unknown", "nobody known"],
)
def test_what_is_not_known_is_said(prospect: Prospect, peers: Peers, expected: Plan) -> None:
    assert rules.to_rank(prospect, 1, peers, []) == expected


def test_the_order_is_points_then_the_least_known_effort() -> None:
    gains = _gains([1, 2, 2, 2, 2])
    efforts = {
        "1.2": Effort(2, 1, waits=False),
        "1.3": Effort(None, None, waits=True),
        "1.4": Effort(None, None, waits=False),
        "1.5": Effort(None, 1, waits=False),
    }
    shown = rules.ordered(gains, efforts)
    assert [gain.component for gain in shown] == ["1.3", "1.5", "1.2", "1.4", "1.1"]
    assert [gain.effort.steps for gain in shown] == [1, 1, 3, None, None]
