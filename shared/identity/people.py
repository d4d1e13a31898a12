"""People whose sign-on carries no organisation and roles: an administrator assigns both, with dates and a reason."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.identity import people_errors as errors
from shared.identity import people_repository as repository
from shared.identity import revocation
from shared.kit import clock, db
from shared.kit.errors import Finding
from shared.organisations import service as organisations

State = Literal["planned", "in_force", "over", "ended"]
Match = Callable[[int], None]
_ADMIN = "admin"


@dataclass(frozen=True)
class Assignment:
    """What a person is on a day: of which organisation (slug), with which roles, until which instant (None: open).

    No token of theirs may live longer than `until`.
    """

    organisation: str
    roles: frozenset[str]
    until: dt.datetime | None = None


@dataclass(frozen=True)
class Wanted:
    """An assignment to be made. `organisation`: slug or id; the last day counts, None leaves it open."""

    issuer: str
    subject: str
    organisation: str
    roles: Sequence[str]
    first_on: dt.date
    last_on: dt.date | None
    reason: str


@dataclass(frozen=True)
class Filter:
    """What narrows the list; None does not. `organisation`: slug or id."""

    organisation: str | None = None
    issuer: str | None = None
    subject: str | None = None
    role: str | None = None
    state: str | None = None


@dataclass(frozen=True)
class Viewed:
    """An assignment as JSON, its id, and its version for the ETag."""

    id: uuid.UUID
    version: int
    body: bytes


def token_subject(issuer: str, subject: str) -> str:
    """What our access tokens call the person whom the sign-on `issuer` (configured name) calls `subject`."""
    return f"{issuer}:{subject}"


async def assignment_of(reader: db.Reader, issuer: str, subject: str, today: dt.date) -> Assignment | None:
    """What is assigned on a civil day to the person whom the sign-on `issuer` (configured name) calls `subject`."""
    if "\x00" in issuer + subject:
        return None
    row = await repository.find_assignment(reader, issuer, subject, today)
    if row is None:
        return None
    until = None if row["last_on"] is None else clock.start_of(row["last_on"] + dt.timedelta(days=1))
    return Assignment(row["organisation"], frozenset(row["roles"]), until)


async def list_page(
    reader: db.Reader, now: clock.Clock, wanted: Filter, *, after: tuple[Any, ...], limit: int, total: bool
) -> bytes:
    """A page of assignments, newest first, as JSON for `pages.respond`. Raises NoSuchOrganisation."""
    return await repository.page(
        reader,
        now.today(),
        organisation=await organisations.filter_id(reader, "organisation", wanted.organisation),
        issuer=wanted.issuer,
        subject=wanted.subject,
        role=wanted.role,
        state=wanted.state,
        after=after,
        limit=limit,
        total=total,
    )


async def get(reader: db.Reader, now: clock.Clock, assignment: uuid.UUID) -> Viewed:
    """One assignment. Raises AssignmentNotFound."""
    found = await repository.find(reader, assignment, now.today())
    if found is None:
        raise errors.AssignmentNotFound
    return Viewed(assignment, found["version"], found["body"].encode())


async def assign(
    session: db.Session, acting: Acting, wanted: Wanted, *, assigning: frozenset[str] | None = None
) -> Viewed:
    """Give a person an organisation and roles from a day on; tokens that say otherwise are taken back.

    `assigning`: names of the sign-ons that leave this to us; None while none is configured, and any name is taken.
    Raises SignOnDoesNotAssign, OwnRoles, DaysOutOfOrder, NoSuchOrganisation, AssignmentsOverlap.
    """
    _check_sign_on(wanted.issuer, assigning)
    _check_not_own(acting, wanted.issuer, wanted.subject)
    _check_days(wanted, acting.clock.today())
    await repository.lock_all(session)
    return await _assign(session, acting, wanted, action="assign")


async def end(
    session: db.Session, acting: Acting, assignment: uuid.UUID, reason: str, last_on: dt.date | None, *, match: Match
) -> Viewed:
    """End an assignment at once, or after an earlier day than it was to end.

    Raises AssignmentNotFound, OwnRoles, AssignmentEnded, LastAdministrator, DaysOutOfOrder, and what `match` raises.
    """
    today = acting.clock.today()
    await repository.lock_all(session)
    before = await repository.columns(session, assignment)
    if before is None:
        raise errors.AssignmentNotFound
    _check_not_own(acting, before["issuer"], before["subject"])
    if before["ended_at"] is not None or (before["last_on"] is not None and before["last_on"] < today):
        raise errors.AssignmentEnded
    match(before["version"])
    await _check_administrators(session, before, today)
    if last_on is None:
        await repository.end_now(session, assignment, by=acting.actor.subject, reason=reason, now=acting.clock.now())
    else:
        _check_shorter(before, last_on, today)
        await repository.shorten(session, assignment, last_on)
    await _record(session, acting, "end", assignment, before, reason=reason)
    await _revoke_tokens(session, acting, before["issuer"], before["subject"], "roles ended")
    return await _viewed(session, assignment, today)


async def appoint_first_administrator(
    session: db.Session, acting: Acting, wanted: Wanted, *, replace: bool = False
) -> Viewed:
    """The first administrator, whom no administrator can appoint.

    `replace` ends administrators first who never got a token here: a name typed wrong is nobody, yet would bar the
    door for good. Raises AdministratorExists, NoSuchOrganisation, AssignmentsOverlap.
    """
    await repository.lock_all(session)
    for found in await repository.list_administrators(session, on=acting.clock.today()):
        person = token_subject(found["issuer"], found["subject"])
        if not replace or await audit.stands(session, subject=person, action="tokens.issue"):
            raise errors.AdministratorExists(person=person)
        before = await repository.columns(session, found["id"])
        await repository.end_now(
            session, found["id"], by=acting.actor.subject, reason=wanted.reason, now=acting.clock.now()
        )
        await _record(session, acting, "end", found["id"], before, reason=wanted.reason)
    return await _assign(session, acting, wanted, action="appoint_first_administrator")


async def _assign(session: db.Session, acting: Acting, wanted: Wanted, *, action: str) -> Viewed:
    other = await repository.find_overlap(session, wanted.issuer, wanted.subject, wanted.first_on, wanted.last_on)
    if other is not None:
        raise errors.AssignmentsOverlap(assignment=other)
    organisation = await organisations.acting_id(session, "organisation", wanted.organisation, on=wanted.first_on)
    assignment = uuid.uuid4()
    await repository.add(
        session,
        assignment=assignment,
        issuer=wanted.issuer,
        subject=wanted.subject,
        organisation=organisation,
        roles=sorted(set(wanted.roles)),
        first_on=wanted.first_on,
        last_on=wanted.last_on,
        reason=wanted.reason,
        assigned_by=acting.actor.subject,
        now=acting.clock.now(),
    )
    await _record(session, acting, action, assignment, None, reason=wanted.reason)
    await _revoke_tokens(session, acting, wanted.issuer, wanted.subject, "roles assigned")
    return await _viewed(session, assignment, acting.clock.today())


def _check_sign_on(issuer: str, assigning: frozenset[str] | None) -> None:
    """A name that is mistyped, or whose own claims decide, would be an assignment that never counts."""
    if assigning is None or issuer in assigning:
        return
    names = ", ".join(sorted(assigning))
    where = Finding("issuer", f"Must be one of: {names}.", f"Phải là một trong: {names}.", "not_assigning")
    if not names:
        where = Finding("issuer", "No sign-on assigns here.", "Không có SSO nào phân công ở đây.", "not_assigning")
    raise errors.SignOnDoesNotAssign(where, issuer=issuer)


def _check_not_own(acting: Acting, issuer: str, subject: str) -> None:
    if token_subject(issuer, subject) == acting.actor.subject:
        raise errors.OwnRoles


def _check_days(wanted: Wanted, today: dt.date) -> None:
    """An assignment changes nothing that is past: it neither begins before today nor ends before it begins."""
    if wanted.first_on < today:
        where = Finding("valid_from", "Lies before today.", "Trước hôm nay.", "before_today")
        raise errors.DaysOutOfOrder(where)
    if wanted.last_on is not None and wanted.last_on < wanted.first_on:
        where = Finding("valid_to", "Lies before valid_from.", "Trước valid_from.", "before_first")
        raise errors.DaysOutOfOrder(where)


def _check_shorter(before: dict[str, Any], last_on: dt.date, today: dt.date) -> None:
    if last_on < max(today, before["first_on"]):
        where = Finding("valid_to", "Lies in the past; leave it out to end now.", "Đã qua; bỏ trống để kết thúc ngay.")
        raise errors.DaysOutOfOrder(where)
    if before["last_on"] is not None and last_on > before["last_on"]:
        where = Finding("valid_to", "Lies after the end as it is.", "Sau ngày kết thúc hiện có.", "after_last")
        raise errors.DaysOutOfOrder(where)


async def _check_administrators(session: db.Session, before: dict[str, Any], today: dt.date) -> None:
    """Raises LastAdministrator when nobody would be left today; the lock of all assignments is held."""
    if _ADMIN not in before["roles"] or before["first_on"] > today:
        return
    if not await repository.count_administrators(session, on=today, beside=before["id"]):
        raise errors.LastAdministrator


async def _viewed(session: db.Session, assignment: uuid.UUID, today: dt.date) -> Viewed:
    found = await repository.view(session, assignment, today)
    return Viewed(assignment, found["version"], found["body"].encode())


async def _revoke_tokens(session: db.Session, acting: Acting, issuer: str, subject: str, reason: str) -> None:
    holder = token_subject(issuer, subject)
    await revocation.revoke(session, "subject", holder, reason=reason, actor=acting.actor, now=acting.clock)


async def _record(
    session: db.Session,
    acting: Acting,
    action: str,
    assignment: uuid.UUID,
    before: dict[str, Any] | None,
    *,
    reason: str,
) -> None:
    after = await repository.columns(session, assignment) or {}
    await audit.record(
        session,
        acting.actor,
        action=f"person.{action}",
        entity_kind="role_assignment",
        entity_id=assignment,
        occurred_at=acting.clock.now(),
        before=None if before is None else _trace(before),
        after={**_trace(after), "reason": reason},
    )


def _trace(facts: dict[str, Any]) -> dict[str, Any]:
    names = ("issuer", "subject", "organisation", "roles", "first_on", "last_on", "ended_at", "version")
    return {name: facts[name] for name in names}
