"""All SQL of the legal documents."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson

from shared.kit import db, names, rows
from shared.kit.where import Where
from shared.law import sources, values


async def install(session: db.Session, documents: Sequence[rows.Row]) -> int:
    """Store the documents; the number of rows changed. Raises CatalogLost when one is no longer stated."""
    return await rows.install_complete(session, "legal_documents", documents, name="t.slug")


async def page(reader: db.Reader, wanted: values.Filter, *, after: tuple[Any, ...], limit: int, total: bool) -> bytes:
    """One page as JSON with `next_keys`. Grain: one document, without its text."""
    filters = Where(limit)
    filters.add("l.kind = {0}", wanted.kind)
    filters.search("coalesce(l.number, '') || ' ' || l.title", wanted.q)
    everything = str(filters)
    filters.add("l.slug > {0}", *after)
    return await reader.json(_page(str(filters), everything if total else None), *filters.args) or b""


async def find(reader: db.Reader, key: str) -> bytes | None:
    """One document by id or slug as JSON, without its text."""
    sql = f"SELECT {_item()}::text FROM legal_documents l WHERE l.id = $1 OR l.slug = $2"
    return await reader.json(sql, names.uuid_or_none(key), key)


async def find_text(reader: db.Reader, key: str) -> dict[str, Any] | None:
    """`body` and `body_sha256` (None when not held) of a document by id or slug."""
    return await reader.row(
        "SELECT body, body_sha256 FROM legal_documents WHERE id = $1 OR slug = $2", names.uuid_or_none(key), key
    )


async def look_up(session: db.Session, asked: Sequence[rows.Row]) -> db.Rows:
    """`slug` (None: no such document) and `quoted` for each citation, in the order given. One statement."""
    given = orjson.dumps([dict(row) for row in asked], default=str).decode()
    return await db.fetch(session, db.statement(__package__ or "", "look_up"), asked=given)


@cache
def _page(where: str, counted: str | None) -> str:
    total = "" if counted is None else f", 'total', (SELECT count(*) FROM legal_documents l WHERE true {counted})"
    return db.statement(__package__ or "", "page").format(item=_item(), where=where, total=total)


@cache
def _item() -> str:
    return db.statement(__package__ or "", "item").format(source=sources.JSON.format(alias="s", document="d"))
