"""What each kind of change makes of the register, and what it refuses."""

from __future__ import annotations

import pytest

from shared.organisations.changes import fold
from shared.organisations.changes.values import Change, Part
from tests.shared.organisations.changes.parish import (
    begins,
    called,
    change,
    coordinators,
    day,
    ends,
    folded,
    id_of,
    members,
    stated,
    takes,
    tree,
    under,
)

OFFICES = {"P": None, "A": "P", "B": "P", "a": "A", "b": "B"}
BASE = stated(OFFICES, duty="A", members="AB")


def test_a_merger_into_another_ends_one_and_moves_what_stood_below_it() -> None:
    register = folded(BASE, change("merge", 10, *ends("A"), takes("B")))
    assert tree(register, 9) == OFFICES
    assert tree(register, 10) == {"P": None, "B": "P", "a": "B", "b": "B"}
    assert (coordinators(register, 9), coordinators(register, 10)) == ({id_of("A")}, {id_of("B")})
    assert (members(register, 9), members(register, 10)) == ({id_of("A"), id_of("B")}, {id_of("B")})


def test_the_versions_at_either_side_name_the_change() -> None:
    merged = change("merge", 10, *ends("A"), takes("B"))
    register = folded(BASE, merged)
    (gone,) = [one for one in register.versions if one.organisation == id_of("A")]
    before, after = sorted(
        (one for one in register.versions if one.organisation == id_of("a")), key=lambda v: v.valid_from
    )
    assert (gone.valid_to, gone.began_by, gone.ended_by) == (day(10), None, merged.id)
    assert (before.ended_by, after.began_by, after.ended_by) == (merged.id, merged.id, None)


def test_a_merger_into_a_new_one_founds_it_under_its_superior() -> None:
    register = folded(BASE, change("merge", 10, *ends("A", "B"), begins("C", "P")))
    assert tree(register, 10) == {"P": None, "C": "P", "a": "C", "b": "C"}
    assert (coordinators(register, 10), members(register, 10)) == ({id_of("C")}, {id_of("C")})
    assert {(one.predecessor, one.heir) for one in register.successions} == {(id_of("A"), True), (id_of("B"), True)}


def test_a_split_gives_everything_to_the_heir_and_the_group_to_all() -> None:
    register = folded(BASE, change("split", 10, *ends("A"), begins("C", "P"), begins("D", "P", heir=True)))
    assert tree(register, 10) == {"P": None, "B": "P", "C": "P", "D": "P", "a": "D", "b": "B"}
    assert coordinators(register, 10) == {id_of("D")}
    assert members(register, 10) == {id_of("B"), id_of("C"), id_of("D")}
    assert {(one.successor, one.heir) for one in register.successions} == {(id_of("C"), False), (id_of("D"), True)}


def test_what_is_split_off_leaves_the_rest_as_it_was() -> None:
    register = folded(BASE, change("split", 10, *ends("A", continues=True), begins("C", "P")))
    assert tree(register, 10) == {**OFFICES, "C": "P"}
    assert coordinators(register, 10) == {id_of("A")}
    assert all(one.continues and not one.heir for one in register.successions)


def test_what_is_abolished_leaves_its_duties_to_its_superior_provisionally() -> None:
    register = folded(BASE, change("abolish", 10, *ends("A")))
    assert tree(register, 10) == {"P": None, "B": "P", "a": "P", "b": "B"}
    assert (coordinators(register, 10), members(register, 10)) == ({id_of("P")}, {id_of("B")})
    assert [(one.successor, one.certainty) for one in register.successions] == [(id_of("P"), "provisional")]


def test_what_is_abolished_may_name_who_receives() -> None:
    register = folded(BASE, change("abolish", 10, *ends("A"), takes("B")))
    assert [(one.successor, one.certainty) for one in register.successions] == [(id_of("B"), "certain")]


def test_whoever_is_abolished_with_its_superior_leaves_to_the_one_above_both() -> None:
    register = folded(BASE, change("abolish", 10, *ends("A", "a")))
    assert {(one.predecessor, one.successor) for one in register.successions} == {
        (id_of("A"), id_of("P")),
        (id_of("a"), id_of("P")),
    }


def test_a_renaming_keeps_everything_else() -> None:
    register = folded(BASE, change("rename", 10, called("A", "Sở A")))
    assert tree(register, 10) == {"P": None, "Sở A": "P", "B": "P", "a": "Sở A", "b": "B"}
    assert coordinators(register, 10) == {id_of("A")}


def test_a_move_stands_from_its_day() -> None:
    register = folded(BASE, change("move", 10, under("a", "B")))
    assert (tree(register, 9)["a"], tree(register, 10)["a"]) == ("A", "B")


def test_a_duty_is_transferred_between_two_that_go_on() -> None:
    register = folded(BASE, change("transfer", 10, *ends("A"), takes("B", duties=("coordination",))))
    assert tree(register, 10) == OFFICES
    assert (coordinators(register, 9), coordinators(register, 10)) == ({id_of("A")}, {id_of("B")})


def test_one_that_swallows_its_own_superior_stands_where_that_stood() -> None:
    register = folded(BASE, change("merge", 10, *ends("A"), takes("a")))
    assert tree(register, 10) == {"P": None, "B": "P", "a": "P", "b": "B"}


def test_what_passed_on_passes_on_again() -> None:
    first = change("merge", 10, *ends("A"), takes("B"), recorded=2)
    second = change("merge", 20, *ends("B"), takes("P"), recorded=1)
    register = folded(BASE, first, second)
    assert [coordinators(register, on) for on in (9, 10, 20)] == [{id_of("A")}, {id_of("B")}, {id_of("P")}]
    assert tree(register, 20) == {"P": None, "a": "P", "b": "P"}


@pytest.mark.parametrize(
    ("wrong", "code", "position"),
    [
        (change("merge", 10, *ends("A"), takes("A")), "itself", 1),
        (change("merge", 10, *ends("A"), takes("Z")), "not_in_force", 1),
        (change("merge", 10, *ends("Z"), takes("A")), "not_in_force", 0),
        (change("merge", 10, *ends("A"), begins("B", "P")), "overlap", 1),
        (change("merge", 10, *ends("A"), begins("C", "A")), "parent_not_in_force", 1),
        (change("merge", 10, *ends("A"), takes("B"), takes("P")), "incomplete", None),
        (change("split", 10, *ends("A"), begins("C", "P")), "incomplete", None),
        (change("abolish", 10, *ends("P")), "no_receiver", 0),
        (change("transfer", 10, *ends("B"), takes("A", duties=("coordination",))), "no_duty", 1),
        (change("transfer", 10, *ends("A"), takes("B")), "incomplete", 1),
        (change("rename", 10, called("A", "A")), "unchanged", 0),
        (change("move", 10, under("a", "A")), "unchanged", 0),
        (change("move", 10, under("A", "a")), "cycle", 0),
        (change("move", 10, under("A", "Z")), "parent_not_in_force", 0),
        (change("move", 10, Part(id_of("A"), "subject", "certain")), "incomplete", 0),
        (change("rename", 10, called("Z", "z")), "not_in_force", 0),
    ],
)
def test_what_cannot_be_is_named_with_its_part(wrong: Change, code: str, position: int | None) -> None:
    register = fold.fold(BASE, [wrong])
    first = register.problems[0]
    assert (first.code, first.position, first.change) == (code, position, wrong.id)
    assert register.versions == folded(BASE).versions


def test_a_later_change_that_an_earlier_day_contradicts_is_the_one_named() -> None:
    late = change("rename", 20, called("A", "Sở A"), recorded=1)
    register = fold.fold(BASE, [late, change("abolish", 10, *ends("A"), recorded=2)])
    assert [(one.code, one.change) for one in register.problems] == [("not_in_force", late.id)]


def test_two_statements_of_one_day_and_a_ring_are_found() -> None:
    twice = stated({"P": None}).versions * 2
    assert [one.code for one in fold.fold(stated({}).__class__(twice), []).problems] == ["overlap"]
    assert {one.code for one in fold.fold(stated({"A": "B", "B": "A"}), []).problems} == {"cycle"}
