"""Two clocks, and what "before a day" means."""

from __future__ import annotations

import datetime as dt

import pytest

from shared.kit import clock


def test_before_a_day_ends_when_it_begins_in_the_province() -> None:
    assert clock.start_of(dt.date(2022, 6, 15)) == dt.datetime(2022, 6, 14, 17, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (dt.datetime(2022, 6, 14, 16, 59, 59, tzinfo=dt.UTC), dt.date(2022, 6, 14)),
        (dt.datetime(2022, 6, 14, 17, 0, 0, tzinfo=dt.UTC), dt.date(2022, 6, 15)),
        (dt.datetime(2022, 12, 31, 17, 0, 0, tzinfo=dt.UTC), dt.date(2023, 1, 1)),
    ],
)
def test_a_day_begins_at_midnight_of_the_province(instant: dt.datetime, day: dt.date) -> None:
    assert clock.FakeClock(instant).today() == day
    assert (clock.start_of(day) <= instant) is True
    assert instant < clock.start_of(day + dt.timedelta(days=1))


def test_a_fixed_day_leaves_the_instant_alone() -> None:
    fixed = clock.SystemClock(dt.date(2022, 11, 1))
    before, now, after = dt.datetime.now(dt.UTC), fixed.now(), dt.datetime.now(dt.UTC)
    assert fixed.today() == dt.date(2022, 11, 1)
    assert before <= now <= after
    assert now.tzinfo is dt.UTC
