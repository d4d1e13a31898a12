"""From stored rows to a side: what each figure brings to the total. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shared.analysis import shares
from shared.analysis.attribution.values import Column, Figure, Side
from shared.frameworks.values import Structure
from shared.kit import decimals


def side(row: Mapping[str, Any], structure: Structure, column: Column) -> Side:
    """One column. A framework that does not say how its total comes about lets no figure contribute."""
    names = ("points", "maxima", "quotients", "score_ids")
    found = {
        node: dict(zip(names, figures, strict=True))
        for node, *figures in zip(row["nodes"], *(row[name] for name in names), strict=True)
    }
    worth = shares.of(structure, _maxima(found, structure, column)) or {}
    components = {
        component.code: (
            component.main_index,
            _figure(found[f"component:{component.code}"], component.name, worth.get(component.main_index)),
        )
        for component in structure.components
        if f"component:{component.code}" in found
    }
    indices = {
        index.number: _figure(found.get(f"index:{index.number}", {}), index.name, worth.get(index.number))
        for index in structure.main_indices
        if index.weight
    }
    return Side(found.get("total", {}).get("quotients"), indices, components)


def _maxima(found: Mapping[str, Mapping[str, Any]], structure: Structure, column: Column) -> dict[str, Decimal | None]:
    """What totals and pillars are out of: as the run had it, of a publication as the framework says."""
    if column != "published":
        return {node: figures["maxima"] for node, figures in found.items()}
    return {"total": structure.total_points} | {f"pillar:{one.code}": one.max_points for one in structure.pillars}


def _figure(found: Mapping[str, Any], name: str, share: Fraction | None) -> Figure:
    exact = None if found.get("points") is None else Fraction(found["points"])
    points = None if exact is None else decimals.rounded(exact)
    contribution = None if exact is None or share is None else decimals.rounded(exact * share)
    return Figure(name, points, found.get("maxima"), contribution, found.get("score_ids"))
