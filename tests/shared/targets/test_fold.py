"""Milestones are what the documents said first, then each amendment from its day on, in whatever order they came."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from shared.targets import fold

SOURCE = uuid.UUID(int=1)
ISSUED = dt.date(2021, 11, 15)


def statement(year: int, value: int | None, position: int = 0, since: dt.date = ISSUED) -> fold.Statement:
    return fold.Statement(year, position, "stated", None if value is None else Decimal(value), since, SOURCE, "certain")


def amendment(sequence: int, on: dt.date, *lines: fold.Line) -> fold.Amendment:
    return fold.Amendment(uuid.UUID(int=sequence), sequence, on, lines, SOURCE, "certain")


def line(year: int, value: int | None) -> fold.Line:
    return fold.Line(year, None, None, withdrawn=True) if value is None else fold.Line(year, "gte", Decimal(value))


def values_on(versions: list[fold.Version], on: dt.date) -> dict[int, int | None]:
    governing = fold.governing(versions, on)
    return {year: None if one.value is None else int(one.value) for year, one in governing.items()}


BASE = [statement(2025, 80), statement(2025, 75, 1, dt.date(2022, 4, 12)), statement(2030, 100)]


def test_without_amendments_each_document_says_its_own() -> None:
    found = fold.fold(BASE, [])
    assert [(one.year, one.position) for one in found] == [(2025, 0), (2025, 1), (2030, 0)]
    assert [one.value for one in found] == [80, 75, 100]
    assert {one.valid_to for one in found} == {fold.NEVER}


def test_an_amendment_replaces_a_year_from_its_day_on_wordings_too() -> None:
    found = fold.fold(BASE, [amendment(1, dt.date(2024, 1, 1), line(2025, 90))])
    assert values_on(found, dt.date(2023, 12, 31)) == {2025: 80, 2030: 100}
    assert values_on(found, dt.date(2024, 1, 1)) == {2025: 90, 2030: 100}
    in_force = [one for one in found if one.year == 2025 and one.valid_to == fold.NEVER]
    assert [one.amendment_id for one in in_force] == [uuid.UUID(int=1)]


def test_a_withdrawn_milestone_is_gone_until_another_amendment_sets_it() -> None:
    both = [
        amendment(1, dt.date(2024, 1, 1), line(2025, None)),
        amendment(2, dt.date(2024, 7, 1), line(2025, 85)),
    ]
    found = fold.fold(BASE, both)
    assert values_on(found, dt.date(2024, 3, 1)) == {2030: 100}
    assert values_on(found, dt.date(2024, 7, 1)) == {2025: 85, 2030: 100}


def test_a_statement_that_begins_after_an_amendment_does_not_undo_it() -> None:
    late = [statement(2025, 80), statement(2025, 70, 1, dt.date(2024, 6, 1))]
    found = fold.fold(late, [amendment(1, dt.date(2024, 1, 1), line(2025, None))])
    assert values_on(found, dt.date(2025, 1, 1)) == {}


def test_of_two_amendments_from_one_day_the_one_recorded_later_holds() -> None:
    day = dt.date(2024, 1, 1)
    both = [amendment(2, day, line(2025, 95)), amendment(1, day, line(2025, 90))]
    assert values_on(fold.fold(BASE, both), day) == {2025: 95, 2030: 100}
    (first, second) = fold.chain(BASE, both)
    assert [replaced.before and replaced.before.value for replaced in (*first[1], *second[1])] == [80, 90]


def test_what_is_recorded_late_holds_from_its_day_under_what_holds_later() -> None:
    later, earlier = (
        amendment(1, dt.date(2024, 7, 1), line(2025, 95)),
        amendment(2, dt.date(2024, 1, 1), line(2025, 85)),
    )
    found = fold.fold(BASE, [later, earlier])
    assert [values_on(found, dt.date(2024, month, 1))[2025] for month in (1, 6, 7)] == [85, 85, 95]


_DAYS = st.dates(dt.date(2022, 1, 1), dt.date(2024, 12, 31))
_LINES = st.dictionaries(st.sampled_from([2025, 2026, 2030]), st.one_of(st.none(), st.integers(0, 100)), min_size=1)
_AMENDMENTS = st.lists(st.tuples(_DAYS, _LINES), max_size=4).map(
    lambda drawn: [
        amendment(index + 1, on, *(line(year, value) for year, value in sorted(given_lines.items())))
        for index, (on, given_lines) in enumerate(drawn)
    ]
)


@given(_AMENDMENTS, _DAYS)
def test_the_fold_is_the_amendments_applied_one_after_another(amendments: list[fold.Amendment], on: dt.date) -> None:
    expected: dict[int, int | None] = {2025: 80, 2030: 100}
    for one in sorted(amendments, key=lambda each: (each.effective_on, each.sequence)):
        if one.effective_on <= on:
            for each in one.lines:
                expected.pop(each.year, None)
                if each.value is not None:
                    expected[each.year] = int(each.value)
    assert values_on(fold.fold(BASE, amendments), on) == expected


@given(_AMENDMENTS)
def test_the_order_of_hearing_does_not_matter_and_no_two_spans_meet(amendments: list[fold.Amendment]) -> None:
    found = fold.fold(BASE, amendments)
    assert all(fold.fold(BASE, order) == found for order in permutations(amendments))
    for one in found:
        assert one.valid_from < one.valid_to
        for other in found:
            if one is not other and (one.year, one.position) == (other.year, other.position):
                assert one.valid_to <= other.valid_from or other.valid_to <= one.valid_from
