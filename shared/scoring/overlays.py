"""Simulations: the same inputs with something supposed. What comes out goes through the same `rules.compute`. Pure.

What is supposed never happened, so its ids are of a kind of their own, the same each time (`supposed_id`).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

from shared.assessments.values import Claim
from shared.evidence.values import Piece, Verdict
from shared.frameworks.values import Component, Structure
from shared.kit import names
from shared.scoring.values import Inputs


class NotInInputs(KeyError):
    """What is supposed concerns a component or a document that these inputs do not hold."""


@dataclass(frozen=True)
class Decided:
    """A verdict that is supposed, on the whole or, under a rule of parts, on one part.

    `points`: what it gives; without values and without points the maximum for `accept`, 0 for `reject`. `values`: what
    the rule asks for; they earn what the rule says.
    """

    verdict: Verdict
    points: Decimal | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    part: str | None = None


_REJECTED = Decided("reject")


def supposed_id(*key: object) -> uuid.UUID:
    """The id of something that is only supposed; no stored row has it."""
    return names.uuid_of("supposed", *key)


def with_claim(
    inputs: Inputs, component: str, points: Decimal | None, values: Mapping[str, Any] | None = None
) -> Inputs:
    """As if the organisation claimed `points`, or answered with `values`; neither: as if it had claimed nothing.

    Raises NotInInputs.
    """
    component_of(inputs, component)
    others = tuple(claim for claim in inputs.claims if claim.component != component)
    if points is None and not values:
        return replace(inputs, claims=others)
    claim = Claim(supposed_id("claim", component), component, points, values=values or {})
    return replace(inputs, claims=(*others, claim))


def with_decision(inputs: Inputs, revision: uuid.UUID, component: str, decided: Decided | None) -> Inputs:
    """As if a revision were decided on for a component in this way; None: as if nobody had decided on it.

    A decision on a part leaves those on other parts. Raises NotInInputs where the revision does not serve it.
    """
    maximum = component_of(inputs, component).max_points
    mine = [piece for piece in inputs.pieces if (piece.revision_id, piece.component) == (revision, component)]
    if not mine:
        raise NotInInputs(f"{revision} for {component}")
    part = None if decided is None else decided.part
    kept = [piece for piece in mine if part is not None and piece.part not in (None, part)]
    after = [*kept, _decide(mine[0], decided, maximum)]
    place = inputs.pieces.index(mine[0])
    others = [piece for piece in inputs.pieces if (piece.revision_id, piece.component) != (revision, component)]
    return replace(inputs, pieces=(*others[:place], *after, *others[place:]))


def with_verified(
    inputs: Inputs, component: str, points: Decimal | None, values: Mapping[str, Any] | None = None
) -> Inputs:
    """As if the decisions on a component were one, on a document that nobody has posted yet, and gave `points`, or
    what the rule says of `values`.

    The component's own documents stay, undecided ones as well, and what they imply for self; their decisions do not
    count. The document that is supposed implies a claim where an agency's would (docs/scoring.md). Raises NotInInputs.
    """
    maximum = component_of(inputs, component).max_points
    verdict: Verdict = "accept" if values or points == maximum else "partial" if points else "reject"
    # A rejection gives nothing, so that the largest points are those of the supposed decision. One look at each piece:
    # a question supposes up to 200 of these, each over all pieces.
    silenced = [
        _decide(piece, _REJECTED, maximum) if piece.component == component and piece.decision_id is not None else piece
        for piece in inputs.pieces
    ]
    supposed = Piece(supposed_id("revision", component), component, None, None, None)
    decided = _decide(supposed, Decided(verdict, points, values or {}), maximum)
    return replace(inputs, pieces=(*silenced, decided))


def all_undecided(inputs: Inputs, verdict: Literal["accepted", "rejected"]) -> Inputs:
    """As if every document that waits were accepted for the maximum, or rejected, for each component it serves.

    Accepted is a bound, not a forecast: where a rule needs inputs, a decision may still give as much as the maximum.
    """
    maxima = {component.code: component.max_points for component in inputs.structure.components}
    decided = Decided("accept" if verdict == "accepted" else "reject")

    def judge(piece: Piece) -> Piece:
        return piece if piece.decision_id is not None else _decide(piece, decided, maxima[piece.component])

    return _each_piece(inputs, judge)


def with_structure(inputs: Inputs, structure: Structure) -> Inputs:
    """As if another framework version held. Claims and pieces of components that it does not have fall away."""
    known = {component.code for component in structure.components}
    return replace(
        inputs,
        structure=structure,
        claims=tuple(claim for claim in inputs.claims if claim.component in known),
        pieces=tuple(piece for piece in inputs.pieces if piece.component in known),
    )


def component_of(inputs: Inputs, code: str) -> Component:
    """A component of these inputs. Raises NotInInputs."""
    for component in inputs.structure.components:
        if component.code == code:
            return component
    raise NotInInputs(code)


def undecided(inputs: Inputs) -> Iterable[Piece]:
    """The pieces that wait for a decision."""
    return (piece for piece in inputs.pieces if piece.decision_id is None)


def _decide(piece: Piece, decided: Decided | None, maximum: Decimal) -> Piece:
    if decided is None:
        return replace(piece, decision_id=None, verdict=None, points=None, part=None, values={}, former=None)
    given: Mapping[str, Decimal] = {"accept": maximum, "reject": Decimal(0)}
    points = decided.points if decided.points is not None or decided.values else given[decided.verdict]
    return Piece(  # all that a piece says: `replace` costs three times as much, and hundreds are made for one question
        revision_id=piece.revision_id,
        component=piece.component,
        decision_id=supposed_id("decision", piece.revision_id, piece.component, decided.part or ""),
        verdict=decided.verdict,
        points=points,
        part=decided.part,
        values=decided.values,
        former=None,
    )


def _each_piece(inputs: Inputs, change: Callable[[Piece], Piece]) -> Inputs:
    return replace(inputs, pieces=tuple(map(change, inputs.pieces)))
