"""Places in the hierarchies beside the administrative one follow whoever takes a superior's place. Pure."""

from __future__ import annotations

import datetime as dt
import uuid

from shared.organisations import placing
from shared.organisations.changes.values import BEGINNING, END, Certainty, Passing

A, B, C, D = (uuid.UUID(int=number) for number in range(1, 5))
MARCH, JULY = dt.date(2025, 3, 1), dt.date(2025, 7, 1)


def stated(organisation: uuid.UUID, parent: uuid.UUID, *days: dt.date, number: int = 1) -> placing.Place:
    since, until = days or (BEGINNING, END)
    return placing.Place(uuid.UUID(int=100 + number), organisation, parent, since, until, "certain")


def passed(
    old: uuid.UUID, *new: uuid.UUID, on: dt.date = MARCH, sure: Certainty = "certain", change: int = 9
) -> Passing:
    return Passing(uuid.UUID(int=change), old, new, on, sure)


def shown(places: set[placing.Place]) -> set[tuple[object, ...]]:
    return {(one.organisation, one.parent, one.valid_from, one.valid_to, one.certainty) for one in places}


def test_the_subordinates_follow_the_heir_from_the_day_on() -> None:
    places = placing.fold([stated(A, B)], [passed(B, C)])
    assert shown(places) == {(A, B, BEGINNING, MARCH, "certain"), (A, C, MARCH, END, "certain")}
    assert {one.change for one in places} == {None, uuid.UUID(int=9)}


def test_several_successors_make_it_provisional_and_so_does_a_change_that_names_none() -> None:
    for change in (passed(B, C, D), passed(B, C, sure="provisional")):
        assert (A, C, MARCH, END, "provisional") in shown(placing.fold([stated(A, B)], [change]))


def test_a_chain_is_followed_whatever_the_order_of_recording() -> None:
    changes = [passed(C, D, on=JULY, change=8), passed(B, C)]
    assert shown(placing.fold([stated(A, B)], changes)) == {
        (A, B, BEGINNING, MARCH, "certain"),
        (A, C, MARCH, JULY, "certain"),
        (A, D, JULY, END, "certain"),
    }


def test_a_place_that_ended_before_and_one_taken_back_stay_as_stated() -> None:
    over = stated(A, B, BEGINNING, MARCH)
    assert placing.fold([over], [passed(B, C)]) == {over}
    assert placing.fold([stated(A, B)], [passed(B)]) == {stated(A, B)}


def test_a_place_stated_from_a_later_day_begins_with_the_heir() -> None:
    assert shown(placing.fold([stated(A, B, JULY, END)], [passed(B, C)])) == {(A, C, JULY, END, "certain")}


def test_an_heir_that_stood_below_takes_the_place_of_the_one_that_ended() -> None:
    places = placing.fold([stated(A, B, number=1), stated(B, D, number=2)], [passed(B, A)])
    assert (A, D, MARCH, END, "provisional") in shown(places)
    assert shown(placing.fold([stated(A, B)], [passed(B, A)])) == {(A, B, BEGINNING, MARCH, "certain")}


def test_an_heir_without_a_place_takes_that_of_the_one_that_ended() -> None:
    assert shown(placing.fold([stated(A, B)], [passed(A, C)])) == {
        (A, B, BEGINNING, MARCH, "certain"),
        (C, B, MARCH, END, "certain"),
    }
    placed = [stated(A, B), stated(C, D, JULY, END, number=2)]
    assert shown(placing.fold(placed, [passed(A, C)])) == {
        (A, B, BEGINNING, MARCH, "certain"),
        (C, B, MARCH, JULY, "certain"),
        (C, D, JULY, END, "certain"),
    }


def test_an_heir_two_steps_below_closes_no_circle() -> None:
    chain = [stated(A, B, number=1), stated(C, A, number=2), stated(B, D, number=3)]
    after = {(one.organisation, one.parent) for one in placing.fold(chain, [passed(B, C)]) if one.valid_to == END}
    assert after == {(A, C), (C, D)}


def test_what_was_stated_last_holds_on_the_days_it_speaks_of() -> None:
    places = placing.fold([stated(A, B), stated(A, D, JULY, END, number=2)], [passed(B, C)])
    assert shown(places) == {
        (A, B, BEGINNING, MARCH, "certain"),
        (A, C, MARCH, JULY, "certain"),
        (A, D, JULY, END, "certain"),
    }
