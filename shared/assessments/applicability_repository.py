"""SQL of components that do not apply."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from shared.kit import chosen, db
from shared.law import sources

_SOURCE = sources.JSON.format(alias="s", document="d")
_ITEM = (
    "json_build_object('id', t.id, 'component', c.code, 'applicable', t.applicable, 'reason', t.reason,"
    f" 'certainty', t.certainty, 'source', {_SOURCE}, 'stated_by', (SELECT slug FROM organisations"
    " WHERE id = t.organisation_id), 'stated_at', t.recorded_at"
)
_FROM = (
    "FROM component_applicability t JOIN components c ON c.id = t.component_id JOIN sources s ON s.id = t.source_id"
    " LEFT JOIN legal_documents d ON d.id = s.document_id"
)


def _sql(name: str) -> str:
    return db.statement(__package__ or "", name).replace("{item}", _ITEM + ")").replace("{source}", _SOURCE)


async def lock(session: db.Session, assessment_id: uuid.UUID, component_id: uuid.UUID) -> None:
    """Let statements on one component queue, so that the later commit is the latest one."""
    await db.execute(
        session,
        "SELECT pg_advisory_xact_lock(hashtextextended('applies:' || :assessment || ':' || :component, 0))",
        assessment=str(assessment_id),
        component=str(component_id),
    )


async def in_force(session: db.Session, assessment_id: uuid.UUID, component_id: uuid.UUID) -> uuid.UUID | None:
    """The statement that a next one would replace. Asked in a statement after `lock`."""
    row = await db.fetch_one(
        session,
        "SELECT id FROM component_applicability WHERE assessment_id = :assessment AND component_id = :component"
        " ORDER BY seq DESC LIMIT 1",
        assessment=assessment_id,
        component=component_id,
    )
    return None if row is None else row["id"]


async def add(session: db.Session, statement: dict[str, Any]) -> None:
    """Append a statement."""
    await db.execute(
        session,
        "INSERT INTO component_applicability (id, assessment_id, component_id, applicable, reason, source_id,"
        " certainty, organisation_id, stated_by, stated_for, recorded_at) VALUES (:id, :assessment_id, :component_id,"
        " :applicable, :reason, :source_id, :certainty, :organisation_id, :stated_by, :stated_for, :recorded_at)",
        **statement,
    )


async def written(session: db.Session, statement_id: object, version: int) -> bytes:
    """A statement that this transaction wrote with the `assessment_version` to wait for, as JSON."""
    row = await db.fetch_written(
        session,
        f"SELECT {_ITEM}, 'assessment_version', CAST(:version AS bigint))::text AS item {_FROM} WHERE t.id = :id",
        id=statement_id,
        version=version,
    )
    return str(row["item"]).encode()


async def list_json(reader: db.Reader, assessment_id: uuid.UUID) -> bytes:
    """The statements in force of an assessment, by component, as JSON."""
    return await reader.json(_sql("applicability"), assessment_id) or b""


async def exemptions(reader: db.Reader, assessments: Sequence[uuid.UUID]) -> db.Rows:
    """Components that do not apply to these: assessment_id, id (of the statement), component (code)."""
    sql = db.statement(__package__ or "", "exemptions").replace("{among}", chosen.among("$1::uuid[]", assessments))
    return await reader.rows(sql, assessments)
