"""From stored figures to entrants: what each cell is worth in the total. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from shared.analysis import shares
from shared.analysis.robustness.values import Absent, Cell, Entrant
from shared.frameworks.values import Structure
from shared.kit import decimals

Row = Mapping[str, Any]


def computed(row: Row, structure: Structure) -> Entrant | Absent:
    """An organisation by the components of its run: what they count for is what that run gave them."""
    if row["nodes"] is None:
        return Absent(row["organisation"], row["assessment_id"], "not_computed")
    places = {node: place for place, node in enumerate(row["nodes"])}
    maxima = {node: row["maxima"][place] for node, place in places.items()}
    worth = shares.of(structure, maxima)
    if worth is None:
        return Absent(row["organisation"], row["assessment_id"], "incomplete")
    cells = []
    for component in structure.components:
        place = places.get(f"component:{component.code}")
        if place is not None:
            points = _millionths(row["points"][place] or Decimal(0))
            gain = _millionths(row["maxima"][place]) - points if row["undecided"][place] else 0
            cells.append(Cell(component.main_index, component.code, points, gain))
    return Entrant(row["organisation"], row["assessment_id"], row["rests_on"], tuple(cells), worth)


def published(row: Row, structure: Structure) -> Entrant | Absent:
    """An organisation by its published main indices: points are value × weight. One that is missing leaves it out."""
    if not row["nodes"]:
        return Absent(row["organisation"], row["assessment_id"], "not_published")
    found = dict(zip(row["nodes"], row["quotients"], strict=True))
    counting = [index for index in structure.main_indices if index.weight]
    maxima = {"total": structure.total_points} | {f"pillar:{one.code}": one.max_points for one in structure.pillars}
    worth = shares.of(structure, maxima)
    if worth is None or any(f"index:{index.number}" not in found for index in counting):
        return Absent(row["organisation"], row["assessment_id"], "incomplete")
    cells = [
        Cell(index.number, "", _millionths(found[f"index:{index.number}"] * index.weight), 0) for index in counting
    ]
    return Entrant(row["organisation"], row["assessment_id"], row["rests_on"], tuple(cells), worth)


def _millionths(points: Decimal) -> int:
    """Stored points have at most six places; so have published values (four) times their weights."""
    return int(points.scaleb(decimals.PLACES).to_integral_value(ROUND_HALF_UP))
