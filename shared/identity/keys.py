"""The issuer's own signing keys in a folder: one signs, the next one is published before it does, and what is retired
stays published until the last token signed with it has expired.

Which key signs follows from the time alone: each has an instant from which it signs, until the next one does. So
several gateways on one folder agree without talking, and nothing has to happen at the moment of the change.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from shared.identity import jose, values

# How long a key is published before it signs. Verifiers read the set every minute and a cache between may hold it
# as long (`Cache-Control` of the JWKS); the rest is for an issuer that is away in between.
PUBLISHED_AHEAD_S = 3600
# The longest life of a token, and the same margin.
RETIRED_FOR_S = values.MAX_LIFETIME_S + 3600
_PRIVATE, _PUBLIC, _LOCK, _FIRST = "signing-keys.json", "jwks.json", "keys.lock", "signing-key.json"


@dataclass(frozen=True)
class SigningKey:
    """A private JWK and the instant (Unix seconds) from which it signs."""

    private: dict[str, Any]
    signs_from: int

    @property
    def kid(self) -> str:
        """Its name."""
        return str(self.private["kid"])


class KeyStore:
    """The keys in their folder, made at first use for their owner only, the public set in a file beside them.

    `rotate_every_s`: from this age of the newest key the next one takes over; 0 leaves it to `rotate`.
    """

    def __init__(self, folder: Path, *, rotate_every_s: float = 0, seconds: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._rotate_every_s = rotate_every_s
        self._seconds = seconds
        self._known: tuple[object, list[SigningKey]] = (None, [])

    @property
    def public_file(self) -> Path:
        """The JWKS file that processes on the same machine may read instead of asking over HTTP."""
        return self._folder / _PUBLIC

    @staticmethod
    def is_in(folder: Path) -> bool:
        """Whether a folder holds signing keys, of this version or of the one before."""
        return any((folder / name).exists() for name in (_PRIVATE, _FIRST))

    def signing_key(self) -> dict[str, Any]:
        """The private JWK that signs now."""
        found = self._settled()
        return _active(found, self._seconds()).private

    def public_set(self) -> dict[str, Any]:
        """The JWKS to publish: the key that signs, the next one, and the retired ones that tokens may still need."""
        return _public(self._settled())

    def rotate(self, *, at_once: bool = False) -> tuple[SigningKey, SigningKey]:
        """Make the next key unless one waits already. Returns the one that signs now and the one that takes over.

        `at_once`: the earlier keys are compromised. They are removed, the new one signs from now on, and whatever they
        signed is refused as soon as verifiers have read the set again.
        """
        self._settled()
        with self._locked():
            now, found = self._seconds(), self._read()
            active = _active(found, now)
            if at_once:
                found = [_new_key(int(now))]
            elif found[-1] == active:
                found = [*found, _new_key(int(now) + PUBLISHED_AHEAD_S)]
            self._write(found)
        return active, found[-1]

    def _settled(self) -> list[SigningKey]:
        """The keys as they should stand now: made, adopted, followed, dropped or published where that is due."""
        now = self._seconds()
        state = self._state()
        if state != self._known[0] or self._wanted(self._known[1], now) != self._known[1]:
            with self._locked():
                found = self._read()
                wanted = self._wanted(found, now)
                if wanted != found or not self._is_published(wanted):
                    self._write(wanted)
                self._known = (self._state(), wanted)
        return self._known[1]

    def _wanted(self, found: list[SigningKey], now: float) -> list[SigningKey]:
        if not found:
            return [_new_key(int(now))]
        followers = [*found[1:], None]
        kept = [
            key
            for key, follower in zip(found, followers, strict=True)
            if follower is None or follower.signs_from + RETIRED_FOR_S > now
        ]
        due_at = kept[-1].signs_from + self._rotate_every_s
        if self._rotate_every_s and now >= due_at - PUBLISHED_AHEAD_S:
            kept.append(_new_key(max(int(now) + PUBLISHED_AHEAD_S, int(due_at))))
        return kept

    def _state(self) -> object:
        """Changes whenever another process has replaced a file."""
        return [_fingerprint(self._folder / name) for name in (_PRIVATE, _PUBLIC)]

    def _read(self) -> list[SigningKey]:
        with contextlib.suppress(FileNotFoundError):
            rows = orjson.loads((self._folder / _PRIVATE).read_bytes())["keys"]
            return [SigningKey(row["jwk"], row["signs_from"]) for row in rows]
        with contextlib.suppress(FileNotFoundError):  # the one key of an earlier version
            return [SigningKey(orjson.loads((self._folder / _FIRST).read_bytes()), 0)]
        return []

    def _is_published(self, wanted: list[SigningKey]) -> bool:
        with contextlib.suppress(FileNotFoundError, ValueError):
            return bool(
                (self._folder / _PRIVATE).exists() and orjson.loads(self.public_file.read_bytes()) == _public(wanted)
            )
        return False

    def _write(self, found: list[SigningKey]) -> None:
        """The public set first: a key that signs is published, whatever happens in between."""
        rows = [{"signs_from": key.signs_from, "jwk": key.private} for key in found]
        _replace(self.public_file, orjson.dumps(_public(found)), 0o644)
        _replace(self._folder / _PRIVATE, orjson.dumps({"keys": rows}), 0o600)
        (self._folder / _FIRST).unlink(missing_ok=True)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One process at a time writes; the lock is the kernel's, so nothing is left behind by a crash."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self._folder / _LOCK, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _active(found: list[SigningKey], now: float) -> SigningKey:
    """The last that signs already; the first of all when none does (a clock that was set back)."""
    return next((key for key in reversed(found) if key.signs_from <= now), found[0])


def _public(found: list[SigningKey]) -> dict[str, Any]:
    return {"keys": [jose.public_part(key.private) for key in found]}


def _new_key(signs_from: int) -> SigningKey:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SigningKey(jose.new_private_key(secrets.token_hex(8), pem.decode()), signs_from)


def _fingerprint(file: Path) -> tuple[int, int, int] | None:
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _replace(file: Path, content: bytes, mode: int) -> None:
    """Write whole or not at all, and onto the disk: a reader sees the old file or the new one."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
