"""Installing catalog rows set by set: the second time changes nothing, and says so."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from shared.kit import db, names

Row = Mapping[str, Any]


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


async def install_versions(session: db.Session, table: str, rows: Sequence[Row]) -> int:
    """Make these the current versions of a bitemporal table; the number of rows closed or written.

    A row that says something new is a new version: the old one is closed at this transaction's time and kept, and
    what was known yesterday stays readable. A row that says the same is left alone.
    """
    if not rows:
        return 0
    columns = list(rows[0])
    same = f"({', '.join(f't.{c}' for c in columns)}) IS NOT DISTINCT FROM ({', '.join(f'r.{c}' for c in columns)})"
    given = f"jsonb_populate_recordset(CAST(NULL AS {table}), CAST(:rows AS jsonb)) r"
    closed = await db.execute(
        session,
        f"UPDATE {table} t SET superseded_at = now() WHERE superseded_at = 'infinity'"
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


def _json(rows: Sequence[Row]) -> str:
    return orjson.dumps([dict(row) for row in rows], default=str).decode()
