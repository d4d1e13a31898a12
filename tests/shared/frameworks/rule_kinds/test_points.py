"""Golden cases of every kind around each threshold, and what holds for any rule and any answer."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.frameworks import rule_kinds
from shared.frameworks.rule_kinds.errors import ValuesUnfit
from tests.shared.frameworks.rule_kinds import examples

TEN = Fraction(10)


@pytest.mark.parametrize(
    ("rule", "values", "points"),
    [
        pytest.param(examples.YES_NO, {"met": True}, 10, id="met"),
        pytest.param(examples.YES_NO, {"met": False}, 0, id="not met"),
        pytest.param(examples.STEPS, {"step": "head"}, 10, id="the head leads: the maximum"),
        pytest.param(examples.STEPS, {"step": "deputy"}, 5, id="a deputy leads: half of it"),
        pytest.param(examples.STEPS, {"step": "other"}, 0, id="somebody else leads: nothing"),
        pytest.param(examples.RATIO, {"numerator": 3, "denominator": 4}, Fraction(15, 2), id="a ÷ b × maximum"),
        pytest.param(examples.RATIO, {"numerator": 1, "denominator": 3}, Fraction(10, 3), id="a third, not 3.333333"),
        pytest.param(examples.RATIO, {"numerator": 0, "denominator": 4}, 0, id="nothing of something is 0"),
        pytest.param(examples.RATIO, {"numerator": 4, "denominator": 4}, 10, id="all of it"),
        pytest.param(
            examples.RATIO, {"numerator": Decimal("0.1"), "denominator": "0.4"}, Fraction(5, 2), id="decimals"
        ),
        pytest.param(examples.TIERS, {"value": 5}, 10, id="met five times, the first tier asks for four"),
        pytest.param(examples.TIERS, {"value": 4}, 10, id="four times"),
        pytest.param(examples.TIERS, {"value": "3.999999"}, Fraction(15, 2), id="just below four"),
        pytest.param(examples.TIERS, {"value": 2}, 5, id="twice"),
        pytest.param(examples.TIERS, {"value": 1}, Fraction(5, 2), id="once"),
        pytest.param(examples.TIERS, {"value": 0}, 0, id="never"),
        pytest.param(examples.FEWER_IS_BETTER, {"value": 0}, 10, id="no incident"),
        pytest.param(examples.FEWER_IS_BETTER, {"value": 3}, Fraction(10, 3), id="three incidents, a third exactly"),
        pytest.param(examples.FEWER_IS_BETTER, {"value": 4}, 0, id="four incidents"),
        pytest.param(examples.PARTS, {"parts": {"attends": {"met": True}}}, 5, id="one part of two"),
        pytest.param(
            examples.PARTS,
            {"parts": {"attends": {"met": True}, "chairs": {"value": 3}}},
            Fraction(35, 4),
            id="both parts",
        ),
        pytest.param(examples.GRANTED, {"points": 4}, 4, id="what is granted"),
        pytest.param(examples.GRANTED, {"points": 11}, 10, id="never above the maximum"),
        pytest.param(examples.NOT_SCORED, {}, 0, id="not scored"),
    ],
)
def test_points(rule: dict[str, Any], values: dict[str, Any], points: Fraction | int) -> None:
    found = rule_kinds.points(rule_kinds.parse(rule), TEN, values)
    assert (found.points, found.not_determinable) == (points, False)


@pytest.mark.parametrize("numerator", [0, 3])
def test_nothing_below_is_unknown_and_never_zero(numerator: int) -> None:
    for rule in (examples.RATIO, examples.NORMALISED):
        found = rule_kinds.points(
            rule_kinds.parse(rule), TEN, {"numerator": numerator, "denominator": 0}, best=Fraction(1)
        )
        assert (found.points, found.not_determinable) == (None, True)


def test_more_than_all_is_the_maximum_where_the_rule_foresees_it() -> None:
    rule = rule_kinds.parse({**examples.RATIO, "may_exceed": True})
    assert rule_kinds.points(rule, TEN, {"numerator": 5, "denominator": 4}).points == 10


@pytest.mark.parametrize(
    ("best", "points"),
    [
        pytest.param(Fraction(3, 4), 10, id="the best one itself"),
        pytest.param(Fraction(1), Fraction(15, 2), id="against a better one"),
        pytest.param(None, None, id="no best ratio is known"),
        pytest.param(Fraction(0), None, id="everybody has 0: nothing to measure against"),
    ],
)
def test_normalised_by_the_best(best: Fraction | None, points: Fraction | None) -> None:
    rule = rule_kinds.parse(examples.NORMALISED)
    found = rule_kinds.points(rule, TEN, {"numerator": 3, "denominator": 4}, best)
    assert (found.points, found.not_determinable) == (points, points is None)


@pytest.mark.parametrize(
    ("places", "maximum", "points"),
    [(2, "10", "3.33"), (0, "10", "3"), (0, "1.5", "1"), (0, "4.5", "2"), (6, "10", "3.333333")],
)
def test_points_are_rounded_only_where_the_rule_says_so(places: int, maximum: str, points: str) -> None:
    rule = rule_kinds.parse({**examples.RATIO, "rounding": {"places": places}})
    found = rule_kinds.points(rule, Fraction(maximum), {"numerator": 1, "denominator": 3})
    assert found.points == Fraction(points)


def test_rounding_never_passes_the_maximum() -> None:
    rule = rule_kinds.parse({**examples.YES_NO, "rounding": {"places": 0}})
    assert rule_kinds.points(rule, Fraction("4.5"), {"met": True}).points == Fraction("4.5")


def test_a_part_that_cannot_be_determined_leaves_the_others() -> None:
    rule = rule_kinds.parse(
        {
            "kind": "parts",
            "parts": [
                {"code": "a", "name": "Đạt", "share": "0.4", "rule": examples.YES_NO},
                {"code": "b", "name": "Tỷ lệ", "share": "0.6", "rule": examples.RATIO},
            ],
        }
    )
    nothing = {"numerator": 0, "denominator": 0}
    found = rule_kinds.points(rule, TEN, {"parts": {"a": {"met": True}, "b": nothing}})
    assert found.points == 4
    assert found.not_determinable
    alone = rule_kinds.points(rule, TEN, {"parts": {"b": nothing}})
    assert (alone.points, alone.not_determinable) == (None, True)


def test_an_answer_to_another_rule_is_not_read() -> None:
    with pytest.raises(ValuesUnfit, match=r"values\.step"):
        rule_kinds.points(rule_kinds.parse(examples.STEPS), TEN, {"met": True})
    with pytest.raises(ValuesUnfit, match=r"values\.numerator"):
        rule_kinds.points(rule_kinds.parse(examples.RATIO), TEN, {"numerator": 0.5, "denominator": 1})


RULES = st.sampled_from([rule_kinds.parse(rule) for rule in examples.ALL])
MAXIMA = st.fractions(min_value=0, max_value=300, max_denominator=10**6)
BESTS = st.fractions(min_value=0, max_value=1)


@given(st.data(), RULES, MAXIMA, st.none() | BESTS)
def test_never_below_zero_nor_above_the_maximum(
    data: st.DataObject, rule: rule_kinds.Rule, maximum: Fraction, best: Fraction | None
) -> None:
    found = rule_kinds.points(rule, maximum, data.draw(examples.answers(rule)), best)
    assert found.points is None or 0 <= found.points <= maximum
    assert found.points is not None or found.not_determinable


@given(st.data(), RULES, BESTS)
def test_weight_zero_stays_zero(data: st.DataObject, rule: rule_kinds.Rule, best: Fraction) -> None:
    assert rule_kinds.points(rule, Fraction(0), data.draw(examples.answers(rule)), best).points in (0, None)


@given(
    st.sampled_from([examples.RATIO, examples.NORMALISED]),
    examples.FIGURES,
    examples.FIGURES,
    examples.FIGURES.filter(bool),
)
def test_a_larger_numerator_never_earns_less(
    rule: dict[str, Any], one: Decimal, other: Decimal, denominator: Decimal
) -> None:
    read, (low, high) = rule_kinds.parse(rule), sorted((Fraction(one), Fraction(other)))
    earned = [
        rule_kinds.points(read, TEN, {"numerator": figure, "denominator": denominator}, Fraction(2, 3)).points
        for figure in (low, high)
    ]
    assert _known(earned[0]) <= _known(earned[1])


@given(examples.FIGURES.filter(bool), examples.FIGURES.filter(bool), examples.FIGURES)
def test_a_larger_denominator_never_earns_more(one: Decimal, other: Decimal, numerator: Decimal) -> None:
    read, (low, high) = rule_kinds.parse(examples.RATIO), sorted((Fraction(one), Fraction(other)))
    earned = [
        rule_kinds.points(read, TEN, {"numerator": numerator, "denominator": below}).points for below in (low, high)
    ]
    assert _known(earned[0]) >= _known(earned[1])


@given(examples.FIGURES, examples.FIGURES)
def test_tiers_rise_with_the_figure_or_fall_where_less_is_better(one: Decimal, other: Decimal) -> None:
    low, high = sorted((Fraction(one), Fraction(other)))
    rising, falling = rule_kinds.parse(examples.TIERS), rule_kinds.parse(examples.FEWER_IS_BETTER)
    assert _known(_tier(rising, low)) <= _known(_tier(rising, high))
    assert _known(_tier(falling, low)) >= _known(_tier(falling, high))


def _tier(rule: rule_kinds.Rule, figure: Fraction) -> Fraction | None:
    return rule_kinds.points(rule, TEN, {"value": figure}).points


@given(st.data(), st.randoms(use_true_random=False))
def test_the_order_of_parts_and_answers_does_not_matter(data: st.DataObject, shuffle: random.Random) -> None:
    rule = rule_kinds.parse(examples.PARTS)
    values = data.draw(examples.answers(rule))
    assert isinstance(rule, rule_kinds.Parts)
    parts, answered = list(rule.parts), list(values["parts"].items())
    shuffle.shuffle(parts)
    shuffle.shuffle(answered)
    turned = rule_kinds.Parts(tuple(parts))
    assert rule_kinds.points(turned, TEN, {"parts": dict(answered)}) == rule_kinds.points(rule, TEN, values)


def _known(points: Fraction | None) -> Fraction:
    assert points is not None
    return points


@pytest.mark.parametrize(
    "figure",
    [10**18, 10**21, Decimal("1e18"), Decimal("1e59"), Decimal("0.0000001"), Decimal("1e-59"), Decimal("NaN")],
)
def test_a_figure_that_a_snapshot_cannot_keep_is_refused_at_once(figure: Decimal | int) -> None:
    rule = rule_kinds.parse(examples.TIERS)
    assert [one.field for one in rule_kinds.findings(rule, Fraction(10), {"value": figure})] == ["values.value"]


@pytest.mark.parametrize(
    "figure", [10**18 - 1, Decimal("999999999999999999.999999"), Decimal("0.000001"), Decimal("1e3")]
)
def test_a_figure_that_is_taken_earns_the_same_from_its_snapshot(figure: Decimal | int) -> None:
    rule, given = rule_kinds.parse(examples.TIERS), {"value": figure}
    assert rule_kinds.findings(rule, Fraction(10), given) == []
    assert rule_kinds.points(rule, Fraction(10), rule_kinds.stored(given)) == rule_kinds.points(
        rule, Fraction(10), given
    )
