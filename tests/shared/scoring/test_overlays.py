"""Simulations: supposing something changes what it is about and nothing else, and the engine computes the rest."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.evidence.values import Piece
from shared.frameworks import rule_kinds
from shared.frameworks.values import Former
from shared.scoring import overlays, rules
from shared.scoring.overlays import Decided
from shared.scoring.values import Inputs
from tests.shared.scoring import supposing
from tests.shared.scoring.builders import claim, find, inputs, piece, structure
from tests.shared.scoring.test_rules import any_inputs

CODES = [component.code for component in structure().components if component.rule.kind == "granted"]


def points(given_inputs: Inputs, column: str, code: str) -> Decimal:
    found = find(rules.compute(given_inputs), column, f"component:{code}").points
    assert found is not None
    return Decimal(found.numerator) / found.denominator


def test_a_supposed_claim_replaces_the_claim_and_none_lets_evidence_imply_one() -> None:
    before = inputs(claims=[claim("1.1", 2)], pieces=[piece("1.1")])
    assert points(supposing.with_claim(before, "1.1", Decimal(3)), "self", "1.1") == 3
    assert points(supposing.with_claim(before, "1.1", None), "self", "1.1") == 5
    assert points(before, "self", "1.1") == 2


@pytest.mark.parametrize(
    ("supposed", "expected", "waiting"),
    [
        (Decided("accept"), 5, 0),
        (Decided("partial", Decimal("1.5")), Decimal("1.5"), 0),
        (Decided("reject"), 0, 0),
        (None, 0, 1),
    ],
)
def test_a_supposed_decision_is_the_one_in_force(supposed: Decided | None, expected: Decimal, waiting: int) -> None:
    before = inputs(pieces=[piece("1.1", points=4)])
    after = supposing.with_decision(before, before.pieces[0].revision_id, "1.1", supposed)
    assert points(after, "verified", "1.1") == expected
    assert find(rules.compute(after), "verified", "component:1.1").undecided == waiting


def test_a_supposed_decision_is_of_today_not_carried_from_an_earlier_version() -> None:
    carried = dataclasses.replace(piece("1.1", points=4), former=Former(Decimal(8), rule_kinds.Granted()))
    before = inputs(pieces=[carried])
    after = supposing.with_decision(before, carried.revision_id, "1.1", Decided("partial", Decimal(3)))
    assert points(after, "verified", "1.1") == 3
    assert points(supposing.with_verified(before, "1.1", Decimal(1)), "verified", "1.1") == 1


def test_a_decision_concerns_one_revision_and_one_component() -> None:
    before = inputs(pieces=[piece("1.1"), piece("2.1"), piece("1.1", number=2)])
    after = supposing.with_decision(before, piece("1.1").revision_id, "1.1", Decided("accept"))
    assert [one.decision_id is None for one in after.pieces] == [False, True, True]


@pytest.mark.parametrize("decided", [[], [2], [5], [5, 0]])
@pytest.mark.parametrize("wanted", ["0", "3.5", "5"])
def test_points_that_are_supposed_replace_all_decisions(decided: list[int], wanted: str) -> None:
    pieces = [piece("1.1", number=number, points=given_points) for number, given_points in enumerate(decided)]
    waiting = piece("1.1", number=9)
    before = inputs(pieces=[*pieces, waiting])
    after = supposing.with_verified(before, "1.1", Decimal(wanted))
    assert points(after, "verified", "1.1") == Decimal(wanted)
    assert find(rules.compute(after), "verified", "component:1.1").undecided == 1
    assert points(after, "self", "1.1") == points(before, "self", "1.1")


def test_what_is_not_there_cannot_be_supposed() -> None:
    before = inputs(pieces=[piece("1.1")])
    revision = before.pieces[0].revision_id
    suppositions: list[Callable[[], Inputs]] = [
        lambda: supposing.with_claim(before, "9.9", Decimal(1)),
        lambda: supposing.with_verified(before, "9.9", Decimal(1)),
        lambda: supposing.with_decision(before, revision, "1.2", Decided("accept")),
        lambda: supposing.with_decision(before, uuid.UUID(int=7), "1.1", Decided("accept")),
    ]
    for suppose in suppositions:
        with pytest.raises(overlays.NotInInputs):
            suppose()


@given(any_inputs(), st.sampled_from(CODES), st.decimals(min_value=0, max_value=5, places=6))
def test_supposing_moves_one_component_and_its_sums(given_inputs: Inputs, code: str, wanted: Decimal) -> None:
    after = rules.compute(supposing.with_verified(given_inputs, code, wanted))
    before = rules.compute(given_inputs)
    for one, other in zip(before, after, strict=True):
        if one.node.startswith("component:") and one.node != f"component:{code}":
            assert (one.points, one.undecided) == (other.points, other.undecided)
    moved = find(after, "verified", "total").points or 0
    stood = find(before, "verified", "total").points or 0
    component = find(after, "verified", f"component:{code}").points or 0
    assert moved - stood == component - (find(before, "verified", f"component:{code}").points or 0)


@given(any_inputs(), st.lists(st.tuples(st.sampled_from(CODES), st.decimals(0, 5, places=6)), max_size=6))
def test_supposing_rejects_what_was_decided_and_adds_one_document(
    given_inputs: Inputs, supposed: list[tuple[str, Decimal]]
) -> None:
    found = expected = given_inputs
    for code, wanted in supposed:
        found = supposing.with_verified(found, code, wanted)
        maximum = overlays.component_of(expected, code).max_points
        expected = dataclasses.replace(expected, pieces=_supposed(expected.pieces, code, wanted, maximum))
    assert found == expected


def _supposed(pieces: Sequence[Piece], code: str, wanted: Decimal, maximum: Decimal) -> tuple[Piece, ...]:
    """Piece by piece, everything else as it was: order, and what a piece says beside its decision."""
    rejected: dict[str, Any] = {"verdict": "reject", "points": Decimal(0), "part": None, "values": {}, "former": None}
    of = overlays.supposed_id
    silenced = [
        dataclasses.replace(one, **rejected, decision_id=overlays.SILENCE)
        if one.component == code and one.decision_id
        else one
        for one in pieces
    ]
    revision = of("revision", code)
    verdict = "accept" if wanted == maximum else "partial" if wanted else "reject"
    return (*silenced, Piece(revision, code, of("decision", revision, code, ""), verdict, wanted))


@given(any_inputs())
def test_nothing_waits_once_everything_is_supposed(given_inputs: Inputs) -> None:
    lower = overlays.all_undecided(given_inputs, "rejected")
    upper = overlays.all_undecided(given_inputs, "accepted")
    for supposed in (lower, upper):
        assert all(one.decision_id is not None for one in supposed.pieces)
        decided = [one for one in given_inputs.pieces if one.decision_id is not None]
        assert [one for one in supposed.pieces if one in decided] == decided
    assert dataclasses.replace(lower, pieces=()) == dataclasses.replace(upper, pieces=())
