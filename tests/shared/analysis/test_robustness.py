"""Draws: the same for the same seed, exact, and equal to the slow way in rationals."""

from __future__ import annotations

import dataclasses
import random
import uuid
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.analysis.robustness import draws, rules, scales
from shared.analysis.robustness.values import Absent, Asked, Cell, Entrant, Level, Method, Spread, Undecided, Weights
from shared.scoring import rules as engine
from tests.shared.scoring.builders import find, inputs, piece, structure

_MICRO = 10**6


def entrant(number: int, cells: list[tuple[int, str, str, str]], share: Fraction = Fraction(1, 30)) -> Entrant:
    made = tuple(
        Cell(index, code, int(Decimal(points) * _MICRO), int(Decimal(gain) * _MICRO))
        for index, code, points, gain in cells
    )
    return Entrant(f"tinh-{number:02}", uuid.UUID(int=number), uuid.UUID(int=900 + number), made, {1: share, 2: share})


def asked(method: Method, count: int = 50, seed: int = 7) -> Asked:
    return Asked("dti-922", 2022, "verified", method, count, seed)


def summary(found: list[Spread]) -> list[tuple[str, int, tuple[int, ...], int, int, int]]:
    return [(one.entrant.organisation, one.rank, one.counts, one.p5, one.median, one.p95) for one in found]


def numbers(seed: int, size: int, largest: int) -> list[int]:
    """The stream that the answer names, read in plain Python."""
    return [(int(raw) >> 32) * (largest + 1) >> 32 for raw in np.random.PCG64(seed).random_raw(size)]


def ranked(totals: list[Fraction]) -> list[int]:
    return [1 + sum(1 for other in totals if other > one) for one in totals]


FOUR = [
    entrant(1, [(1, "1.1", "4", "0"), (2, "2.1", "9", "1")]),
    entrant(2, [(1, "1.1", "5", "0"), (2, "2.1", "8", "0")]),
    entrant(3, [(1, "1.1", "4", "0"), (2, "2.1", "9", "0")]),
    entrant(4, [(1, "1.1", "0.000001", "5"), (2, "2.1", "12.9", "7")]),
]


@pytest.mark.parametrize("level", ["main_index", "component"])
@pytest.mark.parametrize("share", [Fraction(1, 30), Fraction(3, 4000), Fraction(1, 10**14 + 3)])
def test_weights_are_those_of_the_slow_way(level: Level, share: Fraction) -> None:
    """In rationals, one draw after another; with denominators beyond 64 bits as well."""
    given_entrants = [dataclasses.replace(one, shares={1: share, 2: share}) for one in FOUR]
    spread, count = Decimal("0.25"), 40
    found = draws.spreads(given_entrants, asked(Weights(level, spread), count))
    drawn = numbers(7, count * 2, 2 * 250_000)
    expected: list[Counter[int]] = [Counter() for _ in FOUR]
    for number in range(count):
        factors = [Fraction(750_000 + one, _MICRO) for one in drawn[2 * number : 2 * number + 2]]
        totals = [
            sum((c.points * share * factors[c.main_index - 1] for c in one.cells), Fraction(0))
            for one in given_entrants
        ]
        for counter, rank in zip(expected, ranked(totals), strict=True):
            counter[rank] += 1
    assert [{n: c for n, c in enumerate(one.counts, 1) if c} for one in found] == [dict(one) for one in expected]


def test_decisions_are_those_of_the_slow_way() -> None:
    count = 60
    found = draws.spreads(FOUR, asked(Undecided(Decimal("0.3")), count))
    drawn = [one < 300_000 for one in numbers(7, count * 3, _MICRO - 1)]
    expected: list[Counter[int]] = [Counter() for _ in FOUR]
    for number in range(count):
        taken = iter(drawn[3 * number : 3 * number + 3])
        totals = [sum((c.points + (c.gain if c.gain and next(taken) else 0) for c in one.cells), 0) for one in FOUR]
        for counter, rank in zip(expected, ranked(list(map(Fraction, totals))), strict=True):
            counter[rank] += 1
    assert [{n: c for n, c in enumerate(one.counts, 1) if c} for one in found] == [dict(one) for one in expected]


def test_equal_totals_share_their_rank_whatever_is_drawn() -> None:
    """The first and the third have the same points everywhere: they are never apart by a rounding."""
    found = {one.entrant.organisation: one for one in draws.spreads(FOUR, asked(Weights("component", Decimal(1)), 500))}
    assert found["tinh-01"].counts == found["tinh-03"].counts
    assert [one.rank for one in found.values()] == [1, 1, 1, 4]


@given(st.randoms(use_true_random=False), st.integers(0, 2**53))
def test_the_same_seed_gives_the_same_in_any_order(shuffle: random.Random, seed: int) -> None:
    mixed = list(FOUR)
    shuffle.shuffle(mixed)
    for method in (Weights("component", Decimal("0.5")), Undecided(Decimal("0.5"))):
        assert summary(draws.spreads(mixed, asked(method, seed=seed))) == summary(
            draws.spreads(FOUR, asked(method, seed=seed))
        )


def test_another_seed_draws_otherwise_and_more_draws_begin_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    method = Weights("component", Decimal("0.5"))
    one = summary(draws.spreads(FOUR, asked(method, 2500)))
    assert one != summary(draws.spreads(FOUR, asked(method, 2500, seed=8)))
    monkeypatch.setattr(draws, "_AT_ONCE", 7)
    assert one == summary(draws.spreads(FOUR, asked(method, 2500)))


@pytest.mark.parametrize(
    ("method", "certain"),
    [(Weights("main_index", Decimal(0)), 0), (Undecided(Decimal(0)), 0), (Undecided(Decimal(1)), 1)],
)
def test_what_leaves_nothing_to_chance_has_one_rank(method: Method, certain: int) -> None:
    totals = [sum(c.points + certain * c.gain for c in one.cells) for one in FOUR]
    found = draws.spreads(FOUR, asked(method))
    for one, rank in zip(found, ranked(list(map(Fraction, totals))), strict=True):
        assert one.counts == tuple(50 if place == rank else 0 for place in range(1, 5))
        assert one.p5 == one.median == one.p95 == rank


@pytest.mark.parametrize(("method", "seed"), [(Weights("component", Decimal(1)), 3), (Undecided(Decimal("0.4")), 4)])
def test_percentiles_are_the_smallest_rank_that_so_many_draws_do_not_exceed(method: Method, seed: int) -> None:
    for one in draws.spreads(FOUR, asked(method, 37, seed)):
        drawn = sorted(rank for rank, count in enumerate(one.counts, 1) for _ in range(count))
        for share, told in ((5, one.p5), (50, one.median), (95, one.p95)):
            assert told == min(rank for rank in drawn if 100 * sum(r <= rank for r in drawn) >= share * 37)


@given(st.lists(st.lists(st.integers(-3, 3), min_size=4, max_size=4), min_size=1, max_size=5))
def test_ranks_are_competition_ranks(rows: list[list[int]]) -> None:
    expected = [ranked(list(map(Fraction, row))) for row in rows]
    assert draws.ranks(np.array(rows, dtype=np.int64)).tolist() == expected


@pytest.mark.parametrize(("method", "share"), [("sum_of_points", None), ("weighted_pillars", "0.4")])
def test_a_cell_counts_as_the_engine_counts_it(method: str, share: str | None) -> None:
    over = structure(method=method, share=share)
    scores = engine.compute(inputs(over=over, pieces=[piece("1.1", points=3), piece("2.2", points=7, number=2)]))
    verified = [one for one in scores if one.column == "verified"]
    row = {
        "organisation": "tinh-01", "assessment_id": uuid.UUID(int=1), "rests_on": uuid.UUID(int=2),
        "nodes": [one.node for one in verified],
        "points": [None if one.points is None else Decimal(int(one.points)) for one in verified],
        "maxima": [None if one.max_points is None else Decimal(int(one.max_points)) for one in verified],
        "undecided": [0 for _ in verified],
    }  # fmt: skip
    read = rules.computed(row, over)
    assert isinstance(read, Entrant)
    total = sum((cell.points * read.shares[cell.main_index] for cell in read.cells), Fraction(0)) / _MICRO
    assert total == find(scores, "verified", "total").value


def test_who_has_no_figures_is_left_out_with_the_reason() -> None:
    row = {"organisation": "tinh-01", "assessment_id": uuid.UUID(int=1), "rests_on": None, "nodes": None}
    read = rules.computed(row, structure())
    assert isinstance(read, Absent)
    assert read.reason == "not_computed"
    unknown = rules.published({**row, "nodes": ["index:1"], "quotients": [Decimal("0.5")]}, structure())
    assert isinstance(unknown, Absent)
    assert unknown.reason == "incomplete"
    for over in (structure(method="unknown"), structure(method="weighted_pillars")):
        lacking = rules.published({**row, "nodes": ["index:1", "index:2"], "quotients": [Decimal("0.5")] * 2}, over)
        assert isinstance(lacking, Absent)


def test_numbers_beyond_64_bits_count_as_what_they_cost() -> None:
    """Else a question that is let in would hold a core for as many times longer."""
    by_weights = asked(Weights("component", Decimal("0.25")), 40)
    strange = [dataclasses.replace(one, shares={1: Fraction(1, 10**14 + 3), 2: Fraction(1, 7)}) for one in FOUR]
    assert draws.products(FOUR, by_weights) == 4 * 4
    assert draws.products(strange, by_weights) == 4 * 4 * 50


def test_many_organisations_count_for_their_ranks() -> None:
    """Each may come on each rank: a table of the square of their number."""
    many = [dataclasses.replace(FOUR[0], organisation=str(number)) for number in range(100)]
    assert draws.products(many, asked(Weights("main_index", Decimal("0.25")), 40)) == 100 * 100


_MAXIMA = st.integers(1, 10**10)  # millionths of a point


@st.composite
def _unequal(draw: st.DrawFn) -> list[Entrant]:
    """Entrants whose maxima differ, many of them with totals that are equal or all but."""
    found = []
    for number in range(draw(st.integers(2, 6))):
        maximum = draw(_MAXIMA)
        times = draw(st.sampled_from([Fraction(1, 2), Fraction(1, 3), Fraction(999, 1000)]))
        near = [max(0, int(maximum * times) - draw(st.integers(0, 2))), draw(st.integers(0, 2))]
        cells = tuple(Cell(1, f"1.{place}", points, draw(st.integers(0, 2))) for place, points in enumerate(near))
        share = Fraction(_MICRO, maximum)
        found.append(
            Entrant(f"tinh-{number}", uuid.UUID(int=number), uuid.UUID(int=number), cells, {1: share, 2: share})
        )
    return found


@given(_unequal(), st.sampled_from([Weights("component", Decimal("0.5")), Undecided(Decimal("0.5"))]))
def test_where_maxima_differ_the_digits_order_as_rationals_do(many: list[Entrant], method: Method) -> None:
    """The divided totals beside those in numbers of any size: the same ranks in each draw, equal ones equal."""
    found = summary(draws.spreads(many, asked(method, 20)))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(scales, "_LARGEST", -1)
        patched.setattr(scales, "_FEWEST", 99)
        assert scales.of(many, 2 * _MICRO).cost == scales.of(FOUR, 1).cost > 8
        assert summary(draws.spreads(many, asked(method, 20))) == found
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(scales, "_LARGEST", -1)
        assert 1 < scales.of(many, 2 * _MICRO).cost <= 8
        assert summary(draws.spreads(many, asked(method, 20))) == found


def test_where_a_component_applies_to_some_alone_a_draw_is_no_slow_one() -> None:
    """Each of 63 provinces has another maximum: the denominator of all has hundreds of digits."""
    numbers = random.Random(5)
    many = [
        dataclasses.replace(FOUR[0], organisation=str(number), shares=dict.fromkeys((1, 2), 1 / Fraction(maximum)))
        for number, maximum in enumerate(
            Decimal(numbers.randint(900 * _MICRO, 1000 * _MICRO)) / _MICRO for _ in range(63)
        )
    ]
    by_weights = asked(Weights("component", Decimal("0.25")), 1000)
    assert draws.products(many, by_weights) == 63 * 63 * 4
    drawn = draws.spreads(many, by_weights)
    assert [one.rank for one in sorted(drawn, key=lambda one: one.entrant.shares[1], reverse=True)] == list(
        range(1, 64)
    )
