"""The inputs of an assessment as they would be under the next version of its framework. Pure.

What the statements of `standing` and `latest_claims` read once a version is published, told beforehand of a draft.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from shared.assessments.values import Claim
from shared.evidence.values import Piece
from shared.frameworks import crosswalk, rule_kinds, rules
from shared.frameworks.values import Component, Former, Structure
from shared.scoring.values import Inputs


def under(inputs: Inputs, structure: Structure, steps: Collection[crosswalk.Edge]) -> Inputs:
    """The same claims and documents under `structure`, which follows the inputs' own by `steps`.

    One to one, claims, decisions and exemptions go along, with what they were made under where that was different; of a
    split or a merger only the documents do, undecided; what is lost falls away.
    """
    now = {component.code: component for component in inputs.structure.components}
    then = {component.code: component for component in structure.components}
    along = dict(crosswalk.alone(steps))
    return replace(
        inputs,
        structure=structure,
        claims=tuple(
            replace(claim, component=code, former=_former(claim, now[claim.component], then[code]))
            for claim in inputs.claims
            if (code := along.get(claim.component)) is not None
        ),
        pieces=tuple(_pieces(inputs.pieces, now, then, along, steps)),
        exemptions=tuple(
            replace(exemption, component=along[exemption.component])
            for exemption in inputs.exemptions
            if exemption.component in along
        ),
        bests=tuple(replace(best, component=along[best.component]) for best in inputs.bests if best.component in along),
    )


def _pieces(
    pieces: Iterable[Piece],
    now: Mapping[str, Component],
    then: Mapping[str, Component],
    along: Mapping[str, str],
    steps: Collection[crosswalk.Edge],
) -> Iterable[Piece]:
    served: dict[str, list[str]] = {}
    for edge in steps:
        served.setdefault(edge.before, []).append(edge.after)
    waiting: set[tuple[uuid.UUID, str]] = set()
    for piece in pieces:
        if piece.component in along:
            code = along[piece.component]
            former = _former(piece, now[piece.component], then[code]) if piece.decision_id is not None else None
            yield replace(piece, component=code, former=former)
            continue
        for code in served.get(piece.component, ()):
            if (piece.revision_id, code) not in waiting:
                waiting.add((piece.revision_id, code))
                yield Piece(piece.revision_id, code, None, None, None)


def _former(said: Claim | Piece, now: Component, then: Component) -> Former | None:
    """What it was made under, where the next version says something else of it."""
    former = said.former or Former(now.max_points, now.rule)
    same = former.max_points == then.max_points and _scoring(former.rule) == _scoring(then.rule)
    return None if same else former


def _scoring(rule: rule_kinds.Rule) -> dict[str, object]:
    return rules.scoring(dict(rule_kinds.dump(rule)))
