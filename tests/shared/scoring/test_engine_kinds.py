"""The engine over every kind of rule: golden cases in both columns, and what holds whatever is claimed and decided."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.assessments.values import Claim
from shared.evidence.values import Piece
from shared.frameworks import rule_kinds
from shared.frameworks.values import Former
from shared.scoring import rules, snapshot
from shared.scoring.values import Inputs, Score
from tests.shared.frameworks.rule_kinds import examples
from tests.shared.scoring import kinds
from tests.shared.scoring.builders import find


def _pair(code: str, *, claims: list[Claim] | None = None, pieces: list[Piece] | None = None, **more: Any) -> list[Any]:
    found = rules.compute(kinds.inputs(claims=claims, pieces=pieces, **more))
    return [find(found, column, f"component:{code}").points for column in ("self", "verified")]


@pytest.mark.parametrize(
    ("code", "claims", "pieces", "expected"),
    [
        pytest.param("1.1", [], [kinds.waiting("1.1")], [10, 0], id="yes/no: evidence implies the maximum"),
        pytest.param("1.2", [], [kinds.waiting("1.2")], [0, 0], id="steps: evidence implies nothing"),
        pytest.param("1.3", [], [kinds.waiting("1.3")], [0, 0], id="ratio: evidence implies nothing"),
        pytest.param("1.1", [kinds.claim("1.1", met=False)], [kinds.waiting("1.1")], [0, 0], id="yes/no: not met"),
        pytest.param("1.2", [kinds.claim("1.2", step="deputy")], [], [5, 0], id="steps: a deputy is half"),
        pytest.param(
            "1.3",
            [kinds.claim("1.3", numerator=1, denominator=3)],
            [kinds.decided("1.3", numerator=1, denominator=4)],
            [Fraction(10, 3), Fraction(5, 2)],
            id="ratio: claimed a third, found a quarter",
        ),
        pytest.param(
            "1.4",
            [kinds.claim("1.4", value=4)],
            [kinds.decided("1.4", value=2), kinds.decided("1.4", number=2, value=3)],
            [20, 15],
            id="tiers: the largest decision, never the sum",
        ),
        pytest.param("1.4", [], [kinds.decided("1.4", 0, verdict="reject", value=4)], [0, 0], id="rejected: 0"),
        pytest.param(
            "2.1",
            [kinds.claim("2.1", parts={"attends": {"met": True}, "chairs": {"value": 4}})],
            [kinds.decided("2.1", part="attends", met=True), kinds.decided("2.1", number=2, part="chairs", value=2)],
            [8, 6],
            id="parts add up",
        ),
        pytest.param(
            "2.1",
            [],
            [kinds.decided("2.1", part="chairs", value=1), kinds.decided("2.1", number=2, part="chairs", value=2)],
            [0, 2],
            id="of one part the largest",
        ),
        pytest.param(
            "2.1",
            [],
            [kinds.decided("2.1", 3), kinds.decided("2.1", number=2, part="attends", met=True)],
            [0, 4],
            id="one decision on the whole, one on a part: the larger",
        ),
        pytest.param(
            "2.3", [kinds.claim("2.3", 7)], [kinds.decided("2.3", 4, verdict="partial")], [7, 4], id="granted"
        ),
    ],
)
def test_points_of_a_component(code: str, claims: list[Claim], pieces: list[Piece], expected: list[Any]) -> None:
    assert _pair(code, claims=claims, pieces=pieces) == expected


def test_normalised_by_the_best_of_the_peers_in_its_own_column() -> None:
    claims = [kinds.claim("2.2", numerator=1, denominator=2)]
    assert _pair("2.2", claims=claims, bests={"2.2": Fraction(1, 2)}) == [12, 0]
    pieces = [kinds.decided("2.2", numerator=1, denominator=4)]
    assert _pair("2.2", claims=claims, pieces=pieces, bests={"2.2": Fraction(3, 4)}) == [8, 4]


@pytest.mark.parametrize(
    ("code", "values"),
    [("1.3", {"numerator": 0, "denominator": 0}), ("2.2", {"numerator": 1, "denominator": 2})],
    ids=["nothing to measure", "no best ratio"],
)
def test_what_cannot_be_determined_is_null_and_said_in_every_sum(code: str, values: dict[str, Any]) -> None:
    found = rules.compute(kinds.inputs(claims=[kinds.claim(code, **values), kinds.claim("2.3", 7)]))
    leaf = find(found, "self", f"component:{code}")
    assert (leaf.points, leaf.value, leaf.not_determinable) == (None, None, True)
    for node in (f"index:{code[0]}", "pillar:government", "total"):
        assert find(found, "self", node).not_determinable
        assert not find(found, "verified", node).not_determinable
    assert find(found, "self", "total").points == 7


def test_a_figure_that_can_be_determined_wins_over_one_that_cannot() -> None:
    pieces = [
        kinds.decided("1.3", numerator=0, denominator=0),
        kinds.decided("1.3", number=2, numerator=1, denominator=2),
    ]
    found = find(rules.compute(kinds.inputs(pieces=pieces)), "verified", "component:1.3")
    assert (found.points, found.not_determinable) == (Fraction(5), False)
    assert found.basis["decision"] == str(pieces[1].decision_id)


def test_the_basis_says_what_was_applied() -> None:
    found = find(
        rules.compute(kinds.inputs(pieces=[kinds.decided("1.3", numerator=1, denominator=3)])),
        "verified",
        "component:1.3",
    )
    assert found.basis["how"] == {"ratio": "1/3", "share": "1/3"}
    parts = [kinds.decided("2.1", part="attends", met=True), kinds.decided("2.1", number=2, part="chairs", value=3)]
    basis = find(rules.compute(kinds.inputs(pieces=parts)), "verified", "component:2.1").basis
    assert {code: one["points"] for code, one in basis["parts"].items()} == {"attends": "4", "chairs": "3"}
    assert basis["parts"]["chairs"]["decision"] == str(parts[1].decision_id)


# Not applicable: index 1 is 10 + 10 + 10 + 20; without 1.4 the others are 30 of 50, or 50 of 50 in proportion.
FULL = [kinds.claim("1.1", met=True), kinds.claim("1.2", step="head")]


def test_excluded_the_maximum_leaves_index_pillar_and_total() -> None:
    found = rules.compute(kinds.inputs(claims=FULL, exempt=["1.4"], over=kinds.structure("excluded")))
    assert [_said(find(found, "self", node)) for node in ("index:1", "total")] == [[20, 30], [20, 60]]
    assert find(found, "self", "pillar:government").max_points == 60
    assert find(found, "self", "index:1").value == Fraction(2, 3)
    assert find(found, "self", "component:1.4").basis.keys() == {"not_applicable"}


def test_redistributed_the_others_count_for_more_and_sum_to_the_weight() -> None:
    found = rules.compute(kinds.inputs(claims=FULL, exempt=["1.4"], over=kinds.structure("redistributed")))
    maxima = [find(found, "self", f"component:{code}").max_points for code in ("1.1", "1.2", "1.3", "1.4")]
    assert maxima == [Fraction("16.666666"), Fraction("16.666666"), Fraction("16.666668"), 0]
    assert find(found, "self", "index:1").max_points == 50
    assert find(found, "self", "total").max_points == 80
    assert find(found, "self", "index:1").points == Fraction("33.333332")


def test_redistributed_a_granted_share_grows_with_its_maximum() -> None:
    pieces = [kinds.decided("2.3", 4, verdict="partial")]
    over = kinds.structure("redistributed")
    found = find(
        rules.compute(kinds.inputs(pieces=pieces, exempt=["2.1", "2.2"], over=over)), "verified", "component:2.3"
    )
    assert _said(found) == [12, 30]
    assert "how" not in found.basis


def test_where_a_whole_index_does_not_apply_there_is_nothing_to_spread_over() -> None:
    over = kinds.structure("redistributed")
    found = rules.compute(kinds.inputs(exempt=["2.1", "2.2", "2.3"], over=over))
    index = find(found, "self", "index:2")
    assert _said(index) == [0, 0]
    assert index.value is None
    assert find(found, "self", "total").max_points == 50


def test_evidence_for_what_does_not_apply_waits_for_nobody() -> None:
    found = rules.compute(kinds.inputs(pieces=[kinds.waiting("1.4")], exempt=["1.4"], over=kinds.structure("excluded")))
    assert all(score.undecided == 0 for score in found)


# What was made under an earlier version.
def test_a_partial_decision_of_an_earlier_version_keeps_its_share() -> None:
    former = Former(Decimal(5), rule_kinds.Granted())
    found = rules.compute(kinds.inputs(pieces=[kinds.decided("2.3", 2, verdict="partial", former=former)]))
    score = find(found, "verified", "component:2.3")
    assert score.points == 4
    assert score.basis["how"] == {"carried": {"points": "2", "max_points": "5"}}


def test_values_of_an_earlier_version_are_read_by_the_new_rule_where_they_fit() -> None:
    fitting = Former(Decimal(5), rule_kinds.parse(examples.RATIO))
    assert _pair("1.3", pieces=[kinds.decided("1.3", Decimal("2.5"), former=fitting, numerator=1, denominator=2)]) == [
        0,
        5,
    ]
    other = Former(Decimal(5), rule_kinds.parse(examples.STEPS))
    assert _pair("1.3", pieces=[kinds.decided("1.3", Decimal("2.5"), former=other, step="deputy")]) == [0, 5]
    assert _pair("1.3", claims=[kinds.claim("1.3", 1, former=other, step="deputy")]) == [2, 0]


def test_parts_of_an_earlier_version_keep_their_shares_where_there_are_no_parts_any_more() -> None:
    former = Former(Decimal(4), rule_kinds.parse(examples.PARTS))
    pieces = [
        kinds.decided("2.3", 2, former=former, part="attends", met=True),
        kinds.decided("2.3", 1, number=2, former=former, part="chairs", value=2),
    ]
    assert _pair("2.3", pieces=pieces) == [10, Fraction(15, 2)]


@given(kinds.any_inputs())
def test_points_stay_between_zero_and_the_maximum(given_inputs: Inputs) -> None:
    for score in rules.compute(given_inputs):
        assert score.max_points is not None
        assert score.points is None or 0 <= score.points <= score.max_points
        assert score.points is not None or score.not_determinable


@given(kinds.any_inputs(), st.randoms(use_true_random=False))
def test_independent_of_order(given_inputs: Inputs, shuffle: random.Random) -> None:
    turned = {name: list(getattr(given_inputs, name)) for name in ("claims", "pieces", "exemptions", "bests")}
    for one in turned.values():
        shuffle.shuffle(one)
    other = Inputs(given_inputs.structure, **{name: tuple(one) for name, one in turned.items()})
    assert rules.compute(other) == rules.compute(given_inputs)


@given(kinds.any_inputs())
def test_the_whole_is_the_sum_of_its_parts(given_inputs: Inputs) -> None:
    found = rules.compute(given_inputs)
    for column in ("self", "verified"):
        leaves = [one for one in found if one.column == column and one.node.startswith("component:")]
        total = find(found, column, "total")
        assert sum((one.points for one in leaves if one.points is not None), Fraction(0)) == total.points
        assert sum((_maximum(one) for one in leaves), Fraction(0)) == total.max_points


@given(kinds.any_inputs())
def test_a_decision_never_changes_self(given_inputs: Inputs) -> None:
    waits = tuple(kinds.waiting(one.component, number=number) for number, one in enumerate(given_inputs.pieces))
    undecided = replace(given_inputs, pieces=waits)
    own = [[one.points for one in rules.compute(given) if one.column == "self"] for given in (given_inputs, undecided)]
    assert own[0] == own[1]


@given(kinds.any_inputs(), st.sampled_from(kinds.SCORED))
def test_one_more_acceptance_never_costs_points(given_inputs: Inputs, code: str) -> None:
    more = replace(given_inputs, pieces=(*given_inputs.pieces, kinds.decided(code, 1, number=99)))
    for one, other in zip(rules.compute(given_inputs), rules.compute(more), strict=True):
        if one.column == "verified":
            assert (other.points or 0) >= (one.points or 0)


@given(kinds.any_inputs())
def test_a_snapshot_computes_the_same(given_inputs: Inputs) -> None:
    taken = snapshot.dump(given_inputs)
    replayed = snapshot.load(orjson.loads(taken.structure), orjson.loads(taken.inputs))
    assert rules.compute(replayed) == rules.compute(given_inputs)
    assert snapshot.dump(replayed) == taken


def _maximum(score: Score) -> Fraction:
    assert score.max_points is not None
    return score.max_points


def _said(score: Score) -> list[Any]:
    return [score.points, score.max_points]
