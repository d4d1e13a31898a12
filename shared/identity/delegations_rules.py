"""When a delegation counts, and what its holder may do with it. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from shared.identity.values import Principal

# Not among them: committee and auditor are appointed by name to see what others do not, and an administrator's power
# reaches everybody's; docs/decisions/acting-for-another.md.
Role = Literal["reporter", "approver", "reviewer", "coordinator"]
ROLES: frozenset[str] = frozenset(get_args(Role))
_READ_MOST = frozenset({"reviewer", "coordinator", "committee", "auditor"})
State = Literal["planned", "in_force", "over", "revoked"]


@dataclass(frozen=True)
class Delegation:
    """Who lent which roles, in which organisation (slug), from the first day to the last; both count.

    `roles`: those that the giver still holds, as far as this installation knows.
    """

    id: uuid.UUID
    organisation: str
    from_subject: str
    roles: frozenset[str]
    first_on: dt.date
    last_on: dt.date

    def counts_on(self, day: dt.date) -> bool:
        """Whether it is in force on a civil day."""
        return self.first_on <= day <= self.last_on


def pick(held: Iterable[Delegation], wanted: frozenset[str], organisation: str, today: dt.date) -> Delegation | None:
    """The delegation that lends one of the wanted roles in an organisation today: the first of `held` that does."""
    return next(
        (one for one in held if one.organisation == organisation and one.counts_on(today) and one.roles & wanted), None
    )


def widened(principal: Principal, delegation: Delegation, wanted: frozenset[str]) -> Principal:
    """The same person with the wanted roles that were lent, acting for who lent them."""
    lent = delegation.roles & wanted
    return replace(
        principal,
        roles=principal.roles | lent,
        acting_for=delegation.from_subject,
        delegation=str(delegation.id),
        lent=lent,
    )


def may_read_more(principal: Principal) -> bool:
    """Whether a lent role could let this caller read more: people whose own roles read the least."""
    return "system" not in principal.roles and not principal.roles & _READ_MOST


def reading(principal: Principal, held: Sequence[Delegation], today: dt.date) -> Principal:
    """The same person with every role that was lent today: who acts for somebody reads what that takes."""
    counted = [one for one in held if one.organisation == principal.organisation and one.counts_on(today)]
    lent = frozenset[str]().union(*(one.roles for one in counted)) - principal.roles
    return replace(principal, roles=principal.roles | lent, lent=lent) if lent else principal


def own(principal: Principal) -> Principal:
    """The person without what was lent."""
    return replace(
        principal, roles=principal.roles - principal.lent, acting_for=None, delegation=None, lent=frozenset()
    )


def persons(principal: Principal) -> frozenset[str]:
    """Whose hand it is: the subject who really acts, and whom they act for. Rules of two persons count both."""
    return frozenset({principal.subject} | ({principal.acting_for} if principal.acting_for else set()))
