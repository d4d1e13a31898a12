"""What may be supposed, under every kind of rule: values, parts, and what does not apply."""

from __future__ import annotations

import uuid
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from shared.analysis.what_if import rules
from shared.analysis.what_if.values import Override
from shared.kit.errors import Finding
from shared.scoring import rules as engine
from shared.scoring.values import Inputs
from tests.shared.scoring import kinds
from tests.shared.scoring.builders import find

EVIDENCE = uuid.UUID(int=77)
REVISION = uuid.UUID(int=2001)


def override(component: str | None = None, **said: Any) -> Override:
    return Override(
        component,
        said.pop("column", "verified"),
        said.pop("evidence", None),
        said.pop("verdict", None),
        said.pop("points", None),
        said.pop("values", {}),
        said.pop("part", None),
    )


def suppose(inputs: Inputs, *overrides: Override) -> tuple[Inputs, list[Finding]]:
    return rules.suppose(inputs, overrides, {EVIDENCE: REVISION})


def earned(inputs: Inputs, column: str, code: str) -> Fraction | None:
    return find(engine.compute(inputs), column, f"component:{code}").points


RATIO: dict[str, Any] = {"numerator": Decimal(3), "denominator": Decimal(4)}


@pytest.mark.parametrize("column", ["self", "verified"])
def test_values_earn_what_the_rule_says(column: str) -> None:
    supposed, wrong = suppose(kinds.inputs(), override("1.3", column=column, values=RATIO))
    assert wrong == []
    assert earned(supposed, column, "1.3") == Fraction(15, 2)


def test_values_replace_decisions_that_gave_more() -> None:
    start = kinds.inputs(pieces=[kinds.decided("1.3", 10, numerator=4, denominator=4)])
    supposed, wrong = suppose(start, override("1.3", values=RATIO))
    assert wrong == []
    assert [earned(one, "verified", "1.3") for one in (start, supposed)] == [Fraction(10), Fraction(15, 2)]


def test_points_are_supposed_whatever_the_rule_asks_for() -> None:
    supposed, wrong = suppose(kinds.inputs(), override("1.3", points=Decimal("2.5")))
    assert (wrong, earned(supposed, "verified", "1.3")) == ([], Fraction(5, 2))


def test_a_verdict_on_a_ratio_needs_values_as_a_real_one_does() -> None:
    start = kinds.inputs(pieces=[kinds.waiting("1.3")])
    _, wrong = suppose(start, override(evidence=EVIDENCE, verdict="accept"))
    assert wrong
    assert {finding.field.split(".")[2] for finding in wrong} == {"values"}
    supposed, wrong = suppose(start, override(evidence=EVIDENCE, verdict="accept", values=RATIO))
    assert (wrong, earned(supposed, "verified", "1.3")) == ([], Fraction(15, 2))
    claimed = kinds.inputs(claims=[kinds.claim("1.3", numerator=3, denominator=4)], pieces=[kinds.waiting("1.3")])
    supposed, wrong = suppose(claimed, override(evidence=EVIDENCE, verdict="accept"))
    assert (wrong, earned(supposed, "verified", "1.3")) == ([], Fraction(15, 2))


def test_parts_are_decided_on_one_by_one_and_add_up() -> None:
    start = kinds.inputs(pieces=[kinds.waiting("2.1")])
    _, wrong = suppose(start, override(evidence=EVIDENCE, verdict="accept"))
    assert [finding.field for finding in wrong] == ["overrides.0.part"]
    answers: dict[str, dict[str, Any]] = {"attends": {}, "chairs": {"value": Decimal(4)}}
    overrides = [
        override(evidence=EVIDENCE, verdict="accept", part=part, values=values) for part, values in answers.items()
    ]
    one, wrong = suppose(start, overrides[0])
    assert wrong == []
    assert 0 < (earned(one, "verified", "2.1") or 0) < 8
    all_of_them, wrong = suppose(start, *overrides)
    assert wrong == []
    assert earned(all_of_them, "verified", "2.1") == 8
    _, wrong = suppose(start, overrides[0], overrides[0])
    assert {finding.code for finding in wrong} == {"twice"}


def test_what_does_not_apply_is_not_supposed() -> None:
    _, wrong = suppose(kinds.inputs(exempt=["1.1"]), override("1.1", points=Decimal(1)))
    assert [(finding.field, finding.code) for finding in wrong] == [("overrides.0.component", "not_applicable")]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (override("2.3", values=RATIO), "values"),
        (override("1.3", values={"numerator": Decimal(5), "denominator": Decimal(4)}), "values.numerator"),
        (override("1.3", values={"numerator": Decimal(5)}), "values.denominator"),
        (override("1.3", values=RATIO, points=Decimal(1)), "points"),
        (override("2.1", points=Decimal(1), part="x"), "part"),
        (override("3.1", points=Decimal(0)), "component"),
    ],
)
def test_what_the_rule_refuses_is_named(said: Override, field: str) -> None:
    _, wrong = suppose(kinds.inputs(), said)
    assert f"overrides.0.{field}" in [finding.field for finding in wrong]
