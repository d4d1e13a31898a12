"""SQL of what is compared between organisations: figures of a framework and year, of one column."""

from __future__ import annotations

import uuid
from typing import Any

from shared.kit import db

_ASSESSED = (
    "SELECT DISTINCT ON (a.organisation_id) a.id, o.slug FROM assessments a"
    " JOIN framework_versions v ON v.id = a.framework_version_id JOIN organisations o ON o.id = a.organisation_id"
    " WHERE v.framework_id = $1 AND a.year = $2 AND ($3::uuid IS NULL OR EXISTS (SELECT FROM"
    " organisation_group_members m WHERE m.organisation_id = o.id AND m.group_id = $3 AND m.superseded_at = 'infinity'"
    " AND m.valid_from <= make_date($2, 12, 31) AND make_date($2, 12, 31) < m.valid_to))"
    " ORDER BY a.organisation_id, v.version DESC"
)
_NODES = "(node = 'total' OR node LIKE 'index:%' OR node LIKE 'pillar:%')"


async def list_published(
    reader: db.Reader, framework_id: uuid.UUID, year: int, group_id: uuid.UUID | None = None
) -> db.Rows:
    """slug, node, value, rank, score_id, certainty of everything in force that has a value."""
    return await reader.rows(
        f"SELECT a.slug, p.node, p.value, p.rank, p.id AS score_id, p.certainty FROM ({_ASSESSED}) a"
        " JOIN imports m ON m.assessment_id = a.id AND m.superseded_at = 'infinity'"
        f" JOIN published_values p ON p.import_id = m.id AND p.value IS NOT NULL AND {_NODES} ORDER BY a.slug, p.node",
        framework_id,
        year,
        group_id,
    )


async def list_computed(reader: db.Reader, framework_id: uuid.UUID, year: int, column: str) -> db.Rows:
    """The same of the heads; without ranks."""
    return await reader.rows(
        f"SELECT a.slug, h.node, h.value, NULL::integer AS rank, h.score_id, h.certainty FROM ({_ASSESSED}) a"
        f" JOIN head_scores h ON h.assessment_id = a.id AND h.score_column = $4 AND h.value IS NOT NULL AND {_NODES}"
        " ORDER BY a.slug, h.node",
        framework_id,
        year,
        None,
        column,
    )


async def count_members(reader: db.Reader, kind: str, year: int, group_id: uuid.UUID | None) -> int:
    """How many organisations of a kind, or of a group of them, were in force at the end of a year."""
    row = await reader.row(
        "SELECT count(*) AS n FROM organisations o JOIN organisation_versions v ON v.organisation_id = o.id"
        " AND v.hierarchy = 'administrative' AND v.superseded_at = 'infinity'"
        " AND v.valid_from <= make_date($2, 12, 31) AND make_date($2, 12, 31) < v.valid_to"
        " WHERE o.kind = $1 AND ($3::uuid IS NULL OR EXISTS (SELECT FROM organisation_group_members m"
        " WHERE m.organisation_id = o.id AND m.group_id = $3 AND m.superseded_at = 'infinity'"
        " AND m.valid_from <= make_date($2, 12, 31) AND make_date($2, 12, 31) < m.valid_to))",
        kind,
        year,
        group_id,
    )
    return int((row or {"n": 0})["n"])


async def find_head(reader: db.Reader, assessment_id: uuid.UUID) -> dict[str, Any] | None:
    """framework_id, framework, level, year, organisation (slug) of an assessment."""
    return await reader.row(
        "SELECT f.id AS framework_id, f.slug AS framework, f.level, a.year, o.slug AS organisation FROM assessments a"
        " JOIN framework_versions v ON v.id = a.framework_version_id JOIN frameworks f ON f.id = v.framework_id"
        " JOIN organisations o ON o.id = a.organisation_id WHERE a.id = $1",
        assessment_id,
    )
