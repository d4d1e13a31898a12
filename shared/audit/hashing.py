"""What is hashed, and how: pure, so that a row can be proved without trusting the database that holds it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import orjson

# The columns of version 2 in their order; the statement that reads an entry for hashing gives each as text.
COLUMNS = (
    "hash_version",
    "id",
    "occurred_at",
    "subject",
    "client_id",
    "organisation",
    "on_behalf_of",
    "action",
    "entity_kind",
    "entity_id",
    "before",
    "after",
    "request_id",
)
_VERSION_1 = tuple(name for name in COLUMNS if name not in ("hash_version", "id", "on_behalf_of"))
_JSON = frozenset({"before", "after"})


def row(entry: Mapping[str, Any]) -> str:
    """SHA-256 of an entry by its own `hash_version`, in hex; an unknown version gives a hash that nothing has.

    Grain: one entry, its columns as text: `occurred_at` in seconds since 1970 with six decimals, JSON as jsonb prints
    it. The stored `row_sha256` is not read.
    """
    if entry["hash_version"] == "1":
        return _version_1(entry)
    return digest(entry[name] for name in COLUMNS)


def link(previous: str, position: int, entry_id: int, row_sha256: str, sealed_at: str) -> str:
    """The chain hash of one seal: over every column of it, and so over all links before."""
    return digest((previous, str(position), str(entry_id), row_sha256, sealed_at))


def digest(parts: Iterable[str | None]) -> str:
    """SHA-256 in hex over texts, each with its length in bytes before it, `-` for None: no two lists look alike."""
    told = ("-" if part is None else f"{len(part.encode())}:{part}" for part in parts)
    return hashlib.sha256(",".join(told).encode()).hexdigest()


def _version_1(entry: Mapping[str, Any]) -> str:
    """Entries of the first release: canonical JSON as the application made it, before there was an `on_behalf_of`."""
    said = {name: entry[name] for name in _VERSION_1}
    said["occurred_at"] = _isoformat(entry["occurred_at"])
    if entry["on_behalf_of"] is not None:
        said["on_behalf_of"] = entry["on_behalf_of"]  # written there later, by whom ever: the hash does not fit
    try:
        said |= {name: orjson.loads(entry[name]) for name in _JSON if entry[name] is not None}
        return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()
    except (ValueError, TypeError):  # nested deeper than any application wrote it
        return digest(entry[name] for name in COLUMNS)


def _isoformat(seconds: str) -> str:
    try:
        microseconds = int(Decimal(seconds) * 1_000_000)
        instant = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=microseconds)
    except (ArithmeticError, ValueError):
        return seconds  # no application ever wrote such an instant: the hash will not fit
    return instant.isoformat()
