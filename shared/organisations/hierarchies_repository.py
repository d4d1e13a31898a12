"""All SQL of the hierarchies and of the places in them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

import orjson

from shared.kit import db, moment, rows
from shared.kit.moment import Moment
from shared.law import sources
from shared.organisations import repository as organisations
from shared.organisations import values
from shared.organisations.placing import Place

_TABLE = "organisation_placement_statements"
_SOURCE = sources.JSON.format(alias="s", document="d")
_CONTRADICTS = "t.organisation_id = r.organisation_id AND t.hierarchy = r.hierarchy"
_DAYS = "daterange(CAST(CAST(:valid_from AS text) AS date), CAST(CAST(:valid_to AS text) AS date))"
_IN_FORCE = (
    "p.valid_from <= $1 AND $1 < p.valid_to AND p.recorded_at <= least($2, now())"
    " AND least($2, now()) < p.superseded_at"
)


async def install_hierarchies(session: db.Session, hierarchies: Sequence[rows.Row]) -> int:
    """Store the hierarchies; the number of rows changed. Raises CatalogLost when one is no longer stated."""
    return await rows.install_complete(session, "hierarchies", hierarchies, name="t.code", key=("code",))


async def install_placements(session: db.Session, placements: Sequence[rows.Row]) -> int:
    """Make these the catalog's current statements about places; the number closed or written."""
    return await rows.install_giving_way(session, _TABLE, placements, contradicts=_CONTRADICTS)


async def list_codes(door: db.Session | db.Reader) -> list[str]:
    """The codes of the hierarchies, in their order."""
    sql = "SELECT code FROM hierarchies ORDER BY position, code"
    found = await door.rows(sql) if isinstance(door, db.Reader) else await db.fetch(door, sql)
    return [row["code"] for row in found]


async def list_all(reader: db.Reader, at: Moment) -> bytes:
    """The hierarchies as JSON, each with the number of organisations that have a superior in it on that day."""
    sql = db.statement(__package__ or "", "hierarchies").format(
        source=sources.as_known("s", "d"), placed=_IN_FORCE, in_force=organisations.IN_FORCE, moment=moment.JSON
    )
    return await reader.json(sql, at.as_of, at.known_at) or b""


async def tree_row(reader: db.Reader, at: Moment, hierarchy: str) -> dict[str, Any] | None:
    """`head` (JSON), and `ids`, `parents`, `items` (JSON) side by side in alphabetical order; None without it."""
    return await reader.row(_tree(administrative=hierarchy == values.ADMINISTRATIVE), at.as_of, at.known_at, hierarchy)


async def lock(session: db.Session, hierarchy: str) -> dt.datetime:
    """Wait until nobody else writes this hierarchy (the database's own lock before a commit is the same); the instant
    since when that is so, at which this transaction records."""
    await db.execute(
        session, "SELECT pg_advisory_xact_lock(hashtextextended('hierarchy ' || :hierarchy, 0))", hierarchy=hierarchy
    )
    instant: dt.datetime = (await db.fetch_written(session, "SELECT clock_timestamp() AS now"))["now"]
    return instant


async def list_overlapping(
    session: db.Session, organisation: uuid.UUID, hierarchy: str, days: Mapping[str, str]
) -> db.Rows:
    """`id` of the statement, `superior` (slug) and the days of current places stated of the organisation on these days;
    one that it inherited gives way."""
    return await db.fetch(
        session,
        "SELECT p.statement_id AS id, o.slug AS superior, nullif(p.valid_from, '-infinity') AS valid_from,"
        " nullif(p.valid_to, 'infinity') AS valid_to"
        " FROM organisation_placements p JOIN organisations o ON o.id = p.parent_id"
        " JOIN organisation_placement_statements s ON s.id = p.statement_id AND s.organisation_id = p.organisation_id"
        " WHERE p.superseded_at = 'infinity' AND p.organisation_id = :organisation AND p.hierarchy = :hierarchy"
        f" AND daterange(p.valid_from, p.valid_to) && {_DAYS} ORDER BY p.valid_from",
        organisation=organisation,
        hierarchy=hierarchy,
        **days,
    )


async def find_circle(session: db.Session, hierarchy: str, placement: rows.Row) -> list[str] | None:
    """The slugs of the way from an organisation up to itself that a place not yet written would close, the shortest and
    of those the earliest; None without."""
    row = await db.fetch_one(
        session,
        "SELECT ARRAY(SELECT o.slug FROM unnest(s.way) WITH ORDINALITY w (id, place) JOIN organisations o"
        " ON o.id = w.id ORDER BY w.place) AS slugs"
        f" FROM superiors_of(CAST(:organisation AS uuid), :hierarchy, CAST(:superior AS uuid), {_DAYS}) s"
        " WHERE s.superior_id = CAST(:organisation AS uuid) ORDER BY cardinality(s.way), lower(s.on_days), s.way"
        " LIMIT 1",
        hierarchy=hierarchy,
        organisation=placement["organisation_id"],
        superior=placement["parent_id"],
        valid_from=placement["valid_from"],
        valid_to=placement["valid_to"],
    )
    return None if row is None else list(row["slugs"])


async def close(
    session: db.Session, organisation: uuid.UUID, hierarchy: str, statement: uuid.UUID, instant: dt.datetime
) -> bool:
    """Close a current statement about the organisation in the hierarchy and what follows from it; False when there is
    none of that id."""
    closed = await db.execute(
        session,
        "UPDATE organisation_placement_statements SET superseded_at = :instant WHERE id = :statement"
        " AND organisation_id = :organisation AND hierarchy = :hierarchy AND superseded_at = 'infinity'",
        instant=instant,
        statement=statement,
        organisation=organisation,
        hierarchy=hierarchy,
    )
    if closed:
        await db.execute(
            session,
            "UPDATE organisation_placements SET superseded_at = :instant WHERE statement_id = :statement"
            " AND superseded_at = 'infinity'",
            instant=instant,
            statement=statement,
        )
    return bool(closed)


async def add(session: db.Session, placements: Sequence[rows.Row], instant: dt.datetime) -> list[uuid.UUID]:
    """Record places stated by an administrator; their ids. All have the same columns."""
    return await rows.add_stated(session, _TABLE, placements, instant)


async def stated(session: db.Session, hierarchy: str) -> list[Place]:
    """The current statements of a hierarchy in the order of recording."""
    found = await db.fetch(
        session,
        "SELECT *, id AS statement_id, CAST(NULL AS uuid) AS change_id FROM organisation_placement_statements"
        " WHERE superseded_at = 'infinity' AND hierarchy = :hierarchy ORDER BY place",
        hierarchy=hierarchy,
    )
    return [_place(row) for row in found]


async def current(session: db.Session, hierarchy: str) -> dict[Place, uuid.UUID]:
    """The current places of a hierarchy with their ids."""
    found = await db.fetch(
        session,
        "SELECT * FROM organisation_placements WHERE superseded_at = 'infinity' AND hierarchy = :hierarchy",
        hierarchy=hierarchy,
    )
    return {_place(row): row["id"] for row in found}


async def put(
    session: db.Session, closed: Collection[uuid.UUID], added: Collection[Place], instant: dt.datetime
) -> None:
    """Close places and write others, each with the ground of its statement."""
    if closed:
        await db.execute(
            session,
            "UPDATE organisation_placements SET superseded_at = :instant WHERE id = ANY (CAST(:ids AS uuid[]))",
            ids=list(closed),
            instant=instant,
        )
    if added:
        await db.execute(
            session,
            "INSERT INTO organisation_placements (statement_id, organisation_id, hierarchy, parent_id, valid_from,"
            " valid_to, certainty, change_id, replaces, stated_by, source_id, recorded_at)"
            " SELECT s.id, r.organisation_id, s.hierarchy, r.parent_id, r.valid_from, r.valid_to, r.certainty,"
            " r.change_id, s.replaces, s.stated_by, s.source_id, :instant"
            " FROM jsonb_populate_recordset(CAST(NULL AS organisation_placements), CAST(:rows AS jsonb)) r"
            " JOIN organisation_placement_statements s ON s.id = r.statement_id",
            rows=orjson.dumps([_columns(place) for place in added], default=str).decode(),
            instant=instant,
        )


def _place(row: Mapping[str, Any]) -> Place:
    return Place(
        row["statement_id"],
        row["organisation_id"],
        row["parent_id"],
        row["valid_from"],
        row["valid_to"],
        row["certainty"],
        row["change_id"],
    )


def _columns(place: Place) -> dict[str, Any]:
    return {
        "statement_id": place.statement,
        "organisation_id": place.organisation,
        "parent_id": place.parent,
        "valid_from": "-infinity" if place.valid_from == dt.date.min else place.valid_from,
        "valid_to": "infinity" if place.valid_to == dt.date.max else place.valid_to,
        "certainty": place.certainty,
        "change_id": place.change,
    }


async def view(session: db.Session, statement: uuid.UUID) -> bytes:
    """One statement as JSON."""
    row = await db.fetch_written(
        session,
        f"SELECT {_item(_SOURCE)}::text AS body FROM (SELECT *, id AS statement_id, CAST(NULL AS uuid) AS change_id"
        " FROM organisation_placement_statements) p WHERE p.id = :id",
        id=statement,
    )
    return str(row["body"]).encode()


async def list_of(reader: db.Reader, at: Moment, organisation: uuid.UUID) -> bytes:
    """All statements about the places of an organisation known then, as JSON; hierarchy by hierarchy."""
    item = _item(sources.as_known("s", "d"), ", 'in_force', p.valid_from <= $1 AND $1 < p.valid_to")
    return (
        await reader.json(
            f"SELECT json_build_object('items', coalesce((SELECT json_agg({item} ORDER BY h.position, p.valid_from)"
            " FROM organisation_placements p JOIN hierarchies h ON h.code = p.hierarchy WHERE p.organisation_id = $3"
            " AND p.recorded_at <= least($2, now()) AND least($2, now()) < p.superseded_at), '[]'),"
            f" 'next', null, {moment.JSON})::text",
            at.as_of,
            at.known_at,
            organisation,
        )
        or b""
    )


@cache
def _item(source: str, more: str = "") -> str:
    return db.statement(__package__ or "", "placement_item").format(source=source, more=more)


@cache
def _tree(*, administrative: bool) -> str:
    """In a hierarchy of placements each object says which statement puts it there."""
    placed = "CASE WHEN p.id IS NOT NULL THEN " + _item(sources.as_known("s", "d")) + " END"
    more = f", 'placement', {'NULL' if administrative else placed}"
    return db.statement(__package__ or "", "tree" if administrative else "tree_of_placements").format(
        item=organisations.item(more),
        code=organisations.code(),
        head=organisations.HEAD,
        in_force=organisations.IN_FORCE,
    )
