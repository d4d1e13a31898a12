"""The engine: from inputs to every figure of an assessment. Pure, exact, independent of the order of its inputs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from fractions import Fraction

from shared.evidence.values import Piece
from shared.frameworks.rules import weakest
from shared.frameworks.values import Structure
from shared.scoring import components
from shared.scoring.values import COLUMNS, Inputs, Score

# Raised when the same inputs would give other scores; runs keep the one they were computed with.
ENGINE_VERSION = "1"


def compute(inputs: Inputs) -> list[Score]:
    """Self and verified of every component, main index, pillar and the total."""
    claims = {claim.component: claim for claim in inputs.claims}
    pieces: dict[str, list[Piece]] = {}
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


def _sums(
    column: str, structure: Structure, leaves: Sequence[Score], pieces: dict[str, list[Piece]]
) -> Iterable[Score]:
    by_index: dict[int, list[tuple[str, Score]]] = {index.number: [] for index in structure.main_indices}
    for component, leaf in zip(structure.components, leaves, strict=True):
        by_index[component.main_index].append((component.code, leaf))
    indices: dict[int, Score] = {}
    for index in structure.main_indices:
        members = by_index[index.number]
        undecided = _undecided(pieces, [code for code, _ in members])
        indices[index.number] = _sum(
            column, f"index:{index.number}", [leaf for _, leaf in members], Fraction(index.weight), undecided
        )
    yield from indices.values()
    for pillar in structure.pillars:
        inside = set(pillar.main_indices)
        codes = [component.code for component in structure.components if component.main_index in inside]
        if pillar.max_points is not None:
            yield _sum(
                column,
                f"pillar:{pillar.code}",
                [indices[number] for number in pillar.main_indices],
                Fraction(pillar.max_points),
                _undecided(pieces, codes),
            )
    if structure.total_method == "sum_of_points" and structure.total_points is not None:
        every = [component.code for component in structure.components]
        yield _sum(column, "total", list(indices.values()), Fraction(structure.total_points), _undecided(pieces, every))


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


def _undecided(pieces: dict[str, list[Piece]], codes: Iterable[str]) -> int:
    """Evidence revisions that wait for a decision on at least one of these components; each counts once."""
    waiting: set[uuid.UUID] = set()
    for code in codes:
        waiting.update(piece.revision_id for piece in pieces.get(code, []) if piece.decision_id is None)
    return len(waiting)
