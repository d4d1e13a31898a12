"""Whose obligations and reports a caller may read."""

from __future__ import annotations

import dataclasses

from shared.identity import reach
from shared.identity.values import Principal, Reach
from shared.kit import db
from shared.kit.clock import Clock

# The coordinating department's reporter and head write the province's report from those of the others.
_COORDINATING = reach.COORDINATING | {"reporter", "approver"}


async def of_reports(door: db.Session | db.Reader, caller: Principal, clock: Clock) -> Reach:
    """Whose reports a caller may read today."""
    return await reach.of(door, caller, clock, scope="reports:read", coordinating=_COORDINATING)


async def of_obligations(door: db.Session | db.Reader, caller: Principal, clock: Clock) -> Reach:
    """Whose obligations a caller may read: who may read the reports, and the administrator of organisations."""
    given = await of_reports(door, caller, clock)
    return dataclasses.replace(given, wide=given.wide or "admin" in caller.roles)


async def of_writer(session: db.Session, caller: Principal, clock: Clock) -> Reach:
    """What stands before a caller who may write: what they may read, and their own organisation's in any case."""
    given = await of_reports(session, caller, clock)
    return dataclasses.replace(given, organisation=caller.organisation)
