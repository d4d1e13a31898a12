"""Two clocks: the instant (tokens, audit, recording) and the civil calendar of the province (which law, which day)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Protocol
from zoneinfo import ZoneInfo

PROVINCE = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """What the product asks of time."""

    def now(self) -> dt.datetime:
        """The instant, aware, UTC."""

    def today(self) -> dt.date:
        """The civil day in the province; `TODAY` overrides it in local runs and tests."""


@dataclass(frozen=True)
class SystemClock:
    """The machine's clock, with an optional fixed civil day."""

    fixed_today: dt.date | None = None

    def now(self) -> dt.datetime:
        """The instant, aware, UTC."""
        return dt.datetime.now(dt.UTC)

    def today(self) -> dt.date:
        """The civil day in the province."""
        return self.fixed_today or self.now().astimezone(PROVINCE).date()


@dataclass
class FakeClock:
    """A clock that a test sets by hand."""

    instant: dt.datetime = field(default_factory=lambda: dt.datetime(2022, 11, 1, 3, 0, tzinfo=dt.UTC))

    def now(self) -> dt.datetime:
        """The instant that was set."""
        return self.instant

    def today(self) -> dt.date:
        """Its civil day in the province."""
        return self.instant.astimezone(PROVINCE).date()


def start_of(day: dt.date) -> dt.datetime:
    """The instant a civil day begins in the province: "trước ngày 15/6" means before this one of 15 June."""
    return dt.datetime.combine(day, dt.time.min, tzinfo=PROVINCE).astimezone(dt.UTC)
