"""An attribution as its answer says it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Literal

from shared.analysis.attribution.values import Attributed, Attribution, Column, Figure, Part, Side
from shared.assessments.values import Assessment
from shared.frameworks.values import Structure
from shared.scoring import rules

Comparison = Literal["same_version", "same_framework", "crosswalk", "none"]


@dataclass(frozen=True)
class Stand:
    """One side with what it rests on: a run, or the import of a publication."""

    assessment: Assessment
    structure: Structure
    column: Column
    rests_on: uuid.UUID
    side: Side
    score_id: uuid.UUID | None


def answer(after: Stand, before: Stand, found: Attribution, comparison: Comparison) -> dict[str, Any]:
    """The whole answer."""
    by_component = comparison in ("crosswalk", "none")
    return {
        "assessment": _stand(after),
        "against": _stand(before),
        "engine_version": rules.ENGINE_VERSION,
        "comparison": comparison,
        "difference": found.total.difference,
        "main_indices": [] if by_component else [_index(part, found) for part in found.total.parts],
        "components": [_component(part) for part in found.total.parts] if by_component else [],
        **_rest(found.total),
    }


def _stand(stand: Stand) -> dict[str, Any]:
    return {
        "assessment": stand.assessment.id,
        "organisation": stand.assessment.organisation,
        "year": stand.assessment.year,
        "framework": stand.structure.framework,
        "framework_version": stand.structure.version,
        "column": stand.column,
        "rests_on": stand.rests_on,
        "total": stand.side.total,
        "score_id": stand.score_id,
    }


def _index(part: Part, found: Attribution) -> dict[str, Any]:
    within = found.within[int(part.key)]
    return {
        "number": part.key,
        "name": part.after.name,
        **_change(part),
        "components": [_component(one) for one in within.parts if one.difference is not None],
        **_rest(within),
    }


def _component(part: Part) -> dict[str, Any]:
    return {"code": part.key, "code_before": part.former, "name": part.after.name, **_change(part)}


def _change(part: Part) -> dict[str, Any]:
    return {"before": _figure(part.before), "after": _figure(part.after), "difference": part.difference}


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "contribution": figure.contribution,
        "points": figure.points,
        "max_points": figure.max_points,
        "score_id": figure.score_id,
    }


def _rest(found: Attributed) -> dict[str, Any]:
    return {"unattributed": found.rest, "reasons": list(found.reasons)}
