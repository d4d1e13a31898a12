"""All SQL of the legal documents."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import orjson

from shared.kit import db, moment, names, rows
from shared.kit.moment import Moment
from shared.kit.where import Where
from shared.law import rules, sources, values

_PACKAGE = __package__ or ""
_KNOWN = "l.recorded_at <= least($2, now()) AND least($2, now()) < l.superseded_at"
_VERSION = "CAST(extract(epoch FROM l.recorded_at) * 1000000 AS bigint)"
_HELD = (
    "l.id, l.slug, l.number, l.title, l.kind, l.issuer, l.issued_on, l.effective_on, l.ends_on, l.implements,"
    f" l.amends, l.replaces, l.line, l.body_sha256, l.stated_by, l.certainty, {_VERSION} AS version"
)
_BY_KEY = "(l.id = CAST(:id AS uuid) OR l.slug = :key)"


async def install(session: db.Session, documents: Sequence[rows.Row]) -> int:
    """Store the catalog's documents under the corrections recorded by API since; the number of rows changed.

    A document that was recorded by API is left alone. Raises CatalogLost when one of the catalog's is no longer stated.
    """
    recorded = await db.fetch(session, "SELECT id FROM legal_documents WHERE stated_by = 'api'")
    others = {str(row["id"]) for row in recorded}
    corrected = await _corrections(session)
    folded = [rules.fold(row, corrected.get(str(row["id"]), ())) for row in documents if str(row["id"]) not in others]
    return await rows.install_complete(session, "legal_documents", folded, name="t.slug", of="t.stated_by = 'catalog'")


async def _corrections(session: db.Session) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in await db.fetch(session, "SELECT document_id, fields FROM legal_document_corrections ORDER BY seq"):
        found.setdefault(str(row["document_id"]), []).append(row["fields"])
    return found


async def lock(session: db.Session) -> None:
    """Wait until whoever else writes legal documents has committed."""
    await db.execute(session, "SELECT pg_advisory_xact_lock(hashtextextended('legal_documents', 0))")


async def find_row(session: db.Session, key: str) -> dict[str, Any] | None:
    """A document's row by id or slug, without its text (`line` has it with single spaces), with its `version`."""
    sql = f"SELECT {_HELD} FROM legal_documents l WHERE {_BY_KEY}"
    return await db.fetch_one(session, sql, id=names.uuid_or_none(key), key=key)


async def read_row(session: db.Session, key: str) -> dict[str, Any]:
    """The same of a document that this transaction wrote."""
    sql = f"SELECT {_HELD} FROM legal_documents l WHERE {_BY_KEY}"
    return await db.fetch_written(session, sql, id=names.uuid_or_none(key), key=key)


async def add(session: db.Session, row: rows.Row) -> None:
    """Add a document that was recorded by API."""
    await rows.install(session, "legal_documents", [{**row, "stated_by": "api"}])


async def correct(
    session: db.Session, row: rows.Row, stated: Sequence[str], *, ground: tuple[uuid.UUID, str], recorded_by: str
) -> None:
    """Keep what `row` says in the columns that were stated, on its ground (source, certainty), and let it hold."""
    await db.execute(
        session,
        "INSERT INTO legal_document_corrections (id, document_id, fields, source_id, certainty, recorded_by)"
        " VALUES (gen_random_uuid(), :document, CAST(:fields AS jsonb), :source, :certainty, :by)",
        document=row["id"],
        fields=_json({name: row[name] for name in stated}),
        source=ground[0],
        certainty=ground[1],
        by=recorded_by,
    )
    columns = [*stated, *(("line", "body_sha256") if "body" in stated else ())]
    await db.execute(
        session,
        f"UPDATE legal_documents t SET ({', '.join(columns)}) = ROW({', '.join(f'r.{c}' for c in columns)})"
        " FROM jsonb_populate_record(CAST(NULL AS legal_documents), CAST(:row AS jsonb)) r WHERE t.id = r.id",
        row=_json({name: row[name] for name in ("id", *columns)}),
    )


async def links(session: db.Session) -> db.Rows:
    """`id`, `slug`, `implements`, `amends`, `replaces` of the documents that do anything with another."""
    return await db.fetch(session, "SELECT id, slug, implements, amends, replaces FROM legal_documents")


async def list_numbered(session: db.Session, row: Mapping[str, Any]) -> list[str]:
    """The slugs of other documents of the same number and issuer whose year of issue is the same, or not known."""
    found = await db.fetch(
        session,
        "SELECT slug FROM legal_documents WHERE id <> :id"
        " AND replace(search_key(number), ' ', '') = replace(search_key(:number), ' ', '')"
        " AND btrim(search_key(issuer)) = btrim(search_key(:issuer))"
        " AND coalesce(date_part('year', issued_on) = date_part('year', CAST(:issued_on AS date)), true)"
        " ORDER BY slug",
        **{name: row[name] for name in ("id", "number", "issuer", "issued_on")},
    )
    return [str(one["slug"]) for one in found]


async def quotes_of(session: db.Session, document: uuid.UUID) -> list[str]:
    """Every quote of a document that anything rests on."""
    found = await db.fetch(
        session,
        "SELECT DISTINCT quote FROM sources WHERE document_id = :id AND quote IS NOT NULL ORDER BY quote",
        id=document,
    )
    return [str(one["quote"]) for one in found]


async def look_up(session: db.Session, keys: Sequence[str]) -> db.Rows:
    """`id` (None: no such document), `slug` and `issued_on` for each id or slug, in the order given."""
    asked = [{"slug": key, "id": names.uuid_or_none(key)} for key in keys]
    return await db.fetch(session, db.statement(_PACKAGE, "look_up"), asked=_json(asked))


async def look_up_quotes(session: db.Session, asked: Sequence[rows.Row]) -> db.Rows:
    """`slug` (None: no such document) and `quoted` for each citation, in the order given. One statement."""
    return await db.fetch(session, db.statement(_PACKAGE, "look_up_quotes"), asked=_json(asked))


async def page(
    reader: db.Reader,
    at: Moment,
    wanted: values.Filter,
    *,
    after: tuple[Any, ...],
    limit: int,
    total: bool,
) -> bytes:
    """One page as JSON with `next_keys`. Grain: one document, without its text."""
    filters = Where(at.as_of, at.known_at, limit)
    filters.add("l.kind = {0}", wanted.kind)
    filters.add(f"(SELECT f.state FROM ({_standing('l')}) f) = {{0}}", wanted.in_force)
    filters.search("coalesce(l.number, '') || ' ' || l.title", wanted.q)
    everything = str(filters)
    filters.add("l.slug > {0}", *after)
    return await reader.json(_page(str(filters), everything if total else None), *filters.args) or b""


async def find(door: db.Session | db.Reader, at: Moment, key: str) -> values.Viewed | None:
    """One document by id or slug as known at an instant, without its text."""
    given = names.uuid_or_none(key)
    if isinstance(door, db.Reader):
        row = await door.row(_one("$1", "$2", "$3", "$4"), at.as_of, at.known_at, given, key)
    else:
        sql = _one("CAST(:on AS date)", "CAST(:at AS timestamptz)", "CAST(:id AS uuid)", ":key")
        row = await db.fetch_one(door, sql, on=at.as_of, at=at.known_at, id=given, key=key)
    return None if row is None else values.Viewed(row["slug"], row["version"], row["item"].encode())


async def find_id(session: db.Session, key: str) -> dict[str, Any] | None:
    """`id` of a document by id or slug."""
    return await db.fetch_one(
        session,
        "SELECT id FROM legal_documents WHERE id = CAST(:id AS uuid) OR slug = :slug",
        id=names.uuid_or_none(key),
        slug=key,
    )


async def recorded_by(session: db.Session, key: str) -> set[str]:
    """Who recorded or corrected a document (id or slug) by API."""
    found = await db.fetch(
        session,
        "SELECT d.recorded_by FROM legal_documents d WHERE (d.id = CAST(:id AS uuid) OR d.slug = :slug)"
        " AND d.recorded_by IS NOT NULL UNION SELECT c.recorded_by FROM legal_document_corrections c"
        " JOIN legal_documents d ON d.id = c.document_id WHERE d.id = CAST(:id AS uuid) OR d.slug = :slug",
        id=names.uuid_or_none(key),
        slug=key,
    )
    return {row["recorded_by"] for row in found}


async def find_since(session: db.Session, key: str) -> dict[str, Any] | None:
    """`since` of a document by id or slug: the day it takes effect, or else the day it was issued, None if neither is
    known."""
    return await db.fetch_one(
        session,
        "SELECT coalesce(effective_on, issued_on) AS since FROM legal_documents"
        " WHERE id = CAST(:id AS uuid) OR slug = :slug",
        id=names.uuid_or_none(key),
        slug=key,
    )


async def find_text(reader: db.Reader, known_at: dt.datetime | None, key: str) -> dict[str, Any] | None:
    """`body` and `body_sha256` (None when not held) of a document by id or slug, as known at an instant."""
    return await reader.row(
        f"SELECT body, body_sha256 FROM legal_documents_known l WHERE (id = $1 OR slug = $3) AND {_KNOWN}",
        names.uuid_or_none(key),
        known_at,
        key,
    )


@cache
def _page(where: str, counted: str | None) -> str:
    of_all = f"(SELECT count(*) FROM legal_documents_known l WHERE {_KNOWN} {counted})"
    return db.statement(_PACKAGE, "page").format(
        item=_item(""),
        standing=_standing("l"),
        known=_KNOWN,
        where=where,
        moment=moment.JSON,
        total="" if counted is None else f", 'total', {of_all}",
    )


@cache
def _one(*parameters: str) -> str:
    """One document; the parameters of one door or the other: as_of, known_at, id, slug."""
    more = db.statement(_PACKAGE, "more").format(
        source=sources.as_known("s", "d"), standing=_standing("c"), moment=moment.JSON
    )
    sql = (
        f"SELECT l.slug, {_VERSION} AS version, CAST({_item(more)} AS text) AS item FROM legal_documents_known l"
        f" CROSS JOIN LATERAL ({_standing('l')}) f WHERE (l.id = $3 OR l.slug = $4) AND {_KNOWN}"
    )
    return re.sub(r"\$([1-4])", lambda number: parameters[int(number[1]) - 1], sql)


@cache
def _standing(alias: str) -> str:
    return db.statement(_PACKAGE, "standing").format(l=alias)


@cache
def _item(more: str) -> str:
    source = sources.as_known("s", "d")
    return db.statement(_PACKAGE, "item").format(source=source, more=more)


def _json(value: object) -> str:
    return orjson.dumps(value, default=str).decode()
