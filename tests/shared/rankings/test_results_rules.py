"""What follows from published values: exact, to within what printing four places may hide."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.catalog import read
from shared.frameworks.values import MainIndex
from shared.rankings.results import rules
from tests.shared.scoring.builders import structure

DTI_922 = next(item for item in read.catalog().frameworks if item.slug == "dti-922")
INDICES = tuple(MainIndex(i.number, i.name, i.weight or Decimal(0)) for i in DTI_922.main_indices)
OF_2021 = ("0.3750", "0.4000", "0.4291", "0.2145", "0.1667", "0.3518", "0.3339", "0.0392")
NUMBERS = (1, 2, 3, 4, 5, 7, 8, 9)
BUILT = structure()
OFFICIAL = type(BUILT)(
    **{
        **{name: getattr(BUILT, name) for name in BUILT.__dataclass_fields__},
        "main_indices": INDICES,
        "total_points": Decimal(1000),
        "total_method": "sum_of_points",
    }
)


def printed(values: Mapping[int, str], total: str | None = None, rank: int | None = None) -> dict[str, rules.Printed]:
    found = {f"index:{number}": rules.Printed(Decimal(value)) for number, value in values.items()}
    head = rules.Printed(None if total is None else Decimal(total), rank)
    return {**found, "total": head}


TUYEN_QUANG = dict(zip(NUMBERS, OF_2021, strict=True))


def test_the_total_of_2021_follows_and_agrees() -> None:
    values = {number: Decimal(value) for number, value in TUYEN_QUANG.items()}
    assert rules.total(OFFICIAL, values) == Decimal("0.284855")
    assert rules.tolerance(OFFICIAL) == Decimal("0.0001")
    assert rules.differences(OFFICIAL, {"x": printed(TUYEN_QUANG, "0.2849")}, ranks=False) == []


@pytest.mark.parametrize(
    ("total", "differs"), [("0.2849", False), ("0.2848", False), ("0.2847", True), ("0.285", True)]
)
def test_a_total_beyond_the_tolerance_is_a_difference(total: str, *, differs: bool) -> None:
    found = rules.differences(OFFICIAL, {"x": printed(TUYEN_QUANG, total)}, ranks=False)
    assert [(one.node, one.what, one.computed) for one in found] == (
        [("total", "value", Decimal("0.284855"))] if differs else []
    )


def test_without_a_main_index_no_total_follows() -> None:
    values = {number: Decimal(value) for number, value in TUYEN_QUANG.items() if number != 9}
    assert rules.total(OFFICIAL, values) is None


@given(st.lists(st.decimals(min_value=0, max_value=1, places=8), min_size=8, max_size=8))
def test_the_tolerance_is_what_rounding_may_do(exact: list[Decimal]) -> None:
    """A publisher rounds each value and the total of the unrounded ones: never a difference."""
    weights = {index.number: index.weight for index in INDICES}
    total = sum(weights[number] * value for number, value in zip(NUMBERS, exact, strict=True)) / 1000
    rounded = {number: str(round(value, 4)) for number, value in zip(NUMBERS, exact, strict=True)}
    assert rules.differences(OFFICIAL, {"x": printed(rounded, str(round(total, 4)))}, ranks=False) == []


def test_a_rank_that_the_values_contradict_is_a_difference() -> None:
    results = {
        name: {"index:1": rules.Printed(Decimal(value), rank)}
        for name, value, rank in (
            ("a", "0.5", 1),
            ("b", "0.4", 2),
            ("c", "0.4", 3),
            ("d", "0.3", 3),
        )
    }
    found = rules.differences(OFFICIAL, results, ranks=True)
    assert [(one.organisation, one.node, one.published, one.computed, one.possible) for one in found] == [
        ("d", "index:1", Decimal(3), Decimal(4), (4, 4))
    ]
    assert rules.differences(OFFICIAL, results, ranks=False) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("TP. Hồ Chí Minh", "ho chi minh"),
        ("Thành phố Hồ Chí Minh", "ho chi minh"),
        ("Tỉnh Hòa Bình", "hoa binh"),
        ("HOÀ BÌNH", "hoa binh"),
        ("Thừa Thiên - Huế", "thua thien hue"),
        ("Đắk Lắk", "dak lak"),
    ],
)
def test_names_are_told_apart_by_what_distinguishes_them(given: str, expected: str) -> None:
    assert rules.folded(given) == expected


def test_every_published_name_of_2022_names_its_province() -> None:
    names = {rules.folded(one.name): one.slug for one in read.catalog().organisations if one.kind == "province"}
    (ranking,) = read.catalog().rankings
    assert len(names) == 63
    assert {row.organisation: names.get(rules.folded(row.published_name)) for row in ranking.rows} == {
        row.organisation: row.organisation for row in ranking.rows
    }
