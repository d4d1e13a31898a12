"""The whole from its parts: sums of numerators and denominators, every branch once, and what is missing by name."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.targets import roll_up

PROVINCE = uuid.UUID(int=1)
DAY = dt.date(2022, 5, 31)
_NUMBER = {"A": 11, "B": 12, "a1": 21, "a2": 22, "b1": 23, "loose": 24, "deep": 31}


def unit(name: str, level: str = "district", parent: str | None = None) -> roll_up.Unit:
    return roll_up.Unit(uuid.UUID(int=_NUMBER[name]), name, name, level, PROVINCE if parent is None else key(parent))


def key(name: str) -> uuid.UUID:
    return uuid.UUID(int=_NUMBER[name])


def figure(name: str, numerator: int, denominator: int, on: dt.date = DAY) -> roll_up.Figure:
    value = Decimal(numerator) * 100 / denominator
    return roll_up.Figure(uuid.uuid4(), key(name), on, value, Decimal(numerator), Decimal(denominator), "final")


def bare(name: str, value: int) -> roll_up.Figure:
    return roll_up.Figure(uuid.uuid4(), key(name), DAY, Decimal(value), None, None, "final")


TREE = [
    unit("A"),
    unit("B"),
    unit("a1", "commune", "A"),
    unit("a2", "commune", "A"),
    unit("b1", "commune", "B"),
]


def rolled(*figures: roll_up.Figure, units: list[roll_up.Unit] | None = None) -> roll_up.RollUp:
    given_ = {one.organisation_id: one for one in figures}
    return roll_up.of(PROVINCE, TREE if units is None else units, given_, DAY, "percent")


def names(pairs: list[tuple[roll_up.Unit, roll_up.Figure]]) -> list[str]:
    return [unit_.name for unit_, _ in pairs]


def test_the_parts_are_summed_and_not_averaged() -> None:
    found = rolled(figure("A", 90, 100), figure("B", 10, 900))
    assert (found.numerator, found.denominator) == (Decimal(100), Decimal(1000))
    assert found.value == 10
    assert found.complete
    assert (90 + Fraction(10, 9)) / 2 != found.value


def test_a_district_counts_once_whatever_its_communes_say() -> None:
    found = rolled(figure("A", 1, 2), figure("a1", 1, 1), figure("a2", 0, 1), figure("B", 1, 2))
    assert names(found.parts) == ["A", "B"]
    assert found.value == 50


def test_the_communes_stand_for_a_district_that_did_not_report() -> None:
    found = rolled(figure("a1", 3, 4), figure("B", 1, 4))
    assert (names(found.parts), [one.name for one in found.missing]) == (["a1", "B"], ["a2"])
    assert found.value == 50
    assert not found.complete
    assert rolled(figure("a1", 3, 4), figure("a2", 0, 2), figure("B", 1, 4)).complete


def test_what_is_missing_whole_is_listed_as_one() -> None:
    found = rolled(figure("A", 1, 2))
    assert [one.name for one in found.missing] == ["B"]
    assert [one.name for one in rolled().missing] == ["A", "B"]
    assert rolled().value is None


def test_a_value_without_parts_cannot_be_summed_and_is_listed() -> None:
    found = rolled(figure("A", 1, 2), bare("B", 70))
    assert found.value == 50
    assert (names(found.bare), found.complete, len(found.missing)) == (["B"], False, 0)


def test_a_commune_whose_district_nobody_knows_is_not_counted_beside_the_districts() -> None:
    loose = unit("loose", "commune")
    found = rolled(figure("A", 1, 2), figure("B", 1, 2), figure("loose", 5, 5), units=[*TREE, loose])
    assert found.value == 50
    assert (names(found.unplaced), found.complete) == (["loose"], True)


def test_without_districts_the_communes_are_the_parts() -> None:
    communes = [unit("a1", "commune"), unit("a2", "commune")]
    found = rolled(figure("a1", 1, 4), figure("A", 4, 4), units=communes)
    assert (names(found.parts), [one.name for one in found.missing]) == (["a1"], ["a2"])
    assert found.value == 25


def test_a_figure_counts_for_half_a_year_and_the_latest_one_does() -> None:
    old = DAY - dt.timedelta(days=roll_up.WINDOW_DAYS)
    figures = [figure("A", 1, 2), figure("A", 0, 2, old), figure("B", 1, 2, old), figure("B", 0, 2, old)]
    found = roll_up.in_window(roll_up.latest(figures, DAY), DAY)
    assert [(one.on, str(one.numerator)) for one in found.values()] == [(DAY, "1"), (old, "1")]
    assert roll_up.in_window([figure("B", 1, 2, old - dt.timedelta(days=1))], DAY) == {}
    assert roll_up.latest(figures, old)[0].numerator == 0


@pytest.mark.parametrize(
    ("value", "whole", "expected"),
    [
        ("66.7", (2, 3), False),
        ("66.6", (2, 3), True),
        ("67", (2, 3), False),
        ("66.67", (2, 3), False),
        ("66.66", (2, 3), True),
        ("66.70", (2, 3), True),
        ("66.5", (133, 200), False),
        ("60", (605, 1000), False),
        ("60", (606, 1000), True),
    ],
)
def test_a_figure_contradicts_beyond_the_rounding_of_its_own_places(
    value: str, whole: tuple[int, int], *, expected: bool
) -> None:
    own = roll_up.Figure(uuid.uuid4(), PROVINCE, DAY, Decimal(value), None, None, "final")
    assert roll_up.contradicts(own, rolled(figure("A", *whole), figure("B", *whole))) is expected


def test_a_ratio_contradicts_by_its_ratio_and_incomplete_parts_contradict_nobody() -> None:
    own = figure("A", 2, 3)
    assert not roll_up.contradicts(own, rolled(figure("A", 200, 300), figure("B", 0, 0 + 1), units=[unit("A")]))
    assert roll_up.contradicts(own, rolled(figure("A", 201, 300), figure("B", 200, 300)))
    assert not roll_up.contradicts(own, rolled(figure("A", 0, 300)))


RATIOS = st.tuples(st.integers(0, 1000), st.integers(1, 1000)).map(lambda two: (min(two), max(two)))


@given(st.lists(RATIOS, min_size=2, max_size=2), st.permutations(TREE))
def test_the_whole_lies_between_its_parts_in_any_order(
    ratios: list[tuple[int, int]], units: list[roll_up.Unit]
) -> None:
    parts = [figure(name, *ratio) for name, ratio in zip("AB", ratios, strict=True)]
    found = rolled(*parts, units=list(units))
    shares = [Fraction(numerator * 100, denominator) for numerator, denominator in ratios]
    assert found.value is not None
    assert min(shares) <= found.value <= max(shares)
