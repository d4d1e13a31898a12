"""The frameworks: 98 components of decision 922, its weights, and what is known of the others."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from shared.catalog import read, schema

# 98 = 10+11+7+13+12+3+22+12+8, in the decision's own numbering: smart city is 6, the activities are 7, 8, 9.
COMPONENTS_OF_922 = {1: 10, 2: 11, 3: 7, 4: 13, 5: 12, 6: 3, 7: 22, 8: 12, 9: 8}
WEIGHTS_OF_922 = {1: 100, 2: 100, 3: 100, 4: 100, 5: 100, 6: 0, 7: 200, 8: 150, 9: 150}


def framework(slug: str) -> schema.Framework:
    return next(f for f in read.catalog().frameworks if f.slug == slug)


def component(code: str) -> schema.Component:
    return next(c for c in framework("dti-922").components if c.code == code)


def test_the_six_frameworks() -> None:
    assert {f.slug: (f.level, f.status) for f in read.catalog().frameworks} == {
        "dti-1726": ("province", "incomplete"),
        "dti-922": ("province", "published"),
        "dti-405": ("province", "incomplete"),
        "dti-742-so-nganh": ("department", "incomplete"),
        "dti-742-huyen": ("district", "incomplete"),
        "dti-742-xa": ("commune", "incomplete"),
    }


def test_only_a_framework_with_every_weight_known_is_published() -> None:
    for each in read.catalog().frameworks:
        known = bool(each.main_indices) and all(m.weight is not None for m in each.main_indices)
        assert (each.status == "published") == known, each.slug


def test_922_counts_98_components_as_its_main_indices_say() -> None:
    f922 = framework("dti-922")
    assert Counter(c.main_index for c in f922.components) == COMPONENTS_OF_922
    assert {m.number: m.component_count for m in f922.main_indices} == COMPONENTS_OF_922
    assert len(f922.components) == f922.component_count == sum(COMPONENTS_OF_922.values()) == 98


def test_922_codes_run_without_a_gap() -> None:
    codes = [c.code for c in framework("dti-922").components]
    assert codes == [f"{m}.{k}" for m, count in COMPONENTS_OF_922.items() for k in range(1, count + 1)]


def test_922_weights_sum_to_the_total() -> None:
    f922 = framework("dti-922")
    assert {m.number: m.weight for m in f922.main_indices} == WEIGHTS_OF_922
    assert sum(WEIGHTS_OF_922.values()) == f922.total_points == 1000
    assert sum(m.component_count or 0 for m in f922.main_indices if m.group == "foundation") == 56
    assert sum(m.weight or 0 for m in f922.main_indices if m.group == "foundation") == 500


def test_922_pillars_are_the_six_foundations_and_their_own_activity() -> None:
    f922 = framework("dti-922")
    assert {p.code: (p.main_indices[-1], p.max_points) for p in f922.pillars} == {
        "government": (7, Decimal(700)),
        "economy": (8, Decimal(650)),
        "society": (9, Decimal(650)),
    }
    weights = {m.number: m.weight or Decimal() for m in f922.main_indices}
    for pillar in f922.pillars:
        assert pillar.main_indices[:-1] == [1, 2, 3, 4, 5, 6]
        assert sum(weights[number] for number in pillar.main_indices) == pillar.max_points


def test_smart_city_counts_three_whatever_the_introduction_of_plan_187_says() -> None:
    smart_city = next(m for m in framework("dti-922").main_indices if m.number == 6)
    assert (smart_city.number_187, smart_city.component_count, smart_city.weight) == (9, 3, Decimal())
    assert smart_city.count_source is not None
    assert smart_city.count_source.clause == "II.1.3.9"


def test_rules_of_922_are_granted_and_provisional_except_smart_city() -> None:
    for each in framework("dti-922").components:
        assert each.rule.kind == ("not_scored" if each.main_index == 6 else "granted"), each.code
        assert each.rule.certainty == "provisional", each.code
        assert each.max_points is None, each.code


@pytest.mark.parametrize(
    ("code", "code_187"), [("1.10", "1.10"), ("6.1", "9.1"), ("7.22", "6.22"), ("8.7", "7.7"), ("9.8", "8.8")]
)
def test_plan_187_numbers_stand_beside_the_decision_s(code: str, code_187: str) -> None:
    assert component(code).code_187 == code_187


@pytest.mark.parametrize(
    ("code", "name", "printed"),
    [
        ("1.5", "Cổng thông tin điện tử", "Công thông tin điện tử"),
        ("7.17", "họp trực tuyến", "hợp trực tuyến"),
        ("8.9", "Vỏ Sò", "Vò sò"),
    ],
)
def test_slips_are_corrected_in_the_name_and_kept_in_the_quote(code: str, name: str, printed: str) -> None:
    assert name in component(code).name
    assert printed in (component(code).source.quote or "")
    assert printed not in component(code).name


def test_two_components_that_share_a_bullet_have_a_quote_each() -> None:
    assert component("8.7").source.quote == "Tỷ lệ doanh nghiệp nộp thuế điện tử"
    assert component("8.10").source.quote == "số lượng tên miền .vn"


def test_a_name_whose_code_is_a_reading_is_not_certain() -> None:
    for each in framework("dti-922").components:
        assert (each.certainty == "certain") == (each.code_certainty == "seen"), each.code


def test_1726_weighs_its_three_pillars() -> None:
    f1726 = framework("dti-1726")
    assert f1726.total_method == "weighted_pillars"
    assert {p.code: p.share for p in f1726.pillars} == {
        "government": Decimal("0.4"),
        "economy": Decimal("0.3"),
        "society": Decimal("0.3"),
    }
    assert sum(p.max_points or 0 for p in f1726.pillars) == f1726.total_points
    assert f1726.component_count == 108


def test_405_is_known_by_its_counts_only() -> None:
    f405 = framework("dti-405")
    assert (f405.main_index_count, f405.component_count, f405.total_points) == (8, 47, None)
    assert (f405.main_indices, f405.pillars, f405.components) == ([], [], [])


def test_742_names_main_indices_and_no_figure() -> None:
    names = {k: [m.name for m in framework(f"dti-742-{k}").main_indices] for k in ("so-nganh", "huyen", "xa")}
    assert [len(names[k]) for k in ("so-nganh", "huyen", "xa")] == [6, 8, 5]
    assert names["so-nganh"][-1] == "Hoạt động chuyển đổi số"
    assert names["xa"] == names["huyen"][:5] == names["so-nganh"][:5]
    for kind in names:
        each = framework(f"dti-742-{kind}")
        assert (each.total_points, each.main_index_count, each.component_count) == (None, None, None)
        assert {m.weight for m in each.main_indices} == {m.component_count for m in each.main_indices} == {None}
