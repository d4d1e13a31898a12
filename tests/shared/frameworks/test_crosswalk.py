"""What becomes of components in another version: every one stands on exactly one line, and nothing is guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.frameworks import crosswalk
from shared.frameworks.crosswalk import (
    Edge,
    Line,
    Relation,
    Stated,
    alone,
    backwards,
    edges,
    lines,
    points,
    statement_findings,
    through,
)


def _step(before: list[str], after: list[str], *said: tuple[str | None, str | None]) -> crosswalk.Step:
    path = crosswalk.path(before, after, [Stated(*pair) for pair in said], same_framework=True)
    return crosswalk.Step(path, tuple(crosswalk.Told(*pair, {"said": f"{pair[0]}-{pair[1]}"}) for pair in said))


def _lines(before: list[str], after: list[str], *stated: Stated, same: bool = True) -> list[Line]:
    steps = edges(before, after, stated, same_framework=same)
    ended = [s.before for s in stated if s.before is not None and s.after is None]
    begun = [s.after for s in stated if s.after is not None and s.before is None]
    return lines(before, after, steps, complete=same, ended=ended, begun=begun)


def test_an_equal_code_of_one_framework_is_the_same_component() -> None:
    assert _lines(["1.1", "1.2"], ["1.1", "1.3"]) == [
        Line("carried", ("1.1",), ("1.1",), "code"),
        Line("lost", ("1.2",), (), "code"),
        Line("new", (), ("1.3",), "code"),
    ]


def test_an_equal_code_of_another_framework_says_nothing() -> None:
    assert _lines(["1.1"], ["1.1"], same=False) == [
        Line("unknown", ("1.1",), (), None),
        Line("unknown", (), ("1.1",), None),
    ]


def test_of_a_framework_without_components_nothing_is_known() -> None:
    assert _lines(["1.1", "1.2"], [], same=False) == [
        Line("unknown", ("1.1",), (), None),
        Line("unknown", ("1.2",), (), None),
    ]


def test_a_statement_goes_before_the_code() -> None:
    """1.1 moved to 1.2: what is 1.1 now is new, and what was 1.2 is gone."""
    assert _lines(["1.1", "1.2"], ["1.1", "1.2"], Stated("1.1", "1.2")) == [
        Line("carried", ("1.1",), ("1.2",), "stated"),
        Line("lost", ("1.2",), (), "code"),
        Line("new", (), ("1.1",), "code"),
    ]


def test_an_end_that_a_source_states_is_no_guess() -> None:
    assert _lines(["1.1", "1.2"], ["2.1"], Stated("1.1", None), Stated(None, "2.1"), same=False) == [
        Line("lost", ("1.1",), (), "stated"),
        Line("unknown", ("1.2",), (), None),
        Line("new", (), ("2.1",), "stated"),
    ]


@pytest.mark.parametrize(
    ("pairs", "relation"),
    [
        ([("a", "x")], "carried"),
        ([("a", "x"), ("a", "y")], "split"),
        ([("a", "x"), ("b", "x")], "merged"),
        ([("a", "x"), ("b", "x"), ("b", "y")], "regrouped"),
    ],
)
def test_what_is_tied_together_stands_on_one_line(pairs: list[tuple[str, str]], relation: Relation) -> None:
    before, after = sorted({b for b, _ in pairs}), sorted({a for _, a in pairs})
    found = _lines(before, after, *(Stated(*pair) for pair in pairs), same=False)
    assert found == [Line(relation, tuple(before), tuple(after), "stated")]


def test_only_one_to_one_takes_decisions_along() -> None:
    steps = [Edge("a", "x", "code"), Edge("b", "y", "stated"), Edge("b", "z", "stated"), Edge("c", "z", "stated")]
    assert alone(steps) == {("a", "x")}


def test_two_steps_are_one_and_known_by_code_only_if_both_are() -> None:
    first = [Edge("a", "a", "code"), Edge("b", "c", "stated")]
    second = [Edge("a", "a", "code"), Edge("c", "c", "code")]
    assert through(first, second) == (Edge("a", "a", "code"), Edge("b", "c", "stated"))
    assert backwards(first) == (Edge("a", "a", "code"), Edge("c", "b", "stated"))


def test_a_line_cites_what_is_said_at_any_step_of_its_own_components_alone() -> None:
    """a becomes b, and b is split into c and d of which d ends; x becomes y, which somebody says, too."""
    first = _step(["a", "x", "e"], ["b", "y", "e"], ("a", "b"), ("x", "y"))
    second = _step(["b", "y", "e"], ["c", "d", "y", "e"], ("b", "c"), ("b", "d"))
    third = _step(["c", "d", "y", "e"], ["c", "y", "e", "n"], ("d", None), (None, "n"))
    steps = [first, second, third]
    known = crosswalk.walk(steps)
    lines = crosswalk.lines(
        ["a", "x", "e"], ["c", "y", "e", "n"], known.edges, complete=True, ended=known.ended, begun=known.begun
    )
    told = {line.before + line.after: [one["said"] for one in crosswalk.cited(line, steps)] for line in lines}
    assert told == {
        ("a", "c"): ["a-b", "b-c", "b-d", "d-None"],
        ("x", "y"): ["x-y"],
        ("e", "e"): [],
        ("n",): ["None-n"],
    }
    back = [step.back() for step in reversed(steps)]
    for line in lines:
        seen = crosswalk.Line(line.relation, line.after, line.before, line.ground)
        cited = [one["said"] for one in crosswalk.cited(seen, back)]
        assert sorted(cited) == sorted(told[line.before + line.after])


def test_what_a_statement_may_not_say() -> None:
    said = [Stated("9.9", "1.1"), Stated("1.1", "9.9"), Stated("1.2", None), Stated("1.2", "1.2"), Stated("1.2", "1.2")]
    said.append(Stated(None, None))
    found = [(f.field, f.code) for f in statement_findings(said, ["1.1", "1.2"], ["1.1", "1.2"])]
    assert found == [
        ("correspondences.0.from", "unknown"),
        ("correspondences.1.to", "unknown"),
        ("correspondences.2", "contradiction"),
        ("correspondences.4", "duplicate"),
        ("correspondences.5", "missing"),
    ]


def test_points_with_an_unknown_maximum_are_unknown() -> None:
    maxima = {"a": Decimal("1.5"), "b": Decimal(2), "c": None}
    assert (points(maxima, "ab"), points(maxima, "ac"), points(maxima, "")) == (Decimal("3.5"), None, Decimal(0))


_CODES = st.lists(st.sampled_from([f"1.{n}" for n in range(1, 8)]), unique=True)


@given(
    before=_CODES,
    after=_CODES,
    pairs=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=8),
    same=st.booleans(),
)
def test_every_component_stands_on_exactly_one_line_whatever_the_order(
    before: list[str], after: list[str], pairs: list[tuple[int, int]], same: bool
) -> None:
    said = {Stated(before[a], after[b]) for a, b in pairs if a < len(before) and b < len(after)}
    found = _lines(before, after, *said, same=same)
    assert sorted(code for line in found for code in line.before) == sorted(before)
    assert sorted(code for line in found for code in line.after) == sorted(after)
    turned = _lines(before[::-1], after[::-1], *sorted(said, key=str, reverse=True), same=same)
    as_sets = {(line.relation, frozenset(line.before), frozenset(line.after), line.ground) for line in found}
    assert as_sets == {(t.relation, frozenset(t.before), frozenset(t.after), t.ground) for t in turned}
    one_to_one = alone(edges(before, after, said, same_framework=same))
    assert one_to_one == {(line.before[0], line.after[0]) for line in found if line.relation == "carried"}
