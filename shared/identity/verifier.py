"""The one strict verifier of our access tokens; every process carries it and trusts nobody else's verdict."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from shared.identity import errors, jose, key_sources, strict, values

TOKEN_TYPE = "at+jwt"  # noqa: S105 - RFC 9068, 2.1, not a secret
MAX_LIFETIME_S = values.MAX_LIFETIME_S
CACHE_S = 60
_CACHE_SIZE = 4096
Standing = Callable[[values.Principal], Awaitable[None]]
_HEADER = strict.Header(types=(TOKEN_TYPE,))
_TIMES = strict.Times(max_lifetime_s=MAX_LIFETIME_S)


class Verifier:
    """Checks tokens of one issuer for one audience. Verified tokens are remembered for at most 60 s (and never past
    their expiry), so that a page costs no signature check; refused ones are not remembered.

    `standing` is asked when a token is met anew, so every 60 s at the least: it raises TokenRefused for what was taken
    back since it was issued.
    """

    def __init__(
        self,
        *,
        issuer: str,
        audience: str,
        source: key_sources.KeySource,
        standing: Standing | None = None,
        seconds: Callable[[], float] = time.time,
    ) -> None:
        self._seconds = seconds
        self._standing = standing
        self._issuer = issuer
        self._audience = audience
        self._keys = source
        self._verified: OrderedDict[str, tuple[float, values.Principal]] = OrderedDict()

    async def principal(self, token: str) -> values.Principal:
        """The caller. Raises TokenRefused with a reason that never quotes the token, KeysUnavailable, and what
        `standing` raises."""
        now = self._seconds()
        known = self._verified.get(token)
        if known is not None and now < known[0]:
            return known[1]
        principal = await self.read(token)
        if self._standing is not None:
            await self._standing(principal)
        self._verified.pop(token, None)  # to the end of the order: what was met last is forgotten last
        self._verified[token] = (min(now + CACHE_S, principal.expires_at), principal)
        while len(self._verified) > _CACHE_SIZE:
            self._verified.popitem(last=False)
        return principal

    async def read(self, token: str) -> values.Principal:
        """Whom a token names, checked as ever but for what was taken back; nothing is remembered. Raises TokenRefused,
        KeysUnavailable."""
        try:
            claims = await strict.signed_claims(token, _HEADER, self._keys)
            return self._principal_of(claims, self._seconds())
        except jose.TokenMalformed as error:
            raise errors.TokenRefused(reason=error.reason) from error

    def _principal_of(self, claims: Mapping[str, Any], now: float) -> values.Principal:
        for name in ("iss", "aud", "sub", "jti", "client_id", "org", "scope"):
            if not isinstance(claims.get(name), str) or (not claims[name] and name not in ("org", "scope")):
                raise jose.TokenMalformed("claim_not_text", name)
        if claims["iss"] != self._issuer or claims["aud"] != self._audience:
            raise jose.TokenMalformed("another_audience")
        issued_at, expires_at = strict.check_times(claims, _TIMES, now)
        roles = claims.get("roles")
        if not isinstance(roles, list) or not roles or not all(_is_role(role) for role in roles):
            raise jose.TokenMalformed("roles")
        if not claims["org"] and roles != ["system"]:  # people always act for an organisation
            raise jose.TokenMalformed("claim_not_text", "org")
        return values.Principal(
            subject=claims["sub"],
            client_id=claims["client_id"],
            organisation=claims["org"],
            roles=frozenset(roles),
            scopes=frozenset(claims["scope"].split()),
            token_id=claims["jti"],
            expires_at=expires_at,
            issued_at=issued_at,
        )


def _is_role(value: object) -> bool:
    return isinstance(value, str) and value in values.ROLES
