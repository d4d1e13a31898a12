"""Service accounts: other systems that come in with a client id and a secret, within the scopes they were given."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import orjson

from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.identity import accounts_errors, errors, revocation
from shared.identity import accounts_repository as repository
from shared.kit import callers, clock, db
from shared.kit.errors import Finding
from shared.organisations import service as organisations

Scope = Literal[
    "targets:read",
    "targets:write",
    "reports:read",
    "reports:write",
    "evidence:read",
    "evidence:write",
    "scores:read",
    "scores:write",
    "changes:read",
    "changes:write",
    "metrics:read",
]
SCOPES: frozenset[str] = frozenset(get_args(Scope))
State = Literal["active", "expired", "disabled"]
# How many secrets of one account may work side by side, when one is rotated again while others are in their grace.
MOST_SECRETS = 5
Match = Callable[[int], None]
_NOBODY = (b"\x00" * 32,)


@dataclass(frozen=True)
class Account:
    """Who proved to be a service account: its organisation (slug, or None) and the scopes it may ask for.

    `expires_at`: when the account or the secret that was shown ends, whichever is first. No token may live longer.
    """

    client_id: str
    organisation: str | None
    scopes: frozenset[str]
    expires_at: dt.datetime | None


@dataclass(frozen=True)
class Content:
    """What an administrator says of an account. `expires_at` None: it does not expire."""

    name: str
    scopes: Sequence[str]
    expires_at: dt.datetime | None


@dataclass(frozen=True)
class Viewed:
    """An account as JSON, and its version for the ETag."""

    version: int
    body: bytes


@dataclass(frozen=True)
class Issued:
    """An account and its new secret, which is known here and to who asked, and nowhere else."""

    account: dict[str, Any]
    secret: str


async def authenticate(reader: db.Reader, client_id: str, secret: str, now: dt.datetime) -> Account:
    """The account of a client id and one of its living secrets.

    Raises ClientRefused, the same for an unknown client, a wrong or ended secret, a disabled or expired account; all
    cost one statement and one comparison of hashes in constant time.
    """
    with callers.asking(callers.SYSTEM):  # nobody is known before this has answered
        row = None if "\x00" in client_id else await repository.find_credentials(reader, client_id, now)
    shown = digest(secret)
    hashes = _NOBODY if row is None else row["hashes"]
    matches = [hmac.compare_digest(shown, stored) for stored in hashes]
    if row is None or not any(matches):
        raise errors.ClientRefused
    ends = (row["expires_at"], row["ends"][matches.index(True)])
    earliest = min((end for end in ends if end is not None), default=None)
    return Account(row["client_id"], row["organisation"], frozenset(row["scopes"]), earliest)


def digest(secret: str) -> bytes:
    """What is stored of a secret: SHA-256, enough for 256 random bits, which no dictionary holds."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


async def list_page(
    reader: db.Reader,
    now: clock.Clock,
    *,
    organisation: str | None,
    state: State | None,
    after: tuple[Any, ...],
    limit: int,
    total: bool,
) -> bytes:
    """A page of accounts, newest first, as JSON for `pages.respond`. Raises NoSuchOrganisation."""
    wanted = await organisations.filter_id(reader, "organisation", organisation)
    return await repository.page(
        reader, now.now(), organisation=wanted, state=state, after=after, limit=limit, total=total
    )


async def get(reader: db.Reader, now: clock.Clock, account: str) -> Viewed:
    """One account by id or client id. Raises AccountNotFound."""
    found = await repository.find(reader, account, now.now())
    if found is None:
        raise accounts_errors.AccountNotFound(account=account)
    return Viewed(found["version"], found["body"].encode())


async def create(session: db.Session, acting: Acting, content: Content, organisation: str | None) -> Issued:
    """Make an account with its first secret. Raises ExpiryNotAhead, WritesForNobody, NoSuchOrganisation."""
    now = acting.clock.now()
    _check(content, organisation, now)
    account, client_id, owner = uuid.uuid4(), f"sa-{secrets.token_hex(10)}", None
    if organisation is not None:
        owner = await organisations.acting_id(session, "organisation", organisation, on=acting.clock.today())
    await repository.add(
        session,
        account=account,
        client_id=client_id,
        name=content.name,
        organisation=owner,
        scopes=sorted(set(content.scopes)),
        expires_at=content.expires_at,
        created_by=acting.actor.subject,
        now=now,
    )
    secret = await _new_secret(session, account, now)
    facts = await _locked(session, account, now)
    await _record(session, acting, "create", facts, before=None)
    return Issued(orjson.loads((await repository.view(session, account, now))["body"]), secret)


async def change(
    session: db.Session, acting: Acting, account: str, changed: Callable[[Content], Content], *, match: Match
) -> Viewed:
    """Write what `changed` makes of an account's content. Less than before takes back the tokens that hold it.

    Raises AccountNotFound, AccountDisabled, ExpiryNotAhead, WritesForNobody, and what `match` raises.
    """
    now = acting.clock.now()
    before = await _lock_living(session, account, now, match)
    held = Content(before["name"], before["scopes"], before["expires_at"])
    wanted = changed(held)
    if wanted != held:
        _check(wanted, before["organisation"], now, kept=held.expires_at)
        scopes = sorted(set(wanted.scopes))
        await repository.change(session, before["id"], name=wanted.name, scopes=scopes, expires_at=wanted.expires_at)
        await _record(session, acting, "change", await _locked(session, before["id"], now), before=before)
        if _is_less(wanted, held):
            await _revoke_tokens(session, acting, before["client_id"], "service account narrowed")
    return await _viewed(session, before["id"], now)


async def rotate(session: db.Session, acting: Acting, account: str, grace: dt.timedelta, *, match: Match) -> Issued:
    """Issue another secret; those before end after `grace`, or earlier where that was said before.

    Tokens issued until now are taken back: who holds a secret that still works fetches another one.
    Raises AccountNotFound, AccountDisabled, TooManySecrets, and what `match` raises.
    """
    now = acting.clock.now()
    before = await _lock_living(session, account, now, match)
    await repository.end_secrets(session, before["id"], now + grace)
    if grace and before["living"] >= MOST_SECRETS:
        raise accounts_errors.TooManySecrets(living=before["living"])
    secret = await _new_secret(session, before["id"], now)
    await repository.next_version(session, before["id"])
    after = await _locked(session, before["id"], now)
    await _record(session, acting, "rotate_secret", after, before=before, grace_seconds=int(grace.total_seconds()))
    await _revoke_tokens(session, acting, before["client_id"], "secret rotated")
    return Issued(orjson.loads((await repository.view(session, before["id"], now))["body"]), secret)


async def disable(session: db.Session, acting: Acting, account: str, *, match: Match) -> Viewed:
    """End an account for good, with its secrets and tokens. Again, it changes nothing.

    Raises AccountNotFound, and what `match` raises.
    """
    now = acting.clock.now()
    before = await _locked(session, account, now)
    match(before["version"])
    if before["disabled_at"] is None:
        await repository.disable(session, before["id"], now)
        await _record(session, acting, "disable", await _locked(session, before["id"], now), before=before)
        await _revoke_tokens(session, acting, before["client_id"], "service account disabled")
    return await _viewed(session, before["id"], now)


def _check(content: Content, organisation: str | None, now: dt.datetime, *, kept: dt.datetime | None = None) -> None:
    """Raises ExpiryNotAhead (an expiry that stays as it was is not judged again), WritesForNobody."""
    if content.expires_at is not None and content.expires_at != kept and content.expires_at <= now:
        where = Finding("expires_at", "Does not lie ahead.", "Không ở tương lai.", "not_ahead")
        raise accounts_errors.ExpiryNotAhead(where)
    if organisation is None and any(scope.endswith(":write") for scope in content.scopes):
        where = Finding("organisation", "Needed for :write.", "Cần có khi có phạm vi :write.", "missing")
        raise accounts_errors.WritesForNobody(where)


def _is_less(wanted: Content, held: Content) -> bool:
    """Whether something that was open is closed, or closes earlier."""
    earlier = wanted.expires_at is not None and (held.expires_at is None or wanted.expires_at < held.expires_at)
    return earlier or not set(held.scopes) <= set(wanted.scopes)


async def _locked(session: db.Session, account: str | uuid.UUID, now: dt.datetime) -> dict[str, Any]:
    facts = await repository.lock(session, str(account), now)
    if facts is None:
        raise accounts_errors.AccountNotFound(account=account)
    return facts


async def _lock_living(session: db.Session, account: str, now: dt.datetime, match: Match) -> dict[str, Any]:
    facts = await _locked(session, account, now)
    if facts["disabled_at"] is not None:
        raise accounts_errors.AccountDisabled
    match(facts["version"])
    return facts


async def _viewed(session: db.Session, account: uuid.UUID, now: dt.datetime) -> Viewed:
    found = await repository.view(session, account, now)
    return Viewed(found["version"], found["body"].encode())


async def _new_secret(session: db.Session, account: uuid.UUID, now: dt.datetime) -> str:
    """A secret of 256 random bits; its beginning tells a scanner of leaked secrets what it is."""
    secret = f"dti-sa-{secrets.token_urlsafe(32)}"
    await repository.add_secret(session, account, digest(secret), now)
    return secret


async def _revoke_tokens(session: db.Session, acting: Acting, client_id: str, reason: str) -> None:
    await revocation.revoke(session, "client", client_id, reason=reason, actor=acting.actor, now=acting.clock)


async def _record(
    session: db.Session,
    acting: Acting,
    action: str,
    facts: dict[str, Any],
    *,
    before: dict[str, Any] | None,
    **more: object,
) -> None:
    await audit.record(
        session,
        acting.actor,
        action=f"service_account.{action}",
        entity_kind="service_account",
        entity_id=facts["id"],
        occurred_at=acting.clock.now(),
        before=None if before is None else _trace(before),
        after={**_trace(facts), **more},
    )


def _trace(facts: dict[str, Any]) -> dict[str, Any]:
    """What the audit trail keeps: everything but secrets, of which only how many work."""
    names = ("client_id", "name", "organisation", "scopes", "expires_at", "disabled_at", "version")
    return {**{name: facts[name] for name in names}, "living_secrets": facts["living"]}
