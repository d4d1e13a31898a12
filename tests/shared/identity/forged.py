"""Forged and misused tokens: each is made from what would be a good one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from shared.identity import jose

ISSUER, AUDIENCE, NOW = "http://issuer.test", "dti", 1_700_000_000
JKU = "http://127.0.0.1:9/evil.json"
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "sub": "officer@so-noi-vu",
    "iat": NOW - 10,
    "exp": NOW + 3590,
    "jti": "one",
    "client_id": "tests",
    "org": "so-noi-vu",
    "roles": ["reporter"],
    "scope": "",
}


@dataclass(frozen=True)
class Key:
    """An issuer's key in the forms that a forger needs."""

    private: dict[str, Any]
    pem: bytes
    der: bytes


def new_key(kid: str) -> Key:
    """A fresh ES256 key."""
    made = ec.generate_private_key(ec.SECP256R1())
    encoding, form = serialization.Encoding, serialization.PublicFormat.SubjectPublicKeyInfo
    pem = made.private_bytes(encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = made.public_key()
    return Key(
        jose.new_private_key(kid, pem.decode()),
        public.public_bytes(encoding.PEM, form),
        public.public_bytes(encoding.DER, form),
    )


def b64(value: object) -> str:
    """A part of a token: bytes as they are, anything else as JSON."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def sign(key: Key, header: dict[str, Any], payload: object) -> str:
    """A token whose signature by `key` fits, whatever header and payload say."""
    signing_input = f"{b64(header)}.{b64(payload)}"
    private = ec.derive_private_key(int.from_bytes(_raw(key.private["d"]), "big"), ec.SECP256R1())
    r, s = decode_dss_signature(private.sign(signing_input.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signing_input}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def good(key: Key, **changes: Any) -> str:
    """A token that is accepted unless `changes` of its claims spoil it; a claim given as ... is left out."""
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not ...}
    return sign(key, header_of(key), claims)


def header_of(key: Key, **changes: Any) -> dict[str, Any]:
    """The header of a good token with changes; a member given as ... is left out."""
    members = {"alg": "ES256", "typ": "at+jwt", "kid": key.private["kid"], **changes}
    return {name: value for name, value in members.items() if value is not ...}


def all_of(key: Key, other: Key) -> Iterator[tuple[str, str]]:
    """Name and token of every forgery; `other` is another issuer's key."""
    for name, make in {**_HEADERS, **_PARTS}.items():
        yield name, make(key, other)
    for name, changes in _CLAIMS.items():
        yield name, good(key, **changes)
    for claim in CLAIMS:
        yield f"without {claim}", good(key, **{claim: ...})
        yield f"{claim} null", good(key, **{claim: None})
        yield f"{claim} an object", good(key, **{claim: {"a": 1}})


def _hmac(key: Key, secret: bytes) -> str:
    signing_input = f"{b64(header_of(key, alg='HS256'))}.{b64(CLAIMS)}"
    return f"{signing_input}.{b64(hmac.new(secret, signing_input.encode(), hashlib.sha256).digest())}"


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _with_header(**changes: Any) -> Callable[[Key, Key], str]:
    return lambda key, _: sign(key, header_of(key, **changes), CLAIMS)


def _spoiled(spoil: Callable[[list[str]], list[str]]) -> Callable[[Key, Key], str]:
    return lambda key, _: ".".join(spoil(good(key).split(".")))


def _payload(raw: bytes) -> Callable[[Key, Key], str]:
    return lambda key, _: sign(key, header_of(key), raw)


_TWICE = json.dumps(CLAIMS)[:-1].encode() + b', "roles": ["admin"]}'
_HEADERS: dict[str, Callable[[Key, Key], str]] = {
    "alg none": lambda key, _: f"{b64(header_of(key, alg='none'))}.{b64(CLAIMS)}.",
    "alg none with a signature": _with_header(alg="none"),
    "alg NONE": _with_header(alg="NONE"),
    "alg missing": _with_header(alg=...),
    "alg null": _with_header(alg=None),
    "alg a list": _with_header(alg=["ES256"]),
    "alg ES512": _with_header(alg="ES512"),
    "alg RS256 on an EC key": _with_header(alg="RS256"),
    "alg es256": _with_header(alg="es256"),
    "HS256 with the public key in PEM": lambda key, _: _hmac(key, key.pem),
    "HS256 with the public key in DER": lambda key, _: _hmac(key, key.der),
    "HS256 with nothing": lambda key, _: _hmac(key, b""),
    "typ JWT": _with_header(typ="JWT"),
    "typ missing": _with_header(typ=...),
    "typ in capitals": _with_header(typ="AT+JWT"),
    "crit": _with_header(crit=["exp"]),
    "crit empty": _with_header(crit=[]),
    "an embedded key": lambda key, other: sign(other, header_of(key, jwk=jose.public_part(other.private)), CLAIMS),
    "jku": _with_header(jku=JKU),
    "x5u": _with_header(x5u=JKU),
    "x5c": _with_header(x5c=["AA=="]),
    "b64 false": _with_header(b64=False, crit=["b64"]),
    "zip": _with_header(zip="DEF"),
    "kid missing": _with_header(kid=...),
    "kid unknown": _with_header(kid="nobody"),
    "kid a path": _with_header(kid="../../../../dev/null"),
    "kid an address": _with_header(kid=JKU),
    "kid SQL": _with_header(kid="' OR 1=1 --"),
    "kid a number": _with_header(kid=5),
    "kid a list": _with_header(kid=["a"]),
    "kid an object": _with_header(kid={"a": 1}),
    "another issuer's key": lambda key, other: sign(other, header_of(key), CLAIMS),
    "another issuer's key by its name": lambda _, other: good(other),
}
_PARTS: dict[str, Callable[[Key, Key], str]] = {
    "another payload": _spoiled(lambda p: [p[0], b64({**CLAIMS, "roles": ["admin"]}), p[2]]),
    "another header": _spoiled(lambda p: [b64({"alg": "ES256", "typ": "at+jwt", "kid": "main", "x": 1}), p[1], p[2]]),
    "signature of zeros": _spoiled(lambda p: [p[0], p[1], b64(bytes(64))]),
    "signature too short": _spoiled(lambda p: [p[0], p[1], p[2][:-4]]),
    "signature too long": _spoiled(lambda p: [p[0], p[1], p[2] + "AAAA"]),
    "signature empty": _spoiled(lambda p: [p[0], p[1], ""]),
    "signature with junk between": _spoiled(lambda p: [p[0], p[1], p[2][:20] + "!!!!" + p[2][20:]]),
    "signature with other last bits": _spoiled(lambda p: [p[0], p[1], p[2][:-1] + _next(p[2][-1])]),
    "signature in ordinary base64": _spoiled(lambda p: [p[0], p[1], "+/" + p[2][2:]]),
    "padding": _spoiled(lambda p: [p[0], p[1], p[2] + "=="]),
    "a line break": _spoiled(lambda p: [p[0], p[1], p[2][:20] + "\n" + p[2][20:]]),
    "header not base64url": _spoiled(lambda p: ["%%%", p[1], p[2]]),
    "header not JSON": _spoiled(lambda p: [b64(b"{"), p[1], p[2]]),
    "header a list": _spoiled(lambda p: [b64([1]), p[1], p[2]]),
    "header empty": _spoiled(lambda p: ["", p[1], p[2]]),
    "header of 100,000 brackets": _spoiled(lambda p: [b64(b"[" * 100_000), p[1], p[2]]),
    "header of 4,000 brackets": _spoiled(lambda p: [b64(b"[" * 4000), p[1], p[2]]),
    "signs beyond ASCII": _spoiled(lambda p: ["đ" + p[0], p[1], p[2]]),
    "payload of signs beyond ASCII": _spoiled(lambda p: [p[0], "đ", p[2]]),
    "payload a list": _payload(b"[1]"),
    "payload text": _payload(b'"x"'),
    "payload not JSON": _payload(b"{"),
    "payload not UTF-8": _payload(b"\xff\xfe"),
    "payload of brackets": _payload(b"[" * 4000),
    "payload with a key twice": _payload(_TWICE),
    "payload with NaN": _payload(json.dumps({**CLAIMS, "exp": float("nan")}).encode()),
    "payload with NUL": _payload(json.dumps({**CLAIMS, "org": "a\x00"}).encode()),
    "payload with half a surrogate": _payload(json.dumps({**CLAIMS, "sub": "\ud800"}).encode()),
    "two parts": _spoiled(lambda p: p[:2]),
    "four parts": _spoiled(lambda p: [*p, p[2]]),
    "five parts (JWE)": _spoiled(lambda p: [*p, p[2], p[2]]),
    "one word": lambda *_: "token",
    "dots": lambda *_: "..",
    "8 KB and one byte": lambda *_: "a" * (jose.MAX_TOKEN_BYTES + 1),
    "a payload of 8 KB": lambda key, _: good(key, note="x" * 9000),
}
_CLAIMS: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "http://evil.test"},
    "issuer with a slash": {"iss": ISSUER + "/"},
    "another audience": {"aud": "account"},
    "audience a list": {"aud": [AUDIENCE]},
    "audience empty": {"aud": ""},
    "exp as text": {"exp": str(NOW + 3590)},
    "exp in milliseconds": {"exp": (NOW + 3590) * 1000},
    "exp past": {"exp": NOW - 1},
    "exp now": {"exp": NOW},
    "exp with a fraction": {"exp": NOW + 0.5},
    "exp true": {"exp": True},
    "exp huge": {"exp": 10**50},
    "exp beyond all": {"exp": 10**100},
    "iat future": {"iat": NOW + 31},
    "iat a day ahead": {"iat": NOW + 86_400, "exp": NOW + 90_000},
    "iat after exp": {"iat": NOW + 20, "exp": NOW + 10},
    "a lifetime of 13 hours": {"exp": NOW - 10 + 46_800},
    "nbf future": {"nbf": NOW + 31},
    "nbf text": {"nbf": "soon"},
    "sub empty": {"sub": ""},
    "sub a number": {"sub": 5},
    "jti empty": {"jti": ""},
    "org empty": {"org": ""},
    "org a list": {"org": ["so-noi-vu"]},
    "client empty": {"client_id": ""},
    "roles empty": {"roles": []},
    "roles text": {"roles": "admin"},
    "roles unknown": {"roles": ["root"]},
    "roles one unknown": {"roles": ["reporter", "root"]},
    "roles of lists": {"roles": [["admin"]]},
    "roles of objects": {"roles": [{"admin": 1}]},
    "roles of numbers": {"roles": [1]},
    "roles null inside": {"roles": [None]},
    "roles in capitals": {"roles": ["Reporter"]},
    "scope a list": {"scope": ["targets:read"]},
}


def _next(letter: str) -> str:
    """The base64url letter whose last bits differ though its first ones do not."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return alphabet[alphabet.index(letter) ^ 1]
