"""Forged and misused tokens: each is made from what would be a good one."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

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
    """An issuer's key in the forms that a forger needs, and what a good token of it says."""

    private: dict[str, Any]
    pem: bytes
    der: bytes
    claims: dict[str, Any] = field(default_factory=lambda: dict(CLAIMS))
    trap: str = JKU  # an address that nobody may ask
    ahead: int = 31  # seconds that are too far in the future, also when the token is sent

    @property
    def now(self) -> int:
        """When its tokens are made."""
        return int(self.claims["iat"]) + 10

    @property
    def number(self) -> ec.EllipticCurvePrivateKey:
        """The private key itself."""
        return ec.derive_private_key(int.from_bytes(_raw(self.private["d"]), "big"), ec.SECP256R1())


def new_key(kid: str) -> Key:
    """A fresh ES256 key."""
    made = ec.generate_private_key(ec.SECP256R1())
    encoding = serialization.Encoding
    pem = made.private_bytes(encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return of(jose.new_private_key(kid, pem.decode()))


def of(private: dict[str, Any]) -> Key:
    """The key of a private JWK: of a running issuer, for instance."""
    bare = Key(private, b"", b"")
    encoding, form = serialization.Encoding, serialization.PublicFormat.SubjectPublicKeyInfo
    public = bare.number.public_key()
    return replace(bare, pem=public.public_bytes(encoding.PEM, form), der=public.public_bytes(encoding.DER, form))


def b64(value: object) -> str:
    """A part of a token: bytes as they are, anything else as JSON."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def sign(key: Key, header: dict[str, Any], payload: object) -> str:
    """A token whose signature by `key` fits, whatever header and payload say."""
    signing_input = f"{b64(header)}.{b64(payload)}"
    r, s = decode_dss_signature(key.number.sign(signing_input.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signing_input}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def good(key: Key, **changes: Any) -> str:
    """A token that is accepted unless `changes` of its claims spoil it; a claim given as ... is left out."""
    claims = {name: value for name, value in {**key.claims, **changes}.items() if value is not ...}
    return sign(key, header_of(key), claims)


def header_of(key: Key, **changes: Any) -> dict[str, Any]:
    """The header of a good token with changes; a member given as ... is left out."""
    members = {"alg": "ES256", "typ": "at+jwt", "kid": key.private["kid"], **changes}
    return {name: value for name, value in members.items() if value is not ...}


def all_of(key: Key, other: Key) -> Iterator[tuple[str, str]]:
    """Name and token of every forgery; `other` is another issuer's key."""
    for name, make in {**_HEADERS, **_PARTS, **_SIGNATURES, **_OTHER_TOKENS}.items():
        yield name, make(key, other)
    for name, changes in _claims(key).items():
        yield name, good(key, **changes)
    for claim in key.claims:
        yield f"without {claim}", good(key, **{claim: ...})
        yield f"{claim} null", good(key, **{claim: None})
        yield f"{claim} an object", good(key, **{claim: {"a": 1}})


def _hmac(key: Key, secret: bytes, bits: int = 256) -> str:
    signing_input = f"{b64(header_of(key, alg=f'HS{bits}'))}.{b64(key.claims)}"
    return f"{signing_input}.{b64(hmac.new(secret, signing_input.encode(), f'sha{bits}').digest())}"


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _with_header(**changes: Any) -> Callable[[Key, Key], str]:
    return lambda key, _: sign(key, header_of(key, **changes), key.claims)


def _spoiled(spoil: Callable[[list[str]], list[str]]) -> Callable[[Key, Key], str]:
    return lambda key, _: ".".join(spoil(good(key).split(".")))


def _payload(raw: bytes) -> Callable[[Key, Key], str]:
    return lambda key, _: sign(key, header_of(key), raw)


def _said(make: Callable[[dict[str, Any]], bytes]) -> Callable[[Key, Key], str]:
    return lambda key, _: sign(key, header_of(key), make(key.claims))


def _trapped(**names: Callable[[str], Any]) -> Callable[[Key, Key], str]:
    """A header that names the trap."""
    return lambda key, _: sign(
        key, header_of(key, **{name: make(key.trap) for name, make in names.items()}), key.claims
    )


_HEADERS: dict[str, Callable[[Key, Key], str]] = {
    "alg none": lambda key, _: f"{b64(header_of(key, alg='none'))}.{b64(key.claims)}.",
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
    "HS256 with the public key in PEM, trimmed": lambda key, _: _hmac(key, key.pem.strip()),
    "HS256 with the public key as JWK": lambda key, _: _hmac(key, json.dumps(jose.public_part(key.private)).encode()),
    "HS256 with the public key's x": lambda key, _: _hmac(key, _raw(key.private["x"])),
    "HS256 with the kid": lambda key, _: _hmac(key, key.private["kid"].encode()),
    "HS384 with the public key in PEM": lambda key, _: _hmac(key, key.pem, 384),
    "HS512 with the public key in PEM": lambda key, _: _hmac(key, key.pem, 512),
    "HS256 with nothing": lambda key, _: _hmac(key, b""),
    "alg nOnE": lambda key, _: f"{b64(header_of(key, alg='nOnE'))}.{b64(key.claims)}.",
    "alg empty": _with_header(alg=""),
    "alg with a space": _with_header(alg="ES256 "),
    "alg PS256": _with_header(alg="PS256"),
    "alg ES256K": _with_header(alg="ES256K"),
    "alg EdDSA": _with_header(alg="EdDSA"),
    "typ JWT": _with_header(typ="JWT"),
    "typ missing": _with_header(typ=...),
    "typ in capitals": _with_header(typ="AT+JWT"),
    "crit": _with_header(crit=["exp"]),
    "crit empty": _with_header(crit=[]),
    "an embedded key": lambda key, other: sign(other, header_of(key, jwk=jose.public_part(other.private)), key.claims),
    "an embedded key alone": lambda _, other: sign(
        other, {"alg": "ES256", "typ": "at+jwt", "jwk": jose.public_part(other.private)}, other.claims
    ),
    "jku": _trapped(jku=str),
    "jku by another key": lambda key, other: sign(other, header_of(other, jku=key.trap), key.claims),
    "x5u": _trapped(x5u=str),
    "x5u by another key": lambda key, other: sign(other, header_of(other, x5u=key.trap), key.claims),
    "x5t": _with_header(x5t="AAAA"),
    "a key set to fetch": _trapped(kid=lambda trap: f"{trap}#main", jku=str),
    "x5c": _with_header(x5c=["AA=="]),
    "b64 false": _with_header(b64=False, crit=["b64"]),
    "zip": _with_header(zip="DEF"),
    "kid missing": _with_header(kid=...),
    "kid unknown": _with_header(kid="nobody"),
    "kid a path": _with_header(kid="../../../../dev/null"),
    "kid an address": _trapped(kid=str),
    "kid a file": _with_header(kid="file:///etc/passwd"),
    "kid with NUL": _with_header(kid="main\x00"),
    "kid with a line break": _with_header(kid="main\r\nX-Injected: 1"),
    "kid of 4,000 letters": _with_header(kid="k" * 4000),
    "kid empty": _with_header(kid=""),
    "kid of another alphabet": _with_header(kid="khóa"),
    "kid SQL": _with_header(kid="' OR 1=1 --"),
    "kid a number": _with_header(kid=5),
    "kid a list": _with_header(kid=["a"]),
    "kid an object": _with_header(kid={"a": 1}),
    "another issuer's key": lambda key, other: sign(other, header_of(key), key.claims),
    "another issuer's key by its name": lambda _, other: good(other),
}
_PARTS: dict[str, Callable[[Key, Key], str]] = {
    "another payload": lambda key, _: _swapped(key, 1, b64({**key.claims, "roles": ["admin"]})),
    "another header": lambda key, _: _swapped(key, 0, b64(header_of(key, x=1))),
    "the signature of another good token": lambda key, _: _swapped(key, 2, good(key, jti="two").split(".")[2]),
    "header with a key twice": lambda key, _: _swapped(
        key, 0, b64(json.dumps(header_of(key))[:-1].encode() + b', "alg": "none"}')
    ),
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
    "payload with a key twice": _said(lambda said: json.dumps(said)[:-1].encode() + b', "roles": ["admin"]}'),
    "payload with NaN": _said(lambda said: json.dumps({**said, "exp": float("nan")}).encode()),
    "payload with NUL": _said(lambda said: json.dumps({**said, "org": "a\x00"}).encode()),
    "payload with half a surrogate": _said(lambda said: json.dumps({**said, "sub": "\ud800"}).encode()),
    "payload with a byte order mark": _said(lambda said: b"\xef\xbb\xbf" + json.dumps(said).encode()),
    "payload twice": _said(lambda said: json.dumps(said).encode() * 2),
    "payload in base64 twice": _said(lambda said: b64(said).encode()),
    "payload in UTF-16": _said(lambda said: json.dumps(said).encode("utf-16")),
    "payload empty": _payload(b"{}"),
    "two parts": _spoiled(lambda p: p[:2]),
    "four parts": _spoiled(lambda p: [*p, p[2]]),
    "five parts (JWE)": _spoiled(lambda p: [*p, p[2], p[2]]),
    "one word": lambda *_: "token",
    "dots": lambda *_: "..",
    "8 KB and one byte": lambda *_: "a" * (jose.MAX_TOKEN_BYTES + 1),
    "a payload of 8 KB": lambda key, _: good(key, note="x" * 9000),
}
_SIGNATURES: dict[str, Callable[[Key, Key], str]] = {
    "signature of r = 0": lambda key, _: _with_signature(key, 0, 1),
    "signature of s = 0": lambda key, _: _with_signature(key, 1, 0),
    "signature of r = s = n": lambda key, _: _with_signature(key, _ORDER, _ORDER),
    "signature of ones": lambda key, _: _swapped(key, 2, b64(b"\xff" * 64)),
    "signature in DER": lambda key, _: _swapped(key, 2, b64(_der(good(key)))),
    "signature with s first": lambda key, _: _swapped(key, 2, b64(_raw(good(key).split(".")[2])[32:] + bytes(32))),
    "a key of the curve P-384": lambda key, _: _by_p384(key, "ES384"),
    "a key of the curve P-384 as ES256": lambda key, _: _by_p384(key, "ES256"),
    "an RSA key by the name of ours": lambda key, _: _by_rsa(key),
    "a signature over the header alone": lambda key, _: _swapped(
        key, 2, sign(key, header_of(key), b"").rpartition(".")[2]
    ),
}
# Tokens that are good for something else, or in another form.
_OTHER_TOKENS: dict[str, Callable[[Key, Key], str]] = {
    "an ID token": lambda key, _: sign(key, header_of(key, typ="JWT"), {**key.claims, "nonce": "n", "at_hash": "h"}),
    "a refresh token": lambda key, _: sign(key, header_of(key, typ="rt+jwt"), {**key.claims, "typ": "Refresh"}),
    "a logout token": lambda key, _: sign(key, header_of(key, typ="logout+jwt"), {**key.claims, "events": {}}),
    "a proof of possession": lambda key, _: sign(
        key, header_of(key, typ="dpop+jwt", jwk=jose.public_part(key.private)), {**key.claims, "htm": "GET"}
    ),
    "a token of the single sign-on": lambda key, other: sign(
        other,
        header_of(other, typ="JWT"),
        {**key.claims, "iss": "http://sso.test/realms/tinh", "aud": "account", "azp": "dti", "typ": "Bearer"},
    ),
    "a backend assertion, unsigned": lambda key, _: f"{b64({'alg': 'none', 'typ': 'JWT'})}.{b64(key.claims)}.",
    "a token inside a token": lambda key, _: sign(key, header_of(key, cty="JWT"), good(key).encode()),
    "a token inside a token, unsaid": lambda key, _: sign(key, header_of(key), json.dumps(good(key)).encode()),
    "encrypted (JWE)": lambda key, _: ".".join(
        [b64({"alg": "ECDH-ES", "enc": "A256GCM", "kid": key.private["kid"]}), "", b64(bytes(12)), b64(bytes(32)), "AA"]
    ),
    "encrypted header, signed": _with_header(alg="ES256", enc="A256GCM"),
    "as JSON": lambda key, _: json.dumps(
        dict(zip(("protected", "payload", "signature"), good(key).split("."), strict=True))
    ).replace(" ", ""),
    "in quotes": lambda key, _: f'"{good(key)}"',
    "in capitals": lambda key, _: good(key).upper(),
    "with a tab inside": _spoiled(lambda p: [p[0], p[1], p[2][:20] + "\t" + p[2][20:]]),
    "with a space inside": _spoiled(lambda p: [p[0], " " + p[1], p[2]]),
    "with a dot after it": lambda key, _: good(key) + ".",
    "with a comma after it": lambda key, _: good(key) + ",",
    "with a percent sign": lambda key, _: good(key).replace(".", "%2E"),
    "twice": lambda key, _: good(key) + good(key),
    "a payload not encoded": lambda key, _: _swapped(key, 1, json.dumps(key.claims).replace(" ", "").replace(".", "")),
}
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def _claims(key: Key) -> dict[str, dict[str, Any]]:
    now, issuer, audience = key.now, key.claims["iss"], key.claims["aud"]
    return {
        "another issuer": {"iss": "http://evil.test"},
        "issuer with a slash": {"iss": issuer + "/"},
        "issuer in capitals": {"iss": issuer.upper()},
        "issuer with a port": {"iss": f"{issuer}:80"},
        "issuer the trap": {"iss": key.trap},
        "issuer a list": {"iss": [issuer]},
        "another audience": {"aud": "account"},
        "audience in capitals": {"aud": audience.upper()},
        "audience a list with more": {"aud": [audience, "account"]},
        "audience a list": {"aud": [audience]},
        "audience empty": {"aud": ""},
        "exp as text": {"exp": str(now + 3590)},
        "exp in milliseconds": {"exp": (now + 3590) * 1000},
        "exp past": {"exp": now - 1},
        "exp now": {"exp": now},
        "exp with a fraction": {"exp": now + 0.5},
        "exp true": {"exp": True},
        "exp negative": {"exp": -1},
        "exp as a date": {"exp": "2099-01-01T00:00:00Z"},
        "exp a list": {"exp": [now + 3590]},
        "iat negative": {"iat": -1},
        "iat as text": {"iat": str(now - 10)},
        "iat with a fraction": {"iat": now - 9.5},
        "a lifetime of none": {"exp": now - 10, "iat": now - 10},
        "a lifetime of ten years": {"exp": now + 315_360_000},
        "exp huge": {"exp": 10**50},
        "exp beyond all": {"exp": 10**100},
        "iat future": {"iat": now + key.ahead},
        "iat a day ahead": {"iat": now + 86_400, "exp": now + 90_000},
        "iat after exp": {"iat": now + 20, "exp": now + 10},
        "a lifetime of 13 hours": {"exp": now - 10 + 46_800},
        "nbf future": {"nbf": now + key.ahead},
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


def _swapped(key: Key, part: int, text: str) -> str:
    """A good token with one of its parts replaced."""
    parts = good(key).split(".")
    parts[part] = text
    return ".".join(parts)


def _with_signature(key: Key, r: int, s: int) -> str:
    return _swapped(key, 2, b64(r.to_bytes(32, "big") + s.to_bytes(32, "big")))


def _der(token: str) -> bytes:
    raw = _raw(token.split(".")[2])
    return encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))


def _by_p384(key: Key, algorithm: str) -> str:
    signing_input = f"{b64(header_of(key, alg=algorithm))}.{b64(key.claims)}"
    made = ec.generate_private_key(ec.SECP384R1()).sign(signing_input.encode(), ec.ECDSA(hashes.SHA384()))
    r, s = decode_dss_signature(made)
    return f"{signing_input}.{b64(r.to_bytes(48, 'big') + s.to_bytes(48, 'big'))}"


def _by_rsa(key: Key) -> str:
    signing_input = f"{b64(header_of(key, alg='RS256'))}.{b64(key.claims)}"
    made = rsa.generate_private_key(65537, 2048).sign(signing_input.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signing_input}.{b64(made)}"


def _next(letter: str) -> str:
    """The base64url letter whose last bits differ though its first ones do not."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return alphabet[alphabet.index(letter) ^ 1]
