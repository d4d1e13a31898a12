"""What every token must satisfy, whoever issued it: ours in every process, a sign-on's at the exchange.

The key is found by `kid` among the keys that the rule names; no key and no address is ever taken from a token.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from shared.identity import jose, key_sources

LEEWAY_S = 30
ALGORITHMS = ("ES256", "RS256")
Unit = Literal["seconds", "milliseconds"]
_FORBIDDEN = ("crit", "jwk", "jku", "x5u", "x5c", "b64", "zip", "enc", "cty")
_THUMBPRINTS = ("x5t", "x5t#S256")


@dataclass(frozen=True)
class Header:
    """What the header of one issuer's tokens says. `thumbprints`: it may name its certificate, which is not read."""

    types: tuple[str, ...]
    algorithms: tuple[str, ...] = ALGORITHMS
    thumbprints: bool = False


@dataclass(frozen=True)
class Times:
    """How one issuer writes instants, and how long its tokens may live. `issued_at`: whether `iat` is required."""

    max_lifetime_s: int
    unit: Unit = "seconds"
    issued_at: bool = True


async def signed_claims(token: str, wanted: Header, source: key_sources.KeySource) -> dict[str, Any]:
    """The claims of a token whose header is as wanted and whose signature fits a key of the source.

    Raises TokenMalformed, KeysUnavailable.
    """
    header = jose.header(token)
    if header.get("typ") not in wanted.types:
        raise jose.TokenMalformed("type", " / ".join(wanted.types))
    if any(name in header for name in (_FORBIDDEN if wanted.thumbprints else _FORBIDDEN + _THUMBPRINTS)):
        raise jose.TokenMalformed("header_forbidden")
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in wanted.algorithms or algorithm not in ALGORITHMS or not isinstance(kid, str):
        raise jose.TokenMalformed("header_alg_kid")
    key = await source.find(kid)
    if key is None:
        raise jose.TokenMalformed("kid_unknown")
    return jose.claims(token, key, algorithm)


def check_times(claims: Mapping[str, Any], wanted: Times, now: float) -> tuple[int, int]:
    """When it was issued and when it expires, in Unix seconds. Raises TokenMalformed.

    Without `iat` it counts as issued as early as its life allows.
    """
    expires_at = _seconds(claims, "exp", wanted.unit)
    issued_at = expires_at - wanted.max_lifetime_s
    if wanted.issued_at or "iat" in claims:
        issued_at = _seconds(claims, "iat", wanted.unit)
    if "nbf" in claims and (type(claims["nbf"]) is not int or _seconds(claims, "nbf", wanted.unit) > now + LEEWAY_S):
        raise jose.TokenMalformed("not_yet")
    if expires_at <= now:
        raise jose.TokenMalformed("expired")
    if issued_at > now + LEEWAY_S or not 0 < expires_at - issued_at <= wanted.max_lifetime_s:
        raise jose.TokenMalformed("lifetime")
    return issued_at, expires_at


def _seconds(claims: Mapping[str, Any], name: str, unit: Unit) -> int:
    value = claims.get(name)
    if type(value) is not int:
        raise jose.TokenMalformed("claim_not_seconds", name)
    return value if unit == "seconds" else value // 1000
