"""All SQL of frameworks."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from shared.kit import db, names, rows
from shared.law import sources

_SOURCE = sources.JSON.format(alias="s", document="d")
_COUNT = "SELECT count(DISTINCT framework_id) FROM framework_versions WHERE status <> 'draft'"
_COMPONENT_SOURCE = sources.JSON.format(alias="cs", document="cd")
_PUBLISHED_SOURCE = sources.JSON.format(alias="p", document="pd")

_OF = "WHERE t.framework_version_id = ANY($1::uuid[]) ORDER BY t.framework_version_id,"
_COMPONENTS = (
    "SELECT t.framework_version_id, t.id, t.code, t.name, t.rule::text AS rule, t.rule_certainty, t.max_points,"
    " t.max_points_certainty, i.number AS main_index FROM components t JOIN main_indices i ON i.id = t.main_index_id"
)
_PARTS = {
    "main_indices": f"SELECT t.* FROM main_indices t {_OF} t.number",
    "pillars": f"SELECT t.* FROM pillars t {_OF} t.code",
    "components": f"{_COMPONENTS} {_OF} t.position",
}


async def install_identity(session: db.Session, frameworks: list[rows.Row]) -> int:
    """Store frameworks; rows changed. Raises CatalogLost when one is no longer stated."""
    return await rows.install_complete(session, "frameworks", frameworks, name="t.slug", of="t.stated_by = 'catalog'")


async def content_hash(session: db.Session, version_id: uuid.UUID) -> str | None:
    """The hash of a stored version, None when it is not stored."""
    row = await db.fetch_one(session, "SELECT content_sha256 FROM framework_versions WHERE id = :id", id=version_id)
    return None if row is None else str(row["content_sha256"])


async def save_version(session: db.Session, version: rows.Row, parts: Mapping[str, Sequence[rows.Row]]) -> int:
    """Store a version with its `main_indices`, `pillars`, `components`; rows changed."""
    written = await rows.install(session, "framework_versions", [version])
    for table in ("main_indices", "pillars", "components"):
        written += await rows.install(session, table, parts[table])
    return written


async def install_constraints(session: db.Session, framework: uuid.UUID, constraints: list[rows.Row]) -> int:
    """Make these the constraints of a framework; rows changed."""
    gone = await db.execute(
        session,
        "DELETE FROM framework_constraints WHERE framework_id = :framework AND id <> ALL (CAST(:ids AS uuid[]))",
        framework=framework,
        ids=[str(row["id"]) for row in constraints],
    )
    return gone + await rows.install(session, "framework_constraints", constraints)


async def list_page(reader: db.Reader, *, after: str | None, limit: int, total: bool) -> bytes:
    """A page of frameworks with `next_keys`."""
    counted = f", 'total', ({_COUNT})" if total else ""
    sql = db.statement(__package__ or "", "list").replace("{source}", _SOURCE).replace("{total}", counted)
    return await reader.json(sql, limit, after) or b""


async def find_tree(door: db.Session | db.Reader, reference: str, version: int | None = None) -> bytes | None:
    """One framework by id or slug, whole, in a version or its latest that is no draft, as JSON; None for none."""
    sql = db.statement(__package__ or "", "tree").format(
        source=_SOURCE, component_source=_COMPONENT_SOURCE, published_source=_PUBLISHED_SOURCE
    )
    reader = door if isinstance(door, db.Reader) else await db.reading(door)
    return await reader.json(sql, names.uuid_or_none(reference), reference, version)


async def find_id(reader: db.Reader, key: str) -> uuid.UUID | None:
    """The id of the framework with this id or slug."""
    row = await reader.row("SELECT id FROM frameworks WHERE id = $1 OR slug = $2", names.uuid_or_none(key), key)
    return None if row is None else row["id"]


async def has_component(reader: db.Reader, code: str) -> bool:
    """Whether any version of any framework has a component of this code."""
    return await reader.row("SELECT FROM components WHERE code = $1 LIMIT 1", code) is not None


async def components(reader: db.Reader, version: uuid.UUID, codes: Sequence[str]) -> db.Rows:
    """The rows of those components of a version that have one of these codes, in their order."""
    return await reader.rows(
        f"{_COMPONENTS} WHERE t.framework_version_id = $1 AND t.code = ANY($2::text[]) ORDER BY t.position",
        version,
        codes,
    )


async def structures(reader: db.Reader, versions: Sequence[uuid.UUID]) -> tuple[db.Rows, dict[str, db.Rows]]:
    """The versions' own rows with their frameworks' slugs, and the rows of their `main_indices`, `pillars` and
    `components` in their order: four statements however many versions."""
    found = await reader.rows(
        "SELECT v.*, f.slug FROM framework_versions v JOIN frameworks f ON f.id = v.framework_id"
        " WHERE v.id = ANY($1::uuid[])",
        versions,
    )
    return found, {table: await reader.rows(sql, versions) for table, sql in _PARTS.items()}
