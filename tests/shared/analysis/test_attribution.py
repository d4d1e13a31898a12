"""Attribution: whatever is known or not, the parts and the rest sum exactly to the change."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.analysis.attribution import reading, rules
from shared.analysis.attribution.values import Attributed, Figure, Side
from shared.scoring import rules as engine
from tests.shared.scoring.builders import inputs, piece, structure

CODES = ("1.1", "1.2", "2.1", "2.2")
_SIX = st.decimals(min_value=0, max_value=1, places=6)


def figure(contribution: Decimal | str | None) -> Figure:
    return Figure("x", None, None, None if contribution is None else Decimal(contribution), None)


@st.composite
def sides(draw: st.DrawFn) -> Side:
    """Any figures, known or not, components with or without their main index, in either of two."""
    indices = draw(st.dictionaries(st.sampled_from([1, 2, 3]), st.none() | _SIX, max_size=3))
    components = draw(st.dictionaries(st.sampled_from(CODES), st.tuples(st.sampled_from([1, 2]), st.none() | _SIX)))
    return Side(
        draw(st.none() | _SIX),
        {number: figure(one) for number, one in indices.items()},
        {code: (index, figure(one)) for code, (index, one) in components.items()},
    )


CARRIED = st.dictionaries(st.sampled_from(CODES), st.sampled_from(CODES)).filter(
    lambda pairs: len(set(pairs.values())) == len(pairs)
)


def sums(found: Attributed) -> None:
    if found.difference is None:
        assert found.rest is None
        assert found.reasons
        return
    known = [part.difference for part in found.parts if part.difference is not None]
    assert found.rest is not None
    assert sum(known, Decimal(0)) + found.rest == found.difference
    assert bool(found.reasons) == bool(found.rest), "a rest has a reason, and only a rest"


@given(sides(), sides(), CARRIED, st.booleans())
def test_the_parts_and_the_rest_sum_exactly(before: Side, after: Side, carried: dict[str, str], same: bool) -> None:
    found = rules.attribute(before, after, carried, same_framework=same)
    sums(found.total)
    for within in found.within.values():
        sums(within)
    back = rules.attribute(after, before, {new: old for old, new in carried.items()}, same_framework=same)
    assert (found.total.difference is None) == (back.total.difference is None)
    if found.total.difference is not None and found.total.rest is not None:
        assert back.total.difference == -found.total.difference
        assert back.total.rest == -found.total.rest


@pytest.mark.parametrize("method", ["sum_of_points", "weighted_pillars"])
def test_computed_contributions_leave_nothing_unattributed(method: str) -> None:
    over = structure(method=method, share="0.3")
    carried = {component.code: component.code for component in over.components}
    stands = []
    for points in (1, 4):
        scores = engine.compute(
            inputs(over=over, pieces=[piece("1.1", points=points), piece("2.2", points=9, number=2)])
        )
        verified = [one for one in scores if one.column == "verified"]
        row = {
            "nodes": [one.node for one in verified],
            "points": [None if one.points is None else Decimal(int(one.points)) for one in verified],
            "maxima": [None if one.max_points is None else Decimal(int(one.max_points)) for one in verified],
            "quotients": [None if one.value is None else Decimal(one.value.numerator) / one.value.denominator
                          for one in verified],
            "score_ids": [None] * len(verified),
        }  # fmt: skip
        stands.append(reading.side(row, over, "verified"))
    found = rules.attribute(stands[0], stands[1], carried, same_framework=True)
    assert found.total.difference
    assert found.total.rest == 0
    assert found.total.reasons == ()
    assert [part.key for part in found.total.parts if part.difference] == [1]
    moved = [part for part in found.within[1].parts if part.difference]
    assert [(part.key, part.difference) for part in moved] == [("1.1", found.total.difference)]
    assert all(within.rest == 0 for within in found.within.values())


def test_a_component_that_moved_explains_neither_main_index() -> None:
    before = Side(Decimal("0.5"), {1: figure("0.2"), 2: figure("0.3")}, {"1.1": (1, figure("0.2"))})
    after = Side(Decimal("0.6"), {1: figure("0.1"), 2: figure("0.5")}, {"2.9": (2, figure("0.2"))})
    found = rules.attribute(before, after, {"1.1": "2.9"}, same_framework=True)
    assert [within.parts for within in found.within.values()] == [(), ()]
    assert found.total.rest == 0
    across = rules.attribute(before, after, {"1.1": "2.9"}, same_framework=False)
    assert (across.total.rest, across.total.reasons) == (Decimal("0.1"), ("rounding",))


def test_across_frameworks_without_a_crosswalk_nothing_is_attributed() -> None:
    before = Side(Decimal("0.2714"), {1: figure("0.2")}, {})
    after = Side(Decimal("0.2849"), {1: figure("0.3")}, {})
    found = rules.attribute(before, after, {}, same_framework=False)
    assert (found.total.parts, found.total.rest, found.total.reasons) == ((), Decimal("0.0135"), ("no_crosswalk",))
