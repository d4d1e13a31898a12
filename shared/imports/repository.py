"""All SQL of imports."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from shared.imports import values
from shared.kit import db

_PACKAGE = __package__ or ""
_VERDICTS_A_ROW = 200


async def lock(session: db.Session, kind: str) -> None:
    """Wait for whoever imports this kind of rows now, and make others wait until this transaction ends."""
    await db.execute(session, "SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))", name=f"import of {kind}")


async def try_lock(session: db.Session, kind: str) -> bool:
    """The same without waiting; False when somebody imports this kind of rows now."""
    return await _try(session, f"import of {kind}")


async def claim(session: db.Session, import_id: uuid.UUID) -> bool:
    """Take an import until this transaction ends; False when another worker has it. A process that is killed gives it
    back with its connection."""
    return await _try(session, f"import {import_id}")


async def _try(session: db.Session, name: str) -> bool:
    row = await db.fetch_one(session, "SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0)) AS got", name=name)
    return bool(row and row["got"])


async def add(session: db.Session, item: Mapping[str, Any], *, ended: bool) -> None:
    """One import, about to be carried out or ended already: its columns, the JSON ones as text."""
    json = {"actor", "caller", "facts", "counts", "findings"}
    listed = ", ".join(item)
    given = ", ".join(f"CAST(:{name} AS jsonb)" if name in json else f":{name}" for name in item)
    at = "clock_timestamp()" if ended else "NULL"
    await db.execute(session, f"INSERT INTO file_imports ({listed}, ended_at) VALUES ({given}, {at})", **item)


async def add_content(session: db.Session, import_id: uuid.UUID, content: bytes) -> None:
    """The bytes of a file that waits for the worker."""
    await db.execute(
        session,
        "INSERT INTO file_import_contents (import_id, content) VALUES (:id, :content)",
        id=import_id,
        content=content,
    )


async def add_verdicts(session: db.Session, import_id: uuid.UUID, verdicts: Sequence[values.Verdict]) -> None:
    """The verdicts of an import, by row."""
    parts = [verdicts[start : start + _VERDICTS_A_ROW] for start in range(0, len(verdicts), _VERDICTS_A_ROW)]
    await db.execute(
        session,
        "INSERT INTO file_import_verdicts (import_id, first_row, last_row, verdicts) SELECT CAST(:id AS uuid), *"
        " FROM unnest(CAST(:first AS bigint[]), CAST(:last AS bigint[]), CAST(:parts AS jsonb[]))",
        id=import_id,
        first=[part[0].row for part in parts],
        last=[part[-1].row for part in parts],
        parts=[dumped([(one.row, one.verdict, one.key) for one in part]) for part in parts],
    )


async def find(reader: db.Reader, import_id: uuid.UUID) -> dict[str, Any] | None:
    """An import that has not ended: `kind`, `caller`, `attempts`, `cancel_asked`; None when there is none such."""
    return await reader.row(
        "SELECT kind, caller::text, attempts, cancel_asked FROM file_imports WHERE id = $1 AND ended_at IS NULL",
        import_id,
    )


async def content(reader: db.Reader, import_id: uuid.UUID) -> dict[str, Any]:
    """What an import that has not ended is about: `id`, `kind`, `dry_run`, `actor`, `facts` (JSON texts), `file_name`,
    `media_type` and the file's `content`."""
    row = await reader.row(
        "SELECT i.id, i.kind, i.dry_run, i.actor::text, i.facts::text, i.file_name, i.media_type, c.content"
        " FROM file_imports i JOIN file_import_contents c ON c.import_id = i.id WHERE i.id = $1",
        import_id,
    )
    if row is None:
        raise LookupError(import_id)
    return row


async def begin(session: db.Session, import_id: uuid.UUID) -> None:
    """One more attempt begins."""
    await db.execute(
        session,
        "UPDATE file_imports SET state = 'running', attempts = attempts + 1, rows_read = 0, rows_judged = 0,"
        " rows_written = 0 WHERE id = :id AND ended_at IS NULL",
        id=import_id,
    )


async def progress(session: db.Session, import_id: uuid.UUID, column: str, rows: int) -> bool:
    """Note how far an import is (`rows_read`, `rows_judged` or `rows_written`); whether it should stop."""
    row = await db.fetch_one(
        session,
        f"UPDATE file_imports SET {column} = :rows WHERE id = :id AND ended_at IS NULL RETURNING cancel_asked",
        id=import_id,
        rows=rows,
    )
    return row is None or bool(row["cancel_asked"])


async def end(session: db.Session, import_id: uuid.UUID, item: Mapping[str, Any]) -> None:
    """How an import ended: the columns that say so; its file is taken away."""
    json = {"counts", "findings", "why"}
    given = ", ".join(f"{name} = CAST(:{name} AS jsonb)" if name in json else f"{name} = :{name}" for name in item)
    await db.execute(
        session,
        f"UPDATE file_imports SET {given}, ended_at = clock_timestamp() WHERE id = :id AND ended_at IS NULL",
        id=import_id,
        **item,
    )
    await db.execute(session, "DELETE FROM file_import_contents WHERE import_id = :id", id=import_id)


async def ask_to_cancel(session: db.Session, import_id: uuid.UUID, kind: str, organisation: str) -> str | None:
    """Ask for an import to be stopped; its state, None when there is none."""
    row = await db.fetch_one(
        session,
        "UPDATE file_imports SET cancel_asked = true"
        " WHERE id = :id AND kind = :kind AND organisation = :organisation RETURNING state",
        id=import_id,
        kind=kind,
        organisation=organisation,
    )
    return str(row["state"]) if row else None


async def item_as_json(
    door: db.Session | db.Reader,
    kind: str,
    import_id: uuid.UUID,
    *,
    organisation: str,
    verdict: str | None,
    after: int | None,
    limit: int,
    language: str,
) -> bytes | None:
    """An import of an organisation (slug) as the API shows it, with a page of its verdicts; None when the caller sees
    none."""
    sql, args = db.statement(_PACKAGE, "item"), (import_id, kind, verdict, after, language, limit, organisation)
    if isinstance(door, db.Reader):
        return await door.json(sql, *args)
    found = await (await db.driver(door)).fetchval(sql, *args)
    return None if found is None else str(found).encode()


async def waiting(reader: db.Reader) -> list[uuid.UUID]:
    """Imports that have not ended, the longest waiting first."""
    rows = await reader.rows("SELECT id FROM file_imports WHERE ended_at IS NULL ORDER BY requested_at LIMIT 100")
    return [row["id"] for row in rows]


async def purge(session: db.Session, *, days: int) -> int:
    """Take away imports that ended more than so many days ago, a hundred at most; how many."""
    return await db.execute(
        session,
        "DELETE FROM file_imports WHERE id IN (SELECT id FROM file_imports"
        " WHERE ended_at < now() - make_interval(days => :days) ORDER BY ended_at LIMIT 100 FOR UPDATE SKIP LOCKED)",
        days=days,
    )


def dumped(value: object) -> str:
    """JSON text for a jsonb column."""
    return orjson.dumps(value, default=str).decode()
