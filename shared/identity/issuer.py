"""The embedded issuer: short-lived access tokens by RFC 9068, signed with ES256."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from shared.identity import jose, keys, verifier
from shared.kit.clock import Clock

AUDIENCE = "dti"
LIFETIME_S = 3600


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
        key = self._store.signing_key()
        issued_at = int(self._clock.now().timestamp())
        claims = {
            "iss": self._issuer,
            "aud": AUDIENCE,
            "sub": subject,
            "iat": issued_at,
            "exp": issued_at + LIFETIME_S,
            "jti": secrets.token_urlsafe(16),
            "client_id": client_id,
            "org": organisation,
            "roles": sorted(roles),
            "scope": " ".join(sorted(scopes)),
        }
        return jose.sign(claims, key, {"typ": verifier.TOKEN_TYPE, "kid": key["kid"]})
