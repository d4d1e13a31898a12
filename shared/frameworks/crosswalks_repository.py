"""SQL of crosswalks: versions with their components, the versions in between, and what sources state of them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import orjson

from shared.frameworks import crosswalk
from shared.kit import db, names
from shared.law import sources

_SOURCE = sources.JSON.format(alias="s", document="d")


async def find(reader: db.Reader, key: str, number: int | None) -> uuid.UUID | None:
    """A version that is not a draft by its framework (id or slug) and number; without one the newest."""
    row = await reader.row(
        "SELECT v.id FROM framework_versions v JOIN frameworks f ON f.id = v.framework_id"
        " WHERE (f.id = $1 OR f.slug = $2) AND v.status <> 'draft' AND ($3::integer IS NULL OR v.version = $3)"
        " ORDER BY v.version DESC LIMIT 1",
        names.uuid_or_none(key),
        key,
        number,
    )
    return None if row is None else row["id"]


async def find_any(reader: db.Reader, key: str, number: int) -> uuid.UUID | None:
    """A version by its framework (id or slug) and number, draft or not, if the caller may read it."""
    row = await reader.row(
        "SELECT v.id FROM framework_versions v JOIN frameworks f ON f.id = v.framework_id"
        " WHERE (f.id = $1 OR f.slug = $2) AND v.version = $3",
        names.uuid_or_none(key),
        key,
        number,
    )
    return None if row is None else row["id"]


async def earlier(reader: db.Reader, version: uuid.UUID) -> uuid.UUID | None:
    """The newest version of the same framework before this one that is not a draft."""
    row = await reader.row(
        "SELECT e.id FROM framework_versions v JOIN framework_versions e ON e.framework_id = v.framework_id"
        " WHERE v.id = $1 AND e.version < v.version AND e.status <> 'draft' ORDER BY e.version DESC LIMIT 1",
        version,
    )
    return None if row is None else row["id"]


async def load(
    reader: db.Reader, versions: Sequence[uuid.UUID]
) -> tuple[db.Rows, dict[uuid.UUID, list[dict[str, Any]]]]:
    """The versions' own rows, and their components in their order, by version."""
    heads = await reader.rows(
        "SELECT v.id, f.slug AS framework, v.version, v.status, v.component_count FROM framework_versions v"
        " JOIN frameworks f ON f.id = v.framework_id WHERE v.id = ANY($1::uuid[])",
        versions,
    )
    found = await reader.rows(
        "SELECT c.framework_version_id, c.id, c.code, c.name, i.number AS main_index, c.max_points,"
        " c.max_points_certainty, c.rule::text AS rule FROM components c JOIN main_indices i ON i.id = c.main_index_id"
        " WHERE c.framework_version_id = ANY($1::uuid[]) ORDER BY c.framework_version_id, c.position",
        versions,
    )
    components: dict[uuid.UUID, list[dict[str, Any]]] = {}
    for row in found:
        version = row.pop("framework_version_id")
        components.setdefault(version, []).append({**row, "rule": orjson.loads(row["rule"])})
    return heads, components


async def between(reader: db.Reader, earlier: uuid.UUID, later: uuid.UUID) -> list[uuid.UUID]:
    """The versions of one framework between two of it, in their order; drafts are none."""
    found = await reader.rows(
        "SELECT m.id FROM framework_versions e JOIN framework_versions l ON l.framework_id = e.framework_id"
        " JOIN framework_versions m ON m.framework_id = e.framework_id AND m.status <> 'draft'"
        " AND e.version < m.version AND m.version < l.version WHERE e.id = $1 AND l.id = $2 ORDER BY m.version",
        earlier,
        later,
    )
    return [row["id"] for row in found]


async def stated(reader: db.Reader, before: uuid.UUID, after: uuid.UUID) -> list[crosswalk.Stated]:
    """What is stated of the components of two versions now."""
    found = await reader.rows(
        "SELECT from_code AS before, to_code AS after FROM component_correspondences"
        " WHERE from_version_id = $1 AND to_version_id = $2 AND superseded_at = 'infinity' ORDER BY place",
        before,
        after,
    )
    return [crosswalk.Stated(**row) for row in found]


async def statements(reader: db.Reader, before: uuid.UUID, after: uuid.UUID) -> list[uuid.UUID]:
    """The ids of what is stated of two versions now."""
    found = await reader.rows(
        "SELECT id FROM component_correspondences WHERE from_version_id = $1 AND to_version_id = $2"
        " AND superseded_at = 'infinity' ORDER BY place",
        before,
        after,
    )
    return [row["id"] for row in found]


async def sources_of(reader: db.Reader, before: uuid.UUID, after: uuid.UUID) -> list[dict[str, Any]]:
    """By which sources something is stated of two versions, whichever was named first: `before`, `after`,
    `source`, `certainty`, and whether it was said in this direction (`onward`)."""
    found = await reader.rows(
        "SELECT CASE WHEN k.from_version_id = $1 THEN k.from_code ELSE k.to_code END AS before,"
        " CASE WHEN k.from_version_id = $1 THEN k.to_code ELSE k.from_code END AS after,"
        f" k.from_version_id = $1 AS onward, k.certainty, ({_SOURCE})::text AS source"
        " FROM component_correspondences k JOIN sources s ON s.id = k.source_id"
        " LEFT JOIN legal_documents d ON d.id = s.document_id WHERE k.superseded_at = 'infinity'"
        " AND ((k.from_version_id, k.to_version_id) = ($1, $2) OR (k.from_version_id, k.to_version_id) = ($2, $1))"
        " ORDER BY k.place",
        before,
        after,
    )
    return [{**row, "source": orjson.loads(row["source"])} for row in found]
