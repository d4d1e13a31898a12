"""Reporting's decisions, on both sides of each threshold."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest

from shared.reporting import errors, rules, values

JUNE_15 = dt.date(2022, 6, 15)
# "Trước ngày 15/6" ends when 15 June begins in Tuyên Quang: 17:00 UTC of the 14th.
DUE = dt.datetime(2022, 6, 14, 17, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


@pytest.mark.parametrize(("at", "expected"), [(DUE - SECOND, "open"), (DUE, "overdue"), (DUE + SECOND, "overdue")])
def test_before_15_june_means_before_it_begins(at: dt.datetime, expected: str) -> None:
    assert rules.status(JUNE_15, None, 0, at) == expected
    assert rules.status(JUNE_15, "draft", 1, at) == expected


@pytest.mark.parametrize("state", ["submitted", "returned", "accepted"])
@pytest.mark.parametrize("at", [DUE - SECOND, DUE, DUE + SECOND])
def test_what_was_given_is_not_overdue(state: values.State, at: dt.datetime) -> None:
    assert rules.status(JUNE_15, state, 1, at) == state


def test_the_draft_of_the_next_round_still_counts_as_returned() -> None:
    assert rules.status(JUNE_15, "draft", 2, DUE + SECOND) == "returned"


def test_without_a_day_nothing_is_overdue() -> None:
    assert rules.status(None, None, 0, dt.datetime(2100, 1, 1, tzinfo=dt.UTC)) == "due_unknown"


@pytest.mark.parametrize(("at", "expected"), [(DUE - SECOND, False), (DUE, True), (DUE + SECOND, True)])
def test_late_from_the_due_instant_on(at: dt.datetime, expected: bool) -> None:
    assert rules.late(JUNE_15, at) is expected


def test_late_is_unknown_before_submission_and_without_a_day() -> None:
    assert rules.late(JUNE_15, None) is None
    assert rules.late(None, DUE) is None


def test_the_civil_instant_is_now_unless_the_day_was_set() -> None:
    now = dt.datetime(2026, 11, 22, 20, 30, tzinfo=dt.UTC)  # 03:30 of the 23rd in the province
    assert rules.civil_instant(dt.date(2026, 11, 23), now) == now
    assert rules.civil_instant(JUNE_15, now) == DUE + dt.timedelta(hours=3, minutes=30)


@pytest.mark.parametrize(
    ("frequency", "month", "day", "on", "expected"),
    [
        ("half_yearly", 6, 15, None, JUNE_15),
        ("yearly", 12, 10, None, dt.date(2022, 12, 10)),
        ("once", None, None, dt.date(2022, 12, 15), dt.date(2022, 12, 15)),
        ("half_yearly", None, None, None, None),
    ],
)
def test_a_day_comes_from_the_regime_or_not_at_all(
    frequency: str, month: int | None, day: int | None, on: dt.date | None, expected: dt.date | None
) -> None:
    assert rules.period_of(frequency) is not None
    assert rules.due_before(2022, month, day, on) == expected


def test_periods_that_nobody_names_are_not_invented() -> None:
    assert rules.period_of("periodic") is None


def test_an_organisation_owes_when_it_exists_on_the_last_day_to_report() -> None:
    assert rules.owed_on(2022, "half_year", JUNE_15) == dt.date(2022, 6, 14)
    assert rules.owed_on(2022, "half_year", None) == dt.date(2022, 6, 30)
    assert rules.owed_on(2022, "year", None) == dt.date(2022, 12, 31)


AGENCY = values.Relation(own=True, coordinating=False, author=False, signer=False)
CENTRE = values.Relation(own=False, coordinating=True, author=False, signer=False)
AUTHOR = values.Relation(own=True, coordinating=True, author=True, signer=False)
SIGNER = values.Relation(own=True, coordinating=True, author=False, signer=True)
STRANGER = values.Relation(own=False, coordinating=False, author=False, signer=False)


@pytest.mark.parametrize(
    ("action", "state", "relation", "refused"),
    [
        ("submit", "draft", AGENCY, None),
        ("revise", "draft", AUTHOR, None),
        ("revise", "returned", AGENCY, None),
        ("accept", "submitted", CENTRE, None),
        ("return", "submitted", CENTRE, None),
        ("submit", "draft", AUTHOR, errors.OwnDraft),
        ("submit", "draft", CENTRE, errors.AnotherOrganisation),
        ("submit", "returned", AGENCY, errors.StateForbids),
        ("submit", "submitted", AGENCY, errors.StateForbids),
        ("revise", "submitted", AGENCY, errors.StateForbids),
        ("revise", "accepted", AGENCY, errors.StateForbids),
        ("accept", "draft", CENTRE, errors.LevelSkipped),
        ("return", "draft", CENTRE, errors.LevelSkipped),
        ("accept", "returned", CENTRE, errors.StateForbids),
        ("accept", "accepted", CENTRE, errors.StateForbids),
        ("return", "accepted", CENTRE, errors.StateForbids),
        ("accept", "submitted", AUTHOR, errors.OwnDraft),
        ("accept", "submitted", SIGNER, errors.OwnSignature),
        ("accept", "submitted", AGENCY, errors.NotCoordinating),
        ("revise", "draft", STRANGER, errors.AnotherOrganisation),
    ],
)
def test_who_may_do_what_when(
    action: values.Action, state: values.State, relation: values.Relation, refused: type[Exception] | None
) -> None:
    found = rules.refusal(action, state, relation)
    assert (None if found is None else type(found)) is refused


def test_what_is_allowed_is_what_is_not_refused() -> None:
    relations = [values.Relation(*bits) for bits in product([False, True], repeat=4)]
    for state, relation in product(values.STATES, relations):
        allowed = rules.allowed_actions(dict.fromkeys(values.ACTIONS, relation), state)
        assert allowed == [a for a in values.ACTIONS if rules.refusal(a, state, relation) is None]
        assert rules.allowed_actions({}, state) == []


def test_revising_a_returned_report_opens_the_next_round() -> None:
    assert rules.after("revise", "draft", 1) == ("draft", 1)
    assert rules.after("revise", "returned", 1) == ("draft", 2)
    assert rules.after("submit", "draft", 2) == ("submitted", 2)
    assert rules.after("accept", "submitted", 2) == ("accepted", 2)
