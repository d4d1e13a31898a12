"""All SQL of judgements."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import cache

import orjson

from shared.kit import db, moment, rows
from shared.kit.moment import Moment
from shared.law import sources
from shared.targets import roll_up_repository

_KNOWN = "j.judged_on <= $1 AND j.recorded_at <= least($2, now())"
_LATEST = "j.judged_on DESC, j.sequence DESC"
_SOURCE = sources.JSON.format(alias="s", document="d")
# Of a reading: as known at the instant $2.
_SOURCE_THEN = sources.as_known("s", "d")


async def add(session: db.Session, judgement: rows.Row) -> None:
    """Append a judgement."""
    listed = ", ".join(judgement)
    await db.execute(
        session,
        f"INSERT INTO target_judgements ({listed}) SELECT {listed}"
        " FROM jsonb_populate_record(CAST(NULL AS target_judgements), CAST(:row AS jsonb))",
        row=orjson.dumps(dict(judgement), default=str).decode(),
    )


async def get_written(session: db.Session, judgement: uuid.UUID) -> bytes:
    """A judgement that this transaction wrote, as JSON."""
    row = await db.fetch_written(
        session, f"SELECT {_item()}::text AS item FROM target_judgements j WHERE j.id = :id", id=judgement
    )
    return str(row["item"]).encode()


async def find_province(session: db.Session) -> uuid.UUID | None:
    """The province whose targets these are."""
    found = await roll_up_repository.find_provinces(session)
    return found[0] if found else None


async def list_of(reader: db.Reader, target_id: uuid.UUID, at: Moment) -> db.Rows:
    """`id`, `organisation_id`, `year`, `verdict`, `certainty` and `item` (JSON), the latest first."""
    return await reader.rows(
        f"SELECT j.id, j.organisation_id, j.year, j.verdict, j.certainty, {_item(_SOURCE_THEN)}::text AS item"
        f" FROM target_judgements j WHERE {_KNOWN} AND j.target_id = $3 ORDER BY {_LATEST}",
        at.as_of,
        at.known_at,
        target_id,
    )


async def list_of_many(reader: db.Reader, targets: Sequence[uuid.UUID], at: Moment) -> db.Rows:
    """The same of many targets, each with `target_id` and without `item`."""
    return await reader.rows(
        "SELECT j.target_id, j.id, j.organisation_id, j.year, j.verdict, j.certainty"
        f" FROM target_judgements j WHERE {_KNOWN} AND j.target_id = ANY ($3) ORDER BY {_LATEST}",
        at.as_of,
        at.known_at,
        list(targets),
    )


async def list_json(reader: db.Reader, at: Moment, target_id: uuid.UUID) -> bytes:
    """All of one target as JSON, the latest first."""
    sql = (
        f"SELECT json_build_object('items', coalesce((SELECT json_agg({_item(_SOURCE_THEN)} ORDER BY {_LATEST})"
        f" FROM target_judgements j WHERE {_KNOWN} AND j.target_id = $3), '[]'), 'next', NULL,"
        f" 'target', (SELECT code FROM targets WHERE id = $3), {moment.JSON})::text"
    )
    return await reader.json(sql, at.as_of, at.known_at, target_id) or b""


@cache
def _item(source: str = _SOURCE) -> str:
    return (
        "json_build_object('id', j.id, 'target', (SELECT code FROM targets WHERE id = j.target_id),"
        " 'organisation', (SELECT slug FROM organisations WHERE id = j.organisation_id), 'year', j.year,"
        " 'verdict', j.verdict, 'judged_on', j.judged_on, 'note', j.note, 'certainty', j.certainty,"
        f" 'source', (SELECT {source} FROM sources s LEFT JOIN legal_documents d ON d.id = s.document_id"
        " WHERE s.id = j.source_id), 'judged_by', j.judged_by, 'judged_for', j.judged_for,"
        " 'recorded_at', to_char(j.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'))"
    )
