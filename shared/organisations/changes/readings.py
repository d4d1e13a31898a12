"""Reading changes: who took whose place, and the changes themselves. SQL of the read door."""

from __future__ import annotations

import uuid
from functools import cache
from typing import Any

from shared.kit import db, moment
from shared.kit.moment import Moment
from shared.kit.where import Where
from shared.law import sources

COMPLETE_UNTIL = (
    "'complete_until', (SELECT complete_until FROM organisation_register_known"
    " WHERE recorded_at <= least($2, now()) AND least($2, now()) < superseded_at)"
)
_SOURCE = sources.JSON.format(alias="s", document="d")
_HEAD = f"{moment.JSON}, {COMPLETE_UNTIL}"
_LINE = (
    "(SELECT coalesce(json_agg(json_build_object('id', l.id, 'slug', l.slug, 'name', (SELECT v.name"
    " FROM organisation_versions v WHERE v.organisation_id = l.id AND v.hierarchy = 'administrative'"
    " AND v.recorded_at <= least($2, now()) AND least($2, now()) < v.superseded_at ORDER BY v.valid_from DESC LIMIT 1),"
    " 'path', l.path, 'certainty', (ARRAY['certain', 'derived', 'provisional', 'unknown'])[l.doubt + 1],"
    " 'steps', l.steps) ORDER BY cardinality(l.path), l.path), '[]') FROM {0} l)"
)
_KNOWN = (
    "c.recorded_at <= least($2, now()) AND least($2, now()) < c.superseded_at"
    " AND NOT EXISTS (SELECT FROM organisation_changes r WHERE r.replaces = c.id"
    " AND r.recorded_at <= least($2, now()) AND least($2, now()) < r.superseded_at)"
)


async def lineage(reader: db.Reader, at: Moment, organisation: uuid.UUID) -> bytes:
    """An organisation's predecessors and successors with the way to each, as JSON."""
    return await reader.json(_lineage(), at.as_of, at.known_at, organisation) or b""


async def predecessors(reader: db.Reader, at: Moment, organisation: uuid.UUID) -> dict[uuid.UUID, list[str]]:
    """Whose place an organisation took by a day: the slugs from each of them down to the organisation itself."""
    sql = db.statement(__package__ or "", "predecessors")
    rows = await reader.rows(sql, at.as_of, at.known_at, organisation)
    return {row["id"]: list(row["path"]) for row in rows}


async def page(
    reader: db.Reader,
    at: Moment,
    *,
    organisation: uuid.UUID | None,
    kind: str | None,
    after: tuple[Any, ...],
    limit: int,
    total: bool,
) -> bytes:
    """A page of the changes known at an instant, the latest day first, as JSON for `pages.respond`."""
    filters = Where(at.as_of, at.known_at, limit)
    filters.add("c.kind = {0}", kind)
    filters.add(
        "EXISTS (SELECT FROM organisation_change_parts p WHERE p.change_id = c.id AND p.organisation_id = {0})",
        organisation,
    )
    everything = str(filters)
    filters.add("(c.effective_on, c.place) < ({0}, {1})", *after)
    return await reader.json(_page(str(filters), everything if total else None), *filters.args) or b""


async def find(reader: db.Reader, change: uuid.UUID) -> bytes | None:
    """One change as JSON, also one that was replaced since; None when there is none."""
    sql = f"SELECT {_item(', ' + _NOW)}::text FROM organisation_changes c WHERE c.id = $1"
    return await reader.json(sql, change)


async def shown(session: db.Session, change: uuid.UUID) -> bytes:
    """One change as JSON, also one that this very transaction has recorded."""
    row = await db.fetch_one(
        session, f"SELECT {_item()}::text AS said FROM organisation_changes c WHERE c.id = :id", id=change
    )
    return b"null" if row is None else str(row["said"]).encode()


_NOW = (
    "'known_at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'),"
    " 'complete_until', (SELECT complete_until FROM organisation_register)"
)


@cache
def _lineage() -> str:
    statement = db.statement(__package__ or "", "lineage")
    return statement.format(back=_LINE.format("back"), forth=_LINE.format("forth"), head=_HEAD)


@cache
def _page(where: str, counted: str | None) -> str:
    total = (
        "" if counted is None else f", 'total', (SELECT count(*) FROM organisation_changes c WHERE {_KNOWN} {counted})"
    )
    return db.statement(__package__ or "", "changes_page").format(
        item=_item(source=sources.as_known("s", "d"), known="least($2, now())"),
        known=_KNOWN,
        where=where,
        head=_HEAD,
        total=total,
    )


@cache
def _item(more: str = "", *, source: str = _SOURCE, known: str = "clock_timestamp()") -> str:
    """As known at an instant; now is not the beginning of the transaction, which may have waited for others."""
    return db.statement(__package__ or "", "change").format(source=source, more=more, known=known)
