"""The forms that a refusal shows are rules as they stand."""

from __future__ import annotations

import pytest

from shared.frameworks import notation, rule_kinds


@pytest.mark.parametrize("form", notation.FORMS.split(" · "))
def test_a_form_that_is_shown_can_be_copied(form: str) -> None:
    said = notation.read(form)
    assert rule_kinds.dump(rule_kinds.parse(said))["kind"] == said["kind"] == form.replace(":", " ").split(" ")[0]
