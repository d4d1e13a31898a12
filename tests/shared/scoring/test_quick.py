"""The quick way packs, figure by figure, what the engine computes; what it cannot say it leaves to the engine."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.assessments.values import Claim
from shared.evidence.values import Piece
from shared.frameworks import rule_kinds
from shared.frameworks.values import Component, MainIndex, Pillar, Structure
from shared.scoring import packing, quick, rules, snapshot
from shared.scoring.values import Inputs
from tests.shared.scoring.builders import structure

_POINTS = st.one_of(
    st.sampled_from([Decimal(0), Decimal("0.000001"), Decimal("3.333333"), Decimal("3.333334"), Decimal(10)]),
    st.decimals(min_value=0, max_value=30, places=6),
)
_CERTAINTY = st.sampled_from(["certain", "derived", "provisional", "unknown"])


@st.composite
def _components(draw: st.DrawFn, index: int) -> list[Component]:
    kinds: tuple[rule_kinds.Rule, ...] = (rule_kinds.Granted(), rule_kinds.YesNo(), rule_kinds.NotScored())
    made = []
    for part in range(draw(st.integers(0, 4))):
        rule = draw(st.sampled_from(kinds))
        points = Decimal(0) if isinstance(rule, rule_kinds.NotScored) else draw(_POINTS)
        code = f"{index}.{part}"
        made.append(Component(uuid.uuid5(uuid.NAMESPACE_OID, code), code, index, code, rule, points, draw(_CERTAINTY)))
    return made


@st.composite
def _structures(draw: st.DrawFn) -> Structure:
    numbers = range(1, draw(st.integers(1, 4)) + 1)
    # A weight need not be the sum of its components: the engine takes it as it is stated.
    indices = tuple(MainIndex(number, f"{number}", draw(_POINTS)) for number in numbers)
    of = st.lists(st.sampled_from(numbers), unique=True).map(tuple)
    pillars = tuple(
        Pillar(code, code, draw(of), draw(st.none() | _POINTS), None) for code in ("government", "economy", "society")
    )
    components = [one for number in numbers for one in draw(_components(number))]
    return Structure(
        version_id=uuid.UUID(int=1),
        framework="thu",
        version=1,
        total_method=draw(st.sampled_from(["sum_of_points", "unknown"])),
        total_points=draw(st.none() | _POINTS),
        main_indices=indices,
        pillars=pillars,
        components=tuple(draw(st.permutations(components))),
        not_applicable=draw(st.sampled_from([None, "excluded", "redistributed"])),
    )


@st.composite
def _inputs(draw: st.DrawFn) -> Inputs:
    over = draw(_structures())
    claims, pieces = [], []
    for component in over.components:
        if draw(st.booleans()):
            claims.append(Claim(component.id, component.code, draw(_POINTS)))
        # Few revisions, so that one serves several components.
        for revision in draw(st.lists(st.integers(1, 4), unique=True)):
            verdict = draw(st.sampled_from([None, "accept", "partial", "reject"]))
            decision = uuid.uuid5(component.id, str(revision)) if verdict else None
            points = None if verdict is None else draw(_POINTS)
            pieces.append(Piece(uuid.UUID(int=revision), component.code, decision, verdict, points))
    return Inputs(over, tuple(claims), tuple(pieces))


def _millionths(points: Decimal | None) -> int:
    return int((points or Decimal(0)) * 1_000_000)


def _said(inputs: Inputs) -> quick.Said:
    """As `sql/read_many.sql` reads it."""
    places = {component.code: place for place, component in enumerate(inputs.structure.components)}

    def earned(piece: Piece) -> int | None:
        if piece.verdict == "accept":
            return _millionths(inputs.structure.components[places[piece.component]].max_points)
        return None if piece.verdict is None else 0 if piece.verdict == "reject" else _millionths(piece.points)

    return quick.Said(
        claims=[(places[claim.component], _millionths(claim.points)) for claim in inputs.claims],
        pieces=[(places[piece.component], earned(piece)) for piece in inputs.pieces],
        waiting=[piece.revision_id for piece in inputs.pieces if piece.verdict is None],
    )


@given(_inputs())
def test_it_packs_what_the_engine_computes(inputs: Inputs) -> None:
    by = quick.plan(inputs.structure)
    assert by is not None
    assert quick.columns(by, _said(inputs)) == packing.pack(rules.compute(inputs))


@pytest.mark.parametrize(
    "rule",
    [
        rule_kinds.Granted(rounding=rule_kinds.Rounding(places=0)),
        rule_kinds.parse({"kind": "steps", "steps": [{"code": "a", "name": "a", "share": "1"}]}),
        rule_kinds.NotScored(),  # out of something: what a decision gives is the engine's to say
    ],
)
def test_other_rules_need_the_engine(rule: rule_kinds.Rule) -> None:
    given_by = structure()
    (first, *rest) = given_by.components
    changed = Component(**{**vars(first), "rule": rule})
    assert quick.plan(given_by) is not None
    assert quick.plan(Structure(**{**vars(given_by), "components": (changed, *rest)})) is None


def test_weighted_pillars_and_finer_maxima_need_the_engine() -> None:
    assert quick.plan(structure(method="weighted_pillars", share="1")) is None
    assert quick.plan(structure(weights=(10,), parts=3)) is None


@given(st.lists(st.tuples(st.text(max_size=6), _POINTS)))
def test_claims_are_written_as_the_snapshot_writes_them(said: list[tuple[str, Decimal]]) -> None:
    claims = tuple(Claim(uuid.UUID(int=place), code, points) for place, (code, points) in enumerate(said))
    inputs = Inputs(structure(), claims, ())
    written = [text for claim in claims for text in (str(claim.id), f"{claim.points:f}")]
    form = snapshot.claims_form(claim.component for claim in claims)
    assert snapshot.Dumps().written(inputs.structure, form % tuple(written), "") == snapshot.dump(inputs)
