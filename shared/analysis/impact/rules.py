"""Which figures rest on a document, and what they would be without it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from uuid import UUID

from shared.frameworks import rule_kinds
from shared.frameworks.values import Structure
from shared.scoring.values import Inputs


def without(inputs: Inputs, revisions: Collection[UUID]) -> Inputs:
    """As if these revisions had never been posted: neither their decisions nor what they imply for self."""
    return replace(inputs, pieces=tuple(piece for piece in inputs.pieces if piece.revision_id not in revisions))


def served(inputs: Inputs, revisions: Collection[UUID]) -> list[str]:
    """The components (codes, in the framework's order) for which these revisions count."""
    found = {piece.component for piece in inputs.pieces if piece.revision_id in revisions}
    return [component.code for component in inputs.structure.components if component.code in found]


def dependents(structure: Structure, components: Iterable[str]) -> dict[str, list[str]]:
    """The nodes that rest on these components, and on which of them: themselves, their main indices, their pillars and
    the total."""
    chosen = [component for component in structure.components if component.code in set(components)]
    found = {f"component:{component.code}": [component.code] for component in chosen}
    for index in structure.main_indices:
        found[f"index:{index.number}"] = [one.code for one in chosen if one.main_index == index.number]
    for pillar in structure.pillars:
        found[f"pillar:{pillar.code}"] = [one.code for one in chosen if one.main_index in pillar.main_indices]
    found["total"] = [one.code for one in chosen]
    return {node: codes for node, codes in found.items() if codes}


def measured_by_peers(structure: Structure, components: Collection[str]) -> list[str]:
    """Those of the components whose best unit others are measured by: their scores may move with it."""
    return [
        component.code
        for component in structure.components
        if component.code in components and isinstance(component.rule, rule_kinds.Normalised)
    ]
