"""SQL of drafts: reading a version as it was stated, writing one whole, publishing it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from shared.kit import db, names, rows
from shared.law import sources

_PARTS = ("components", "pillars", "main_indices")
_VERSION = """SELECT v.id AS version_id, f.id AS framework_id, f.slug AS framework, v.version, v.status, v.revision,
    v.drafted_by FROM framework_versions v JOIN frameworks f ON f.id = v.framework_id"""


async def lock(session: db.Session) -> None:
    """Whoever drafts or publishes waits for the others until this transaction ends."""
    await db.execute(session, "SELECT pg_advisory_xact_lock(hashtextextended('frameworks', 0))")


async def find_framework(session: db.Session, key: str) -> dict[str, Any] | None:
    """`id`, `slug`, `level` of a framework by id or slug."""
    return await db.fetch_one(
        session,
        "SELECT id, slug, level FROM frameworks WHERE id = CAST(:id AS uuid) OR slug = :key",
        id=names.uuid_or_none(key),
        key=key,
    )


async def versions(session: db.Session, framework: uuid.UUID) -> db.Rows:
    """All versions of a framework, the latest first, as `find_version` shows them."""
    return await db.fetch(session, f"{_VERSION} WHERE f.id = :id ORDER BY v.version DESC", id=framework)


async def find_version(session: db.Session, key: str, version: int) -> dict[str, Any] | None:
    """`version_id`, `framework_id`, `framework` (slug), `version`, `status`, `revision`, `drafted_by`."""
    return await db.fetch_one(
        session,
        f"{_VERSION} WHERE (f.id = CAST(:id AS uuid) OR f.slug = :key) AND v.version = :version",
        id=names.uuid_or_none(key),
        key=key,
        version=version,
    )


async def read_version(reader: db.Reader, key: str, version: int) -> dict[str, Any] | None:
    """The same on the read door."""
    return await reader.row(
        f"{_VERSION} WHERE (f.id = $1 OR f.slug = $2) AND v.version = $3", names.uuid_or_none(key), key, version
    )


async def content(door: db.Session | db.Reader, version: uuid.UUID) -> dict[str, Any]:
    """What a version says, numbers as Decimals. Raises LookupError for none."""
    found = await (await _reader(door)).json(db.statement(__package__ or "", "content"), version)
    if found is None:
        raise LookupError(version)
    read: dict[str, Any] = json.loads(found, parse_float=Decimal, parse_int=int)
    return read


async def add(session: db.Session, table: str, row: rows.Row) -> None:
    """One row of `frameworks` or `framework_versions`."""
    await _insert(session, table, [row])


async def write_again(session: db.Session, version: uuid.UUID, columns: Mapping[str, Any]) -> int:
    """Overwrite a draft's own row; its new revision."""
    named = ", ".join(f"{name} = :{name}" for name in columns)
    row = await db.fetch_one(
        session,
        f"UPDATE framework_versions SET {named}, revision = revision + 1 WHERE id = :id RETURNING revision",
        id=version,
        **columns,
    )
    if row is None:
        raise LookupError(version)
    return int(row["revision"])


async def write_parts(session: db.Session, version: uuid.UUID, parts: Mapping[str, Sequence[rows.Row]]) -> None:
    """Put these `main_indices`, `pillars` and `components` in the place of a draft's own."""
    for table in _PARTS:
        await db.execute(session, f"DELETE FROM {table} WHERE framework_version_id = :id", id=version)
    for table in reversed(_PARTS):
        if parts[table]:
            await _insert(session, table, parts[table])


async def _insert(session: db.Session, table: str, given: Sequence[rows.Row]) -> None:
    listed = ", ".join(given[0])
    await db.execute(
        session,
        f"INSERT INTO {table} ({listed}) SELECT {listed}"
        f" FROM jsonb_populate_recordset(CAST(NULL AS {table}), CAST(:rows AS jsonb))",
        rows=json.dumps([dict(row) for row in given], default=str),
    )


async def publish(session: db.Session, version: uuid.UUID, *, by: str, source: uuid.UUID) -> None:
    """A draft becomes a published version at the time of this transaction."""
    await db.execute(
        session,
        "UPDATE framework_versions SET status = 'published', published_at = now(), published_by = :by,"
        " published_source_id = :source WHERE id = :id",
        id=version,
        by=by,
        source=source,
    )


_CONSTRAINTS = """SELECT c.code, c.main_index, c.components, c.relation, c.points, c.tolerance, {source}::text AS source
    FROM framework_constraints c JOIN sources s ON s.id = c.source_id
    LEFT JOIN legal_documents d ON d.id = s.document_id WHERE c.framework_id = $1 ORDER BY c.code"""


async def constraints(door: db.Session | db.Reader, framework: uuid.UUID) -> db.Rows:
    """What is known of the maxima of a framework's components, by code; `source` as JSON text."""
    source = sources.JSON.format(alias="s", document="d")
    return await (await _reader(door)).rows(_CONSTRAINTS.format(source=source), framework)


async def latest_published(door: db.Session | db.Reader, framework: uuid.UUID, before: int) -> uuid.UUID | None:
    """The id of the latest published version before a number; None for none."""
    row = await (await _reader(door)).row(
        "SELECT id FROM framework_versions WHERE framework_id = $1 AND version < $2 AND status = 'published'"
        " ORDER BY version DESC LIMIT 1",
        framework,
        before,
    )
    return None if row is None else row["id"]


async def list_page(reader: db.Reader, framework: str, *, after: int | None, limit: int, total: bool) -> bytes | None:
    """A page of a framework's versions with `next_keys`, the newest first; None when the caller reads none of them."""
    source = sources.JSON.format(alias="s", document="d")
    counted = ", 'total', (SELECT count(*) FROM mine)" if total else ""
    sql = db.statement(__package__ or "", "versions").format(source=source, total=counted)
    return await reader.json(sql, names.uuid_or_none(framework), framework, limit, after)


async def _reader(door: db.Session | db.Reader) -> db.Reader:
    return door if isinstance(door, db.Reader) else await db.reading(door)
