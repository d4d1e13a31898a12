"""Installing catalog rows set by set: the second time changes nothing, and says so."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from shared.kit import db, names

Row = Mapping[str, Any]


class CatalogLost(ValueError):
    """The catalog no longer states rows of {table} that the database holds: {keys}. Take them away by a migration.

    Other rows refer to them (evidence, reports, scores), so that leaving one out of the YAML is not enough: what is to
    become of what refers to it must be said.
    """

    def __init__(self, table: str, keys: Sequence[str]) -> None:
        self.table, self.keys = table, tuple(keys)
        super().__init__(
            f"The catalog no longer states rows of {table} that the database holds: {', '.join(keys)}."
            " Take them away by a migration, or put them back."
        )


async def install(session: db.Session, table: str, rows: Sequence[Row], *, key: Sequence[str] = ("id",)) -> int:
    """Insert the rows, or update those that differ; the number that changed. All rows have the same columns."""
    if not rows:
        return 0
    columns = list(rows[0])
    others = [name for name in columns if name not in key]
    update = (
        f"DO UPDATE SET {', '.join(f'{c} = excluded.{c}' for c in others)}"
        f" WHERE ({', '.join(f'{table}.{c}' for c in others)})"
        f" IS DISTINCT FROM ({', '.join(f'excluded.{c}' for c in others)})"
        if others
        else "DO NOTHING"
    )
    return await db.execute(
        session, f"{_insert(table, columns)} ON CONFLICT ({', '.join(key)}) {update}", rows=_json(rows)
    )


async def install_complete(
    session: db.Session, table: str, rows: Sequence[Row], *, name: str, key: Sequence[str] = ("id",), of: str = "true"
) -> int:
    """Install the rows of a table that holds nothing else. Raises CatalogLost when it holds one that is not among them.

    `name`: an SQL expression over the row `t` that people know it by. `of` as in `install_closing`.
    """
    changed = await install(session, table, rows, key=key)
    lost = await db.fetch(
        session, f"SELECT {name} AS name FROM {table} t WHERE ({of}) AND {_missing(table, key)}", rows=_json(rows)
    )
    if lost:
        raise CatalogLost(table, sorted(str(row["name"]) for row in lost))
    return changed


async def install_closing(
    session: db.Session, table: str, rows: Sequence[Row], *, key: Sequence[str] = ("id",), of: str = "true"
) -> int:
    """Install the rows and close those that are no longer stated; the number closed or written.

    A closed row is kept with the time of this transaction as `superseded_at`: others refer to it, and what was known
    before stays readable. A row that is stated again is opened again, as if it had never been left out. `of` tells the
    catalog's rows of the table `t` from others, which are left alone; by default all are the catalog's.
    """
    closed = await db.execute(
        session,
        f"UPDATE {table} t SET superseded_at = now()"
        f" WHERE superseded_at = 'infinity' AND ({of}) AND {_missing(table, key)}",
        rows=_json(rows),
    )
    return closed + await install(session, table, [{**row, "superseded_at": "infinity"} for row in rows], key=key)


async def install_versions(session: db.Session, table: str, rows: Sequence[Row], *, of: str = "true") -> int:
    """Make these the current versions of a bitemporal table; the number of rows closed or written.

    A row that says something new is a new version: the old one is closed at this transaction's time and kept, and
    what was known yesterday stays readable. A row that says the same is left alone. `of` tells the catalog's rows of
    the table `t` from others, which are left alone; by default all are the catalog's.
    """
    if not rows:
        return 0
    columns = list(rows[0])
    same = f"({', '.join(f't.{c}' for c in columns)}) IS NOT DISTINCT FROM ({', '.join(f'r.{c}' for c in columns)})"
    given = f"jsonb_populate_recordset(CAST(NULL AS {table}), CAST(:rows AS jsonb)) r"
    closed = await db.execute(
        session,
        f"UPDATE {table} t SET superseded_at = now() WHERE superseded_at = 'infinity' AND ({of})"
        f" AND NOT EXISTS (SELECT FROM {given} WHERE {same})",
        rows=_json(rows),
    )
    return closed + await db.execute(
        session,
        f"INSERT INTO {table} (id, {', '.join(columns)})"
        f" SELECT gen_random_uuid(), {', '.join(f'r.{c}' for c in columns)} FROM {given}"
        f" WHERE NOT EXISTS (SELECT FROM {table} t WHERE superseded_at = 'infinity' AND {same})",
        rows=_json(rows),
    )


async def install_giving_way(session: db.Session, table: str, rows: Sequence[Row], *, contradicts: str) -> int:
    """Install the catalog's versions of a table that the API writes, too; the number of rows closed or written.

    A row `r` of the catalog gives way to a current one `t` of the API whose days overlap its own and which it
    `contradicts` (SQL over both): it is closed, or not written at all, and nothing that people recorded is undone.
    """
    way = await db.fetch(
        session,
        "SELECT g.ordinality - 1 AS place FROM jsonb_array_elements(CAST(:rows AS jsonb)) WITH ORDINALITY g (given),"
        f" jsonb_populate_record(CAST(NULL AS {table}), g.given) r WHERE EXISTS (SELECT FROM {table} t"
        f" WHERE t.stated_by = 'api' AND t.superseded_at = 'infinity' AND {contradicts}"
        " AND daterange(t.valid_from, t.valid_to) && daterange(r.valid_from, r.valid_to))",
        rows=_json(rows),
    )
    given_way = {row["place"] for row in way}
    kept = [row for place, row in enumerate(rows) if place not in given_way]
    catalogs = "t.stated_by = 'catalog'"
    if kept:
        return await install_versions(session, table, kept, of=catalogs)
    return await db.execute(
        session, f"UPDATE {table} t SET superseded_at = now() WHERE superseded_at = 'infinity' AND {catalogs}"
    )


async def add_stated(session: db.Session, table: str, rows: Sequence[Row], instant: dt.datetime) -> list[uuid.UUID]:
    """Add rows of the API to a bitemporal table as known from `instant` on; their ids in the order given.

    The instant is one at which the lock of the table's statements is held: the time of the transaction may lie before
    what another one has recorded since. All rows have the same columns.
    """
    if not rows:
        return []
    columns = ", ".join(rows[0])
    ids = [uuid.uuid4() for _ in rows]
    await db.execute(
        session,
        f"INSERT INTO {table} (id, {columns}, recorded_at, stated_by) SELECT id, {columns}, :instant, 'api'"
        f" FROM jsonb_populate_recordset(CAST(NULL AS {table}), CAST(:rows AS jsonb))",
        rows=_json([{"id": key, **row} for key, row in zip(ids, rows, strict=True)]),
        instant=instant,
    )
    return ids


def content_id(kind: str, row: Row) -> uuid.UUID:
    """A UUIDv5 of everything the row says."""
    return names.uuid_of(
        kind, hashlib.sha256(orjson.dumps(dict(row), default=str, option=orjson.OPT_SORT_KEYS)).hexdigest()
    )


def _insert(table: str, columns: Sequence[str]) -> str:
    listed = ", ".join(columns)
    return (
        f"INSERT INTO {table} ({listed}) SELECT {listed}"
        f" FROM jsonb_populate_recordset(CAST(NULL AS {table}), CAST(:rows AS jsonb))"
    )


def _missing(table: str, key: Sequence[str]) -> str:
    """The row `t` is none of `:rows`."""
    same = f"({', '.join(f't.{c}' for c in key)}) IS NOT DISTINCT FROM ({', '.join(f'r.{c}' for c in key)})"
    given = f"jsonb_populate_recordset(CAST(NULL AS {table}), CAST(:rows AS jsonb)) r"
    return f"NOT EXISTS (SELECT FROM {given} WHERE {same})"


def _json(rows: Sequence[Row]) -> str:
    return orjson.dumps([dict(row) for row in rows], default=str).decode()
