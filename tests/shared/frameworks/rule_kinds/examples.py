"""One rule of each kind, in the words of the index decisions of provinces and districts, and answers to any rule."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from shared.frameworks import rule_kinds

YES_NO = {"kind": "yes_no"}
STEPS = {
    "kind": "steps",
    "steps": [
        {"code": "head", "name": "Người đứng đầu làm Trưởng ban", "share": "1"},
        {"code": "deputy", "name": "Cấp phó làm Trưởng ban", "share": "0.5"},
        {"code": "other", "share": "0"},
    ],
}
RATIO = {
    "kind": "ratio",
    "numerator": {"name": "Văn bản do người đứng đầu ký", "unit": "văn bản"},
    "denominator": {"name": "Tổng số văn bản chỉ đạo", "unit": "văn bản"},
}
TIERS = {
    "kind": "tiers",
    "input": {"name": "Số lần Ban Chỉ đạo họp trong năm", "unit": "lần"},
    "tiers": [
        {"at_least": "4", "share": "1"},
        {"at_least": "3", "share": "0.75"},
        {"at_least": "2", "share": "0.5"},
        {"at_least": "1", "share": "0.25"},
    ],
    "otherwise": "0",
}
FEWER_IS_BETTER = {
    "kind": "tiers",
    "input": {"name": "Số sự cố", "unit": "sự cố"},
    "tiers": [{"at_most": "0", "share": "1"}, {"at_most": "3", "share": "1/3"}],
    "otherwise": "0",
}
PARTS = {
    "kind": "parts",
    "parts": [
        {"code": "attends", "name": "Tham gia mọi phiên họp", "share": "0.5", "rule": YES_NO},
        {"code": "chairs", "name": "Chủ trì họp định kỳ", "share": "0.5", "rule": TIERS},
    ],
}
NORMALISED = {**RATIO, "kind": "normalised"}
GRANTED = {"kind": "granted"}
NOT_SCORED = {"kind": "not_scored"}
ALL = (YES_NO, STEPS, RATIO, TIERS, FEWER_IS_BETTER, PARTS, NORMALISED, GRANTED, NOT_SCORED)

FIGURES = st.integers(min_value=0, max_value=40) | st.decimals(min_value=0, max_value=40, places=2).map(Decimal)


def answers(rule: rule_kinds.Rule) -> st.SearchStrategy[dict[str, Any]]:
    """Answers that a rule can read; a part may be left out, not all of them."""
    if isinstance(rule, rule_kinds.Parts):
        each = {part.code: answers(part.rule) for part in rule.parts}
        return st.fixed_dictionaries({}, optional=each).filter(bool).map(lambda given: {"parts": given})
    if isinstance(rule, rule_kinds.Granted):
        return st.fixed_dictionaries({"points": FIGURES})
    return st.fixed_dictionaries({one.key: _value(one) for one in rule.inputs()})


def _value(one: rule_kinds.Input) -> st.SearchStrategy[Any]:
    if one.type == "boolean":
        return st.booleans()
    return st.sampled_from(one.choices) if one.type == "choice" else FIGURES
