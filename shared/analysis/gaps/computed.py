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
from shared.frameworks import rule_kinds
from shared.frameworks.values import Component
from shared.kit import decimals
from shared.scoring import engines
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
        made = _component(head, component, pieces[component.code], decisions)
        components[component.main_index].append({**made, "code_187": codes.get(component.code)})
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


def standing_of(
    head: AtHead, component: Component, pieces: Sequence[Piece], decisions: Mapping[str, Any], part: str | None = None
) -> values.Standing:
    """What the run knew of a component, or of one part of it (whoever has not decided has decided on no part)."""
    rule = component.rule if part is None else _rule_of(component.rule, part)
    score = head.scores[_COLUMN, f"component:{component.code}"]
    of_part = [piece for piece in pieces if part is None or piece.part in (None, part)]
    decided = [piece for piece in of_part if piece.decision_id is not None]
    refused = [decisions.get(str(piece.decision_id), {}) for piece in decided if piece.verdict == "reject"]
    claimed = [claim for claim in head.inputs.claims if claim.component == component.code]
    return values.Standing(
        applicable=component.code not in {exemption.component for exemption in head.inputs.exemptions},
        determinable=not score.not_determinable,
        needs_figures=any(asked.type == "number" for asked in rule.inputs()),
        has_figures=any(claim.values for claim in claimed) or any(piece.values for piece in decided),
        pieces=len(of_part),
        undecided=len({piece.revision_id for piece in of_part if piece.decision_id is None}),
        reached=any(piece.points for piece in decided),
        accepted=any(piece.verdict == "accept" for piece in decided),
        reasons=tuple(decision.get("reason_code") for decision in refused),
    )


def _rule_of(rule: rule_kinds.Rule, part: str) -> rule_kinds.Rule:
    found = rule.part(part) if isinstance(rule, rule_kinds.Parts) else None
    return rule if found is None else found.rule


def gap_of(score: Shown) -> Decimal:
    """What a figure lacks of its maximum, in points; of one without a maximum nothing."""
    return (score.max_points or Decimal(0)) - (score.points or Decimal(0))


def _component(
    head: AtHead, component: Component, pieces: Sequence[Piece], decisions: Mapping[str, Any]
) -> dict[str, Any]:
    score, standing = (
        head.scores[_COLUMN, f"component:{component.code}"],
        standing_of(head, component, pieces, decisions),
    )
    shown = [decisions[str(piece.decision_id)] for piece in pieces if str(piece.decision_id) in decisions]
    parts = _parts(head, component, pieces, decisions) if standing.applicable and gap_of(score) else []
    worst = max(parts, key=lambda part: part["gap"], default=None)
    cause = worst["cause"] if worst else rules.computed(standing)
    return {
        "code": component.code,
        "name": component.name,
        "outcome": None,
        "certainty": score.certainty,
        "score_id": score.score_id,
        "notes": [],
        "max_points": score.max_points,
        "points": score.points,
        "gap": gap_of(score),
        "cause": cause if gap_of(score) or not standing.applicable else None,
        "said_of": None,
        "parts": parts,
        "evidence": {
            "revisions": len({piece.revision_id for piece in pieces}),
            "undecided": standing.undecided,
            "decisions": [
                {name: decision[name] for name in ("id", "revision_id", "verdict", "points", "reason_code")}
                for decision in shown
            ],
        },
    }


def _parts(
    head: AtHead, component: Component, pieces: Sequence[Piece], decisions: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The parts that lack points, each with its own cause; none under a rule without parts."""
    if not isinstance(component.rule, rule_kinds.Parts):
        return []
    score, earned = head.scores[_COLUMN, f"component:{component.code}"], _earned(head, component.code)
    if score.points and not earned:
        return []  # granted as a whole, before there were parts
    maximum, found = Fraction(score.max_points or 0), []
    for part in component.rule.parts:
        gap = maximum * part.share - earned.get(part.code, Fraction(0))
        if gap > 0:
            standing = standing_of(head, component, pieces, decisions, part.code)
            cause = rules.computed(standing)
            found.append({"part": part.code, "name": part.name, "gap": decimals.rounded(gap), "cause": cause})
    return found


def _earned(head: AtHead, code: str) -> dict[str, Fraction]:
    """The points of each part, as the engine of the run says."""
    scores = engines.BY_VERSION[head.engine_version](head.inputs)
    parts = next(one.basis for one in scores if (one.column, one.node) == (_COLUMN, f"component:{code}")).get(
        "parts", {}
    )
    return {part: Fraction(said["points"] or 0) for part, said in parts.items()}


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
    """Each component's gap by cause, that of a rule with parts part by part; together the component's gap."""
    return [
        share
        for component in components
        if component["gap"]
        for share in rules.whole(
            Fraction(component["gap"]),
            [
                values.Share(one["cause"], Fraction(one["gap"]), (component["code"],))
                for one in (component["parts"] or [component])
            ],
        )
    ]
