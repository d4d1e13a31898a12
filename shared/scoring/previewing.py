"""What a draft would do to the assessments of its framework: the same claims and decisions under both versions.

Nothing is written. The answer is that of publishing the draft now; a test holds the two against each other.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from shared.assessments import succession as assessments
from shared.frameworks import crosswalk, crosswalks, errors
from shared.frameworks import service as frameworks
from shared.frameworks.values import Structure
from shared.kit import db, decimals
from shared.kit.errors import Finding
from shared.scoring import rules, succeeding, values
from shared.scoring import service as scoring

Scores = Mapping[tuple[str, str], values.Score]


async def preview(
    reader: db.Reader,
    framework: str,
    version: int,
    *,
    after: uuid.UUID | None,
    limit: int,
    assessment: uuid.UUID | None,
) -> dict[str, Any]:
    """A page of the assessments that publishing a draft would move, each as it stands and as it would stand, beside the
    crosswalk: `items`, `next_keys`, `crosswalk`. With `assessment` that one alone, with its components.

    Raises NoSuchVersion, NotADraft, and DraftNotComputable when a maximum or a weight is missing.
    """
    step = await crosswalks.following(reader, framework, version)
    structure = (await frameworks.structures(reader, [step.after.id]))[step.after.id]
    _check_computable(structure)
    page = await assessments.would_move(reader, step.after.id, after=after, limit=limit + 1, only=assessment)
    shown = page[:limit]
    inputs = await scoring.inputs(reader, [row["id"] for row in shown])
    whole = None if assessment is None else {after: before for before, after in crosswalk.alone(step.edges)}
    items = [
        _item(row, inputs[row["id"]], succeeding.under(inputs[row["id"]], structure, step.edges), whole=whole)
        for row in shown
    ]
    return {
        "framework": step.after.framework,
        "version": step.after.version,
        "replaces_version": None if step.before is None else step.before.version,
        "engine_version": rules.ENGINE_VERSION,
        "crosswalk": None if step.before is None else await crosswalks.between(reader, step.before, step.after),
        "items": items,
        "next_keys": [str(shown[-1]["id"])] if len(page) > limit else None,
    }


def _check_computable(structure: Structure) -> None:
    """A maximum that nobody knows is not computed with: a draft's may be missing, whatever `Structure` says."""
    lacking: Sequence[tuple[str, object]] = [
        *((f"main_indices.{index.number}.weight", index.weight) for index in structure.main_indices),
        *((f"components.{one.code}.max_points", one.max_points) for one in structure.components),
    ]
    findings = [
        Finding(field, "It is unknown, so nothing can be computed.", "Chưa biết nên chưa tính được.", "missing")
        for field, value in lacking
        if value is None
    ]
    if findings:
        raise errors.DraftNotComputable(*findings, framework=structure.framework, version=structure.version)


def _item(
    row: Mapping[str, Any], now: values.Inputs, then: values.Inputs, *, whole: Mapping[str, str] | None
) -> dict[str, Any]:
    """One assessment; with its components where `whole` says which one each of the draft's was before."""
    today, draft = _by_node(rules.compute(now)), _by_node(rules.compute(then))
    said: dict[str, Any] = {
        "assessment": row["id"],
        "organisation": row["organisation"],
        "year": row["year"],
        "status": row["status"],
        "today": _columns(today, "total"),
        "under_draft": _columns(draft, "total"),
        "carried": len([piece for piece in then.pieces if piece.former is not None]),
        "documents_lost": len(_documents(now) - _documents(then)),
        "undecided": _undecided(then) - _undecided(now),
    }
    if whole is not None:
        carried = {piece.component for piece in then.pieces if piece.former is not None}
        carried |= {claim.component for claim in then.claims if claim.former is not None}
        said["components"] = [
            {
                "code": one.code,
                "name": one.name,
                "code_today": whole.get(one.code),
                "today": _columns(today, f"component:{whole.get(one.code)}"),
                "under_draft": _columns(draft, f"component:{one.code}"),
                "carried": one.code in carried,
            }
            for one in then.structure.components
        ]
    return said


def _documents(inputs: values.Inputs) -> set[uuid.UUID]:
    return {piece.revision_id for piece in inputs.pieces}


def _undecided(inputs: values.Inputs) -> int:
    return sum(1 for piece in inputs.pieces if piece.decision_id is None)


def _by_node(scores: Sequence[values.Score]) -> Scores:
    return {(score.column, score.node): score for score in scores}


def _columns(scores: Scores, node: str) -> dict[str, Any]:
    """One figure in both columns; null where there is none."""
    return {column: _figure(scores.get((column, node))) for column in values.COLUMNS}


def _figure(score: values.Score | None) -> dict[str, Any] | None:
    if score is None:
        return None
    figures: Mapping[str, Fraction | None] = {
        "points": score.points,
        "max_points": score.max_points,
        "value": score.value,
    }
    exact = {name: None if value is None else decimals.rounded(value) for name, value in figures.items()}
    return {**exact, "certainty": score.certainty, "not_determinable": score.not_determinable}
