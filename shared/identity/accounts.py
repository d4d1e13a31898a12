"""Service accounts: other systems that come in with a client id and a secret, within the scopes they were given."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass

from shared.identity import accounts_repository as repository
from shared.identity import errors
from shared.kit import db

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


async def authenticate(reader: db.Reader, client_id: str, secret: str, now: dt.datetime) -> Account:
    """The account of a client id and one of its living secrets.

    Raises ClientRefused, the same for an unknown client, a wrong or ended secret, a disabled or expired account; all
    cost one statement and one comparison of hashes in constant time.
    """
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
