"""All SQL of assessments, claims, published figures and rankings."""

from __future__ import annotations

import uuid
from typing import Any

from shared.kit import db, rows
from shared.law import sources

_SOURCE = sources.JSON.format(alias="s", document="d")
_ASSESSMENT = (
    "SELECT a.id, a.framework_version_id, f.slug AS framework, a.organisation_id, o.slug AS organisation, a.year,"
    " a.status FROM assessments a JOIN framework_versions v ON v.id = a.framework_version_id"
    " JOIN frameworks f ON f.id = v.framework_id JOIN organisations o ON o.id = a.organisation_id WHERE a.id = "
)


def _sql(name: str) -> str:
    item = db.statement(__package__ or "", "item")
    return db.statement(__package__ or "", name).replace("{item}", item).replace("{source}", _SOURCE)


async def install(session: db.Session, table: str, given: list[rows.Row]) -> int:
    """Store catalog rows of one of this domain's tables; rows changed."""
    key = ("ranking_id", "organisation_id") if table == "ranking_rows" else ("id",)
    return await rows.install(session, table, given, key=key)


async def find(session: db.Session, assessment_id: uuid.UUID) -> dict[str, Any] | None:
    """One assessment's row for a write."""
    return await db.fetch_one(session, _ASSESSMENT + ":id", id=assessment_id)


async def read_one(reader: db.Reader, assessment_id: uuid.UUID) -> dict[str, Any] | None:
    """One assessment's row for a read."""
    return await reader.row(_ASSESSMENT + "$1", assessment_id)


async def without_version(session: db.Session) -> list[uuid.UUID]:
    """Open assessments that were never asked to be computed."""
    found = await db.fetch(
        session,
        "SELECT id FROM assessments a WHERE status = 'open'"
        " AND NOT EXISTS (SELECT FROM assessment_versions v WHERE v.assessment_id = a.id)",
    )
    return [row["id"] for row in found]


async def raise_version(session: db.Session, assessment_id: uuid.UUID) -> int:
    """Count one more change; the row lock orders concurrent writers of this assessment by commit."""
    row = await db.fetch_one(
        session,
        "INSERT INTO assessment_versions (assessment_id, version) VALUES (:id, 1)"
        " ON CONFLICT (assessment_id) DO UPDATE SET version = assessment_versions.version + 1 RETURNING version",
        id=assessment_id,
    )
    return int((row or {})["version"])


async def version(session: db.Session, assessment_id: uuid.UUID) -> int:
    """The wanted version as this transaction sees it; 0 before the first."""
    row = await db.fetch_one(
        session, "SELECT version FROM assessment_versions WHERE assessment_id = :id", id=assessment_id
    )
    return int(row["version"]) if row else 0


async def add_claim(session: db.Session, claim: dict[str, Any]) -> None:
    """Append a claim; the latest one of a component holds."""
    await db.execute(
        session,
        "INSERT INTO claims (id, assessment_id, component_id, points, input_values, note, claimed_by,"
        " organisation_id, recorded_at) VALUES (:id, :assessment_id, :component_id, :points, '{}', :note,"
        " :claimed_by, :organisation_id, :recorded_at)",
        **claim,
    )


async def latest_claims(session: db.Session, assessment_id: uuid.UUID) -> db.Rows:
    """The claim in force of every claimed component: id, component (code), points."""
    return await db.fetch(
        session,
        "SELECT DISTINCT ON (c.code) k.id, c.code AS component, k.points FROM claims k"
        " JOIN components c ON c.id = k.component_id WHERE k.assessment_id = :id ORDER BY c.code, k.seq DESC",
        id=assessment_id,
    )


async def list_page(
    reader: db.Reader,
    *,
    framework: str | None,
    organisation: str | None,
    year: int | None,
    after: tuple[int | None, uuid.UUID | None],
    limit: int,
) -> bytes:
    """A page of assessments with `next_keys`."""
    return await reader.json(_sql("list"), framework, organisation, year, *after, limit) or b""


async def find_json(reader: db.Reader, assessment_id: uuid.UUID) -> bytes | None:
    """One assessment as JSON."""
    return await reader.json(_sql("one"), assessment_id)


async def list_rankings(reader: db.Reader, *, framework: str | None, year: int | None, kind: str | None) -> bytes:
    """All published rankings without their rows; there are a few a year."""
    page = await reader.json(
        "SELECT json_build_object('items', coalesce(json_agg(json_build_object('id', r.id, 'framework', f.slug,"
        " 'year', r.year, 'kind', r.kind, 'row_count', (SELECT count(*) FROM ranking_rows w WHERE w.ranking_id = r.id),"
        f" 'certainty', r.certainty, 'source', {_SOURCE}) ORDER BY r.year DESC, r.id), '[]'), 'next', NULL)::text"
        " FROM rankings r JOIN frameworks f ON f.id = r.framework_id JOIN sources s ON s.id = r.source_id"
        " LEFT JOIN legal_documents d ON d.id = s.document_id WHERE ($1::text IS NULL OR f.slug = $1)"
        " AND ($2::integer IS NULL OR r.year = $2) AND ($3::text IS NULL OR r.kind = $3)",
        framework,
        year,
        kind,
    )
    return page or b""


async def find_ranking(reader: db.Reader, ranking_id: uuid.UUID) -> bytes | None:
    """One ranking with its rows, as JSON."""
    return await reader.json(_sql("ranking"), ranking_id)
