"""The embedded issuer: short-lived access tokens by RFC 9068, signed with ES256."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from shared.identity import jose, keys, verifier
from shared.kit.clock import Clock

AUDIENCE = "dti"
LIFETIME_S = 3600


@dataclass(frozen=True)
class Issued:
    """A signed token and what it says of itself; instants in Unix seconds."""

    token: str
    token_id: str
    issued_at: int
    expires_at: int


class Issuer:
    """Signs tokens that `verifier.Verifier` accepts."""

    def __init__(self, *, issuer: str, store: keys.KeyStore, clock: Clock) -> None:
        self._issuer = issuer
        self._store = store
        self._clock = clock

    def token(
        self, *, subject: str, client_id: str, organisation: str, roles: Iterable[str], scopes: Iterable[str] = ()
    ) -> str:
        """An access token of one hour for a subject acting for an organisation (slug)."""
        return self.issue(
            subject=subject, client_id=client_id, organisation=organisation, roles=roles, scopes=scopes
        ).token

    def issue(
        self,
        *,
        subject: str,
        client_id: str,
        organisation: str,
        roles: Iterable[str],
        scopes: Iterable[str] = (),
        lifetime_s: int = LIFETIME_S,
        earliest: int = 0,
        until: float | None = None,
        now: dt.datetime | None = None,
    ) -> Issued:
        """An access token of at most `lifetime_s` seconds, and never beyond `until` (Unix seconds).

        `earliest`: its `iat` is not before (`revocation.earliest_issue`).
        """
        key = self._store.signing_key()
        issued_at = max(int((now or self._clock.now()).timestamp()), earliest)
        expires_at = issued_at + lifetime_s if until is None else min(issued_at + lifetime_s, int(until))
        token_id = secrets.token_urlsafe(16)
        claims = {
            "iss": self._issuer,
            "aud": AUDIENCE,
            "sub": subject,
            "iat": issued_at,
            "exp": expires_at,
            "jti": token_id,
            "client_id": client_id,
            "org": organisation,
            "roles": sorted(roles),
            "scope": " ".join(sorted(scopes)),
        }
        header = {"typ": verifier.TOKEN_TYPE, "kid": key["kid"]}
        return Issued(jose.sign(claims, key, header), token_id, issued_at, expires_at)
