"""JWS (RFC 7515) with ES256 and a key of its own, which signs checkpoints of the audit chain and nothing else.

Never part of the issuer's key set: a checkpoint must not pass for a token, nor a token for a checkpoint. Only the
worker needs the private key; whoever verifies takes the public set, best from a copy made at installation.
"""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from shared.audit.errors import LineForged

TYPE = "audit-checkpoint+jws"
_SIZE = 32  # bytes of a coordinate of P-256
_ES256 = ec.ECDSA(hashes.SHA256())
_PUBLIC = ("kty", "crv", "x", "y", "kid", "alg", "use")


class Keys:
    """The key in `audit-key.json` (its owner's only) and, beside it, every public key that ever signed here."""

    def __init__(self, folder: Path) -> None:
        self._private_file = folder / "audit-key.json"
        self.public_file = folder / "audit-jwks.json"

    def signing_key(self) -> dict[str, Any]:
        """The private JWK, made if missing; its public part joins the public set, which keeps the ones before."""
        if not self._private_file.exists():
            self._private_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write(self._private_file, orjson.dumps(_new_key()), 0o600, replace=False)
        key: dict[str, Any] = orjson.loads(self._private_file.read_bytes())
        known = self.public_set()
        if all(one["kid"] != key["kid"] for one in known):
            public = {name: key[name] for name in _PUBLIC}
            write(self.public_file, orjson.dumps({"keys": [*known, public]}), 0o644, replace=True)
        return key

    def public_set(self) -> list[dict[str, Any]]:
        """The public JWKs, none before the first start."""
        return read_set(self.public_file) if self.public_file.exists() else []


def read_set(file: Path) -> list[dict[str, Any]]:
    """The keys of a JWKS file. Raises OSError, ValueError, KeyError."""
    return [{name: key[name] for name in _PUBLIC} for key in orjson.loads(file.read_bytes())["keys"]]


def sign(payload: bytes, key: Mapping[str, Any]) -> str:
    """A compact JWS."""
    header = orjson.dumps({"alg": "ES256", "kid": key["kid"], "typ": TYPE})
    signed = f"{_encode(header)}.{_encode(payload)}"
    private = ec.EllipticCurvePrivateNumbers(_number(key["d"]), _numbers(key)).private_key()
    r, s = utils.decode_dss_signature(private.sign(signed.encode(), _ES256))
    return f"{signed}.{_encode(r.to_bytes(_SIZE, 'big') + s.to_bytes(_SIZE, 'big'))}"


def payload(line: str, keys: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The payload of a JWS of ours, by public JWKs by `kid`. Raises LineForged."""
    try:
        header_part, payload_part, signature_part = line.split(".")
        header, signature = orjson.loads(_decode(header_part)), _decode(signature_part)
        if header != {"alg": "ES256", "kid": header["kid"], "typ": TYPE} or len(signature) != 2 * _SIZE:
            raise LineForged("it is not a checkpoint")
        if header["kid"] not in keys:
            raise LineForged(f"it is signed with another key ({header['kid']:.40})")
        r, s = (int.from_bytes(part, "big") for part in (signature[:_SIZE], signature[_SIZE:]))
        public = _numbers(keys[header["kid"]]).public_key()
        public.verify(utils.encode_dss_signature(r, s), f"{header_part}.{payload_part}".encode(), _ES256)
        return _decode(payload_part)
    except InvalidSignature:
        raise LineForged("its signature does not fit") from None
    except (ValueError, TypeError, KeyError, RecursionError):
        raise LineForged("it is not a checkpoint") from None


def write(file: Path, content: bytes, mode: int, *, replace: bool) -> None:
    """Write whole and durably or not at all; without `replace` an existing file stays."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        if replace:
            draft.replace(file)
        else:
            with contextlib.suppress(FileExistsError):
                file.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _new_key() -> dict[str, Any]:
    private = ec.generate_private_key(ec.SECP256R1()).private_numbers()
    public = private.public_numbers
    x, y, d = (_encode(number.to_bytes(_SIZE, "big")) for number in (public.x, public.y, private.private_value))
    named = {"kid": secrets.token_hex(8), "alg": "ES256", "use": "sig"}
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y, "d": d, **named}


def _numbers(key: Mapping[str, Any]) -> ec.EllipticCurvePublicNumbers:
    return ec.EllipticCurvePublicNumbers(_number(key["x"]), _number(key["y"]), ec.SECP256R1())


def _number(part: str) -> int:
    return int.from_bytes(_decode(part), "big")


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decode(part: str) -> bytes:
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
