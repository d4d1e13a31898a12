"""Rules are read back as they were, and what cannot be computed is refused by field, in both languages."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.frameworks import rule_kinds
from shared.frameworks.rule_kinds.errors import RuleUnreadable
from tests.shared.frameworks.rule_kinds import examples

MORE = {
    "required_evidence": [{"code": "qd", "name": "Quyết định thành lập Ban Chỉ đạo"}],
    "rounding": {"places": 2, "mode": "half_up"},
}


@pytest.mark.parametrize("rule", examples.ALL, ids=lambda rule: rule["kind"])
def test_what_is_read_is_written_the_same(rule: dict[str, Any]) -> None:
    for given_rule in (rule, {**rule, **MORE}):
        read = rule_kinds.parse(given_rule)
        assert read.kind == rule["kind"]
        assert rule_kinds.parse(rule_kinds.dump(read)) == read
        assert rule_kinds.dump(rule_kinds.parse(rule_kinds.dump(read))) == rule_kinds.dump(read)


def test_a_hint_is_never_the_rule() -> None:
    hinted = {"kind": "granted", "method_hint": "ratio", "method_hint_certainty": "guess"}
    assert rule_kinds.parse(hinted) == rule_kinds.parse({"kind": "granted"})


def test_inputs_have_names_and_units() -> None:
    inputs = {one.key: one for one in rule_kinds.parse(examples.PARTS).inputs()}
    assert inputs.keys() == {"parts.attends.met", "parts.chairs.value"}
    assert inputs["parts.chairs.value"].unit == "lần"
    assert rule_kinds.parse(examples.STEPS).inputs()[0].choices == ("head", "deputy", "other")


def _steps(*shares: str, code: str = "") -> dict[str, Any]:
    return {"kind": "steps", "steps": [{"code": code or f"s{i}", "share": s} for i, s in enumerate(shares)]}


def _tiers(*tiers: dict[str, str], otherwise: str = "0") -> dict[str, Any]:
    return {**examples.TIERS, "tiers": list(tiers), "otherwise": otherwise}


def _parts(*parts: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": "parts",
        "parts": [{"code": f"p{i}", "name": "Phần", "rule": examples.YES_NO, **part} for i, part in enumerate(parts)],
    }


@pytest.mark.parametrize(
    ("rule", "field", "code"),
    [
        pytest.param({"kind": "guessed"}, "rule.kind", "unknown_rule_kind", id="an unknown kind"),
        pytest.param({}, "rule.kind", "unknown_rule_kind", id="no kind"),
        pytest.param("granted", "rule", "model_attributes_type", id="not an object"),
        pytest.param({"kind": "yes_no", "weight": "1"}, "rule.weight", "extra_forbidden", id="an unknown word"),
        pytest.param({"kind": "ratio"}, "rule.numerator", "missing", id="a ratio without its figures"),
        pytest.param({"kind": "steps", "steps": []}, "rule.steps", "too_short", id="no step"),
        pytest.param(_steps("1", "0.5", code="a"), "rule.steps.1.code", "duplicate", id="a step twice"),
        pytest.param(_steps("1", "1.5"), "rule.steps.1.share", "less_than_equal", id="more than the whole"),
        pytest.param(_steps("0.5"), "rule.steps", "maximum_out_of_reach", id="nobody reaches the maximum"),
        pytest.param(_steps("1", "-1"), "rule.steps.1.share", "string_pattern_mismatch", id="a share below 0"),
        pytest.param(
            {"kind": "steps", "steps": [{"code": "a", "share": 1}]},
            "rule.steps.0.share",
            "string_type",
            id="a float share",
        ),
        pytest.param(
            _tiers({"at_least": "3", "share": "1"}, {"at_least": "4", "share": "0.5"}),
            "rule.tiers.1",
            "order",
            id="a tier above the first can never be reached",
        ),
        pytest.param(
            _tiers({"at_least": "4", "share": "1"}, {"at_least": "3", "share": "0.5"}, otherwise="0.6"),
            "rule.otherwise",
            "order",
            id="less earns more",
        ),
        pytest.param(
            _tiers({"at_least": "4", "share": "1"}, {"at_most": "3", "share": "0.5"}),
            "rule.tiers.1",
            "bound",
            id="both ways",
        ),
        pytest.param(_tiers({"share": "1"}), "rule.tiers.0", "bound", id="no bound"),
        pytest.param(_parts({"share": "0.5"}, {"share": "0.4"}), "rule.parts", "sum", id="parts short of the whole"),
        pytest.param(
            _parts({"share": "1", "rule": examples.PARTS}),
            "rule.parts.0.rule.kind",
            "unknown_rule_kind",
            id="parts in parts",
        ),
        pytest.param(
            _parts({"share": "1", "rule": _steps("0.5")}),
            "rule.parts.0.rule.steps",
            "maximum_out_of_reach",
            id="a part that cannot be earned whole",
        ),
        pytest.param(
            {"kind": "yes_no", "required_evidence": [{"code": "qd", "name": "A"}, {"code": "qd", "name": "B"}]},
            "rule.required_evidence.1.code",
            "duplicate",
            id="a document asked for twice",
        ),
        pytest.param(
            {"kind": "yes_no", "rounding": {"places": 7}}, "rule.rounding.places", "less_than_equal", id="7 places"
        ),
    ],
)
def test_what_cannot_be_computed_is_refused(rule: object, field: str, code: str) -> None:
    with pytest.raises(RuleUnreadable) as refused:
        rule_kinds.parse(rule)
    found = {(finding.field, finding.code): finding for finding in refused.value.findings}
    assert (field, code) in found
    assert found[field, code].vi != found[field, code].en


RATIO = rule_kinds.parse(examples.RATIO)


@pytest.mark.parametrize(
    ("rule", "values", "field", "code"),
    [
        pytest.param(
            examples.RATIO, {"numerator": 3, "denominator": 0}, "values.denominator", "denominator_zero", id="b = 0"
        ),
        pytest.param(
            examples.RATIO,
            {"numerator": 5, "denominator": 4},
            "values.numerator",
            "numerator_exceeds_denominator",
            id="a > b",
        ),
        pytest.param(examples.RATIO, {"numerator": 5}, "values.denominator", "missing", id="a figure is missing"),
        pytest.param(examples.RATIO, None, "values.numerator", "missing", id="no values"),
        pytest.param(examples.RATIO, {"numerator": -1, "denominator": 4}, "values.numerator", "number", id="below 0"),
        pytest.param(examples.RATIO, {"numerator": True, "denominator": 4}, "values.numerator", "number", id="true"),
        pytest.param(examples.RATIO, {"numerator": "1", "denominator": 4}, "values.numerator", "number", id="text"),
        pytest.param(examples.YES_NO, {"met": 1}, "values.met", "bool_type", id="1 is not true"),
        pytest.param(examples.YES_NO, {"met": True, "step": "a"}, "values.step", "unknown", id="a stray value"),
        pytest.param(examples.STEPS, {"step": "boss"}, "values.step", "enum", id="an unknown step"),
        pytest.param(examples.PARTS, {"parts": {}}, "values.parts", "missing", id="no part"),
        pytest.param(examples.PARTS, {"parts": {"sings": {}}}, "values.parts.sings", "unknown", id="an unknown part"),
        pytest.param(examples.PARTS, {"parts": {"attends": 1}}, "values.parts.attends", "dict_type", id="no object"),
        pytest.param(
            examples.PARTS,
            {"parts": {"chairs": {}}},
            "values.parts.chairs.value",
            "missing",
            id="a part's figure is missing",
        ),
        pytest.param(examples.GRANTED, {"points": 11}, "values.points", "less_than_equal", id="above the maximum"),
        pytest.param(examples.NOT_SCORED, {"points": 1}, "values.points", "unknown", id="not scored"),
    ],
)
def test_answers_are_refused_by_field(rule: dict[str, Any], values: dict[str, Any], field: str, code: str) -> None:
    found = rule_kinds.findings(rule_kinds.parse(rule), Fraction(10), values)
    assert [(finding.field, finding.code) for finding in found] == [(field, code)] or field in {f.field for f in found}
    assert all(finding.vi and finding.vi != finding.en for finding in found)


def test_nothing_of_nothing_is_an_answer() -> None:
    assert rule_kinds.findings(RATIO, Fraction(10), {"numerator": 0, "denominator": 0}) == []


@given(st.data(), st.sampled_from([rule_kinds.parse(rule) for rule in examples.ALL]))
def test_whatever_is_no_finding_can_be_computed(data: st.DataObject, rule: rule_kinds.Rule) -> None:
    values = data.draw(examples.answers(rule))
    if not rule_kinds.findings(rule, Fraction(40), values):
        rule_kinds.points(rule, Fraction(40), values, Fraction(1, 2))
