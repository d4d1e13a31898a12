"""Version 1, frozen: points of one component in both columns (docs/scoring.md: Self, verified, published). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from shared.assessments.values import Claim
from shared.evidence.values import Piece
from shared.frameworks.values import Component
from shared.scoring.values import Score

# Posting evidence for these kinds is itself the claim of the maximum.
_CLAIMED_BY_EVIDENCE = ("granted", "yes_no")


def scores(component: Component, claim: Claim | None, pieces: Sequence[Piece]) -> tuple[Score, Score]:
    """(self, verified) of one component from its claim in force and its pieces of evidence."""
    undecided = len({piece.revision_id for piece in pieces if piece.decision_id is None})
    own, own_basis = _claimed(component, claim, pieces)
    verified, verified_basis = _verified(pieces)
    return (
        _score("self", component, own, own_basis, undecided),
        _score("verified", component, verified, verified_basis, undecided),
    )


def _claimed(component: Component, claim: Claim | None, pieces: Sequence[Piece]) -> tuple[Fraction, dict[str, Any]]:
    """An explicit claim; else the maximum, implied by evidence; else nothing."""
    if claim is not None:
        return Fraction(claim.points or 0), {"claim": str(claim.id)}
    if pieces and component.rule.kind in _CLAIMED_BY_EVIDENCE:
        return Fraction(component.max_points), {"implied_by_revisions": len({piece.revision_id for piece in pieces})}
    return Fraction(0), {}


def _verified(pieces: Sequence[Piece]) -> tuple[Fraction, dict[str, Any]]:
    """The largest points among the decisions in force; pieces never add up. None in force: 0."""
    decided = [(piece.points or 0, str(piece.decision_id), piece) for piece in pieces if piece.decision_id is not None]
    if not decided:
        return Fraction(0), {}
    points, decision, piece = max(decided, key=lambda item: (item[0], item[1]))
    return Fraction(points), {
        "decision": decision,
        "revision": str(piece.revision_id),
        "decisions_in_force": len(decided),
    }


def _score(column: str, component: Component, points: Fraction, basis: dict[str, Any], undecided: int) -> Score:
    maximum = Fraction(component.max_points)
    return Score(
        column=column,
        node=f"component:{component.code}",
        points=points if maximum else Fraction(0),
        max_points=maximum,
        value=points / maximum if maximum else None,
        certainty=component.certainty if maximum else "certain",
        undecided=undecided,
        not_determinable=False,
        basis=basis,
    )
