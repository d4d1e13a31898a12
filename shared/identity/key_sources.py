"""Where a verifier reads an issuer's public keys: asked for rarely whatever tokens say, the last good ones kept."""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import httpx
import orjson

from shared.identity import errors, jose

FETCH_EVERY_S = 30.0
REFRESH_EVERY_S = 60.0  # so long may a key that the issuer has taken back still be accepted
_FIRST_FETCH_EVERY_S = 5.0  # while no key was ever read nothing can be served anyway
_MOST_A_MINUTE = 2
_PATIENCE_S = 5.0
_LIMIT_BYTES = 65_536
_LONGEST_KID = 200
# Whatever an issuer may do wrong; the last good keys stay.
_FAILURES = (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, KeyError, TypeError, AttributeError)


class KeySource(Protocol):
    """Public keys by `kid`."""

    async def find(self, kid: str) -> dict[str, Any] | None:
        """The public JWK, or None. Raises KeysUnavailable when no key was ever read."""


class Fetched:
    """Keys from an address or file. Read again for an unknown `kid` at most every 30 s and for any after a minute
    (30 s after a failure); the last good ones are kept when that fails. Never more than two requests in 60 s."""

    def __init__(self, location: str, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._location = location
        self._monotonic = monotonic
        self._keys: dict[str, dict[str, Any]] = {}
        self._tried_at = self._read_at = float("-inf")
        self._requests: list[float] = []
        self._reading = asyncio.Lock()

    async def find(self, kid: str) -> dict[str, Any] | None:
        """The public JWK of `kid`. While one caller reads, those who know the key go on with it; the others wait."""
        if kid not in self._keys if self._reading.locked() else self._is_due(kid):
            async with self._reading:
                if self._is_due(kid):
                    await self._refresh()
        if not self._keys:
            raise errors.KeysUnavailable(retry_after=self._next_try())
        return self._keys.get(kid)

    def _is_due(self, kid: str) -> bool:
        now = self._monotonic()
        if len(self._lately(now)) + self._cost() > _MOST_A_MINUTE:
            return False
        if kid in self._keys and self._read_at >= self._tried_at:
            return now - self._read_at >= REFRESH_EVERY_S
        return now - self._tried_at >= (FETCH_EVERY_S if self._keys else _FIRST_FETCH_EVERY_S)

    def _lately(self, now: float) -> list[float]:
        self._requests = [at for at in self._requests if now - at < 60]
        return self._requests

    def _cost(self) -> int:
        """How many requests the next reading makes."""
        return 1

    def _next_try(self) -> int:
        """Whole seconds until the address may be asked again."""
        now = self._monotonic()
        lately = self._lately(now)
        full = len(lately) + self._cost() > _MOST_A_MINUTE
        waits = 60 - (now - lately[0]) if full else _FIRST_FETCH_EVERY_S - (now - self._tried_at)
        return max(math.ceil(waits), 1)

    async def _refresh(self) -> None:
        self._tried_at = self._monotonic()
        with contextlib.suppress(*_FAILURES):
            found = dict(_named(key) for key in orjson.loads(await self._read())["keys"] if _has_name(key))
            if found:
                self._keys, self._read_at = found, self._tried_at

    async def _read(self) -> bytes:
        return await self._get(self._location)

    async def _get(self, location: str) -> bytes:
        """What stands there, at most 64 KB within 5 s; no redirect is followed, no proxy of the machine used."""
        self._requests.append(self._monotonic())
        if not location.startswith(("http://", "https://")):
            return Path(location).read_bytes()  # noqa: ASYNC240 - a few hundred bytes, at most twice a minute
        async with (
            asyncio.timeout(_PATIENCE_S),
            httpx.AsyncClient(timeout=_PATIENCE_S, follow_redirects=False, trust_env=False) as client,
            client.stream("GET", location, headers={"Accept-Encoding": "identity"}) as response,
        ):
            response.raise_for_status()
            body = bytearray()
            async for part in response.aiter_bytes():
                body += part
                if len(body) > _LIMIT_BYTES:
                    raise ValueError("the answer is too large")
        return bytes(body)


class Held:
    """The keys that this process has itself; `published` is the set as it stands now."""

    def __init__(self, published: Callable[[], dict[str, Any]]) -> None:
        self._published = published

    async def find(self, kid: str) -> dict[str, Any] | None:
        """The public JWK of `kid`, or None."""
        return next((key for key in self._published()["keys"] if key["kid"] == kid), None)


def _has_name(key: Any) -> bool:
    return isinstance(key, dict) and isinstance(key.get("kid"), str) and 0 < len(key["kid"]) <= _LONGEST_KID


def _named(key: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return key["kid"], jose.public_part(key)
