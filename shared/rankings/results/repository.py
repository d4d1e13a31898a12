"""SQL of official results: who can be named in a file, and what is in force of a framework and year."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from shared.kit import db, names

_FRAMEWORK = (
    "SELECT * FROM (SELECT f.id, f.slug, f.level, f.years, ARRAY(SELECT v.id FROM framework_versions v"
    " WHERE v.framework_id = f.id AND v.status <> 'draft' ORDER BY v.version) AS versions FROM frameworks f"
    " WHERE f.slug = $1 OR f.id = $2) f WHERE cardinality(f.versions) > 0"
)
# Of an assessment the version it is pinned to, and the one it was pinned to when its results in force were imported.
_STANDING = (
    "SELECT DISTINCT u.version_id FROM assessments a JOIN framework_versions v ON v.id = a.framework_version_id"
    " LEFT JOIN imports m ON m.assessment_id = a.id AND m.superseded_at = 'infinity'"
    " CROSS JOIN LATERAL (VALUES (a.framework_version_id), (CASE WHEN m.id IS NOT NULL THEN coalesce("
    "(SELECT s.to_version_id FROM assessment_moves s WHERE s.assessment_id = a.id AND s.recorded_at <= m.recorded_at"
    " ORDER BY s.seq DESC LIMIT 1), (SELECT s.from_version_id FROM assessment_moves s WHERE s.assessment_id = a.id"
    " ORDER BY s.seq LIMIT 1)) END)) AS u (version_id)"
    " WHERE v.framework_id = $1 AND a.year = $2 AND u.version_id IS NOT NULL"
)
_FIELD = (
    "SELECT o.id, o.slug, v.name FROM organisations o JOIN organisation_versions v ON v.organisation_id = o.id"
    " AND v.hierarchy = 'administrative' AND v.superseded_at = 'infinity' AND v.valid_from <= {day}"
    " AND {day} < v.valid_to WHERE o.kind = {kind} ORDER BY v.sort_key"
)
# By the newest version of the framework that an organisation is assessed by that year.
_HELD = (
    "SELECT a.organisation_id, o.slug, a.id AS assessment_id, m.id AS import_id, p.node, p.value, p.rank, p.rank_of,"
    " p.source_id, p.rank_source_id, p.certainty, p.rank_certainty, p.id AS score_id"
    " FROM (SELECT DISTINCT ON (a.organisation_id) a.* FROM assessments a"
    " JOIN framework_versions v ON v.id = a.framework_version_id WHERE v.framework_id = {framework} AND a.year = {year}"
    " ORDER BY a.organisation_id, v.version DESC) a JOIN organisations o ON o.id = a.organisation_id"
    " LEFT JOIN imports m ON m.assessment_id = a.id AND m.superseded_at = 'infinity'"
    " LEFT JOIN published_values p ON p.import_id = m.id AND (p.node = 'total' OR p.node LIKE 'index:%')"
)


async def find_framework(reader: db.Reader, framework: str) -> dict[str, Any] | None:
    """A framework by slug or id with its published versions, the newest last: id, slug, level, years, versions."""
    return await reader.row(_FRAMEWORK, framework, names.uuid_or_none(framework))


async def standing(reader: db.Reader, framework_id: uuid.UUID, year: int) -> list[uuid.UUID]:
    """The versions that a year stands under: those of its assessments, and those that their results came under."""
    return [row["version_id"] for row in await reader.rows(_STANDING, framework_id, year)]


async def list_field(session: db.Session, kind: str, day: dt.date) -> db.Rows:
    """Who may stand in a file: id, slug, name of every organisation of a kind on a day."""
    return await db.fetch(session, _FIELD.format(day=":day", kind=":kind"), day=day, kind=kind)


async def list_held(session: db.Session, framework_id: uuid.UUID, year: int) -> db.Rows:
    """What is in force: a row for each assessment and node (node null where nothing was published)."""
    return await db.fetch(
        session, _HELD.format(framework=":framework", year=":year"), framework=framework_id, year=year
    )


async def read_field(reader: db.Reader, kind: str, day: dt.date) -> db.Rows:
    """The same on the read door."""
    return await reader.rows(_FIELD.format(kind="$1", day="$2"), kind, day)


async def read_held(reader: db.Reader, framework_id: uuid.UUID, year: int) -> db.Rows:
    """The same on the read door."""
    return await reader.rows(_HELD.format(framework="$1", year="$2"), framework_id, year)
