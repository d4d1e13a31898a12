"""An interval as its answer says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shared.analysis import provenance
from shared.analysis.field import rules as ranking
from shared.analysis.field.values import Field, Reach
from shared.analysis.interval.rules import Bounds
from shared.scoring.captured import Captured
from shared.scoring.values import Score


def answer(run: Captured, found: Sequence[Bounds], field: Field) -> dict[str, Any]:
    """The whole answer."""
    structure = run.inputs.structure
    by_node = {bounds.now.node: bounds for bounds in found}
    total = by_node.get("total")
    return {
        **provenance.of(run),
        "provisional": total is None or total.now.certainty in ("provisional", "unknown"),
        "column": "verified",
        "undecided": 0 if total is None else total.now.undecided,
        "total": None if total is None else figure(run, total),
        "rank": None if total is None else _rank(field, total),
        "main_indices": [
            {"number": index.number, "name": index.name, **figure(run, by_node[f"index:{index.number}"])}
            for index in structure.main_indices
        ],
        "pillars": [
            {"pillar": pillar.code, "name": pillar.name, **figure(run, by_node[f"pillar:{pillar.code}"])}
            for pillar in structure.pillars
            if f"pillar:{pillar.code}" in by_node
        ],
        "components": [
            {"code": one.code, "name": one.name, **figure(run, by_node[f"component:{one.code}"])}
            for one in structure.components
            if by_node[f"component:{one.code}"].now.undecided
        ],
    }


def figure(run: Captured, bounds: Bounds) -> dict[str, Any]:
    """A figure with its bounds."""
    return {
        "max_points": provenance.exact(bounds.now.max_points),
        "certainty": bounds.now.certainty,
        "undecided": bounds.now.undecided,
        "now": _side(bounds.now),
        "lower": _side(bounds.lower),
        "upper": _side(bounds.upper),
        "score_id": run.score_id("verified", bounds.now.node),
    }


def _side(score: Score) -> Mapping[str, Any]:
    return {"value": provenance.exact(score.value), "points": provenance.exact(score.points)}


def _rank(field: Field, total: Bounds) -> dict[str, Any] | None:
    if total.lower.value is None or total.upper.value is None:
        return None
    best, worst = ranking.ranks(field, Reach(total.lower.value, total.upper.value))
    if best is None:
        return None
    return {
        "best": best,
        "worst": worst,
        "rank_of": len(field.others) + 1,
        "basis": field.basis,
        "unknown": field.unknown,
        "places": field.places,
    }
