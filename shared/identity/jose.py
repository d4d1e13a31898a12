"""The only module that imports python-jose. ES256 and RS256 only, each bound to the kind of its key.

python-jose 3.5 accepts what it should not (HS256 with a public key, a missing `aud`, an unknown `crit`) and raises
what it should not (TypeError, RecursionError): callers get TokenMalformed or claims whose signature was checked,
and every claim is checked again by `shared.identity.verifier`.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from jose import constants, jwk, jws

from shared.identity import words
from shared.kit import strict_json

_KEY_TYPE_OF = {"ES256": "EC", "RS256": "RSA"}
MAX_TOKEN_BYTES = 8192
_MAX_PARTS_BYTES = 6144
_MODULUS_LETTERS = (342, 1366)  # 2048 to 8192 bits in base64url; a longer one would only cost time


class TokenMalformed(Exception):
    """Not a token that this product signs. The arguments are those of `words.reason`; they never quote the token."""

    def __init__(self, code: str, part: str = "") -> None:
        super().__init__(code)
        self.reason = words.reason(code, part)


def sign(claims: Mapping[str, Any], key: Mapping[str, Any], header: Mapping[str, str]) -> str:
    """A compact JWS over the claims with a private JWK; the JWK names `alg` and `kid`."""
    token: str = jws.sign(dict(claims), dict(key), headers=dict(header), algorithm=key["alg"])
    return token


def header(token: str) -> dict[str, Any]:
    """The protected header, read without trusting it. Raises TokenMalformed."""
    if len(token) > MAX_TOKEN_BYTES:
        raise TokenMalformed("too_large")
    parts = token.split(".")
    if len(parts) != 3 or not all(parts):
        raise TokenMalformed("not_three_parts")
    return _object(parts[0], "header")


def claims(token: str, key: Mapping[str, Any], algorithm: str) -> dict[str, Any]:
    """The claims after checking the signature with a public JWK of the issuer. Raises TokenMalformed."""
    if not _fits(key, algorithm):
        raise TokenMalformed("algorithm")
    signing_input, _, signature = token.rpartition(".")
    try:
        good = jwk.construct(dict(key), algorithm).verify(signing_input.encode(), _decoded(signature))
    except TokenMalformed:
        raise
    except Exception as error:
        raise TokenMalformed("signature_unreadable") from error
    if not good:
        raise TokenMalformed("signature")
    return _object(token.split(".")[1], "payload")


def claimed_issuer(token: str) -> str:
    """Whom a token names as its issuer, unchecked: good for choosing the rule to check it by. Raises TokenMalformed."""
    header(token)
    issuer = _object(token.split(".")[1], "payload").get("iss")
    if not isinstance(issuer, str) or not issuer:
        raise TokenMalformed("claim_not_text", "iss")
    return issuer


def new_private_key(kid: str, pem: str) -> dict[str, Any]:
    """A private EC key in PEM as a JWK for ES256."""
    key = jwk.construct(pem, constants.ALGORITHMS.ES256).to_dict()
    return {**key, "kid": kid, "alg": "ES256", "use": "sig"}


def public_part(key: Mapping[str, Any]) -> dict[str, Any]:
    """The JWK without its private members."""
    return {
        name: value for name, value in key.items() if name in ("kty", "crv", "x", "y", "n", "e", "kid", "alg", "use")
    }


def _fits(key: Mapping[str, Any], algorithm: str) -> bool:
    """Whether a key is one for signing by this algorithm, and strong enough (RFC 7518, 3.3 and 3.4)."""
    if _KEY_TYPE_OF.get(algorithm) != key.get("kty") or key.get("alg", algorithm) != algorithm:
        return False
    if key.get("use", "sig") != "sig":
        return False
    if algorithm == "ES256":
        return key.get("crv") == "P-256"
    modulus = key.get("n")
    return isinstance(modulus, str) and _MODULUS_LETTERS[0] <= len(modulus.rstrip("=")) <= _MODULUS_LETTERS[1]


def _object(part: str, name: str) -> dict[str, Any]:
    if len(part) > _MAX_PARTS_BYTES:
        raise TokenMalformed("part_too_large", name)
    try:
        value = strict_json.parse(_decoded(part), field=name)
    except strict_json.BodyNotJson as error:
        raise TokenMalformed("part_not_json", name) from error
    if not isinstance(value, dict):
        raise TokenMalformed("part_not_object", name)
    return value


def _decoded(part: str) -> bytes:
    """Canonical base64url without padding: what Python's decoder would skip or forgive is another token."""
    try:
        result = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise TokenMalformed("not_base64url") from error
    if base64.urlsafe_b64encode(result).rstrip(b"=").decode() != part:
        raise TokenMalformed("not_base64url")
    return result
