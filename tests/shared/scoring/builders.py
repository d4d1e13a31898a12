"""Small frameworks and inputs for the engine's tests."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from decimal import Decimal

from shared.assessments.values import Claim
from shared.evidence.values import Piece
from shared.frameworks import rule_kinds
from shared.frameworks.values import Component, MainIndex, Pillar, Structure
from shared.scoring.values import Inputs, Score


def structure(
    *, weights: Sequence[int] = (10, 20, 0), parts: int = 2, method: str = "sum_of_points", share: str | None = None
) -> Structure:
    """A framework with one main index per weight, `parts` components in each, and one pillar over all."""
    components = [
        Component(
            id=uuid.uuid5(uuid.NAMESPACE_OID, f"{number}.{part}"),
            code=f"{number}.{part}",
            main_index=number,
            name=f"Chỉ số thành phần {number}.{part}",
            rule=rule_kinds.Granted() if weight else rule_kinds.NotScored(),
            max_points=Decimal(weight) / parts,
            certainty="provisional" if weight else "certain",
        )
        for number, weight in enumerate(weights, start=1)
        for part in range(1, parts + 1)
    ]
    indices = [MainIndex(number, f"Chỉ số {number}", Decimal(weight)) for number, weight in enumerate(weights, start=1)]
    numbers, known = tuple(index.number for index in indices), None if share is None else Decimal(share)
    pillar = Pillar("government", "Chính quyền số", numbers, Decimal(sum(weights)), known)
    return Structure(
        version_id=uuid.UUID(int=1),
        framework="thu",
        version=1,
        total_method=method,
        total_points=Decimal(sum(weights)),
        main_indices=tuple(indices),
        pillars=(pillar,),
        components=tuple(components),
    )


def piece(component: str, *, number: int = 1, points: Decimal | int | None = None) -> Piece:
    """An evidence revision for a component; with points it is decided, without it waits."""
    decided = points is not None
    return Piece(
        revision_id=uuid.UUID(int=2000 + number),
        component=component,
        decision_id=uuid.UUID(int=3000 + number) if decided else None,
        verdict="partial" if decided else None,
        points=Decimal(points) if points is not None else None,
    )


def claim(component: str, points: Decimal | int) -> Claim:
    """A claim in force."""
    return Claim(uuid.uuid5(uuid.NAMESPACE_OID, component), component, Decimal(points))


def inputs(*, claims: Sequence[Claim] = (), pieces: Sequence[Piece] = (), over: Structure | None = None) -> Inputs:
    """Inputs of one computation."""
    return Inputs(structure=over or structure(), claims=tuple(claims), pieces=tuple(pieces))


def find(scores: Sequence[Score], column: str, node: str) -> Score:
    """One figure."""
    return next(score for score in scores if (score.column, score.node) == (column, node))
