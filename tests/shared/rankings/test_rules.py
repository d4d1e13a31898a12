"""Ranks: competition ranking, whatever the order of the input; nothing is said of who has no value."""

from __future__ import annotations

import uuid
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.rankings import rules, values

IDS = [uuid.UUID(int=number) for number in range(40)]
_VALUES = st.none() | st.decimals(min_value=0, max_value=1, places=2)
FIELDS = st.lists(_VALUES, max_size=40).map(
    lambda drawn: [entry(place, value) for place, value in enumerate(drawn)],
)


def entry(place: int, value: Decimal | None) -> values.Entry:
    return values.Entry(IDS[place], f"{place % 3}", value, None if value is not None else "no_assessment")


def ranks(*given: str | None) -> list[int | None]:
    """The ranks of values in the order given."""
    entries = [entry(place, None if value is None else Decimal(value)) for place, value in enumerate(given)]
    found = {one.entry.organisation_id: one.rank for one in rules.ranked(entries)}
    return [found[one.organisation_id] for one in entries]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], []),
        (["0.5"], [1]),
        (["0.4", "0.3", "0.3", "0.2"], [1, 2, 2, 4]),
        (["0.2", "0.3", "0.3", "0.4"], [4, 2, 2, 1]),
        (["0.3", "0.3000"], [1, 1]),
        (["0.284855", "0.284856"], [2, 1]),
        ([None, "0", None], [None, 1, None]),
        ([None], [None]),
        (["-0.01", "0", "0.01"], [3, 2, 1]),
    ],
)
def test_ranks(given: list[str | None], expected: list[int | None]) -> None:
    assert ranks(*given) == expected


@given(FIELDS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(field: list[values.Entry], random: Random) -> None:
    shuffled = list(field)
    random.shuffle(shuffled)
    assert rules.ranked(shuffled) == rules.ranked(field)


@given(FIELDS)
def test_a_rank_is_one_more_than_who_is_better(field: list[values.Entry]) -> None:
    known = [one.value for one in field if one.value is not None]
    for placed in rules.ranked(field):
        value = placed.entry.value
        better = None if value is None else sum(other > value for other in known) + 1
        assert placed.rank == better


@given(FIELDS)
def test_positions_are_one_to_n_and_the_unknown_follow(field: list[values.Entry]) -> None:
    placed = rules.ranked(field)
    assert [one.position for one in placed] == list(range(1, len(field) + 1))
    assert sorted(placed, key=lambda one: one.rank is None) == placed


def test_nobody_is_ranked_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        rules.ranked([entry(1, None), entry(1, Decimal(1))])


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ("0.5", "0.4", (Decimal("0.1"), None)),
        ("0.3", "0.4", (Decimal("-0.1"), None)),
        ("0.3", None, (None, "nothing_before")),
        (None, "0.4", (None, "no_value")),
        (None, None, (None, "no_value")),
    ],
)
def test_improvement_needs_both_years(now: str | None, before: str | None, expected: object) -> None:
    def figure(value: str | None) -> values.Figure:
        return values.Figure(None if value is None else Decimal(value), None if value is not None else "no_value")

    assert rules.improvement(figure(now), figure(before)) == expected


def test_a_ranking_is_as_certain_as_its_least_certain_figure() -> None:
    assert rules.weakest(["certain", "derived", None]) == "derived"
    assert rules.weakest(["derived", "provisional"]) == "provisional"
    assert rules.weakest([]) == "unknown"


def test_equal_rows_have_one_hash_in_any_order() -> None:
    one, other = {"rank": 1, "value": Decimal("0.50")}, {"rank": 2, "value": Decimal("0.4")}
    assert rules.rows_sha256([one, other]) == rules.rows_sha256([other, {"value": Decimal("0.5"), "rank": 1}])
    assert rules.rows_sha256([one]) != rules.rows_sha256([{**one, "rank": 2}])


@pytest.mark.parametrize(
    ("mine", "tolerance", "expected"),
    [
        ("0.5", "0", (1, 1)),
        ("0.4", "0", (2, 3)),
        ("0.3", "0", (4, 4)),
        ("0.3", "0.05", (2, 4)),
        ("0.3", "0.04", (4, 4)),
    ],
)
def test_the_ranks_that_rounding_leaves_possible(mine: str, tolerance: str, expected: tuple[int, int]) -> None:
    field = [Decimal(value) for value in ("0.5", "0.4", "0.4", "0.3")]
    assert rules.possible_ranks(field, Decimal(mine), Decimal(tolerance)) == expected


@given(FIELDS)
def test_the_rank_of_printed_values_is_possible(field: list[values.Entry]) -> None:
    known = [one.value for one in field if one.value is not None]
    for placed in rules.ranked(field):
        if placed.entry.value is not None and placed.rank is not None:
            best, worst = rules.possible_ranks(known, placed.entry.value)
            assert best == placed.rank <= worst
