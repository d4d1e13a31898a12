"""Seeded anomalies are found, and what is ordinary is not; the order of the input does not matter."""

from __future__ import annotations

import random
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shared.analysis import anomalies_rules as rules

THRESHOLDS = rules.Thresholds(8, Decimal(5), Decimal("0.25"), 4)
NODES = [f"index:{number}" for number in (1, 2, 3, 4, 5)]


def year(seed: int = 1, count: int = 20) -> dict[str, dict[str, Decimal]]:
    """An ordinary year: values around 0.4 and 0.6, none like another organisation's."""
    drawn = random.Random(seed)
    return {
        f"o{place:02}": {node: Decimal(4000 + drawn.randrange(2000)) / 10000 for node in NODES}
        for place in range(count)
    }


def kinds(found: list[rules.Anomaly]) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(one.kind, one.organisation, one.nodes) for one in found}


def test_an_ordinary_year_has_none() -> None:
    assert rules.anomalies(year(1), year(2), THRESHOLDS) == []


def test_a_seeded_outlier_is_found() -> None:
    now = year()
    now["o07"]["index:3"] = Decimal("0.9999")
    (found,) = rules.anomalies(now, {}, THRESHOLDS)
    assert (found.kind, found.organisation, found.nodes, found.value) == (
        "outlier",
        "o07",
        ("index:3",),
        Decimal("0.9999"),
    )


def test_a_seeded_jump_is_found() -> None:
    now, before = year(1), year(2)
    before["o03"]["index:1"] = now["o03"]["index:1"] - Decimal("0.25")
    before["o04"]["index:1"] = now["o04"]["index:1"] - Decimal("0.2499")
    assert kinds(rules.anomalies(now, before, THRESHOLDS)) == {("jump", "o03", ("index:1",))}


def test_seeded_copies_are_found() -> None:
    now, before = year(1), year(2)
    now["o11"] = dict(now["o02"])
    now["o05"] = dict(before["o05"])
    found = rules.anomalies(now, before, THRESHOLDS)
    assert kinds(found) == {
        ("copied_from_another", "o02", tuple(NODES)),
        ("copied_from_another", "o11", tuple(NODES)),
        ("copied_from_before", "o05", tuple(NODES)),
    }
    assert {one.others for one in found if one.kind == "copied_from_another"} == {("o02",), ("o11",)}


def test_zeros_and_ones_tell_nobody_apart() -> None:
    common = dict.fromkeys(NODES, Decimal(0)) | {"index:1": Decimal(1), "index:2": Decimal("0.5")}
    assert rules.anomalies({"a": dict(common), "b": dict(common)}, {}, THRESHOLDS) == []


def test_few_values_have_no_outliers() -> None:
    now = {f"o{place}": {"index:1": Decimal(place) / 1000} for place in range(6)} | {"x": {"index:1": Decimal(1)}}
    assert rules.anomalies(now, {}, THRESHOLDS) == []


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(shuffling: random.Random) -> None:
    now, before = year(1), year(2)
    now["o11"], now["o07"]["index:3"] = dict(now["o02"]), Decimal("0.9999")
    names = list(now)
    shuffling.shuffle(names)
    again = {name: now[name] for name in names}
    assert rules.anomalies(again, before, THRESHOLDS) == rules.anomalies(now, before, THRESHOLDS)
