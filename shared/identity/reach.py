"""Whose things a caller may read: one rule for evidence and reports.

The committee and the auditor read the whole province, so does a service account with the scope; who reviews or
coordinates does only while the own organisation holds the coordinating duty. Everybody else reads their own
organisation's (an administrator, too), a service account without the scope nobody's.
"""

from __future__ import annotations

from shared.identity import access
from shared.identity.values import Principal, Reach
from shared.kit import clock, db
from shared.organisations import service as organisations

COORDINATION = "coordination"
_WIDE = frozenset({"committee", "auditor"})
COORDINATING = frozenset({"reviewer", "coordinator"})


async def of(
    door: db.Session | db.Reader,
    caller: Principal,
    now: clock.Clock,
    *,
    scope: str,
    coordinating: frozenset[str] = COORDINATING,
) -> Reach:
    """What the caller may read today of what `scope` (`evidence:read`) opens to a service account.

    `coordinating`: the roles that read the whole province in the organisation that holds the duty.
    """
    if not access.has_scope(caller, scope):
        return Reach("")
    if caller.roles & _WIDE or access.is_service(caller):
        return Reach(caller.organisation, wide=True)
    if not caller.roles & coordinating:
        return Reach(caller.organisation)
    held = await organisations.holds_duty(door, caller.organisation, COORDINATION, on=now.today())
    return Reach(caller.organisation, wide=held)
