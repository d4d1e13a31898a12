"""Whose obligations and reports a caller may read; the table itself is `identity.relations`."""

from __future__ import annotations

import dataclasses

from shared.identity import reach
from shared.identity.values import Principal, Reach
from shared.kit import db
from shared.kit.clock import Clock


async def of_reports(door: db.Session | db.Reader, caller: Principal, clock: Clock) -> Reach:
    """Whose reports a caller may read today."""
    return await reach.of(door, caller, clock, "report")


async def of_obligations(door: db.Session | db.Reader, caller: Principal, clock: Clock) -> Reach:
    """Whose obligations a caller may read today."""
    return await reach.of(door, caller, clock, "obligation")


async def of_writer(session: db.Session, caller: Principal, clock: Clock) -> Reach:
    """What stands before a caller who may write: what they may read, and their own organisation's in any case."""
    given = await of_reports(session, caller, clock)
    return dataclasses.replace(given, organisation=caller.organisation)
