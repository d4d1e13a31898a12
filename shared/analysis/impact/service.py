"""What can be asked of impact."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shared.analysis.impact import repository, rules
from shared.evidence import rights
from shared.evidence import service as evidence
from shared.identity.values import Principal
from shared.kit import clock, db, decimals, exact_json
from shared.scoring import engines, heads
from shared.scoring import service as scoring
from shared.scoring.values import COLUMNS, Inputs, Score

_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("run_id", "engine_version", "assessment_version", "computed_version", "pending", "computed_at")),
    **{name: [] for name in ("decisions", "counts_for", "measured_by_peers", "scores")},
    "changed": 0,
}


async def of(reader: db.Reader, caller: Principal, now: clock.Clock, evidence_id: uuid.UUID) -> bytes:
    """Every score at the head that rests on a document, with what it would be without it, and the decisions, as JSON.

    Nothing of them for who reads no computed scores, and while nothing was computed. Raises EvidenceNotFound (also for
    what the caller may not read).
    """
    readable = await rights.of(reader, caller, now)
    document = json.loads(await evidence.as_json(reader, evidence_id, readable), parse_float=Decimal)
    assessment_id, shown = uuid.UUID(document["assessment"]), scoring.reads_computed(caller)
    head = await heads.at_head(reader, assessment_id) if shown else None
    found = _NOTHING if head is None else await _rests(reader, head, evidence_id, assessment_id)
    said = {
        "evidence": evidence_id,
        **{name: document[name] for name in ("organisation", "revision", "sha256", "title", "withdrawn_at")},
        "assessment": assessment_id,
        "hidden": [] if shown else ["scores"],
        **found,
    }
    return exact_json.dump(said)


async def _rests(
    reader: db.Reader, head: heads.AtHead, evidence_id: uuid.UUID, assessment_id: uuid.UUID
) -> dict[str, Any]:
    """What rests on a document at this head."""
    revisions = await repository.revisions(reader, evidence_id)
    components = rules.served(head.inputs, revisions)
    decisions = _decisions(head, revisions)
    scores = [{"assessment": assessment_id, **one} for one in _scores(head, revisions, components, decisions)]
    return {
        **head.provenance(),
        "decisions": await _shown(reader, decisions),
        "counts_for": components,
        "measured_by_peers": rules.measured_by_peers(head.inputs.structure, components),
        "changed": sum(score["changes"] for score in scores),
        "scores": scores,
    }


def _scores(
    head: heads.AtHead,
    revisions: Collection[uuid.UUID],
    components: Sequence[str],
    decisions: Mapping[str, Sequence[uuid.UUID]],
) -> list[dict[str, Any]]:
    """The dependent scores, column by column; both sides by the engine of the run."""
    now, then = _computed(head, head.inputs), _computed(head, rules.without(head.inputs, revisions))
    resting = rules.dependents(head.inputs.structure, components)
    return [
        {
            "column": column,
            "node": node,
            "score_id": head.scores[column, node].score_id,
            "points": head.scores[column, node].points,
            "max_points": head.scores[column, node].max_points,
            "value": head.scores[column, node].value,
            "without": {"points": _exact(after.points), "value": _exact(after.value)},
            "changes": (before.points, before.value) != (after.points, after.value),
            "components": codes,
            "decisions": [one for code in codes for one in decisions[code]] if column == "verified" else [],
        }
        for column in COLUMNS
        for node, codes in resting.items()
        if (column, node) in head.scores
        for before, after in [(now[column, node], then[column, node])]
    ]


def _decisions(head: heads.AtHead, revisions: Collection[uuid.UUID]) -> dict[str, list[uuid.UUID]]:
    """The decisions in force on these revisions that the run read, by component; several where a rule has parts."""
    found: dict[str, list[uuid.UUID]] = defaultdict(list)
    for piece in head.inputs.pieces:
        if piece.revision_id in revisions and piece.decision_id is not None:
            found[piece.component].append(piece.decision_id)
    return found


async def _shown(reader: db.Reader, decisions: Mapping[str, Sequence[uuid.UUID]]) -> list[dict[str, Any]]:
    components = {str(one): code for code, ids in decisions.items() for one in ids}
    details = json.loads(
        await evidence.details(reader, [], [uuid.UUID(one) for one in components]), parse_float=Decimal
    )
    shown = [{**one, "component": components[one["id"]]} for one in details["decisions"]]
    return sorted(shown, key=lambda one: list(components).index(one["id"]))


def _computed(head: heads.AtHead, inputs: Inputs) -> dict[tuple[str, str], Score]:
    return {(score.column, score.node): score for score in engines.BY_VERSION[head.engine_version](inputs)}


def _exact(value: Fraction | None) -> Decimal | None:
    return None if value is None else decimals.rounded(value)
