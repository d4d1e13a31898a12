"""A token of a trusted sign-on, checked by its issuer's exact rule: who it is, and what it says they may do here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import orjson

from shared.identity import jose, key_sources, strict, trusted, values

_LONGEST_NAME = 255


@dataclass(frozen=True)
class SignedOn:
    """A person whom a sign-on vouches for. `subject` and `client_id` carry the sign-on's configured name before them.

    `organisations` (slugs) and `roles` are None where they are assigned here. Instants in Unix seconds.
    """

    issuer: str
    person: str
    subject: str
    client_id: str
    issued_at: int
    expires_at: int
    organisations: tuple[str, ...] | None
    roles: frozenset[str] | None


class IssuerUnknown(Exception):
    """Nobody configured the issuer that a token names."""


class TrustedTokens:
    """All trusted issuers with their keys. `reach` makes the source of an issuer's keys."""

    def __init__(
        self,
        issuers: Iterable[trusted.TrustedIssuer],
        *,
        seconds: Callable[[], float] = time.time,
        reach: Callable[[trusted.TrustedIssuer], key_sources.KeySource] | None = None,
    ) -> None:
        self._seconds = seconds
        self._rules = {one.issuer: (one, (reach or source_of)(one)) for one in issuers}

    @property
    def assigning(self) -> frozenset[str] | None:
        """Names of the sign-ons whose people get organisation and roles here; None while none at all is configured."""
        rules = [rule for rule, _ in self._rules.values()]
        return frozenset(rule.name for rule in rules if rule.person.source == "assigned") if rules else None

    async def read(self, token: str) -> SignedOn:
        """Whom the token vouches for. Raises IssuerUnknown, TokenMalformed, KeysUnavailable.

        What the token says before its signature is checked chooses the rule and nothing else.
        """
        found = self._rules.get(jose.claimed_issuer(token))
        if found is None:
            raise IssuerUnknown
        rule, source = found
        header = strict.Header(tuple(rule.typ), tuple(rule.algorithms), rule.thumbprints)
        claims = await strict.signed_claims(token, header, source)
        return _signed_on(rule, claims, self._seconds())


def source_of(rule: trusted.TrustedIssuer) -> key_sources.KeySource:
    """Where this issuer's keys are read."""
    if rule.keys.discovery is not None:
        return Discovered(rule.keys.discovery, rule.issuer)
    return key_sources.Fetched(cast(str, rule.keys.jwks))


class Discovered(key_sources.Fetched):
    """Keys whose address stands in the issuer's discovery document; that is asked for once, and after a failure."""

    def __init__(self, location: str, issuer: str, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__(location, monotonic=monotonic)
        self._issuer = issuer
        self._jwks: str | None = None

    def _cost(self) -> int:
        return 2 if self._jwks is None else 1

    async def _read(self) -> bytes:
        if self._jwks is None:
            said = orjson.loads(await self._get(self._location))
            if said["issuer"] != self._issuer:
                raise ValueError("the discovery document is another issuer's")
            self._jwks = trusted.checked_address(said["jwks_uri"], on_this_machine=self._is_near())
        jwks, self._jwks = self._jwks, None
        body = await self._get(jwks)
        self._jwks = jwks
        return body

    def _is_near(self) -> bool:
        return trusted.is_loopback(urlsplit(self._location).hostname or "")


def _signed_on(rule: trusted.TrustedIssuer, claims: Mapping[str, Any], now: float) -> SignedOn:
    if claims.get("iss") != rule.issuer or not _names(claims, rule.audience):
        raise jose.TokenMalformed("another_audience")
    for name, value in rule.equal.items():
        if claims.get(name) != value:
            raise jose.TokenMalformed("claim_differs", name)
    client = _at(claims, rule.client.claim)
    if not isinstance(client, str) or client not in rule.client.any_of:
        raise jose.TokenMalformed("client")
    life = strict.Times(rule.life.longest_s, rule.life.unit, rule.life.issued_at == "required")
    issued_at, expires_at = strict.check_times(claims, life, now)
    person = _at(claims, rule.subject)
    if not isinstance(person, str) or not 0 < len(person) <= _LONGEST_NAME or not person.isprintable():
        raise jose.TokenMalformed("claim_not_text", "sub")
    organisations, roles = _rights(rule, claims)
    return SignedOn(
        issuer=rule.name,
        person=person,
        subject=f"{rule.name}:{person}",
        client_id=f"{rule.name}:{client}",
        issued_at=issued_at,
        expires_at=expires_at,
        organisations=organisations,
        roles=roles,
    )


def _rights(
    rule: trusted.TrustedIssuer, claims: Mapping[str, Any]
) -> tuple[tuple[str, ...] | None, frozenset[str] | None]:
    if isinstance(rule.person, trusted.Assigned):
        return None, None
    organisations = _mapped(_at(claims, rule.person.organisation.claim), rule.person.organisation.values)
    roles = _mapped(_at(claims, rule.person.roles.claim), rule.person.roles.values)
    return tuple(dict.fromkeys(organisations)), frozenset(roles) & (values.ROLES - {"system"})


def _mapped(said: Any, known: Mapping[str, str] | None) -> list[str]:
    """The texts of a claim (one, or a list) in our words; what has none is somebody else's."""
    texts = [one for one in (said if isinstance(said, list) else [said]) if isinstance(one, str) and one]
    return texts if known is None else [known[one] for one in texts if one in known]


def _names(claims: Mapping[str, Any], wanted: trusted.OneOf) -> bool:
    """Whether a claim, a text or a list of texts, names one of the wanted values."""
    said = _at(claims, wanted.claim)
    texts = said if isinstance(said, list) else [said]
    return any(isinstance(one, str) and one in wanted.any_of for one in texts)


def _at(claims: Mapping[str, Any], claim: str | list[str]) -> Any:
    """The value of a claim, or None."""
    value: Any = claims
    for name in [claim] if isinstance(claim, str) else claim:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
