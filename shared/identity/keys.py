"""Where the issuer's keys lie, and where a verifier reads their public part."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import httpx
import orjson
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from shared.identity import errors, jose

FETCH_EVERY_S = 30.0
REFRESH_EVERY_S = 300.0  # so long may a key that the issuer has taken back still be accepted
_FIRST_FETCH_EVERY_S = 2.0  # while no key was ever read nothing can be served anyway
_LIMIT_BYTES = 65_536


class KeySource(Protocol):
    """Public keys by `kid`."""

    async def find(self, kid: str) -> dict[str, Any] | None:
        """The public JWK, or None. Raises KeysUnavailable when no key was ever read."""


class Fetched:
    """Keys from an address or file. Read again for an unknown `kid` at most every 30 s and for any after 5 minutes;
    the last good ones are kept when that fails."""

    def __init__(self, location: str, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._location = location
        self._monotonic = monotonic
        self._keys: dict[str, dict[str, Any]] = {}
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()

    async def find(self, kid: str) -> dict[str, Any] | None:
        """The public JWK of `kid`. While one caller reads, those that need its result wait for it."""
        if self._is_due(kid):
            async with self._reading:
                if self._is_due(kid):
                    await self._refresh()
        if not self._keys:
            raise errors.KeysUnavailable(retry_after=int(_FIRST_FETCH_EVERY_S))
        return self._keys.get(kid)

    def _is_due(self, kid: str) -> bool:
        pause = REFRESH_EVERY_S if kid in self._keys else FETCH_EVERY_S if self._keys else _FIRST_FETCH_EVERY_S
        return self._monotonic() - self._read_at >= pause

    async def _refresh(self) -> None:
        with contextlib.suppress(httpx.HTTPError, OSError, ValueError, KeyError, TypeError, AttributeError):
            found = {key["kid"]: jose.public_part(key) for key in orjson.loads(await self._read())["keys"]}
            self._keys = found or self._keys
        self._read_at = self._monotonic()

    async def _read(self) -> bytes:
        if not self._location.startswith(("http://", "https://")):
            return Path(self._location).read_bytes()  # noqa: ASYNC240 - a few hundred bytes, at most twice a minute
        async with httpx.AsyncClient(timeout=5, follow_redirects=False, trust_env=False) as client:
            response = await client.get(self._location)
        response.raise_for_status()
        if len(response.content) > _LIMIT_BYTES:
            raise ValueError("JWKS is too large")
        return response.content


class KeyStore:
    """The embedded issuer's private key, made at first start for its owner only, and the public set beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def public_file(self) -> Path:
        """The JWKS file that processes on the same machine may read instead of asking over HTTP."""
        return self._folder / "jwks.json"

    def signing_key(self) -> dict[str, Any]:
        """The private JWK, made if missing. Two starting processes agree on one key: the first link wins."""
        private_file = self._folder / "signing-key.json"
        if not private_file.exists():
            self._make(private_file)
        key: dict[str, Any] = orjson.loads(private_file.read_bytes())
        if not self.public_file.exists():
            _write(self.public_file, orjson.dumps({"keys": [jose.public_part(key)]}), 0o644)
        return key

    def public_set(self) -> dict[str, Any]:
        """The JWKS to publish."""
        return {"keys": [jose.public_part(self.signing_key())]}

    def _make(self, file: Path) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        key = jose.new_private_key(secrets.token_hex(8), pem.decode())
        _write(file, orjson.dumps(key), 0o600)


def _write(file: Path, content: bytes, mode: int) -> None:
    """Write whole or not at all; an existing file stays."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as target:
        target.write(content)
    with contextlib.suppress(FileExistsError):
        file.hardlink_to(draft)
    draft.unlink()
