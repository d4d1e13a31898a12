"""The gaps of an open assessment: the run at its head says what each component lacks, and its inputs why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shared.analysis.gaps import publications, rules, values
from shared.assessments.values import Assessment
from shared.evidence.values import Piece
from shared.scoring.heads import AtHead, Shown

_COLUMN = "verified"


def answer(
    assessment: Assessment, head: AtHead, named: Mapping[str, Any], decisions: Mapping[str, Any]
) -> dict[str, Any]:
    """The answer. `named`: the rows of `publication.sql`, for plan 187's numbers; `decisions`: as `evidence.details`
    shows them, by id."""
    structure = head.inputs.structure
    codes = {component["code"]: component["code_187"] for component in named["components"]}
    numbers = {index["number"]: index["number_187"] for index in named["main_indices"]}
    pieces: dict[str, list[Piece]] = defaultdict(list)
    for piece in head.inputs.pieces:
        pieces[piece.component].append(piece)
    components: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for component in structure.components:
        score = head.scores[_COLUMN, f"component:{component.code}"]
        of = pieces[component.code]
        made = _component(score, standing_of(head, component.code, of, decisions), of, decisions)
        components[component.main_index].append(
            {"code": component.code, "code_187": codes.get(component.code), "name": component.name, **made}
        )
    indices = [
        {
            "number": index.number,
            "number_187": numbers.get(index.number),
            "name": index.name,
            **_index(head.scores[_COLUMN, f"index:{index.number}"], components[index.number]),
        }
        for index in structure.main_indices
    ]
    return {
        "assessment": assessment.id,
        "organisation": assessment.organisation,
        "year": assessment.year,
        "framework": assessment.framework,
        "framework_version": structure.version,
        "status": assessment.status,
        "import_id": None,
        "imported_at": None,
        "column": _COLUMN,
        **head.provenance(),
        **_total(head.scores.get((_COLUMN, "total")), indices),
        "main_indices": indices,
    }


def standing_of(head: AtHead, code: str, pieces: Sequence[Piece], decisions: Mapping[str, Any]) -> values.Standing:
    """What the run knew of a component."""
    score = head.scores[_COLUMN, f"component:{code}"]
    decided = [piece for piece in pieces if piece.decision_id is not None]
    refused = [decisions.get(str(piece.decision_id), {}) for piece in decided if piece.verdict == "reject"]
    return values.Standing(
        applicable=True,
        determinable=not score.not_determinable,
        needs_figures=False,
        has_figures=True,
        pieces=len(pieces),
        undecided=len({piece.revision_id for piece in pieces if piece.decision_id is None}),
        reached=any(piece.points for piece in decided),
        accepted=any(piece.verdict == "accept" for piece in decided),
        reasons=tuple(decision.get("reason_code") for decision in refused),
    )


def gap_of(score: Shown) -> Decimal:
    """What a figure lacks of its maximum, in points; of one without a maximum nothing."""
    return (score.max_points or Decimal(0)) - (score.points or Decimal(0))


def _component(
    score: Shown,
    standing: values.Standing,
    pieces: Sequence[Piece],
    decisions: Mapping[str, Any],
) -> dict[str, Any]:
    gap = gap_of(score)
    shown = [decisions[str(piece.decision_id)] for piece in pieces if str(piece.decision_id) in decisions]
    return {
        "outcome": None,
        "certainty": score.certainty,
        "score_id": score.score_id,
        "notes": [],
        "max_points": score.max_points,
        "points": score.points,
        "gap": gap,
        "cause": rules.computed(standing) if gap or not standing.applicable else None,
        "said_of": None,
        "evidence": {
            "revisions": standing.pieces,
            "undecided": standing.undecided,
            "decisions": [
                {name: decision[name] for name in ("id", "revision_id", "verdict", "points", "reason_code")}
                for decision in shown
            ],
        },
    }


def _index(score: Shown, components: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "certainty": score.certainty,
        "score_id": score.score_id,
        "value": score.value,
        "max_points": score.max_points,
        "points": score.points,
        "gap": gap_of(score),
        "causes": publications.causes(rules.whole(Fraction(gap_of(score)), _shares(components))),
        "lists": [],
        "components": components,
    }


def _total(score: Shown | None, indices: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The total, where the framework sums points; where it weighs pillars its points are none, and so is their gap."""
    said = score and {"value": score.value, "certainty": score.certainty, "score_id": score.score_id}
    summed = score is not None and score.points is not None and score.max_points is not None
    shares = [share for index in indices for share in _shares(index["components"])]
    gap = gap_of(score) if score is not None and summed else None
    return {
        "provisional": score is None or score.certainty in ("provisional", "unknown"),
        "certainty": "unknown" if score is None else score.certainty,
        "total": said,
        "max_points": score.max_points if score and summed else None,
        "points": score.points if score and summed else None,
        "gap": gap,
        "causes": [] if gap is None else publications.causes(rules.whole(Fraction(gap), shares)),
    }


def _shares(components: Sequence[dict[str, Any]]) -> list[values.Share]:
    return [
        values.Share(component["cause"], Fraction(component["gap"]), (component["code"],))
        for component in components
        if component["gap"] and component["cause"]
    ]
