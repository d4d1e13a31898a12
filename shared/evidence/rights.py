"""Whose evidence a caller may read; the rule itself is `identity.reach`."""

from __future__ import annotations

from shared.identity import reach
from shared.identity.values import Principal, Reach
from shared.kit import clock, db


async def of(door: db.Session | db.Reader, caller: Principal, now: clock.Clock) -> Reach:
    """Whose evidence the caller may read today."""
    return await reach.of(door, caller, now, "evidence")
