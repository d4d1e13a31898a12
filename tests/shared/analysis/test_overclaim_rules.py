"""Whose claims exceed what was verified: exact sums, nothing counted twice, nothing split."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from shared.analysis.overclaim import rules
from shared.analysis.overclaim.values import Figure

_POINTS = st.none() | st.decimals(0, 100, places=6)
FIGURES = st.lists(
    st.builds(
        Figure,
        code=st.sampled_from(["1.1", "1.2", "2.1"]),
        own=_POINTS,
        verified=_POINTS,
        undecided=st.integers(0, 2),
        claimants=st.lists(st.sampled_from(["a", "b", "c"]), unique=True, max_size=3).map(
            lambda one: tuple(sorted(one))
        ),
    ),
    max_size=12,
)


@given(FIGURES)
def test_every_known_gap_is_laid_to_somebody_once(figures: list[Figure]) -> None:
    agencies = rules.by_agency(figures)
    alone = sum((one.gap for one in agencies), Decimal(0))
    shared = rules.total(figure for figure in figures if len(figure.claimants) > 1)
    unclaimed = rules.total(figure for figure in figures if not figure.claimants)
    assert alone + shared + unclaimed == rules.total(figures)
    for one in agencies:
        assert one.gap == one.own - one.verified
        assert one.over_claimed >= max(one.gap, Decimal(0))


@given(FIGURES, st.randoms())
def test_the_order_of_components_does_not_matter(figures: list[Figure], random: Random) -> None:
    mixed = list(figures)
    random.shuffle(mixed)
    assert rules.by_agency(mixed) == rules.by_agency(figures)


def test_what_is_unknown_is_not_zero_and_what_is_shared_is_not_split() -> None:
    figures = [
        Figure("1.1", Decimal(8), Decimal(4), 0, ("a",)),
        Figure("1.2", Decimal(0), Decimal(4), 1, ("a",)),
        Figure("1.3", None, Decimal(4), 0, ("a",)),
        Figure("1.4", Decimal(10), Decimal(3), 1, ("a", "b")),
    ]
    first, second = rules.by_agency(figures)
    assert (first.organisation, first.components, first.gap) == ("a", 2, Decimal(0))
    assert (first.over_claimed, first.undecided_gap) == (Decimal(4), Decimal(-4))
    assert (second.organisation, second.components, second.gap) == ("b", 0, Decimal(0))
    assert [(one.shared_components, one.shared_gap) for one in (first, second)] == [(1, Decimal(7))] * 2
