"""Advice as it is answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from shared.analysis.advice import values
from shared.analysis.gaps import computed, rules
from shared.assessments.values import Assessment
from shared.evidence.values import Piece
from shared.kit import decimals
from shared.scoring import overlays
from shared.scoring.heads import AtHead

_COLUMN = "verified"
_OVER = ("done", "cancelled")


class Facts:
    """What is known of each component at the head: its cause, its tasks (None: not the caller's to read), what its rule
    asks for."""

    def __init__(
        self, head: AtHead, decisions: Mapping[str, Any], tasks: Mapping[str, Sequence[dict[str, Any]]] | None
    ) -> None:
        self.head, self.tasks = head, tasks
        self._decisions = decisions
        self._pieces: dict[str, list[Piece]] = defaultdict(list)
        for piece in head.inputs.pieces:
            self._pieces[piece.component].append(piece)

    def cause(self, code: str) -> str:
        """Why it lacks points."""
        component = overlays.component_of(self.head.inputs, code)
        return rules.computed(computed.standing_of(self.head, component, self._pieces[code], self._decisions))

    def required(self, code: str) -> list[dict[str, str]]:
        """The documents that its rule asks for; none where the rule names none."""
        asked = overlays.component_of(self.head.inputs, code).rule.required_evidence
        return [{"code": one.code, "name": one.name} for one in asked]

    def missing(self, code: str) -> list[dict[str, str]] | None:
        """The required documents while none of the component waits or was accepted; None: the rule names none."""
        required = self.required(code)
        return None if not required else [] if self._has_document(code) else required

    def effort(self, code: str) -> values.Effort:
        """What is known to be left to do."""
        missing, linked = self.missing(code), (self.tasks or {}).get(code)
        return values.Effort(
            missing_documents=None if missing is None else len(missing),
            open_tasks=sum(task["status"] not in _OVER for task in linked) if linked else None,
            waits=any(piece.decision_id is None for piece in self._pieces[code]),
        )

    def _has_document(self, code: str) -> bool:
        return any(piece.decision_id is None or piece.points for piece in self._pieces[code])

    def needs_document(self, code: str) -> bool:
        """Whether nothing that was posted for it waits or counts: a document must be posted first."""
        return not self._has_document(code)


def head_of(assessment: Assessment, head: AtHead) -> dict[str, Any]:
    """Which assessment, and the run that everything rests on."""
    total = head.scores.get((_COLUMN, "total"))
    certainty = "unknown" if total is None else total.certainty
    return {
        "assessment": assessment.id,
        "organisation": assessment.organisation,
        "year": assessment.year,
        "framework": assessment.framework,
        "framework_version": head.inputs.structure.version,
        "status": assessment.status,
        "column": _COLUMN,
        **head.provenance(),
        "certainty": certainty,
        "provisional": certainty in ("provisional", "unknown"),
    }


def standing(points: Fraction | None, value: Fraction | None, rank: int | None) -> dict[str, Any]:
    """Points, value of the total, and rank where all others are known."""
    return {"points": _exact(points), "total": _exact(value), "rank": rank}


def plan(found: values.Plan) -> dict[str, Any]:
    """Whether and why, and what total it takes."""
    words = values.WORDS[found.why] if found.why else None
    return {
        "result": found.status,
        "why": words and {"code": found.why, "vi": words.vi, "en": words.en},
        "threshold": _exact(found.threshold),
        "last_needs_points": None if found.needed is None else _rounded_up(found.needed),
    }


def items(facts: Facts, prospect: values.Prospect, gains: Sequence[values.Gain]) -> list[dict[str, Any]]:
    """Each gain, and the total when it and all before it are won."""
    shown, points, value = [], prospect.points, prospect.value
    for gain in gains:
        points = None if points is None else points + gain.points
        value = None if value is None else value + gain.value
        shown.append({**_item(facts, gain), "then": standing(points, value, None)})
    return shown


def _item(facts: Facts, gain: values.Gain) -> dict[str, Any]:
    code, tasks = gain.component, facts.tasks
    component = overlays.component_of(facts.head.inputs, code)
    score = facts.head.scores[_COLUMN, f"component:{code}"]
    linked = None if tasks is None else tasks.get(code, [])
    return {
        "code": code,
        "name": component.name,
        "main_index": component.main_index,
        "rule": component.rule.kind,
        "points": score.points,
        "max_points": score.max_points,
        "certainty": score.certainty,
        "score_id": score.score_id,
        "cause": facts.cause(code),
        "wins": {"points": _exact(gain.points), "total": _exact(gain.value)},
        "owners": None if linked is None else _owners(linked),
        "tasks": linked,
        "required_documents": facts.required(code),
        "missing_documents": facts.missing(code),
        "needs_document": facts.needs_document(code),
        "effort_steps": gain.effort.steps,
    }


def _owners(tasks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Who leads or co-leads one of the tasks, each once, those who lead first."""
    parties = sorted((party for task in tasks for party in task["owners"]), key=lambda party: party["role"] != "lead")
    return list({(party["kind"], party["slug"]): party for party in reversed(parties)}.values())[::-1]


def _exact(value: Fraction | None) -> Any:
    return None if value is None else decimals.rounded(value)


def _rounded_up(value: Fraction) -> Any:
    """At six places, and never less than what is needed."""
    rounded = decimals.rounded(value)
    return rounded if Fraction(rounded) >= value else rounded + decimals.rounded(Fraction(1, 10**decimals.PLACES))
