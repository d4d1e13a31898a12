"""Delegations (ủy quyền, ký thay): who acts for whom, in which roles, on which days, by which document.

A delegation widens what its holder may do while it lasts; nothing is sent with a request. Who acts stays who acts: the
audit trail and what is signed name both, and rules of two persons count both.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from shared.audit import service as audit
from shared.identity import access, membership, people_repository, words
from shared.identity import delegations_errors as errors
from shared.identity import delegations_repository as repository
from shared.identity import delegations_rules as rules
from shared.identity.values import Principal
from shared.kit import clock, db
from shared.kit.errors import Finding
from shared.organisations import service as organisations

Match = Callable[[int], None]
# Who reads all delegations, and not only those they gave or received.
_READS_ALL = frozenset({"admin", "auditor"})


@dataclass(frozen=True)
class Acting:
    """Who asks, as token and as audit actor, and the clocks of the process."""

    principal: Principal
    actor: audit.Actor
    clock: clock.Clock


@dataclass(frozen=True)
class Wanted:
    """A delegation to be given by the caller; the last day counts."""

    to_subject: str
    roles: Sequence[str]
    first_on: dt.date
    last_on: dt.date
    document: str
    reason: str


@dataclass(frozen=True)
class Viewed:
    """A delegation as JSON, its id, and its version for the ETag."""

    id: uuid.UUID
    version: int
    body: bytes


async def held(door: db.Session | db.Reader, principal: Principal, today: dt.date) -> list[rules.Delegation]:
    """What was lent to a person and may count today or later, the latest given first; nothing to a service account."""
    if access.is_service(principal) or "\x00" in principal.subject:
        return []
    return [
        rules.Delegation(
            row["id"],
            row["organisation"],
            row["from_subject"],
            frozenset(row["roles"]),
            row["first_on"],
            row["last_on"],
        )
        for row in await repository.held(door, principal.subject, today)
    ]


async def find(
    reader: db.Reader, principal: Principal, roles: frozenset[str], today: dt.date
) -> rules.Delegation | None:
    """The delegation that lends the caller one of these roles today, in the caller's organisation; the latest given."""
    if not roles & rules.ROLES:
        return None
    return rules.pick(await held(reader, principal, today), roles, principal.organisation, today)


async def list_page(
    reader: db.Reader,
    caller: Principal,
    now: clock.Clock,
    *,
    organisation: str | None,
    state: rules.State | None,
    after: tuple[Any, ...],
    limit: int,
    total: bool,
) -> bytes:
    """A page of the delegations that the caller gave or received, or of all for administrators and auditors, newest
    first, as JSON for `pages.respond`. Raises NoSuchOrganisation."""
    return await repository.page(
        reader,
        now.today(),
        of=_whose(caller),
        organisation=await organisations.filter_id(reader, "organisation", organisation),
        state=state,
        after=after,
        limit=limit,
        total=total,
    )


async def get(reader: db.Reader, caller: Principal, now: clock.Clock, delegation: uuid.UUID) -> Viewed:
    """One delegation. Raises DelegationNotFound, also for what the caller may not read."""
    found = await repository.find(reader, delegation, of=_whose(caller), today=now.today())
    if found is None:
        raise errors.DelegationNotFound
    return Viewed(delegation, found["version"], found["body"].encode())


async def give(session: db.Session, acting: Acting, wanted: Wanted) -> Viewed:
    """Lend roles of the caller to somebody of the same organisation.

    Raises RolesNotYours, DelegationRefused, TokenOrganisationUnknown.
    """
    giver, today = acting.principal, acting.clock.today()
    strange = set(wanted.roles) - rules.own(giver).roles
    if strange:
        raise errors.RolesNotYours(roles=words.of_roles(strange))
    _check(giver, wanted, today)
    organisation = await membership.own_id(session, giver.organisation)
    if await people_repository.belongs_elsewhere(session, wanted.to_subject, organisation, today):
        raise _refused("to_subject", "Is of another organisation.", "Thuộc cơ quan khác.", "another_organisation")
    delegation = uuid.uuid4()
    await repository.add(
        session,
        delegation=delegation,
        organisation=organisation,
        from_subject=giver.subject,
        to_subject=wanted.to_subject,
        roles=sorted(set(wanted.roles)),
        first_on=wanted.first_on,
        last_on=wanted.last_on,
        document=wanted.document,
        reason=wanted.reason,
        today=today,
        now=acting.clock.now(),
    )
    return await _recorded(session, acting, "give", delegation, before=None, reason=wanted.reason)


async def revoke(session: db.Session, acting: Acting, delegation: uuid.UUID, reason: str, *, match: Match) -> Viewed:
    """End a delegation at once: by who gave it, who received it, or an administrator.

    Raises DelegationNotFound, NotYourDelegation, DelegationRevoked, DelegationOver, and what `match` raises.
    """
    caller = acting.principal
    before = await repository.lock(session, delegation)
    between = () if before is None else (before["from_subject"], before["to_subject"])
    if before is None or not (caller.subject in between or caller.roles & _READS_ALL):
        raise errors.DelegationNotFound
    if caller.subject not in between and "admin" not in caller.roles:
        raise errors.NotYourDelegation
    if before["revoked_at"] is not None:
        raise errors.DelegationRevoked
    if before["last_on"] < acting.clock.today():
        raise errors.DelegationOver(last_on=before["last_on"])
    match(before["version"])
    await repository.revoke(session, delegation, by=caller.subject, reason=reason, now=acting.clock.now())
    return await _recorded(session, acting, "revoke", delegation, before=before, reason=reason)


def _whose(caller: Principal) -> str | None:
    """Whose delegations a caller reads: the own ones, or all."""
    return None if caller.roles & _READS_ALL else caller.subject


def _check(giver: Principal, wanted: Wanted, today: dt.date) -> None:
    if wanted.to_subject == giver.subject:
        raise _refused("to_subject", "Nobody acts for themselves.", "Không thể tự ủy quyền cho mình.", "oneself")
    if wanted.to_subject.startswith("sa-"):
        raise _refused("to_subject", "Is a service account.", "Là tài khoản dịch vụ.", "not_a_person")
    if wanted.last_on < wanted.first_on:
        raise _refused("valid_to", "Lies before valid_from.", "Trước valid_from.", "before_first")
    if wanted.last_on < today:
        raise _refused("valid_to", "Has passed.", "Đã qua.", "before_today")


def _refused(field: str, en: str, vi: str, code: str) -> errors.DelegationRefused:
    return errors.DelegationRefused(Finding(field, en, vi, code))


async def _recorded(
    session: db.Session,
    acting: Acting,
    action: str,
    delegation: uuid.UUID,
    *,
    before: dict[str, Any] | None,
    reason: str,
) -> Viewed:
    """The audit row of a change that was just made, and the delegation as it is now."""
    after = await repository.lock(session, delegation) or {}
    await audit.record(
        session,
        acting.actor,
        action=f"delegation.{action}",
        entity_kind="delegation",
        entity_id=delegation,
        occurred_at=acting.clock.now(),
        before=None if before is None else _trace(before),
        after={**_trace(after), "reason": reason},
    )
    found = await repository.view(session, delegation, acting.clock.today())
    return Viewed(delegation, found["version"], found["body"].encode())


def _trace(facts: dict[str, Any]) -> dict[str, Any]:
    names = ("organisation", "from_subject", "to_subject", "roles", "first_on", "last_on", "document", "revoked_at")
    return {name: facts[name] for name in names}
