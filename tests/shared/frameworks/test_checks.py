"""What keeps a version from being published, and what is only said; the notation of rules."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.frameworks import checks, constraints, drafts, notation, rule_kinds
from shared.kit import decimals
from tests.drafted import SMALL, component, content, index

POINTS = st.decimals(min_value=Decimal("0.1"), max_value=500, places=6)


def codes(said: drafts.Content, severity: str = "error") -> set[str]:
    return {one.code for one in checks.findings(said) if one.severity == severity}


@given(st.lists(st.tuples(POINTS, st.integers(min_value=1, max_value=7)), min_size=1, max_size=6), POINTS)
def test_what_sums_exactly_is_publishable_and_a_hair_beside_it_is_not(
    given_weights: list[tuple[Decimal, int]], hair: Decimal
) -> None:
    indices = []
    for number, (weight, parts) in enumerate(given_weights, start=1):
        maxima = decimals.split_evenly(weight, parts)
        members = [component(f"{number}.{place}", str(one)) for place, one in enumerate(maxima, start=1)]
        indices.append(index(number, str(weight), *members))
    whole = content(*indices)
    assert codes(whole) == set()
    first = indices[0]
    wider = replace(first, weight=(first.weight or Decimal(0)) + hair)
    assert codes(replace(whole, main_indices=(wider, *indices[1:]))) == {"maxima_sum", "weights_sum"}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (replace(SMALL, total_points=None), {"total_unknown"}),
        (replace(SMALL, total_method="unknown"), {"total_unknown"}),
        (content(total="10"), {"empty"}),
        (content(index(1, "0"), total="0"), {"empty", "total_zero"}),
        (content(index(1, "5", component("1.1", "5", {"kind": "not_scored"}))), {"not_scored"}),
        (replace(SMALL, pillars=(drafts.Pillar("economy", "x", (1,), Decimal(9)),)), {"pillar_sum"}),
        (replace(SMALL, total_method="weighted_pillars"), {"shares_sum"}),
        (
            replace(
                SMALL,
                total_method="weighted_pillars",
                pillars=(drafts.Pillar("economy", "x", (1,), Decimal(10), Decimal("0.4")),
                         drafts.Pillar("society", "y", (2,), None, Decimal("0.6"))),
            ),
            {"pillar_unknown"},
        ),
    ],
)  # fmt: skip
def test_errors(said: drafts.Content, expected: set[str]) -> None:
    assert codes(said) == expected


def test_warnings() -> None:
    doubtful = component("2.1", "5", {"kind": "granted"}, rule_certainty="provisional", max_points_certainty="derived")
    said = content(index(1, "5", doubtful, component("1.2", "0")))
    assert codes(said) == set()
    assert codes(said, "warning") == {"rule_missing", "maximum_provisional", "code_elsewhere", "maximum_zero"}
    compared = {one.code for one in checks.findings(SMALL, before=SMALL)}
    assert compared == {"scores_alike"}


def test_words_of_a_rule_do_not_make_it_score_otherwise() -> None:
    worded = {
        "kind": "granted",
        "method_hint": "ratio",
        "method_hint_certainty": "guess",
        "required_evidence": [{"code": "qd", "name": "Quyết định"}],
    }
    before = content(index(1, "5", component("1.1", "5", {"kind": "granted"})))
    after = content(index(1, "5", component("1.1", "5", worded)))
    assert [one.code for one in checks.findings(after, before=before)] == ["scores_alike"]
    gone = checks.findings(content(index(1, "4", component("1.1", "4"))), before=SMALL)
    assert [one.en for one in gone] == ["No longer there: 1.2, 2.1."]


@pytest.mark.parametrize(
    ("relation", "points", "holds"),
    [("equal", "10", True), ("equal", "10.01", True), ("equal", "10.02", False),
     ("less", "10.01", True), ("less", "9.98", False), ("more", "9.99", True), ("more", "10.02", False)],
)  # fmt: skip
def test_constraints_allow_for_rounding(relation: constraints.Relation, points: str, *, holds: bool) -> None:
    known = constraints.Constraint("x", 1, ("1.1", "1.2"), relation, Decimal(points), Decimal("0.01"))
    (judged,) = constraints.judge(SMALL, (known,))
    assert (judged.summed, judged.holds) == (Decimal(10), holds)
    assert (list(constraints.findings(SMALL, (known,))) == []) is holds
    unknown = replace(known, components=("1.1", "9.9"))
    assert [one.holds for one in constraints.judge(SMALL, (unknown,))] == [None]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("yes_no", "yes_no"),
        (" granted ", "granted"),
        ("not_scored", "not_scored"),
        ("steps: head=1; deputy=1/2\nother=0", "steps"),
        ("tiers (số phiên | phiên): >=4: 1; >=3: 0.75; else: 0", "tiers"),
        ("tiers (số lỗi | lỗi): <=0: 1; <=2: 0.5; else: 0", "tiers"),
        ("ratio (a | x) / (b | x)", "ratio"),
        ("ratio (a | x) / (b | x) may_exceed", "ratio"),
        ("normalised (a | x) / (b | x)", "normalised"),
        ('{"kind": "parts", "parts": [{"code": "a", "name": "A", "share": "1", "rule": {"kind": "yes_no"}}]}', "parts"),
    ],
)
def test_what_the_notation_says_is_a_rule(text: str, kind: str) -> None:
    assert rule_kinds.parse(notation.read(text)).kind == kind


@pytest.mark.parametrize(
    "text",
    ["", "đạt", "a/b", "steps", "steps: head", "tiers (a): >=1: 1; else: 0", "tiers (a | x): >=1: 1",
     "tiers (a | x): else: 0; >=1: 1", "ratio (a | x)", "normalised (a | x) / (b | x) may_exceed", "[1]", "{",
     "{" * 100_000, "Họp 4 phiên: điểm tối đa"],
)  # fmt: skip
def test_what_is_neither_json_nor_the_notation_is_never_guessed(text: str) -> None:
    with pytest.raises(notation.NotARule):
        notation.read(text)
