"""The gaps of a run: every kind of rule, parts, what does not apply; sums that agree to the last place."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.analysis.gaps import computed
from shared.assessments.values import Assessment, Claim, Exemption
from shared.evidence.values import Piece
from shared.frameworks import rule_kinds
from shared.frameworks.values import Structure
from shared.kit import decimals
from shared.scoring import rules as engine
from shared.scoring.heads import AtHead, Shown
from shared.scoring.values import Inputs, Score
from tests.shared.scoring.builders import structure

_FIGURES = {"numerator": {"name": "a", "unit": "1"}, "denominator": {"name": "b", "unit": "1"}}
RULES: dict[str, dict[str, Any]] = {
    "1.1": {
        "kind": "parts",
        "parts": [
            {"code": "attends", "name": "Dự họp", "share": "0.5", "rule": {"kind": "granted"}},
            {"code": "chairs", "name": "Chủ trì", "share": "0.5", "rule": {"kind": "yes_no"}},
        ],
    },
    "1.2": {"kind": "ratio", **_FIGURES},
    "1.3": {"kind": "granted"},
    "2.1": {"kind": "ratio", **_FIGURES},
    "2.2": {"kind": "granted"},
    "2.3": {"kind": "granted"},
}
ASSESSMENT = Assessment(
    id=uuid.UUID(int=1),
    framework_version_id=uuid.UUID(int=1),
    framework="thu",
    organisation_id=uuid.UUID(int=2),
    organisation="tinh-thu",
    year=2022,
    status="open",
    closed_on=None,
    level="province",
)


def _structure(not_applicable: Literal["excluded", "redistributed"]) -> Structure:
    plain = structure(weights=(9, 20, 0), parts=3)
    components = tuple(
        replace(one, rule=rule_kinds.parse(RULES[one.code])) if one.code in RULES else one for one in plain.components
    )
    return replace(plain, components=components, not_applicable=not_applicable)


def _piece(component: str, number: int, verdict: str | None, points: str | None, **more: Any) -> Piece:
    return Piece(
        revision_id=uuid.UUID(int=2000 + number),
        component=component,
        decision_id=uuid.UUID(int=3000 + number) if verdict else None,
        verdict=verdict,
        points=None if points is None else Decimal(points),
        **more,
    )


def _shown(score: Score) -> Shown:
    exact = [None if one is None else decimals.rounded(one) for one in (score.points, score.max_points, score.value)]
    return Shown(
        column=score.column,
        node=score.node,
        points=exact[0],
        max_points=exact[1],
        value=exact[2],
        certainty=score.certainty,
        undecided=score.undecided,
        not_determinable=score.not_determinable,
        score_id=uuid.uuid4(),
    )


def _answer(inputs: Inputs, reasons: dict[int, str] | None = None) -> dict[str, Any]:
    """The answer for a run of these inputs."""
    scores = {(score.column, score.node): _shown(score) for score in engine.compute(inputs)}
    head = AtHead(uuid.uuid4(), engine.ENGINE_VERSION, 1, 1, dt.datetime.now(dt.UTC), inputs, scores)
    decisions = {
        str(piece.decision_id): {
            "id": str(piece.decision_id),
            "revision_id": str(piece.revision_id),
            "verdict": piece.verdict,
            "points": piece.points,
            "reason_code": (reasons or {}).get(piece.revision_id.int - 2000),
        }
        for piece in inputs.pieces
        if piece.decision_id
    }
    return computed.answer(ASSESSMENT, head, {"components": [], "main_indices": []}, decisions)


def _components(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["code"]: one for index in answer["main_indices"] for one in index["components"]}


def test_each_kind_of_rule_has_the_cause_that_fits_it() -> None:
    inputs = Inputs(
        structure=_structure("excluded"),
        claims=(Claim(uuid.UUID(int=9), "2.1", None, {"numerator": "1", "denominator": "2"}),),
        pieces=(
            _piece("1.1", 1, "partial", "1", part="attends"),
            _piece("1.2", 2, "accept", None, values={"numerator": "1", "denominator": "0"}),
            _piece("1.3", 3, "reject", "0"),
        ),
    )
    shown = _components(_answer(inputs, {3: "out_of_period"}))
    assert {code: shown[code]["cause"] for code in RULES} == {
        "1.1": "no_evidence",
        "1.2": "not_determinable",
        "1.3": "late",
        "2.1": "no_evidence",
        "2.2": "no_evidence",
        "2.3": "no_evidence",
    }
    assert [(part["part"], part["gap"], part["cause"]) for part in shown["1.1"]["parts"]] == [
        ("attends", Decimal("0.5"), "partial"),
        ("chairs", Decimal("1.5"), "no_evidence"),
    ]
    without_claim = _components(_answer(replace(inputs, claims=())))
    assert without_claim["2.1"]["cause"] == "not_measured"


@pytest.mark.parametrize("not_applicable", ["excluded", "redistributed"])
def test_what_does_not_apply_lacks_nothing_and_says_so(not_applicable: Literal["excluded", "redistributed"]) -> None:
    inputs = Inputs(
        structure=_structure(not_applicable), claims=(), pieces=(), exemptions=(Exemption(uuid.UUID(int=7), "2.2"),)
    )
    answer = _answer(inputs)
    shown = _components(answer)["2.2"]
    assert (shown["cause"], shown["gap"], shown["max_points"]) == ("not_applicable", 0, 0)
    _agrees(answer)


_FIGURE = st.integers(0, 7).map(str)


@st.composite
def any_inputs(draw: st.DrawFn) -> Inputs:
    """Anything that may stand in a run: parts, figures, what waits, what was refused, what does not apply."""
    pieces = []
    for number in range(draw(st.integers(0, 8))):
        code = draw(st.sampled_from(sorted(RULES)))
        verdict = draw(st.sampled_from([None, "reject", "partial"]))
        more: dict[str, Any] = {}
        if verdict and code == "1.1":
            more["part"] = draw(st.sampled_from(["attends", "chairs"]))
        points = None if verdict is None else "0" if verdict == "reject" else "1.234567"
        if verdict == "partial" and RULES[code]["kind"] == "ratio":
            points, more["values"] = None, {"numerator": draw(_FIGURE), "denominator": draw(_FIGURE)}
        pieces.append(_piece(code, number, verdict, points, **more))
    exempt = draw(st.sets(st.sampled_from(sorted(RULES)), max_size=3))
    return Inputs(
        structure=_structure(draw(st.sampled_from(["excluded", "redistributed"]))),
        claims=(),
        pieces=tuple(pieces),
        exemptions=tuple(Exemption(uuid.uuid5(uuid.NAMESPACE_OID, code), code) for code in sorted(exempt)),
    )


@given(any_inputs())
@settings(max_examples=80)
def test_causes_sum_exactly_at_every_level(inputs: Inputs) -> None:
    _agrees(_answer(inputs))


def _agrees(answer: dict[str, Any]) -> None:
    for index in answer["main_indices"]:
        assert index["gap"] == index["max_points"] - index["points"]
        assert sum(cause["points"] for cause in index["causes"]) == index["gap"]
        for one in index["components"]:
            assert one["gap"] == one["max_points"] - (one["points"] or 0)
            assert (one["cause"] is None) == (one["gap"] == 0 and one["cause"] != "not_applicable")
            parts = sum((part["gap"] for part in one["parts"]), Decimal(0))
            assert not one["parts"] or abs(parts - one["gap"]) <= Decimal("0.000002"), "but for what is rounded away"
    assert answer["gap"] == answer["max_points"] - answer["points"]
    assert sum(cause["points"] for cause in answer["causes"]) == answer["gap"]
