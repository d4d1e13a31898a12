"""What rests on a document: no figure outside the list moves when it goes."""

from __future__ import annotations

import uuid

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.analysis.impact import rules
from shared.scoring import rules as engine
from tests.shared.scoring.builders import inputs, piece, structure

OVER = structure(weights=(10, 20, 0))
SCORED = [component.code for component in OVER.components if component.max_points]
_PIECES = st.lists(st.tuples(st.sampled_from(SCORED), st.integers(1, 4), st.none() | st.integers(0, 5)), max_size=10)


@given(_PIECES, st.sets(st.integers(1, 4), max_size=2))
@settings(max_examples=60)
def test_nothing_but_its_dependents_moves_without_it(drawn: list[tuple[str, int, int | None]], gone: set[int]) -> None:
    unique = {(code, number): points for code, number, points in drawn}
    given_inputs = inputs(
        pieces=[piece(code, number=number, points=points) for (code, number), points in unique.items()], over=OVER
    )
    revisions = {uuid.UUID(int=2000 + number) for number in gone}
    served = rules.served(given_inputs, revisions)
    assert set(served) == {code for code, number in unique if number in gone}
    dependents = rules.dependents(OVER, served)
    before, after = engine.compute(given_inputs), engine.compute(rules.without(given_inputs, revisions))
    for one, other in zip(before, after, strict=True):
        if one.node not in dependents:
            assert (one.points, one.value, one.undecided) == (other.points, other.value, other.undecided)
    assert ("total" in dependents) == bool(served)


def test_each_node_names_the_components_through_which_it_depends() -> None:
    assert rules.dependents(OVER, ["1.1", "2.2"]) == {
        "component:1.1": ["1.1"],
        "component:2.2": ["2.2"],
        "index:1": ["1.1"],
        "index:2": ["2.2"],
        "pillar:government": ["1.1", "2.2"],
        "total": ["1.1", "2.2"],
    }
    assert rules.dependents(OVER, []) == {}
