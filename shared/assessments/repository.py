"""All SQL of assessments, claims and published figures."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any

from shared.assessments import values
from shared.kit import chosen, db, rows
from shared.kit.where import Where
from shared.law import sources

_SOURCE = sources.JSON.format(alias="s", document="d")
_ASSESSMENT = (
    "SELECT a.id, a.framework_version_id, f.slug AS framework, a.organisation_id, o.slug AS organisation, a.year,"
    " a.status, a.closed_on, f.level FROM assessments a JOIN framework_versions v ON v.id = a.framework_version_id"
    " JOIN frameworks f ON f.id = v.framework_id JOIN organisations o ON o.id = a.organisation_id WHERE a.id = "
)


_FROM = (
    "assessments a JOIN framework_versions v ON v.id = a.framework_version_id"
    " JOIN frameworks f ON f.id = v.framework_id JOIN organisations o ON o.id = a.organisation_id"
)


@cache
def _page(name: str, source: str, where: str, counted: str | None) -> str:
    """The page's statement; the same filters give the same text, so that it is prepared once."""
    total = "" if counted is None else f", 'total', (SELECT count(*) FROM {source} WHERE $1 > 0 {counted})"
    return _sql(name).replace("{from}", source).replace("{where}", where).replace("{total}", total)


def _sql(name: str) -> str:
    item = db.statement(__package__ or "", "item")
    return db.statement(__package__ or "", name).replace("{item}", item).replace("{source}", _SOURCE)


# Tables that hold the catalog's rows only: their key, and how people know a row `t`.
_FRAMEWORK = "SELECT f.slug FROM frameworks f WHERE f.id ="
_ORGANISATION = "(SELECT o.slug FROM organisations o WHERE o.id = t.organisation_id)"
_COMPLETE = {
    "assessments": (
        ("id",),
        f"concat_ws(' ', ({_FRAMEWORK} (SELECT framework_id FROM framework_versions v"
        f" WHERE v.id = t.framework_version_id)), {_ORGANISATION}, t.year)",
    ),
}


async def install(session: db.Session, table: str, given: list[rows.Row]) -> int:
    """Store the catalog's `assessments`; rows changed.

    Raises CatalogLost when one of them is no longer stated.
    """
    key, name = _COMPLETE[table]
    if table == "assessments":
        return await rows.install_complete(
            session, table, await _as_closed(session, given), key=key, name=name, of="t.stated_by = 'catalog'"
        )
    return await rows.install_complete(session, table, given, key=key, name=name)


async def _as_closed(session: db.Session, given: list[rows.Row]) -> list[rows.Row]:
    """The catalog's open assessments, but for those that people closed: these stay closed."""
    found = await db.fetch(session, "SELECT id, closed_on FROM assessments WHERE status = 'closed'")
    closed = {str(row["id"]): row["closed_on"] for row in found}
    return [
        {**row, "status": "closed" if row["id"] in closed else row["status"], "closed_on": closed.get(str(row["id"]))}
        for row in given
    ]


async def install_imports(session: db.Session, imports: list[rows.Row]) -> int:
    """Store the catalog's imports and supersede those whose content it no longer states; rows changed."""
    found = await db.fetch(
        session,
        "SELECT assessment_id FROM imports WHERE imported_by <> 'catalog' AND superseded_at = 'infinity'",
    )
    overtaken = {str(row["assessment_id"]) for row in found}
    standing = [row for row in imports if str(row["assessment_id"]) not in overtaken]
    late = [row for row in imports if str(row["assessment_id"]) in overtaken]
    closed = await rows.install_closing(session, "imports", standing, of="t.imported_by = 'catalog'")
    return closed + await _add_superseded(session, late)


async def _add_superseded(session: db.Session, imports: list[rows.Row]) -> int:
    """Store imports that another one has taken the place of already; those that are stored stay as they are."""
    written = 0
    for row in imports:
        written += await db.execute(
            session,
            "INSERT INTO imports (id, assessment_id, imported_by, superseded_at)"
            " VALUES (CAST(:id AS uuid), CAST(:assessment_id AS uuid), :imported_by, now()) ON CONFLICT DO NOTHING",
            **row,
        )
    return written


async def install_published(session: db.Session, figures: list[rows.Row], reasons: list[rows.Row]) -> int:
    """Store what imports say; an import's content never changes. Rows written."""
    return await rows.install(session, "published_values", figures) + await rows.install(
        session, "published_reasons", reasons
    )


async def find(session: db.Session, assessment_id: uuid.UUID) -> dict[str, Any] | None:
    """One assessment's row for a write."""
    return await db.fetch_one(session, _ASSESSMENT + ":id", id=assessment_id)


async def read_one(reader: db.Reader, assessment_id: uuid.UUID) -> dict[str, Any] | None:
    """One assessment's row for a read."""
    return await reader.row(_ASSESSMENT + "$1", assessment_id)


async def without_version(session: db.Session) -> list[uuid.UUID]:
    """Assessments computed here that were never asked to be computed."""
    found = await db.fetch(
        session,
        "SELECT id FROM assessments a WHERE status <> 'imported'"
        " AND NOT EXISTS (SELECT FROM assessment_versions v WHERE v.assessment_id = a.id)",
    )
    return [row["id"] for row in found]


async def with_version(session: db.Session, framework_version_id: uuid.UUID) -> list[uuid.UUID]:
    """Assessments computed here under a framework version that were asked to be computed before."""
    found = await db.fetch(
        session,
        "SELECT id FROM assessments a WHERE status <> 'imported' AND framework_version_id = :version"
        " AND EXISTS (SELECT FROM assessment_versions v WHERE v.assessment_id = a.id) ORDER BY id",
        version=framework_version_id,
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


async def versions(session: db.Session, assessments: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The wanted versions as this transaction sees them."""
    found = await db.fetch(
        session,
        "SELECT assessment_id, version FROM assessment_versions WHERE assessment_id"
        f" {chosen.among('CAST(:ids AS uuid[])', assessments)}",
        ids=list(assessments),
    )
    return {row["assessment_id"]: row["version"] for row in found}


async def lock_peers(session: db.Session, assessment_id: uuid.UUID) -> None:
    """Let writers that may move a best ratio among the same peers queue: each sees what the one before wrote."""
    await db.execute(
        session,
        "SELECT pg_advisory_xact_lock(hashtextextended('peers:' || framework_version_id || ':' || year, 0))"
        " FROM assessments WHERE id = :id",
        id=assessment_id,
    )


async def best_ratios(door: db.Session | db.Reader, wanted: Sequence[uuid.UUID]) -> db.Rows:
    """The best ratio of every normalised component and column among the peers of these: numerator, denominator."""
    if isinstance(door, db.Reader):
        return await door.rows("SELECT * FROM best_ratios($1::uuid[])", list(wanted))
    return await db.fetch(session=door, sql="SELECT * FROM best_ratios(CAST(:wanted AS uuid[]))", wanted=list(wanted))


async def raise_peers(session: db.Session, assessment_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """Count one more change of this assessment and of every peer that is computed; their versions. Locked in the order
    of their ids, so that two writers never wait for each other."""
    raised = await db.fetch(
        session,
        "INSERT INTO assessment_versions (assessment_id, version) SELECT p.id, 1 FROM assessments a"
        " JOIN assessments p ON p.framework_version_id = a.framework_version_id AND p.year = a.year"
        " WHERE a.id = :id AND (p.id = a.id OR p.status <> 'imported') ORDER BY p.id"
        " ON CONFLICT (assessment_id) DO UPDATE SET version = assessment_versions.version + 1"
        " RETURNING assessment_id, version",
        id=assessment_id,
    )
    return {row["assessment_id"]: int(row["version"]) for row in raised}


async def lock_claims(session: db.Session, assessment_id: uuid.UUID, component_id: uuid.UUID) -> None:
    """Let claims of one component queue, so that the later commit is the latest one: their order is that of the
    versions."""
    await db.execute(
        session,
        "SELECT pg_advisory_xact_lock(hashtextextended('claim:' || :assessment || ':' || :component, 0))",
        assessment=str(assessment_id),
        component=str(component_id),
    )


async def claim_in_force(session: db.Session, assessment_id: uuid.UUID, component_id: uuid.UUID) -> uuid.UUID | None:
    """The claim that a next one would replace, whoever made it. Asked in a statement after `lock_claims`."""
    row = await db.fetch_one(
        session,
        "SELECT claim_in_force(CAST(:assessment AS uuid), CAST(:component AS uuid)) AS id",
        assessment=assessment_id,
        component=component_id,
    )
    found: uuid.UUID | None = (row or {})["id"]
    return found


async def add_claim(session: db.Session, claim: dict[str, Any]) -> None:
    """Append a claim; the latest one of a component holds. Done after `lock_claims`."""
    await db.execute(
        session,
        "INSERT INTO claims (id, assessment_id, component_id, points, input_values, note, claimed_by,"
        " organisation_id, recorded_at) VALUES (:id, :assessment_id, :component_id, :points,"
        " CAST(:input_values AS jsonb), :note, :claimed_by, :organisation_id, :recorded_at)",
        **claim,
    )


async def claimed_values(session: db.Session, assessment_id: uuid.UUID, component_id: uuid.UUID) -> str | None:
    """The values of the claim in force of a component as JSON; None without one, or for who does not read scores."""
    row = await db.fetch_one(
        session,
        "SELECT input_values::text AS said FROM counted_claims(ARRAY[claim_in_force(CAST(:assessment AS uuid),"
        " CAST(:component AS uuid))])",
        assessment=assessment_id,
        component=component_id,
    )
    return None if row is None else str(row["said"])


async def latest_claims(reader: db.Reader, assessments: Sequence[uuid.UUID]) -> db.Rows:
    """The claim in force of every claimed component of these: assessment_id, id, component (code), points, and
    former_max_points and former_rule where it was made for a component of an earlier version."""
    sql = db.statement(__package__ or "", "latest_claims").replace("{among}", chosen.among("$1::uuid[]", assessments))
    return await reader.rows(sql, assessments)


async def framework_versions(reader: db.Reader, assessments: Sequence[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Which framework version each of these is scored by; an unknown one is left out."""
    found = await reader.rows(
        f"SELECT id, framework_version_id FROM assessments WHERE id {chosen.among('$1::uuid[]', assessments)}",
        assessments,
    )
    return {row["id"]: row["framework_version_id"] for row in found}


async def claim_details(reader: db.Reader, claims: Sequence[uuid.UUID]) -> bytes:
    """Claims with who made them and when, as JSON."""
    return await reader.json(db.statement(__package__ or "", "claim_details"), list(claims)) or b"[]"


async def list_page(
    reader: db.Reader, wanted: values.Filter, *, after: tuple[Any, ...], limit: int, total: bool
) -> bytes:
    """A page of assessments with `next_keys`."""
    filters = Where(limit)
    filters.add("f.id = {0}", wanted.framework_id)
    filters.add("a.organisation_id = {0}", wanted.organisation_id)
    filters.add("a.year = {0}", wanted.year)
    filters.add("a.status = {0}", wanted.status)
    everything = str(filters)
    filters.add("(-a.year, a.id) > (-{0}::integer, {1}::uuid)", *after)
    return await reader.json(_page("list", _FROM, str(filters), everything if total else None), *filters.args) or b""


async def find_json(reader: db.Reader, assessment_id: uuid.UUID) -> bytes | None:
    """One assessment as JSON."""
    return await reader.json(_sql("one"), assessment_id)


async def written(session: db.Session, assessment_id: uuid.UUID) -> bytes:
    """An assessment that this transaction wrote, as JSON."""
    found = _sql("one").replace("$1", ":id")
    row = await db.fetch_written(session, f"SELECT item FROM ({found}) x (item)", id=assessment_id)
    return str(row["item"]).encode()
