"""What is taken back before it expires: one token, or all earlier tokens of a client or of a person.

A process asks when it meets a token anew, and so at the latest 60 s (`verifier.CACHE_S`) after the revocation.
Who changes what a person or an account may do revokes in the same transaction, and old tokens end with old rights.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Literal

from shared.audit import service as audit
from shared.identity import errors, values, verifier, words
from shared.kit import clock, db

Kind = Literal["token", "client", "subject"]
# How far the clocks of two gateways may stand apart. A token of the faster one, issued before the revocation, must not
# look younger than it.
CLOCKS_APART = dt.timedelta(seconds=2)


@dataclass(frozen=True)
class Holder:
    """Whose tokens: the client that asks and the subject that it asks for."""

    client_id: str
    subject: str


_FIND = """
SELECT kind FROM revocations
WHERE (kind = 'token' AND value = $1)
   OR (kind = 'client' AND value = $2 AND issued_before > to_timestamp($4))
   OR (kind = 'subject' AND value = $3 AND issued_before > to_timestamp($4))
LIMIT 1
"""


def standing_in(database: db.Database) -> verifier.Standing:
    """The question of `Verifier`, asked at the read door. Raises TokenRefused, DatabaseBusy."""

    async def check(principal: values.Principal) -> None:
        asked = (principal.token_id, principal.client_id, principal.subject, principal.issued_at)
        if await database.reader.row(_FIND, *asked) is not None:
            raise errors.TokenRefused(reason=words.reason("revoked"))

    return check


async def revoke(
    session: db.Session,
    kind: Kind,
    value: str,
    *,
    reason: str,
    actor: audit.Actor,
    now: clock.Clock,
    sign_on: bool = False,
) -> dt.datetime:
    """Take back a token (`value` is its jti), or every token of a client or a subject issued until now.

    `sign_on`: the person must sign in again, too; without it the sign-on's living token may be exchanged at once for
    one with the rights of now.

    Returns the instant before which tokens are taken back. Waits for tokens of the same holder that are being issued:
    they are taken back, too. Grain: one row, one audit row.
    """
    await db.execute(session, "SELECT pg_advisory_xact_lock(hashtextextended(:holder, 0))", holder=_lock(kind, value))
    if kind == "token" and (already := await _revoked_token(session, value)):
        return already
    at = now.now()  # after the lock: what was issued while we waited is older
    issued_before = max(at + CLOCKS_APART, await _after_the_last(session, value, at))
    await db.execute(
        session,
        "INSERT INTO revocations (kind, value, issued_before, sign_on, reason, revoked_by, revoked_at)"
        " VALUES (:kind, :value, :issued_before, :sign_on, :reason, :revoked_by, :revoked_at)",
        kind=kind,
        value=value,
        issued_before=issued_before,
        sign_on=sign_on,
        reason=reason,
        revoked_by=actor.subject,
        revoked_at=at,
    )
    await audit.record(
        session,
        actor,
        action="tokens.revoke",
        entity_kind=f"tokens_of_{kind}" if kind != "token" else kind,
        entity_id=value,
        occurred_at=at,
        after={"issued_before": issued_before, "reason": reason, "sign_on": sign_on},
    )
    return issued_before


async def hold(session: db.Session, holder: Holder) -> None:
    """Until this transaction ends nobody revokes this client or subject: what is read of their rights now, holds.

    The issuer calls it before it reads any right. Issuing does not wait for issuing.
    """
    for kind, value in (("client", holder.client_id), ("subject", holder.subject)):
        await db.execute(
            session, "SELECT pg_advisory_xact_lock_shared(hashtextextended(:holder, 0))", holder=_lock(kind, value)
        )


async def earliest_issue(session: db.Session, holder: Holder, *, sign_on: bool = False) -> int:
    """The earliest `iat` (Unix seconds) that no revocation of this client or subject takes back; 0 without any.

    `sign_on`: of the sign-on's token, which only some revocations reach.
    """
    row = await db.fetch_one(
        session,
        "SELECT max(issued_before) AS latest FROM revocations"
        " WHERE ((kind = 'client' AND value = :client_id) OR (kind = 'subject' AND value = :subject))"
        " AND (sign_on OR NOT :sign_on)",
        client_id=holder.client_id,
        subject=holder.subject,
        sign_on=sign_on,
    )
    latest = row["latest"] if row else None
    return math.ceil(latest.timestamp()) if latest is not None else 0


async def _after_the_last(session: db.Session, value: str, at: dt.datetime) -> dt.datetime:
    """Past the `iat` of a token that was issued since the last revocation, which lies ahead of the clock (see
    `earliest_issue`): two revocations within a second reach the token between them, too."""
    row = await db.fetch_one(
        session,
        "SELECT max(issued_before) AS latest FROM revocations WHERE kind IN ('client', 'subject') AND value = :value",
        value=value,
    )
    latest: dt.datetime | None = row["latest"] if row else None
    return at if latest is None else dt.datetime.fromtimestamp(math.ceil(latest.timestamp()) + 1, dt.UTC)


async def _revoked_token(session: db.Session, token_id: str) -> dt.datetime | None:
    """When a token was taken back; doing it again would add nothing but rows."""
    row = await db.fetch_one(
        session, "SELECT issued_before FROM revocations WHERE kind = 'token' AND value = :value LIMIT 1", value=token_id
    )
    return row["issued_before"] if row else None


def _lock(kind: str, value: str) -> str:
    return f"tokens of {kind} {value}"
