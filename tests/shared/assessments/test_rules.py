"""Figures derived from a publication, and what a claim may say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.assessments import rules
from shared.assessments.values import Said
from shared.catalog import read
from shared.frameworks.values import MainIndex, Pillar
from tests.shared.scoring.builders import structure

CATALOG = read.catalog()
PUBLISHED_2021 = next(item for item in CATALOG.assessments if item.year == 2021)
DTI_922 = next(item for item in CATALOG.frameworks if item.slug == "dti-922")
VALUES = {v.number: v.value for v in PUBLISHED_2021.published if v.number is not None and v.value is not None}
INDICES = {i.number: MainIndex(i.number, i.name, i.weight or Decimal(0)) for i in DTI_922.main_indices}


def _pillar(code: str) -> Pillar:
    given = next(pillar for pillar in DTI_922.pillars if pillar.code == code)
    return Pillar(code, given.name, tuple(given.main_indices), given.max_points, given.share)


@pytest.mark.parametrize(
    ("code", "value"), [("government", "0.326986"), ("economy", "0.320946"), ("society", "0.252938")]
)
def test_pillars_of_2021_follow_from_published_values(code: str, value: str) -> None:
    assert rules.pillar_value(_pillar(code), INDICES, VALUES) == Decimal(value)


def test_a_missing_value_leaves_the_pillar_unknown() -> None:
    assert rules.pillar_value(_pillar("government"), INDICES, VALUES) is not None
    without = {number: value for number, value in VALUES.items() if number != 7}
    assert rules.pillar_value(_pillar("government"), INDICES, without) is None


def test_a_pillar_whose_indices_are_unknown_has_no_value() -> None:
    """Framework 1726's pillars have maxima and no main indices at hand: nothing follows, and surely not 0."""
    assert rules.pillar_value(Pillar("economy", "Kinh tế số", (), Decimal(300), None), INDICES, VALUES) is None


@pytest.mark.parametrize(
    ("code", "points", "wrong"),
    [("1.1", "0", None), ("1.1", "5", None), ("1.1", "5.000001", "points"), ("3.1", "0", "component")],
)
def test_claims(code: str, points: str, wrong: str | None) -> None:
    component = next(item for item in structure().components if item.code == code)
    _, findings = rules.claimed(Said(Decimal(points)), component)
    assert [finding.field for finding in findings] == ([wrong] if wrong else [])
