"""A framework with one component of every kind, and inputs of any shape over it."""

from __future__ import annotations

import uuid
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from hypothesis import strategies as st

from shared.assessments.values import Claim, Exemption
from shared.evidence.values import Piece
from shared.frameworks import rule_kinds
from shared.frameworks.values import Component, Former, MainIndex, Pillar, Structure
from shared.scoring.values import Best, Inputs
from tests.shared.frameworks.rule_kinds import examples

RULES = {
    "1.1": examples.YES_NO,
    "1.2": examples.STEPS,
    "1.3": examples.RATIO,
    "1.4": examples.TIERS,
    "2.1": examples.PARTS,
    "2.2": examples.NORMALISED,
    "2.3": examples.GRANTED,
    "3.1": examples.NOT_SCORED,
}
MAXIMA = {"1.1": 10, "1.2": 10, "1.3": 10, "1.4": 20, "2.1": 8, "2.2": 12, "2.3": 10, "3.1": 0}
SCORED = [code for code, maximum in MAXIMA.items() if maximum]


def structure(
    not_applicable: Literal["excluded", "redistributed"] | None = None, *, rules: dict[str, Any] | None = None
) -> Structure:
    """Main indices of 50, 30 and 0 points, one pillar over all of them."""
    components = tuple(
        Component(
            id=uuid.uuid5(uuid.NAMESPACE_OID, code),
            code=code,
            main_index=int(code[0]),
            name=f"Chỉ số thành phần {code}",
            rule=rule_kinds.parse(((rules or {}) | {}).get(code, RULES[code])),
            max_points=Decimal(MAXIMA[code]),
            certainty="certain",
        )
        for code in RULES
    )
    indices = tuple(
        MainIndex(number, f"Chỉ số {number}", Decimal(weight)) for number, weight in ((1, 50), (2, 30), (3, 0))
    )
    return Structure(
        version_id=uuid.UUID(int=2),
        framework="thu",
        version=2,
        total_method="sum_of_points",
        total_points=Decimal(80),
        main_indices=indices,
        pillars=(Pillar("government", "Chính quyền số", (1, 2, 3), Decimal(80), None),),
        components=components,
        not_applicable=not_applicable,
    )


def claim(code: str, points: Decimal | int | None = None, *, former: Former | None = None, **values: Any) -> Claim:
    """A claim in force; its values say what a rule asks for."""
    said = None if points is None else Decimal(points)
    return Claim(uuid.uuid5(uuid.NAMESPACE_OID, code), code, said, rule_kinds.stored(values), former)


def decided(
    code: str,
    points: Decimal | int | None = None,
    *,
    number: int = 1,
    verdict: str = "accept",
    part: str | None = None,
    former: Former | None = None,
    **values: Any,
) -> Piece:
    """A revision with a decision in force."""
    return Piece(
        revision_id=uuid.UUID(int=2000 + number),
        component=code,
        decision_id=uuid.uuid5(uuid.NAMESPACE_OID, f"{code} {number} {part}"),
        verdict=verdict,
        points=None if points is None else Decimal(points),
        part=part,
        values=rule_kinds.stored(values),
        former=former,
    )


def waiting(code: str, *, number: int = 1) -> Piece:
    """A revision that nobody has decided on."""
    return Piece(uuid.UUID(int=2000 + number), code, None, None, None)


def inputs(
    *,
    claims: list[Claim] | None = None,
    pieces: list[Piece] | None = None,
    exempt: list[str] | None = None,
    bests: dict[str, Fraction] | None = None,
    over: Structure | None = None,
) -> Inputs:
    """Inputs of one computation; `bests` hold in both columns."""
    return Inputs(
        over or structure(),
        tuple(claims or ()),
        tuple(pieces or ()),
        tuple(Exemption(uuid.uuid5(uuid.NAMESPACE_OID, f"no {code}"), code) for code in exempt or ()),
        tuple(Best(code, column, ratio) for code, ratio in (bests or {}).items() for column in ("self", "verified")),
    )


@st.composite
def any_inputs(draw: st.DrawFn) -> Inputs:
    """Claims, decisions, documents that wait and components that do not apply, in any number and order."""
    over = structure(draw(st.sampled_from(["excluded", "redistributed"])))
    components = {component.code: component for component in over.components}
    codes = st.sampled_from(SCORED)
    claims = [claim(code, _most(draw, code), **draw(_values(components[code].rule))) for code in draw(st.sets(codes))]
    pieces = [
        draw(st.sampled_from([waiting(code, number=number), _decision(draw, components[code], number)]))
        for number, code in enumerate(draw(st.lists(codes, max_size=8)))
    ]
    return inputs(
        claims=claims,
        pieces=pieces,
        exempt=sorted(draw(st.sets(codes, max_size=3))),
        bests={"2.2": draw(st.fractions(min_value=0, max_value=1, max_denominator=50))},
        over=over,
    )


def _decision(draw: st.DrawFn, component: Component, number: int) -> Piece:
    verdict = draw(st.sampled_from(["accept", "partial", "reject"]))
    rule, code = component.rule, component.code
    if isinstance(rule, rule_kinds.Parts):
        part = draw(st.sampled_from(rule.parts))
        values = draw(_values(part.rule))
        return decided(code, 1, number=number, verdict=verdict, part=part.code, **values)
    return decided(code, _most(draw, code), number=number, verdict=verdict, **draw(_values(rule)))


def _most(draw: st.DrawFn, code: str) -> Decimal:
    return draw(st.decimals(min_value=0, max_value=MAXIMA[code], places=6))


def _values(rule: rule_kinds.Rule) -> st.SearchStrategy[dict[str, Any]]:
    return st.just({}) if isinstance(rule, rule_kinds.Granted) else examples.answers(rule)
