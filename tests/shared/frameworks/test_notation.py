"""The forms that a refusal shows are rules as they stand."""

from __future__ import annotations

import pytest

from shared.frameworks import notation, rule_kinds


@pytest.mark.parametrize("form", notation.FORMS.split(" · "))
def test_a_form_that_is_shown_can_be_copied(form: str) -> None:
    said = notation.read(form)
    assert rule_kinds.dump(rule_kinds.parse(said))["kind"] == said["kind"] == form.replace(":", " ").split(" ")[0]


@pytest.mark.parametrize(
    ("numbers", "texts"),
    [
        (
            '{"kind": "steps", "steps": [{"code": "a", "share": 1}, {"code": "b", "share": 0.5}]}',
            '{"kind": "steps", "steps": [{"code": "a", "share": "1"}, {"code": "b", "share": "0.5"}]}',
        ),
        (
            '{"kind": "tiers", "input": {"name": "n", "unit": "u"}, "tiers": [{"at_least": 4, "share": 1}],'
            ' "otherwise": 0, "rounding": {"places": 2}}',
            '{"kind": "tiers", "input": {"name": "n", "unit": "u"}, "tiers": [{"at_least": "4", "share": "1"}],'
            ' "otherwise": "0", "rounding": {"places": 2}}',
        ),
    ],
)
def test_shares_and_bounds_stand_as_numbers_or_as_text(numbers: str, texts: str) -> None:
    assert rule_kinds.parse(notation.read(numbers)) == rule_kinds.parse(notation.read(texts))
