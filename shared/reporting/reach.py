"""Whose obligations and reports a caller may read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from shared.identity.values import Principal
from shared.kit.clock import Clock


@dataclass(frozen=True)
class Reach:
    """Whose reports a caller may read: of `organisation` (slug), of the whole province when `wide`; as of `today`.

    An organisation that holds the coordinating duty on that day reads the whole province too; SQL looks that up.
    """

    organisation: str
    wide: bool
    today: dt.date


def of_reports(caller: Principal, clock: Clock) -> Reach:
    """Whose reports a caller may read; SQL adds the coordinating department, which reads the whole province."""
    wide = bool(caller.roles & {"committee", "auditor"}) or _may_read_as_system(caller)
    return Reach(caller.organisation, wide, clock.today())


def of_obligations(caller: Principal, clock: Clock) -> Reach:
    """Whose obligations a caller may read: who may read the reports, and the administrator of organisations."""
    given = of_reports(caller, clock)
    return Reach(given.organisation, given.wide or "admin" in caller.roles, given.today)


def _may_read_as_system(caller: Principal) -> bool:
    return "system" in caller.roles and "reports:read" in caller.scopes
