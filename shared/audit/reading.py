"""What an auditor reads: the trail, the access log, and what is signed of the chain."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from shared.audit import checkpoints, errors, journal, repository, signing
from shared.kit import db
from shared.kit.where import Where


@dataclass(frozen=True)
class Filter:
    """Which entries; None filters nothing. `begin` and `until` are instants, the second excluded."""

    subject: str | None = None
    on_behalf_of: str | None = None
    organisation: str | None = None
    action: str | None = None
    entity_kind: str | None = None
    entity_id: str | None = None
    request_id: str | None = None
    begin: dt.datetime | None = None
    until: dt.datetime | None = None

    def where(self, limit: int) -> Where:
        """The conditions on entries, alias e, after the page's length."""
        filters = Where(limit)
        for name in ("subject", "on_behalf_of", "organisation", "action", "entity_kind", "entity_id", "request_id"):
            filters.add(f"e.{name} = {{0}}", getattr(self, name))
        filters.add("e.occurred_at >= {0}", self.begin)
        filters.add("e.occurred_at < {0}", self.until)
        return filters


@dataclass(frozen=True)
class AccessFilter:
    """Which readings; as `Filter`."""

    subject: str | None = None
    operation: str | None = None
    entity_kind: str | None = None
    entity_id: str | None = None
    begin: dt.datetime | None = None
    until: dt.datetime | None = None

    def where(self, limit: int) -> Where:
        """The conditions on readings, alias e, after the page's length."""
        filters = Where(limit)
        for name in ("subject", "operation", "entity_kind", "entity_id"):
            filters.add(f"e.{name} = {{0}}", getattr(self, name))
        filters.add("e.read_at >= {0}", self.begin)
        filters.add("e.read_at < {0}", self.until)
        return filters


async def list_entries(reader: db.Reader, wanted: Filter, *, after: int | None, limit: int, total: bool) -> bytes:
    """A page of the trail, newest first, for `pages.respond`."""
    return await repository.entries_page(reader, wanted.where(limit), after=after, total=total)


async def get_entry(reader: db.Reader, entry_id: int) -> bytes:
    """One entry with its seal. Raises EntryNotFound."""
    found = await repository.find_entry(reader, entry_id)
    if found is None:
        raise errors.EntryNotFound(entry=entry_id)
    return found


async def list_accesses(
    reader: db.Reader, wanted: AccessFilter, *, after: int | None, limit: int, total: bool
) -> bytes:
    """A page of the access log, newest first, for `pages.respond`."""
    return await repository.accesses_page(reader, wanted.where(limit), after=after, total=total)


async def list_checkpoints(reader: db.Reader, folder: Path, *, before: int | None, limit: int) -> bytes:
    """A page of the signed lines in `folder`, newest first, for `pages.respond`, with the keys that check them and how
    far the chain goes. `before`: where in the file the page ends."""
    standing = await repository.chain_standing(reader)
    keys = _keys(folder)
    known = {key["kid"]: key for key in keys}
    lines = list(itertools.islice(journal.lines_backwards(folder / journal.NAME, before), limit))
    page = {
        **standing,
        "keys": keys,
        "items": [_told(line, known) for _, line in lines],
        "next_keys": [lines[-1][0]] if len(lines) == limit and lines[-1][0] > 0 else None,
    }
    return orjson.dumps(page)


def _told(line: str, known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A line, and what it says when its signature is good: what it says otherwise nobody signed."""
    try:
        said = checkpoints.read(line, known).checkpoint
    except errors.LineForged:
        return {"genuine": False, "line": line, **dict.fromkeys(_SAID)}
    return {"genuine": True, "line": line, **{name: getattr(said, name) for name in _SAID}}


_SAID = ("sequence", "position", "count", "chain_sha256", "at")


def _keys(folder: Path) -> list[dict[str, Any]]:
    file = folder / journal.PUBLIC_KEYS
    return signing.read_set(file) if file.exists() else []
