"""Where a computed figure comes from: run, rule, inputs, evidence revision and hash, decision, clause, parts."""

from __future__ import annotations

import json
import uuid
from decimal import Decimal
from typing import Any

import orjson

from shared.assessments import service as assessments
from shared.evidence import service as evidence
from shared.identity.values import Reach
from shared.kit import db, exact_json
from shared.scoring import columns, engines, repository, snapshot

_HOW = {
    "total": {
        "vi": "Tổng điểm các chỉ số chính ÷ tổng điểm tối đa.",
        "en": "Sum of the main indices' points ÷ maximum points.",
    },
    "pillar": {
        "vi": "(Điểm các chỉ số nền tảng + điểm chỉ số hoạt động của trụ cột) ÷ điểm tối đa.",
        "en": "(Points of the foundation indices + the pillar's own activity index) ÷ maximum points.",
    },
    "index": {
        "vi": "Tổng điểm các chỉ số thành phần ÷ điểm tối đa.",
        "en": "Sum of the components' points ÷ maximum points.",
    },
    "self": {
        "vi": "Điểm tự chấm; nếu không có thì tài liệu đã nộp được hiểu là tự chấm điểm tối đa.",
        "en": "The claim in force; without one, posted evidence implies a claim of the maximum.",
    },
    "verified": {
        "vi": "Điểm lớn nhất trong các kết luận thẩm định còn hiệu lực; không cộng dồn.",
        "en": "The largest points among the decisions in force; pieces never add up.",
    },
}


async def explain(reader: db.Reader, score: dict[str, Any], *, readable: Reach) -> bytes:
    """The explanation of one computed score (a row of `repository.computed_score`), as JSON.

    `readable`: whose evidence the caller may read.
    """
    kind, _, key = score["node"].partition(":")
    structure, rest = orjson.loads(score["structure"]), orjson.loads(score["inputs"])
    how = _HOW[score["score_column"]] if kind == "component" else _HOW[kind]
    bases = _bases(score, structure, rest)
    answer: dict[str, Any] = {
        **_head(score),
        "how": how,
        "basis": bases.get(score["score_column"], {}),
        "run": _run(score),
        "parts": await _parts(reader, score, kind, key, structure),
    }
    if kind == "component":
        used = {name: [one for one in rest[name] if one["component"] == key] for name in ("claims", "pieces")}
        answer |= await _component(reader, score, key, used, readable)
        answer["columns"] = await columns.of(reader, score, bases) if bases else None
    return exact_json.dump(answer)


def _head(score: dict[str, Any]) -> dict[str, Any]:
    names = ("node", "points", "max_points", "value", "certainty", "undecided", "not_determinable")
    return {
        "score_id": score["id"],
        "column": score["score_column"],
        "assessment": score["assessment_id"],
        **{name: score[name] for name in names},
    }


def _bases(score: dict[str, Any], structure: dict[str, Any], rest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Which claim, decision or revision gave this node's points in each column, by the engine of the run on what the
    run had read: 2 ms."""
    engine = engines.BY_VERSION.get(score["engine_version"])
    if engine is None:  # computed by a newer release than this one
        return {}
    figures = engine(snapshot.load(structure, rest))
    return {figure.column: dict(figure.basis) for figure in figures if figure.node == score["node"]}


def _run(score: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": score["run_id"],
        "framework_version": score["framework_version"],
        "engine_version": score["engine_version"],
        "inputs_version": score["inputs_version"],
        "inputs_sha256": score["inputs_sha256"],
        "computed_at": score["computed_at"],
        "is_current": score["is_current"],
    }


async def _parts(
    reader: db.Reader, score: dict[str, Any], kind: str, key: str, structure: dict[str, Any]
) -> list[dict[str, Any]]:
    """The figures that this one sums, each with its own score_id."""
    if kind == "index":
        wanted = [f"component:{c['code']}" for c in structure["components"] if str(c["main_index"]) == key]
    elif kind == "pillar":
        wanted = [f"index:{n}" for p in structure["pillars"] if p["code"] == key for n in p["main_indices"]]
    elif kind == "total":
        wanted = [f"index:{index['number']}" for index in structure["main_indices"]]
    else:
        return []
    rows = {row["node"]: row for row in await repository.scores_of_run(reader, score["run_id"], score["score_column"])}
    return [
        {
            "node": node,
            "score_id": rows[node]["id"],
            "points": rows[node]["points"],
            "max_points": rows[node]["max_points"],
            "value": rows[node]["value"],
        }
        for node in wanted
    ]


async def _component(
    reader: db.Reader, score: dict[str, Any], code: str, inputs: dict[str, Any], readable: Reach
) -> dict[str, Any]:
    """Rule and clause, claims, evidence with hashes, decisions."""
    pieces = inputs["pieces"]
    details = _read(
        await evidence.details(
            reader,
            [uuid.UUID(piece["revision_id"]) for piece in pieces],
            [uuid.UUID(piece["decision_id"]) for piece in pieces if piece["decision_id"]],
        )
    )
    about = await repository.component_sources(reader, score["framework_version_id"], code)
    component = _read(about) if about else {}
    return {
        "component": component,
        "rule": {**component.get("rule", {}), "certainty": component.get("rule_certainty")},
        "clause": component.get("source"),
        "inputs": {
            "claims": await _claims(reader, inputs["claims"], readable),
            "evidence": [
                _as_visible({**revision, "decision": decision}, readable)
                for revision in details["revisions"]
                for decision in _decisions_on(revision, details["decisions"])
            ],
        },
    }


def _decisions_on(revision: dict[str, Any], decisions: list[dict[str, Any]]) -> list[dict[str, Any] | None]:
    """The decisions in force on a revision, under a rule of parts one for each part; one None where nobody decided."""
    found = [decision for decision in decisions if decision["revision_id"] == revision["revision_id"]]
    return [*sorted(found, key=lambda one: str(one["part"]))] or [None]


async def _claims(reader: db.Reader, used: list[dict[str, Any]], readable: Reach) -> list[dict[str, Any]]:
    """The claims of the run with who made them; person and note only for who may read that organisation's papers."""
    claims: list[dict[str, Any]] = json.loads(
        await assessments.claim_details(reader, [uuid.UUID(claim["id"]) for claim in used]), parse_float=Decimal
    )
    hidden = dict.fromkeys(("note", "claimed_by"))
    return [claim if readable.covers(claim["organisation"]) else {**claim, **hidden} for claim in claims]


def _as_visible(piece: dict[str, Any], readable: Reach) -> dict[str, Any]:
    """Everybody sees that a document counted, whose, its hash and the verdict; what it says only who may read it."""
    if readable.covers(piece["organisation"]):
        return {**piece, "readable": True}
    decision = piece["decision"] and {**piece["decision"], **dict.fromkeys(("note", "decided_by", "decided_for"))}
    hidden = dict.fromkeys(("title", "document_number", "issued_on", "issuer"))
    return {**piece, **hidden, "decision": decision, "readable": False}


def _read(text: bytes) -> dict[str, Any]:
    """JSON whose numbers stay exact."""
    found: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return found
