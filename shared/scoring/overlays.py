"""Simulations: the same inputs with something supposed. What comes out goes through the same `rules.compute`. Pure.

What is supposed never happened, so its ids are of a kind of their own, the same each time (`supposed_id`).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any, Literal

from shared.assessments.values import Claim
from shared.evidence.values import Piece, Verdict
from shared.frameworks.values import Component
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


def supposed_id(*key: object) -> uuid.UUID:
    """The id of something that is only supposed; no stored row has it."""
    return names.uuid_of("supposed", *key)


# The one decision on everything whose decisions do not count any more.
SILENCE = supposed_id("decision", "does not count")
_NOTHING = Decimal(0)


class Sheet:
    """Inputs, taken apart by component. Its owner changes it; the inputs that it began with stay as they are.

    What no supposition is about is the same object afterwards, in the same place.
    """

    def __init__(self, inputs: Inputs) -> None:
        self._began = inputs
        self._claims = {claim.component: claim for claim in inputs.claims}
        self._slots: list[tuple[Piece, ...]] = [(piece,) for piece in inputs.pieces]
        self._places: dict[str, list[int]] = {}  # of the pieces of a component, among the slots
        for place, piece in enumerate(inputs.pieces):
            self._places.setdefault(piece.component, []).append(place)

    @cached_property
    def components(self) -> Mapping[str, Component]:
        """The components of the structure, by code."""
        return {component.code: component for component in self._began.structure.components}

    @cached_property
    def _posted(self) -> Mapping[uuid.UUID, list[int]]:
        """The places of what was posted, by revision."""
        found: dict[uuid.UUID, list[int]] = {}
        for place, piece in enumerate(self._began.pieces):
            found.setdefault(piece.revision_id, []).append(place)
        return found

    def inputs(self) -> Inputs:
        """The inputs with everything supposed so far."""
        claims, pieces = tuple(self._claims.values()), tuple(chain.from_iterable(self._slots))
        return replace(self._began, claims=claims, pieces=pieces)

    def claimed(self, component: str) -> Claim | None:
        """The claim of a component, real or supposed."""
        return self._claims.get(component)

    def served(self, revision: uuid.UUID) -> list[str]:
        """The components that a posted revision counts for, one as often as it is decided on by part."""
        return [piece.component for place in self._posted.get(revision, ()) for piece in self._slots[place]]

    def claim(self, component: str, points: Decimal | None, values: Mapping[str, Any] | None = None) -> None:
        """As if the organisation claimed `points`, or answered with `values`; neither: as if it had claimed nothing.

        Raises NotInInputs.
        """
        self._component(component)
        self._claims.pop(component, None)
        if points is not None or values:
            said = Claim(supposed_id("claim", component), component, points, values=values or {})
            self._claims[component] = said

    def decide(self, revision: uuid.UUID, component: str, decided: Decided | None) -> None:
        """As if a revision were decided on for a component in this way; None: as if nobody had decided on it.

        A decision on a part leaves those on other parts. Raises NotInInputs where the revision does not serve it.
        """
        maximum = self._component(component).max_points
        places = [place for place in self._posted.get(revision, ()) if self._began.pieces[place].component == component]
        mine = [piece for place in places for piece in self._slots[place]]
        if not mine:
            raise NotInInputs(f"{revision} for {component}")
        part = None if decided is None else decided.part
        kept = [piece for piece in mine if part is not None and piece.part not in (None, part)]
        for place in places:
            self._slots[place] = ()
        self._slots[places[0]] = (*kept, _decide(mine[0], decided, maximum))

    def verify(self, component: str, points: Decimal | None, values: Mapping[str, Any] | None = None) -> None:
        """As if the decisions on a component were one, on a document that nobody has posted yet, and gave `points`, or
        what the rule says of `values`.

        The component's own documents stay, undecided ones as well, and what they imply for self; their decisions do
        not count: a rejection gives nothing, so that the largest points are those of the supposed decision. The
        document that is supposed implies a claim where an agency's would (docs/scoring.md). Raises NotInInputs.
        """
        maximum = self._component(component).max_points
        places = self._places.setdefault(component, [])
        for place in places:
            self._slots[place] = tuple([_silenced(piece) for piece in self._slots[place]])
        verdict: Verdict = "accept" if values or points == maximum else "partial" if points else "reject"
        earned = points if points is not None or values else _NOTHING
        revision, decision = _unposted(component)
        places.append(len(self._slots))
        self._slots.append((Piece(revision, component, decision, verdict, earned, values=values or {}),))

    def _component(self, code: str) -> Component:
        if code not in self.components:
            raise NotInInputs(code)
        return self.components[code]


def all_undecided(inputs: Inputs, verdict: Literal["accepted", "rejected"]) -> Inputs:
    """As if every document that waits were accepted for the maximum, or rejected, for each component it serves.

    Accepted is a bound, not a forecast: where a rule needs inputs, a decision may still give as much as the maximum.
    """
    maxima = {component.code: component.max_points for component in inputs.structure.components}
    decided = Decided("accept" if verdict == "accepted" else "reject")

    def judge(piece: Piece) -> Piece:
        return piece if piece.decision_id is not None else _decide(piece, decided, maxima[piece.component])

    return _each_piece(inputs, judge)


def component_of(inputs: Inputs, code: str) -> Component:
    """A component of these inputs. Raises NotInInputs."""
    for component in inputs.structure.components:
        if component.code == code:
            return component
    raise NotInInputs(code)


def _decide(piece: Piece, decided: Decided | None, maximum: Decimal) -> Piece:
    if decided is None:
        return replace(piece, decision_id=None, verdict=None, points=None, part=None, values={}, former=None)
    given: Mapping[str, Decimal] = {"accept": maximum, "reject": _NOTHING}
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


def _silenced(piece: Piece) -> Piece:
    """The piece as it waits, or with a decision that gives nothing."""
    if piece.decision_id is None:
        return piece
    return Piece(piece.revision_id, piece.component, SILENCE, "reject", _NOTHING)


@lru_cache(maxsize=1024)
def _unposted(component: str) -> tuple[uuid.UUID, uuid.UUID]:
    """Revision and decision of the document that is supposed for a component: the same for every assessment."""
    revision = supposed_id("revision", component)
    return revision, supposed_id("decision", revision, component, "")


def _each_piece(inputs: Inputs, change: Callable[[Piece], Piece]) -> Inputs:
    return replace(inputs, pieces=tuple(map(change, inputs.pieces)))
