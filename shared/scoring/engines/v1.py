"""Version 1, frozen: from inputs to every figure of an assessment. Pure, exact, whatever the order of its inputs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from fractions import Fraction

from shared.evidence.values import Piece
from shared.frameworks.rules import weakest
from shared.frameworks.values import Structure
from shared.scoring.engines import v1_components as components
from shared.scoring.values import COLUMNS, Inputs, Score

Pieces = dict[str, list[Piece]]


def compute(inputs: Inputs) -> list[Score]:
    """Self and verified of every component, main index, pillar and the total."""
    claims = {claim.component: claim for claim in inputs.claims}
    pieces: Pieces = {}
    for piece in inputs.pieces:
        pieces.setdefault(piece.component, []).append(piece)
    pairs = [
        components.scores(component, claims.get(component.code), pieces.get(component.code, []))
        for component in inputs.structure.components
    ]
    scores: list[Score] = []
    for position, column in enumerate(COLUMNS):
        leaves = [pair[position] for pair in pairs]
        scores += [*leaves, *_sums(column, inputs.structure, leaves, pieces)]
    return scores


def _sums(column: str, structure: Structure, leaves: Sequence[Score], pieces: Pieces) -> Iterable[Score]:
    indices = _indices(column, structure, leaves, pieces)
    pillars = _pillars(column, structure, indices, pieces)
    yield from indices.values()
    yield from pillars.values()
    waiting = _undecided(pieces, [component.code for component in structure.components])
    if structure.total_method == "weighted_pillars":
        yield _weighted(column, structure, pillars, waiting)
    if structure.total_method == "sum_of_points" and structure.total_points is not None:
        yield _sum(column, "total", list(indices.values()), Fraction(structure.total_points), waiting)


def _indices(column: str, structure: Structure, leaves: Sequence[Score], pieces: Pieces) -> dict[int, Score]:
    members: dict[int, list[tuple[str, Score]]] = {index.number: [] for index in structure.main_indices}
    for component, leaf in zip(structure.components, leaves, strict=True):
        members[component.main_index].append((component.code, leaf))
    return {
        index.number: _sum(
            column,
            f"index:{index.number}",
            [leaf for _, leaf in members[index.number]],
            Fraction(index.weight),
            _undecided(pieces, [code for code, _ in members[index.number]]),
        )
        for index in structure.main_indices
    }


def _pillars(column: str, structure: Structure, indices: dict[int, Score], pieces: Pieces) -> dict[str, Score]:
    """Pillars whose main indices and maximum are known; of the others nothing follows."""
    return {
        pillar.code: _sum(
            column,
            f"pillar:{pillar.code}",
            [indices[number] for number in pillar.main_indices],
            Fraction(pillar.max_points),
            _undecided(pieces, [c.code for c in structure.components if c.main_index in pillar.main_indices]),
        )
        for pillar in structure.pillars
        if pillar.max_points is not None and pillar.main_indices
    }


def _sum(column: str, node: str, parts: Sequence[Score], maximum: Fraction, undecided: int) -> Score:
    """Known points add up; what is undecided, not determinable or provisional is carried along, never hidden."""
    points = sum((part.points for part in parts if part.points is not None), Fraction(0))
    counting = [part for part in parts if part.max_points]
    return Score(
        column=column,
        node=node,
        points=points,
        max_points=maximum,
        value=points / maximum if maximum else None,
        certainty=weakest(*(part.certainty for part in counting)) if counting else "certain",
        undecided=undecided,
        not_determinable=any(part.not_determinable for part in parts),
        basis={},
    )


def _weighted(column: str, structure: Structure, pillars: dict[str, Score], undecided: int) -> Score:
    """Σ share × pillar value, as framework 1726 says; null while a share or a pillar's value is unknown."""
    parts = [(pillar.share, pillars.get(pillar.code)) for pillar in structure.pillars]
    known = [(share, score.value) for share, score in parts if share is not None and score and score.value is not None]
    whole = bool(parts) and len(known) == len(parts)
    return Score(
        column=column,
        node="total",
        points=None,
        max_points=None,
        value=sum((Fraction(share) * value for share, value in known), Fraction(0)) if whole else None,
        certainty=weakest(*(score.certainty for _, score in parts if score)) if whole else "unknown",
        undecided=undecided,
        not_determinable=any(score.not_determinable for _, score in parts if score),
        basis={},
    )


def _undecided(pieces: Pieces, codes: Iterable[str]) -> int:
    """Evidence revisions that wait for a decision on at least one of these components; each counts once."""
    waiting: set[uuid.UUID] = set()
    for code in codes:
        waiting.update(piece.revision_id for piece in pieces.get(code, []) if piece.decision_id is None)
    return len(waiting)
