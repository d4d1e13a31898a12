"""What `/oauth/token` gives: a short-lived token of ours for a service account, or for a person whom a trusted sign-on
vouches for. Each one leaves an audit row with everything but the token."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from shared.audit import service as audit
from shared.identity import accounts, errors, jose, people, revocation, trusted_tokens
from shared.identity.issuer import Issued, Issuer
from shared.identity.trusted_tokens import SignedOn, TrustedTokens
from shared.kit import clock, db, names
from shared.organisations import service as organisations
from shared.organisations.errors import OrganisationNotFound

LIFETIME_S = 900
# A token that would end sooner than this helps nobody; its holder signs in again anyway.
_SHORTEST_S = 5


class GrantRefused(Exception):
    """A refusal in the words of RFC 6749 (5.2): `error` for programs; the sentence is for developers, in English."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error


@dataclass(frozen=True)
class Grant:
    """A token and the scopes in it (None: a person, who acts by roles)."""

    issued: Issued
    scopes: frozenset[str] | None


@dataclass(frozen=True)
class Doors:
    """What issuing a token needs: a transaction, the read door, the clock, and the request it answers."""

    session: db.Session
    reader: db.Reader
    now: clock.Clock
    request_id: str


async def for_account(doors: Doors, issuer: Issuer, client_id: str, secret: str, wanted: Iterable[str] | None) -> Grant:
    """Client credentials: a token of the account's scopes, or of those `wanted` of them.

    Raises ClientRefused, GrantRefused (invalid_scope).
    """
    holder = revocation.Holder(client_id, client_id)
    await revocation.hold(doors.session, holder)
    account = await accounts.authenticate(doors.reader, client_id, secret, doors.now.now())
    scopes = account.scopes if wanted is None else frozenset(wanted)
    if missing := sorted(scopes - account.scopes):
        raise GrantRefused("invalid_scope", f"this account does not have: {' '.join(missing[:5])}")
    issued = issuer.issue(
        subject=account.client_id,
        client_id=account.client_id,
        organisation=account.organisation or "",
        roles=["system"],
        scopes=scopes,
        lifetime_s=LIFETIME_S,
        now=doors.now.now(),
        earliest=await revocation.earliest_issue(doors.session, holder),
        until=account.expires_at.timestamp() if account.expires_at else None,
    )
    if issued.expires_at <= issued.issued_at:
        raise errors.ClientRefused
    actor = audit.Actor(account.client_id, account.client_id, account.organisation or "", doors.request_id)
    await _record(doors, actor, issued, {"grant": "client_credentials", "scopes": sorted(scopes)})
    return Grant(issued, scopes)


async def for_person(doors: Doors, issuer: Issuer, person: SignedOn, wanted: str | None) -> Grant:
    """Token exchange (RFC 8693): a token with what the sign-on says, or what is assigned here, of organisation and
    roles. `wanted`: the organisation (slug), needed when the sign-on names several.

    Raises GrantRefused (invalid_request).
    """
    holder = revocation.Holder(person.client_id, person.subject)
    await revocation.hold(doors.session, holder)
    if person.issued_at < await revocation.earliest_issue(doors.session, holder, sign_on=True):
        raise GrantRefused("invalid_request", "subject_token was taken back: the person must sign in again")
    organisation, roles, until = await _rights(doors, person, wanted)
    issued = issuer.issue(
        subject=person.subject,
        client_id=person.client_id,
        organisation=organisation,
        roles=roles,
        lifetime_s=LIFETIME_S,
        now=doors.now.now(),
        earliest=await revocation.earliest_issue(doors.session, holder),
        until=until,
    )
    if issued.expires_at - issued.issued_at < _SHORTEST_S:
        raise GrantRefused("invalid_request", "subject_token is about to expire")
    actor = audit.Actor(person.subject, person.client_id, organisation, doors.request_id)
    await _record(doors, actor, issued, {"grant": "token_exchange", "sign_on": person.issuer, "roles": sorted(roles)})
    return Grant(issued, None)


async def vouched_for(trusted: TrustedTokens, subject_token: str) -> SignedOn:
    """The person whom a sign-on's token vouches for; asks the sign-on for its keys, so no transaction may be open.

    Raises GrantRefused (invalid_request), KeysUnavailable.
    """
    try:
        return await trusted.read(subject_token)
    except trusted_tokens.IssuerUnknown as error:
        raise GrantRefused("invalid_request", "subject_token: its issuer is not trusted here") from error
    except jose.TokenMalformed as error:
        raise GrantRefused("invalid_request", f"subject_token: {error.reason}") from error


async def _rights(doors: Doors, person: SignedOn, wanted: str | None) -> tuple[str, frozenset[str], float]:
    """Organisation (slug), roles, and until when at most (Unix seconds)."""
    until, named = float(person.expires_at), person.organisations
    if named is None or person.roles is None:
        found = await people.assignment_of(doors.reader, person.issuer, person.person, doors.now.today())
        if found is None or not found.roles:
            raise GrantRefused("invalid_request", "no organisation and roles are assigned to this person today")
        roles, named = found.roles, (found.organisation,)
        if found.until is not None and found.until > doors.now.now():  # it is, unless TODAY is another day
            until = min(until, found.until.timestamp())
    else:
        roles = person.roles
    if not named or not roles:
        raise GrantRefused("invalid_request", "the sign-on names no organisation or no role of this person here")
    if wanted is None and len(named) > 1:
        raise GrantRefused("invalid_request", "this person has several organisations: name one as organisation")
    organisation = named[0] if wanted is None else wanted
    if organisation not in named:
        raise GrantRefused("invalid_request", "organisation: this person does not have it")
    if not await _is_slug(doors.reader, organisation):
        raise GrantRefused("invalid_request", "the organisation of this person is not in the register")
    return organisation, roles, until


async def _is_slug(reader: db.Reader, organisation: str) -> bool:
    """Whether the register has this slug; an id is none, and a token names its organisation by the slug only."""
    if names.uuid_or_none(organisation) is not None:
        return False
    try:
        await organisations.id_of(reader, organisation)
    except OrganisationNotFound:
        return False
    return True


async def _record(doors: Doors, actor: audit.Actor, issued: Issued, said: dict[str, object]) -> None:
    await audit.record(
        doors.session,
        actor,
        action="tokens.issue",
        entity_kind="token",
        entity_id=issued.token_id,
        occurred_at=doors.now.now(),
        after={**said, "expires_at": dt.datetime.fromtimestamp(issued.expires_at, dt.UTC)},
    )
