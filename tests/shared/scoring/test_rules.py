"""The engine: cases around each rule of docs/scoring.md, and properties that hold for any inputs."""

from __future__ import annotations

import dataclasses
import random
from decimal import Decimal
from fractions import Fraction

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.assessments.values import Claim
from shared.evidence.values import Piece
from shared.frameworks.values import Pillar
from shared.scoring import rules, snapshot
from shared.scoring.values import Inputs, Score
from tests.shared.scoring.builders import claim, find, inputs, piece, structure

SCORED = [component.code for component in structure().components if component.rule.kind == "granted"]


@pytest.mark.parametrize(
    ("claims", "pieces", "own", "verified", "undecided"),
    [
        pytest.param([], [], 0, 0, 0, id="open"),
        pytest.param([], [piece("1.1")], 5, 0, 1, id="evidence implies a claim of the maximum"),
        pytest.param([], [piece("1.1"), piece("1.1", number=2)], 5, 0, 2, id="two pieces imply one claim"),
        pytest.param([], [piece("1.1", points=5)], 5, 5, 0, id="accepted"),
        pytest.param([], [piece("1.1", points=2), piece("1.1", number=2, points=3)], 5, 3, 0, id="pieces never add up"),
        pytest.param([], [piece("1.1", points=0)], 5, 0, 0, id="rejected, the claim stands"),
        pytest.param([claim("1.1", 0)], [piece("1.1", points=4)], 0, 4, 0, id="an explicit claim wins over evidence"),
        pytest.param([claim("1.1", 2)], [], 2, 0, 0, id="a claim without evidence"),
    ],
)
def test_component(claims: list[Claim], pieces: list[Piece], own: int, verified: int, undecided: int) -> None:
    scores = rules.compute(inputs(claims=claims, pieces=pieces))
    assert find(scores, "self", "component:1.1").points == own
    assert find(scores, "verified", "component:1.1").points == verified
    assert find(scores, "verified", "component:1.1").undecided == undecided


def test_sums_of_index_pillar_and_total() -> None:
    scores = rules.compute(inputs(pieces=[piece("1.1", points=5), piece("2.2", number=2, points=Decimal("2.5"))]))
    assert find(scores, "verified", "index:1").value == Fraction(1, 2)
    assert find(scores, "verified", "index:2").value == Fraction(1, 8)
    assert find(scores, "verified", "pillar:government").value == Fraction(1, 4)
    assert find(scores, "verified", "total").points == Fraction(15, 2)
    assert find(scores, "verified", "total").certainty == "provisional"


def test_weight_zero_stays_zero() -> None:
    scores = rules.compute(inputs(pieces=[piece("3.1", points=0)]))
    index = find(scores, "verified", "index:3")
    assert _points(index) == 0
    assert index.max_points == 0
    assert index.value is None
    assert find(scores, "self", "component:3.1").points == 0


def test_a_revision_that_serves_two_components_waits_once() -> None:
    both = [piece("1.1"), piece("2.1")]
    scores = rules.compute(inputs(pieces=both))
    assert find(scores, "verified", "index:1").undecided == 1
    assert find(scores, "verified", "index:2").undecided == 1
    assert find(scores, "verified", "total").undecided == 1


def test_the_basis_names_the_winning_decision() -> None:
    scores = rules.compute(inputs(pieces=[piece("1.1", points=1), piece("1.1", number=2, points=3)]))
    basis = find(scores, "verified", "component:1.1").basis
    assert basis["decision"] == str(piece("1.1", number=2, points=3).decision_id)
    assert basis["decisions_in_force"] == 2


@st.composite
def any_inputs(draw: st.DrawFn) -> Inputs:
    """Claims and pieces within the maxima, in any number and order."""
    maxima = {component.code: component.max_points for component in structure().components}
    codes = st.sampled_from(SCORED)
    claims = {code: claim(code, draw(_up_to(maxima[code]))) for code in draw(st.sets(codes))}
    pieces = [
        piece(code, number=number, points=draw(st.none() | _up_to(maxima[code])))
        for number, code in enumerate(draw(st.lists(codes, max_size=12)))
    ]
    return inputs(claims=list(claims.values()), pieces=pieces)


def _up_to(maximum: Decimal) -> st.SearchStrategy[Decimal]:
    return st.decimals(min_value=0, max_value=maximum, places=6, allow_nan=False, allow_infinity=False)


def _points(score: Score) -> Fraction:
    assert score.points is not None
    return score.points


@given(any_inputs())
def test_points_stay_between_zero_and_the_maximum(given_inputs: Inputs) -> None:
    for score in rules.compute(given_inputs):
        assert score.max_points is not None
        assert 0 <= _points(score) <= score.max_points


@given(any_inputs(), st.randoms(use_true_random=False))
def test_independent_of_order(given_inputs: Inputs, shuffle: random.Random) -> None:
    claims, pieces = list(given_inputs.claims), list(given_inputs.pieces)
    shuffle.shuffle(claims)
    shuffle.shuffle(pieces)
    assert rules.compute(inputs(claims=claims, pieces=pieces)) == rules.compute(given_inputs)


@given(any_inputs(), st.sampled_from(SCORED))
def test_one_more_acceptance_never_costs_points(given_inputs: Inputs, code: str) -> None:
    more = [*given_inputs.pieces, piece(code, number=99, points=1)]
    before, after = rules.compute(given_inputs), rules.compute(inputs(claims=given_inputs.claims, pieces=more))
    for one, other in zip(before, after, strict=True):
        if one.column == "verified":
            assert _points(other) >= _points(one)


@given(any_inputs())
def test_the_whole_is_the_sum_of_its_parts(given_inputs: Inputs) -> None:
    scores = rules.compute(given_inputs)
    for column in ("self", "verified"):
        leaves = [score for score in scores if score.column == column and score.node.startswith("component:")]
        indices = [score for score in scores if score.column == column and score.node.startswith("index:")]
        total = _points(find(scores, column, "total"))
        assert sum(map(_points, leaves)) == sum(map(_points, indices)) == total


@given(any_inputs())
def test_a_decision_never_changes_self(given_inputs: Inputs) -> None:
    undecided = [piece(one.component, number=number) for number, one in enumerate(given_inputs.pieces)]
    decided = [piece(one.component, number=number, points=0) for number, one in enumerate(given_inputs.pieces)]
    claims = given_inputs.claims
    own = [_own(rules.compute(inputs(claims=claims, pieces=pieces))) for pieces in (undecided, decided)]
    assert own[0] == own[1]


def _own(scores: list[Score]) -> list[Fraction]:
    return [_points(score) for score in scores if score.column == "self"]


@given(any_inputs())
def test_a_snapshot_computes_the_same(given_inputs: Inputs) -> None:
    """Replay: what a run stored gives its scores again, and equal inputs have equal hashes."""
    taken = snapshot.dump(given_inputs)
    replayed = snapshot.load(orjson.loads(taken.structure), orjson.loads(taken.inputs))
    assert rules.compute(replayed) == rules.compute(given_inputs)
    assert snapshot.dump(replayed) == taken


@pytest.mark.parametrize(
    ("share", "value", "certainty"), [("0.4", Fraction(1, 25), "provisional"), (None, None, "unknown")]
)
def test_a_total_of_weighted_pillars(share: str | None, value: Fraction | None, certainty: str) -> None:
    """1726: Σ share × pillar value; with an unknown share the total is unknown, never 0."""
    over = structure(method="weighted_pillars", share=share)
    total = find(rules.compute(inputs(pieces=[piece("1.1", points=3)], over=over)), "verified", "total")
    assert (total.value, total.certainty) == (value, certainty)


def test_a_pillar_without_known_indices_has_no_score() -> None:
    over = dataclasses.replace(structure(), pillars=(Pillar("economy", "Kinh tế số", (), Decimal(300), None),))
    assert not [score for score in rules.compute(inputs(over=over)) if score.node.startswith("pillar:")]
