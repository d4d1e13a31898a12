"""What a decision may say, around each threshold."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from shared.evidence import rules
from shared.evidence.values import Verdicts
from tests.shared.scoring.builders import structure

COMPONENT = next(item for item in structure().components if item.code == "1.1")  # maximum 5
NOT_SCORED = next(item for item in structure().components if item.code == "3.1")
SILENT: dict[str, Any] = {
    "component": None,
    "revision": None,
    "points": None,
    "inputs": {},
    "reason_code": None,
    "note": None,
}


def _said(verdict: str, **said: Any) -> Verdicts:
    return Verdicts(**{**SILENT, "verdict": verdict, **said})


@pytest.mark.parametrize(
    ("decision", "points", "wrong"),
    [
        (_said("accept"), "5", []),
        (_said("accept", points=Decimal(5)), "5", []),
        (_said("accept", points=Decimal("4.999999")), "5", ["points"]),
        (_said("reject", reason_code="other"), "0", []),
        (_said("reject"), "0", ["reason_code"]),
        (_said("reject", reason_code="other", points=Decimal(1)), "0", ["points"]),
        (_said("partial", reason_code="insufficient", points=Decimal("0.000001")), "0.000001", []),
        (_said("partial", reason_code="insufficient", points=Decimal("4.999999")), "4.999999", []),
        (_said("partial", reason_code="insufficient", points=Decimal(0)), "0", ["points"]),
        (_said("partial", reason_code="insufficient", points=Decimal(5)), "5", ["points"]),
        (_said("partial", reason_code="insufficient"), "0", ["points"]),
        (_said("partial"), "0", ["reason_code", "points"]),
        (_said("accept", inputs={"a": Decimal(1), "b": Decimal(2)}), "5", ["values"]),
    ],
)
def test_points_of_a_decision(decision: Verdicts, points: str, wrong: list[str]) -> None:
    judged = rules.judge(decision, COMPONENT, {})
    assert judged.points == Decimal(points)
    assert [finding.field for finding in judged.findings] == wrong


def test_what_is_not_scored_is_not_decided() -> None:
    judged = rules.judge(_said("accept"), NOT_SCORED, {})
    assert [finding.field for finding in judged.findings] == ["component"]
