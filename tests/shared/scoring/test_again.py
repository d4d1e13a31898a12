"""Figures that nothing touches are kept: the short way gives, figure by figure, what the engine computes of it all."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.evidence.values import Verdict
from shared.frameworks import rule_kinds
from shared.frameworks.values import Component, Former, Pillar, Structure
from shared.scoring import overlays, rules
from shared.scoring.values import Inputs
from tests.shared.frameworks.rule_kinds import examples
from tests.shared.scoring import kinds
from tests.shared.scoring.builders import find

_FORMER = st.builds(
    Former,
    st.sampled_from([Decimal(0), Decimal(5), Decimal("7.5")]),
    st.sampled_from([rule_kinds.parse(one) for one in (examples.GRANTED, examples.RATIO, examples.PARTS)]),
)
_MAYBE_FORMER = st.none() | _FORMER


@st.composite
def _structures(draw: st.DrawFn) -> Structure:
    """One component of every kind under pillars that share main indices, and every way to a total."""
    of = st.lists(st.sampled_from([1, 2, 3]), unique=True).map(tuple)
    maxima, shares = (st.none() | st.decimals(0, most, places=2) for most in (80, 1))
    return replace(
        kinds.structure(draw(st.sampled_from([None, "excluded", "redistributed"]))),
        total_method=draw(st.sampled_from(["sum_of_points", "weighted_pillars", "unknown"])),
        total_points=draw(st.none() | st.decimals(0, 100, places=1)),
        pillars=tuple(
            Pillar(code, code, draw(of), draw(maxima), draw(shares)) for code in ("government", "economy", "society")
        ),
    )


@st.composite
def _inputs(draw: st.DrawFn, over: Structure) -> Inputs:
    """Of every kind, in any number; some of it said under an earlier version, and some for what there is not."""
    found = draw(kinds.any_inputs())
    return replace(
        found,
        structure=over,
        claims=tuple(replace(one, former=draw(_MAYBE_FORMER)) for one in found.claims),
        pieces=(
            *(replace(one, former=None if one.decision_id is None else draw(_MAYBE_FORMER)) for one in found.pieces),
            *draw(st.lists(st.just(kinds.waiting("9.9", number=99)), max_size=1)),
        ),
    )


@st.composite
def _supposed(draw: st.DrawFn, start: Inputs) -> Inputs:
    """Some claims, decisions and documents laid over inputs."""
    sheet = overlays.Sheet(start)
    codes = st.sampled_from(kinds.SCORED)
    for code in draw(st.lists(codes, max_size=3)):
        sheet.verify(code, *draw(_said(sheet.components[code])))
    for code in draw(st.lists(codes, max_size=2)):
        sheet.claim(code, *draw(_said(sheet.components[code]) | st.just((None, {}))))
    served = [one for one in start.pieces if one.component in kinds.SCORED]
    for piece in draw(st.lists(st.sampled_from(served), max_size=2)) if served else ():
        points, values = draw(_said(sheet.components[piece.component]))
        part = draw(st.none() | st.sampled_from(["attends", "chairs", "gone"])) if piece.component == "2.1" else None
        verdict: Verdict = draw(st.sampled_from(["accept", "partial", "reject"]))
        decided = overlays.Decided(verdict, Decimal(1) if part else points, {} if part else values, part)
        sheet.decide(piece.revision_id, piece.component, draw(st.none() | st.just(decided)))
    return sheet.inputs()


def _said(component: Component) -> st.SearchStrategy[tuple[Decimal | None, dict[str, Any]]]:
    no_values: dict[str, Any] = {}
    points = st.tuples(st.decimals(0, component.max_points, places=6), st.just(no_values))
    if not component.rule.inputs():
        return points
    return points | st.tuples(st.none(), examples.answers(component.rule).map(rule_kinds.stored))


@given(st.data())
def test_it_is_what_the_engine_computes(data: st.DataObject) -> None:
    """Every word of every figure, what it rests on included; and of what is supposed of nothing the very same."""
    start = data.draw(_inputs(data.draw(_structures())))
    supposed = data.draw(_supposed(start))
    scores = rules.compute(start)
    assert rules.again(start, scores, supposed) == rules.compute(supposed)
    assert all(map(lambda one, other: one is other, rules.again(start, scores, replace(start)), scores))


@given(st.data())
def test_whatever_the_other_inputs_are(data: st.DataObject) -> None:
    """Also of inputs that nobody laid over the first: other claims, pieces in another order, fewer of them."""
    over = data.draw(_structures())
    start, other = data.draw(_inputs(over)), data.draw(_inputs(over))
    some = data.draw(st.lists(st.sampled_from(start.pieces), unique_by=id)) if start.pieces else []
    mixed = replace(start, claims=other.claims, pieces=(*some, *other.pieces))
    for supposed in (other, mixed):
        assert rules.again(start, rules.compute(start), supposed) == rules.compute(supposed)


def test_what_is_not_touched_keeps_its_figure() -> None:
    start = kinds.inputs(claims=[kinds.claim("1.1", met=True)], pieces=[kinds.decided("2.3", 4), kinds.waiting("1.2")])
    sheet = overlays.Sheet(start)
    sheet.verify("1.2", Decimal(5))
    before = rules.compute(start)
    after = rules.again(start, before, sheet.inputs())
    kept = {one.node for one, other in zip(after, before, strict=True) if one is other}
    assert kept.isdisjoint({"component:1.2", "index:1", "pillar:government", "total"})
    assert kept >= {"component:1.1", "component:2.3", "index:2", "index:3"}


_OTHERS: dict[str, Callable[[Inputs], Inputs]] = {
    "exemptions": lambda start: replace(start, exemptions=kinds.inputs(exempt=["1.4"]).exemptions),
    "bests": lambda start: replace(start, bests=()),
    "structure": lambda start: replace(start, structure=kinds.structure("redistributed")),
}


@pytest.mark.parametrize("change", _OTHERS.values(), ids=_OTHERS)
def test_what_everything_rests_on_makes_everything_new(change: Callable[[Inputs], Inputs]) -> None:
    over = kinds.structure("excluded")
    claims = [kinds.claim("1.1", met=True), kinds.claim("2.2", numerator=1, denominator=4)]
    start = kinds.inputs(claims=claims, bests={"2.2": Fraction(1, 2)}, exempt=["1.3"], over=over)
    supposed = change(start)
    assert rules.again(start, rules.compute(start), supposed) == rules.compute(supposed) != rules.compute(start)


def test_evidence_for_what_there_is_not_waits_in_the_total() -> None:
    start = kinds.inputs()
    stray = replace(kinds.waiting("9.9"), revision_id=uuid.UUID(int=9))
    supposed = replace(start, pieces=(stray,))
    found = rules.again(start, rules.compute(start), supposed)
    assert [find(found, "verified", node).undecided for node in ("total", "index:1")] == [1, 0]
