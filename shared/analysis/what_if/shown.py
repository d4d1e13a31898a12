"""A what-if as its answer says it. Figures have at most six places; a difference is that of what is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from shared.analysis import provenance
from shared.analysis.field import rules as ranking
from shared.analysis.field.values import Field, Other
from shared.analysis.what_if.values import Change
from shared.frameworks.values import Structure
from shared.kit import exact_json
from shared.scoring import packing
from shared.scoring.captured import Captured
from shared.scoring.values import COLUMNS, Score


def answer(run: Captured, changes: Sequence[Change], others: Sequence[Other], *, overrides: int) -> dict[str, Any]:
    """The whole answer."""
    by_column = {column: {one.after.node: one for one in changes if one.after.column == column} for column in COLUMNS}
    total = by_column["verified"].get("total")
    return {
        **provenance.of(run),
        "provisional": total is None or total.after.certainty in ("provisional", "unknown"),
        "overrides": overrides,
        "self": _column(run, by_column["self"], ranking.field_of(others, "self")),
        "verified": _column(run, by_column["verified"], ranking.field_of(others, "verified")),
    }


def _column(run: Captured, found: Mapping[str, Change], field: Field) -> dict[str, Any]:
    structure = run.inputs.structure
    total = found.get("total")
    return {
        "total": None if total is None else figure(run, total),
        "rank": None if total is None else _rank(field, total),
        "main_indices": list(_main_indices(run, structure, found)),
        "pillars": [
            {"pillar": pillar.code, "name": pillar.name, **figure(run, found[f"pillar:{pillar.code}"])}
            for pillar in structure.pillars
            if f"pillar:{pillar.code}" in found
        ],
        "components": [
            {"code": one.code, "name": one.name, **figure(run, found[f"component:{one.code}"])}
            for one in structure.components
        ],
    }


def _main_indices(run: Captured, structure: Structure, found: Mapping[str, Change]) -> Iterable[dict[str, Any]]:
    for index in structure.main_indices:
        yield {"number": index.number, "name": index.name, **figure(run, found[f"index:{index.number}"])}


def figure(run: Captured, change: Change) -> dict[str, Any]:
    """A figure before and after. `score_id` is that of the stored figure: what stands before, explained."""
    before = _Side.of(change.before)
    after = before if change.after is change.before else _Side.of(change.after)
    return {
        "max_points": exact_json.millionths(packing.millionths(change.after.max_points)),
        "certainty": change.after.certainty,
        "before": before.said,
        "after": after.said,
        "difference": {
            "value": _difference(after.value, before.value),
            "points": _difference(after.points, before.points),
        },
        "score_id": run.score_id(change.after.column, change.after.node),
    }


class _Side(NamedTuple):
    """One side of a figure: what is shown, in millionths, and how it is said."""

    value: packing.Millionths
    points: packing.Millionths
    said: dict[str, Any]

    @classmethod
    def of(cls, score: Score) -> _Side:
        value, points = packing.millionths(score.value), packing.millionths(score.points)
        said = {
            "value": exact_json.millionths(value),
            "points": exact_json.millionths(points),
            "undecided": score.undecided,
            "not_determinable": score.not_determinable,
        }
        return cls(value, points, said)


def _rank(field: Field, total: Change) -> dict[str, Any] | None:
    before, after = (ranking.rank(field, side.value) for side in (total.before, total.after))
    if before is None and after is None:
        return None
    return {
        "before": before,
        "after": after,
        "difference": None if before is None or after is None else after - before,
        "rank_of": len(field.others) + 1,
        "basis": field.basis,
        "unknown": field.unknown,
        "places": field.places,
    }


def _difference(after: packing.Millionths, before: packing.Millionths) -> orjson.Fragment | None:
    return None if after is None or before is None else exact_json.millionths(after - before)
