"""Version 2: every kind of rule, components that do not apply, shares carried from an earlier version. Pure, exact,
whatever the order of its inputs."""

from __future__ import annotations

import operator
import uuid
from collections.abc import Iterable, Mapping, Sequence

from shared.evidence.values import Piece
from shared.frameworks.values import Component, Structure
from shared.scoring.engines import v2_components as components
from shared.scoring.engines import v2_maxima as maxima
from shared.scoring.engines import v2_sums as sums
from shared.scoring.values import COLUMNS, Inputs, Score

# Figures that are known, in both columns, by node.
_Known = Mapping[str, tuple[Score, Score]]


def compute(inputs: Inputs) -> list[Score]:
    """Self and verified of every component, main index, pillar and the total."""
    return _compute(inputs, {})


def again(inputs: Inputs, scores: Sequence[Score], supposed: Inputs) -> list[Score]:
    """`compute(supposed)`, where `compute(inputs)` gave `scores`: what no difference touches keeps its figure.

    A component rests on what was claimed and posted for it; a sum on its components. So where both share their
    structure, exemptions and bests, only those components are computed of which a claim or a piece is another one, and
    the sums that they are in.
    """
    if inputs.structure is not supposed.structure:
        return compute(supposed)
    if (inputs.exemptions, inputs.bests) != (supposed.exemptions, supposed.bests):
        return compute(supposed)
    touched = _touched(inputs.structure, _differing(inputs, supposed))
    half = len(scores) // len(COLUMNS)
    columns = zip(scores[:half], scores[half:], strict=True)
    return _compute(supposed, {own.node: (own, verified) for own, verified in columns if own.node not in touched})


def _compute(inputs: Inputs, known: _Known) -> list[Score]:
    exempt = {exemption.component: str(exemption.id) for exemption in inputs.exemptions}
    out_of = maxima.of(inputs.structure, exempt)
    pieces = _by_component(inputs.pieces)
    pairs = _pairs(inputs, out_of, exempt, pieces, known)
    waiting = _waiting({code: found for code, found in pieces.items() if code not in exempt})
    over = sums.over(inputs.structure, out_of, waiting)
    scores: list[Score] = []
    for position, column in enumerate(COLUMNS):
        leaves = [pair[position] for pair in pairs]
        stand = {node: pair[position] for node, pair in known.items()}
        scores += [*leaves, *over.of(column, leaves, stand)]
    return scores


def _by_component(given: Iterable[Piece]) -> dict[str, list[Piece]]:
    pieces: dict[str, list[Piece]] = {}
    for piece in given:
        pieces.setdefault(piece.component, []).append(piece)
    return pieces


def _waiting(pieces: Mapping[str, Sequence[Piece]]) -> dict[str, frozenset[uuid.UUID]]:
    """The revisions that wait for a decision on a component; nothing of components where none does."""
    undecided = {
        code: frozenset([piece.revision_id for piece in found if piece.decision_id is None])
        for code, found in pieces.items()
    }
    return {code: found for code, found in undecided.items() if found}


def _pairs(
    inputs: Inputs,
    out_of: maxima.Maxima,
    exempt: Mapping[str, str],
    pieces: Mapping[str, Sequence[Piece]],
    known: _Known,
) -> list[tuple[Score, Score]]:
    claims = {claim.component: claim for claim in inputs.claims}
    bests = {(best.component, best.column): best.ratio for best in inputs.bests}

    def pair(component: Component) -> tuple[Score, Score]:
        code = component.code
        if code in exempt:
            own, verified = (components.exempt(column, component, exempt[code]) for column in COLUMNS)
            return own, verified
        return components.scores(component, out_of.components[code], claims.get(code), pieces.get(code, ()), bests)

    return [known.get(f"component:{one.code}") or pair(one) for one in inputs.structure.components]


def _differing(inputs: Inputs, supposed: Inputs) -> set[str]:
    """The components of which a claim or a piece is another object, even if it says the same."""
    claims, others = ({claim.component: claim for claim in one.claims} for one in (inputs, supposed))
    found = {code for code in claims.keys() | others.keys() if claims.get(code) is not others.get(code)}
    before, after = _by_component(inputs.pieces), _by_component(supposed.pieces)
    for code in before.keys() | after.keys():
        one, other = before.get(code, ()), after.get(code, ())
        if len(one) != len(other) or any(map(operator.is_not, one, other)):
            found.add(code)
    return found


def _touched(structure: Structure, codes: set[str]) -> set[str]:
    """The nodes of these components and of every sum they are in. Evidence for what no structure has waits, too."""
    found = {f"component:{code}" for code in codes} | ({"total"} if codes else set())
    numbers = {one.main_index for one in structure.components if one.code in codes}
    found |= {f"index:{number}" for number in numbers}
    found |= {f"pillar:{pillar.code}" for pillar in structure.pillars if not numbers.isdisjoint(pillar.main_indices)}
    return found
