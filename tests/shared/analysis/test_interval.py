"""The bounds of a score: whatever is decided on what waits, in whichever order, the score ends inside."""

from __future__ import annotations

import dataclasses
import uuid
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.analysis.field import rules as ranking
from shared.analysis.field.values import Field, Other, Reach
from shared.analysis.interval import rules as interval
from shared.evidence.values import Verdict
from shared.scoring import rules
from shared.scoring.overlays import Decided
from shared.scoring.values import Inputs, Score
from tests.shared.scoring import kinds, supposing
from tests.shared.scoring.builders import find, inputs, piece, structure
from tests.shared.scoring.test_rules import any_inputs

MAXIMA = {component.code: component.max_points for component in structure().components}
VERDICTS: tuple[Verdict, ...] = ("accept", "partial", "reject")


@st.composite
def any_decisions(draw: st.DrawFn, start: Inputs) -> Inputs:
    """A sequence of decisions on what waited at the start: some of it, in any order, some of it again and again."""
    waiting = [(one.revision_id, one.component) for one in start.pieces if one.decision_id is None]
    decided = start
    for revision, component in draw(st.lists(st.sampled_from(waiting), max_size=12)) if waiting else []:
        verdict = draw(st.sampled_from(VERDICTS))
        points = None
        if verdict == "partial":
            points = draw(st.decimals(min_value=Decimal("0.000001"), max_value=MAXIMA[component], places=6))
        decided = supposing.with_decision(decided, revision, component, Decided(verdict, points))
    return decided


@given(st.data())
def test_however_it_is_decided_every_figure_ends_inside(data: st.DataObject) -> None:
    start = data.draw(any_inputs())
    ended = {one.node: one for one in rules.compute(data.draw(any_decisions(start))) if one.column == "verified"}
    for bounds in interval.bounds(start, rules.compute(start)):
        assert points(bounds.lower) <= points(ended[bounds.now.node]) <= points(bounds.upper)
        assert points(bounds.lower) <= points(bounds.now) <= points(bounds.upper)


@st.composite
def decided_on(draw: st.DrawFn) -> tuple[Inputs, Inputs]:
    """Inputs of every kind of rule, and the same after decisions on some of what waits, often several."""
    start = draw(kinds.any_inputs())
    components = {component.code: component for component in start.structure.components}
    ended = []
    for one in start.pieces:
        if one.decision_id is not None or draw(st.booleans()):
            ended.append(one)
            continue
        for number in range(draw(st.integers(1, 3))):
            decision = kinds._decision(draw, components[one.component], number)
            ended.append(dataclasses.replace(decision, revision_id=one.revision_id))
    return start, dataclasses.replace(start, pieces=tuple(ended))


@given(decided_on())
def test_so_it_is_under_every_kind_of_rule(pair: tuple[Inputs, Inputs]) -> None:
    """Figures that cannot be determined, parts decided one by one, components that do not apply: still inside."""
    start, ended = pair
    final = {one.node: one for one in rules.compute(ended) if one.column == "verified"}
    for bounds in interval.bounds(start, rules.compute(start)):
        end = final[bounds.now.node]
        assert known(bounds.lower) <= known(end) <= known(bounds.upper), bounds.now.node
        assert known(bounds.lower) <= known(bounds.now) <= known(bounds.upper)


@given(any_inputs())
def test_both_bounds_are_reached(start: Inputs) -> None:
    """They are no wider than need be: rejecting or accepting everything, one by one, ends exactly there."""
    by_node = {one.now.node: one for one in interval.bounds(start, rules.compute(start))}
    ends: tuple[tuple[Verdict, str], ...] = (("reject", "lower"), ("accept", "upper"))
    for verdict, side in ends:
        decided = start
        for one in [waits for waits in start.pieces if waits.decision_id is None]:
            decided = supposing.with_decision(decided, one.revision_id, one.component, Decided(verdict))
        total = find(rules.compute(decided), "verified", "total")
        assert points(total) == points(getattr(by_node["total"], side))


def test_what_is_settled_has_no_width() -> None:
    start = inputs(pieces=[piece("1.1", points=3), piece("2.1", number=2)])
    by_node = {one.now.node: one for one in interval.bounds(start, rules.compute(start))}
    settled, open_ = by_node["component:1.1"], by_node["component:2.1"]
    assert points(settled.lower) == points(settled.upper) == 3
    assert points(open_.lower) == 0
    assert points(open_.upper) == 10
    assert interval.reach(start) == Reach(Fraction(3, 30), Fraction(13, 30))


def test_a_total_that_is_unknown_has_no_bounds() -> None:
    assert interval.reach(inputs(over=structure(method="unknown"))) is None


def other(number: int, *, published: str | None = None, verified: str | None = None, undecided: int = 0) -> Other:
    def exact(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    return Other(uuid.UUID(int=number), exact(published), None, exact(verified), undecided)


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (("0.1", "0.9"), (1, 4)),
        (("0.3", "0.3"), (1, 2)),
        (("0.5", "0.5"), (1, 1)),
        (("0.4", "0.4"), (1, 2)),
        (("0.2", "0.2"), (4, 4)),
    ],
)
def test_the_ranks_that_may_come(own: tuple[str, str], expected: tuple[int, int]) -> None:
    """0.25, 0.30, and one that ends between 0.25 and 0.45; own 0.3 shares the first place or the second."""
    others = tuple(
        Reach(Fraction(low), Fraction(high)) for low, high in (("0.25", "0.25"), ("0.3", "0.3"), ("0.25", "0.45"))
    )
    field = Field("computed", others, 0, 6)
    assert ranking.ranks(field, Reach(*map(Fraction, own))) == expected


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=8), st.data())
def test_the_final_rank_is_inside(pairs: list[tuple[int, int]], data: st.DataObject) -> None:
    """Each ends anywhere in its reach, on its own; the rank among where they end lies between best and worst."""
    reaches = [Reach(Fraction(min(pair), 10), Fraction(max(pair), 10)) for pair in pairs]
    own, others = reaches[0], tuple(reaches[1:])
    ends = [Fraction(data.draw(st.integers(int(one.lowest * 10), int(one.highest * 10))), 10) for one in reaches]
    final = 1 + sum(1 for end in ends[1:] if end > ends[0])
    best, worst = ranking.ranks(Field("computed", others, 0, 6), own)
    if others:
        assert best is not None
        assert worst is not None
        assert best <= final <= worst
    else:
        assert (best, worst) == (None, None)


def test_published_and_computed_totals_are_never_mixed() -> None:
    others = [other(1, published="0.5000", verified="0.9"), other(2, verified="0.7"), other(3, published="0.3")]
    field = ranking.field_of(others, "verified")
    assert (field.basis, len(field.others), field.unknown, field.places) == ("published", 2, 1, 4)
    assert ranking.rank(field, Fraction(49996, 100000)) == 1, "0.49996 is printed 0.5000: equal, they share the rank"
    assert ranking.rank(field, Fraction(49994, 100000)) == 2
    computed = ranking.field_of([dataclasses.replace(one, published=None) for one in others], "verified")
    assert (computed.basis, len(computed.others), computed.unknown, computed.places) == ("computed", 2, 1, 6)
    assert ranking.rank(computed, None) is None


def known(score: Score) -> Fraction:
    """What a sum adds of it: nothing of what cannot be determined."""
    return score.points or Fraction(0)


def points(score: Score) -> Fraction:
    assert score.points is not None
    return score.points
