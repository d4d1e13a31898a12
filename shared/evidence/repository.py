"""All SQL of evidence and decisions."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any

from shared.evidence import values
from shared.identity.values import Reach
from shared.kit import chosen, db
from shared.kit.where import Where

_FROM = (
    "evidence e JOIN organisations o ON o.id = e.organisation_id JOIN LATERAL (SELECT r.id FROM evidence_revisions r"
    " WHERE r.evidence_id = e.id ORDER BY r.revision DESC LIMIT 1) r ON true"
)
_SERVES = (
    "EXISTS (SELECT FROM served_components k JOIN components c ON c.id IN (k.posted_for_id, k.component_id)"
    " WHERE k.revision_id = r.id AND c.code = {0})"
)
# Of a closed assessment nothing waits: only an appeal leads to another decision there.
_WAITS = (
    "e.withdrawn_at IS NULL AND EXISTS (SELECT FROM assessments a WHERE a.id = e.assessment_id AND a.status = 'open')"
    " AND EXISTS (SELECT FROM served_components k WHERE k.revision_id = r.id"
    " AND k.component_id IS NOT NULL AND NOT EXISTS (SELECT FROM decisions x WHERE x.revision_id = r.id"
    " AND (x.component_id = k.component_id OR x.component_id IN (SELECT s.ancestor_id FROM component_successions s"
    " WHERE s.component_id = k.component_id AND s.alone))))"
)


def _sql(name: str) -> str:
    view = db.statement(__package__ or "", "view")
    return db.statement(__package__ or "", name).replace("{view}", view)


async def add(
    session: db.Session, evidence: dict[str, Any], revision: dict[str, Any], components: list[uuid.UUID]
) -> None:
    """Store evidence with its first revision and the components it serves. Recorded, as all that a reading with
    `known_at` rests on, by the database's own clock, which says what is known."""
    await db.execute(
        session,
        "INSERT INTO evidence (id, assessment_id, organisation_id, recorded_at)"
        " VALUES (:id, :assessment_id, :organisation_id, clock_timestamp())",
        **evidence,
    )
    await db.execute(
        session,
        "INSERT INTO evidence_revisions (id, evidence_id, revision, title, document_number, issued_on, issuer, note,"
        " file_name, media_type, size_bytes, sha256, submitted_by, submitted_for, recorded_at) VALUES (:id,"
        " :evidence_id, :revision, :title, :document_number, :issued_on, :issuer, :note, :file_name, :media_type,"
        " :size_bytes, :sha256, :submitted_by, :submitted_for, clock_timestamp())",
        **revision,
    )
    await db.execute(
        session,
        "INSERT INTO evidence_components (revision_id, component_id)"
        " SELECT :revision, unnest(CAST(:components AS uuid[]))",
        revision=revision["id"],
        components=components,
    )


async def same_content(session: db.Session, sha256: str, revision_id: uuid.UUID, organisation: str) -> int:
    """How many other revisions of the organisation (slug) hold the same bytes; what others hold is not told."""
    row = await db.fetch_one(
        session,
        "SELECT count(*) AS n FROM evidence_revisions r JOIN evidence e ON e.id = r.evidence_id"
        " JOIN organisations o ON o.id = e.organisation_id"
        " WHERE r.sha256 = :sha256 AND r.id <> :revision_id AND o.slug = :organisation",
        sha256=sha256,
        revision_id=revision_id,
        organisation=organisation,
    )
    return int((row or {"n": 0})["n"])


async def lock(session: db.Session, evidence_id: uuid.UUID) -> dict[str, Any] | None:
    """The evidence and its latest revision, locked against a concurrent withdrawal; None when there is none."""
    return await db.fetch_one(
        session,
        "SELECT e.id, e.assessment_id, e.organisation_id, o.slug AS organisation, e.withdrawn_at, r.id AS revision_id,"
        " r.revision, r.submitted_by, r.submitted_for FROM evidence e JOIN organisations o ON o.id = e.organisation_id"
        " JOIN evidence_revisions r ON r.evidence_id = e.id WHERE e.id = :id"
        " ORDER BY r.revision DESC LIMIT 1 FOR UPDATE OF e",
        id=evidence_id,
    )


async def components_of(session: db.Session, revision_id: uuid.UUID) -> list[str]:
    """Codes of the components of today's version that a revision serves, in the framework's order."""
    found = await db.fetch(
        session,
        "SELECT c.code FROM components c WHERE c.id IN (SELECT component_id FROM served_components"
        " WHERE revision_id = :id) ORDER BY c.position",
        id=revision_id,
    )
    return [str(row["code"]) for row in found]


async def add_decision(session: db.Session, decision: dict[str, Any]) -> None:
    """Append a decision; the latest one of a revision and component (and part) holds."""
    await db.execute(
        session,
        "INSERT INTO decisions (id, revision_id, component_id, part, verdict, points, max_points, input_values,"
        " reason_code, note, decided_by, decided_for, organisation_id, same_organisation, recorded_at) VALUES (:id,"
        " :revision_id, :component_id, :part, :verdict, :points, :max_points, CAST(:input_values AS jsonb),"
        " :reason_code, :note, :decided_by, :decided_for,"
        " :organisation_id,"
        " :same_organisation, clock_timestamp())",
        **decision,
    )


async def withdraw(session: db.Session, evidence_id: uuid.UUID, subject: str) -> None:
    """Mark evidence as taken back; its rows stay."""
    await db.execute(
        session,
        "UPDATE evidence SET withdrawn_at = clock_timestamp(), withdrawn_by = :subject WHERE id = :id",
        id=evidence_id,
        subject=subject,
    )


async def standing(reader: db.Reader, assessments: Sequence[uuid.UUID]) -> db.Rows:
    """Revision × component of evidence not withdrawn with the decision in force, for the engine, by assessment_id."""
    sql = db.statement(__package__ or "", "standing").replace("{among}", chosen.among("$1::uuid[]", assessments))
    return await reader.rows(sql, assessments)


async def list_page(
    reader: db.Reader, wanted: values.Filter, *, after: tuple[Any, ...], limit: int, total: bool
) -> bytes:
    """A page of evidence with `next_keys`. Only the page's rows are built; the filters run on keys."""
    filters = Where(limit)
    if not wanted.readable.wide:
        filters.add("o.slug = ANY ({0}::text[])", wanted.readable.organisations)
    filters.add("e.assessment_id = {0}", wanted.assessment)
    filters.add(_SERVES, wanted.component)
    if wanted.undecided:
        filters.add(_WAITS)
    everything = str(filters)
    filters.add("(e.recorded_at, e.id) < ({0}, {1}::uuid)", *after)
    return await reader.json(_page(str(filters), everything if total else None), *filters.args) or b""


@cache
def _page(where: str, counted: str | None) -> str:
    """The page's statement; the same filters give the same text, so that it is prepared once."""
    total = "" if counted is None else f", 'total', (SELECT count(*) FROM {_FROM} WHERE $1 > 0 {counted})"
    return _sql("list").replace("{from}", _FROM).replace("{where}", where).replace("{total}", total)


async def list_redecisions(
    reader: db.Reader, assessment_id: uuid.UUID, *, after: tuple[Any, ...], limit: int, total: bool
) -> bytes:
    """A page of what is to be decided again, with `next_keys`."""
    counted = ", 'total', (SELECT count(*) FROM decided)" if total else ""
    sql = db.statement(__package__ or "", "redecisions").replace("{total}", counted)
    return await reader.json(sql, limit, assessment_id, *after) or b""


async def find_json(reader: db.Reader, evidence_id: uuid.UUID, readable: Reach) -> bytes | None:
    """One evidence as JSON when it may be read."""
    view = db.statement(__package__ or "", "view")
    return await reader.json(
        f"SELECT item::text FROM ({view} WHERE e.id = $1 AND ($2::boolean OR o.slug = ANY ($3::text[]))) x",
        evidence_id,
        readable.wide,
        readable.organisations,
    )


async def find_file(reader: db.Reader, evidence_id: uuid.UUID, readable: Reach) -> dict[str, Any] | None:
    """Name, media type and SHA-256 of the latest revision's file when it may be read."""
    return await reader.row(
        "SELECT r.file_name, r.media_type, r.sha256 FROM evidence e JOIN organisations o ON o.id = e.organisation_id"
        " JOIN evidence_revisions r ON r.evidence_id = e.id"
        " WHERE e.id = $1 AND ($2::boolean OR o.slug = ANY ($3::text[]))"
        " ORDER BY r.revision DESC LIMIT 1",
        evidence_id,
        readable.wide,
        readable.organisations,
    )


async def find_posted(reader: db.Reader, evidence_id: uuid.UUID, readable: Reach) -> dict[str, Any] | None:
    """What was said with the latest revision and its file, whose it is, when it was taken back."""
    return await reader.row(
        "SELECT r.title, r.document_number, r.issued_on, r.issuer, r.file_name, r.media_type, r.size_bytes, r.sha256,"
        " e.organisation_id, e.withdrawn_at FROM evidence e JOIN organisations o ON o.id = e.organisation_id"
        " JOIN evidence_revisions r ON r.evidence_id = e.id"
        " WHERE e.id = $1 AND ($2::boolean OR o.slug = ANY ($3::text[]))"
        " ORDER BY r.revision DESC LIMIT 1",
        evidence_id,
        readable.wide,
        readable.organisations,
    )


async def details(reader: db.Reader, revisions: Sequence[uuid.UUID], decisions: Sequence[uuid.UUID]) -> bytes:
    """What explain shows of revisions and decisions."""
    return await reader.json(db.statement(__package__ or "", "details"), list(revisions), list(decisions)) or b"{}"
