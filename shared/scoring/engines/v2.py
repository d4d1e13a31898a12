"""Version 2: every kind of rule, components that do not apply, shares carried from an earlier version. Pure, exact,
whatever the order of its inputs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from shared.evidence.values import Piece
from shared.frameworks.rules import weakest
from shared.frameworks.values import Component, Structure
from shared.scoring.engines import exact
from shared.scoring.engines import v2_components as components
from shared.scoring.engines import v2_maxima as maxima
from shared.scoring.values import COLUMNS, Inputs, Score

_ZERO = Fraction(0)


@dataclass(frozen=True)
class _Counting:
    """What counts: the structure, what each figure is out of, and the pieces of the components that apply."""

    structure: Structure
    maxima: maxima.Maxima
    waiting: Mapping[str, frozenset[uuid.UUID]]

    def undecided(self, codes: Iterable[str]) -> int:
        """Evidence revisions that wait for a decision on at least one of these components; each counts once."""
        found: set[uuid.UUID] = set()
        for code in codes if self.waiting else ():
            found |= self.waiting.get(code, frozenset())
        return len(found)


def compute(inputs: Inputs) -> list[Score]:
    """Self and verified of every component, main index, pillar and the total."""
    exempt = {exemption.component: str(exemption.id) for exemption in inputs.exemptions}
    out_of = maxima.of(inputs.structure, exempt)
    pieces = _by_component(inputs.pieces)
    pairs = _pairs(inputs, out_of, exempt, pieces)
    undecided = {
        code: frozenset(piece.revision_id for piece in found if piece.decision_id is None)
        for code, found in pieces.items()
        if code not in exempt
    }
    waiting = {code: found for code, found in undecided.items() if found}
    counting = _Counting(inputs.structure, out_of, waiting)
    scores: list[Score] = []
    for position, column in enumerate(COLUMNS):
        leaves = [pair[position] for pair in pairs]
        scores += [*leaves, *_sums(column, counting, leaves)]
    return scores


def _by_component(given: Iterable[Piece]) -> dict[str, list[Piece]]:
    pieces: dict[str, list[Piece]] = {}
    for piece in given:
        pieces.setdefault(piece.component, []).append(piece)
    return pieces


def _pairs(
    inputs: Inputs, out_of: maxima.Maxima, exempt: Mapping[str, str], pieces: Mapping[str, Sequence[Piece]]
) -> list[tuple[Score, Score]]:
    claims = {claim.component: claim for claim in inputs.claims}
    bests = {(best.component, best.column): best.ratio for best in inputs.bests}

    def pair(component: Component) -> tuple[Score, Score]:
        code = component.code
        if code in exempt:
            own, verified = (components.exempt(column, component, exempt[code]) for column in COLUMNS)
            return own, verified
        return components.scores(component, out_of.components[code], claims.get(code), pieces.get(code, ()), bests)

    return [pair(component) for component in inputs.structure.components]


def _sums(column: str, counting: _Counting, leaves: Sequence[Score]) -> Iterable[Score]:
    structure = counting.structure
    indices = _indices(column, counting, leaves)
    pillars = _pillars(column, counting, indices)
    yield from indices.values()
    yield from pillars.values()
    waiting = counting.undecided(counting.waiting)
    if structure.total_method == "weighted_pillars":
        yield _weighted(column, structure, pillars, waiting)
    if structure.total_method == "sum_of_points" and structure.total_points is not None:
        maximum = Fraction(structure.total_points) - sum(counting.maxima.left.values(), _ZERO)
        yield _sum(column, "total", list(indices.values()), maximum, waiting)


def _indices(column: str, counting: _Counting, leaves: Sequence[Score]) -> dict[int, Score]:
    members: dict[int, list[tuple[str, Score]]] = {index.number: [] for index in counting.structure.main_indices}
    for component, leaf in zip(counting.structure.components, leaves, strict=True):
        members[component.main_index].append((component.code, leaf))
    return {
        number: _sum(
            column,
            f"index:{number}",
            [leaf for _, leaf in found],
            counting.maxima.indices[number],
            counting.undecided(code for code, _ in found),
        )
        for number, found in members.items()
    }


def _pillars(column: str, counting: _Counting, indices: Mapping[int, Score]) -> dict[str, Score]:
    """Pillars whose main indices and maximum are known; of the others nothing follows."""
    structure = counting.structure
    return {
        pillar.code: _sum(
            column,
            f"pillar:{pillar.code}",
            [indices[number] for number in pillar.main_indices],
            Fraction(pillar.max_points) - sum((counting.maxima.left[number] for number in pillar.main_indices), _ZERO),
            counting.undecided(one.code for one in structure.components if one.main_index in pillar.main_indices),
        )
        for pillar in structure.pillars
        if pillar.max_points is not None and pillar.main_indices
    }


def _sum(column: str, node: str, parts: Sequence[Score], maximum: Fraction, undecided: int) -> Score:
    """Known points add up; what is undecided, not determinable or provisional is carried along, never hidden."""
    points = exact.total(part.points for part in parts if part.points is not None)
    counting = [part for part in parts if part.max_points]
    return Score(
        column=column,
        node=node,
        points=points,
        max_points=maximum,
        value=exact.quotient(points, maximum) if maximum else None,
        certainty=weakest(*{part.certainty for part in counting}) if counting else "certain",
        undecided=undecided,
        not_determinable=any(part.not_determinable for part in parts),
        basis={},
    )


def _weighted(column: str, structure: Structure, pillars: Mapping[str, Score], undecided: int) -> Score:
    """Σ share × pillar value, as framework 1726 says; null while a share or a pillar's value is unknown."""
    parts = [(pillar.share, pillars.get(pillar.code)) for pillar in structure.pillars]
    known = [(share, score.value) for share, score in parts if share is not None and score and score.value is not None]
    whole = bool(parts) and len(known) == len(parts)
    return Score(
        column=column,
        node="total",
        points=None,
        max_points=None,
        value=sum((Fraction(share) * value for share, value in known), _ZERO) if whole else None,
        certainty=weakest(*(score.certainty for _, score in parts if score)) if whole else "unknown",
        undecided=undecided,
        not_determinable=any(score.not_determinable for _, score in parts if score),
        basis={},
    )
