"""SQL of appeal rounds, appeals and verdicts."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import cache
from typing import Any

from shared.evidence import appeals_values as values
from shared.identity.values import Reach
from shared.kit import db
from shared.kit.where import Where
from shared.law import sources

_ROUND = (
    "json_build_object('id', n.id, 'number', n.number, 'opens_on', n.opens_on, 'closes_before_on', n.closes_before_on,"
    " 'state', CASE WHEN {today} < n.opens_on THEN 'announced' WHEN {today} < n.closes_before_on THEN 'open'"
    " ELSE 'over' END, 'note', n.note, 'source', CASE WHEN s.id IS NOT NULL THEN "
    + sources.JSON.format(alias="s", document="d").replace("{", "{{").replace("}", "}}")
    + " END)"
)
_ROUNDS = (
    "appeal_rounds n LEFT JOIN sources s ON s.id = n.source_id LEFT JOIN legal_documents d ON d.id = s.document_id"
)


def _sql(name: str) -> str:
    return db.statement(__package__ or "", name).replace("{appeal}", db.statement(__package__ or "", "appeal"))


async def rounds(session: db.Session, assessment_id: uuid.UUID) -> list[values.Round]:
    """All rounds of an assessment."""
    found = await db.fetch(
        session,
        "SELECT id, number, opens_on, closes_before_on FROM appeal_rounds WHERE assessment_id = :id ORDER BY number",
        id=assessment_id,
    )
    return [values.Round(**row) for row in found]


async def add_round(session: db.Session, row: dict[str, Any]) -> None:
    """Store a round."""
    await db.execute(
        session,
        "INSERT INTO appeal_rounds (id, assessment_id, number, opens_on, closes_before_on, note, source_id,"
        " recorded_at) VALUES (:id, :assessment_id, :number, :opens_on, :closes_before_on, :note, :source_id,"
        " :recorded_at)",
        **row,
    )


async def written_round(session: db.Session, round_id: object, today: dt.date) -> bytes:
    """A round that this transaction wrote, as JSON."""
    item = _ROUND.format(today="CAST(:today AS date)")
    row = await db.fetch_written(
        session, f"SELECT {item}::text AS item FROM {_ROUNDS} WHERE n.id = :id", id=round_id, today=today
    )
    return str(row["item"]).encode()


async def list_rounds(reader: db.Reader, assessment_id: uuid.UUID, today: dt.date) -> bytes:
    """The rounds of an assessment in their order, as JSON."""
    item = _ROUND.format(today="$2::date")
    return (
        await reader.json(
            f"SELECT json_build_object('items', coalesce(json_agg({item} ORDER BY n.number), '[]'), 'next', NULL)::text"
            f" FROM {_ROUNDS} WHERE n.assessment_id = $1",
            assessment_id,
            today,
        )
        or b""
    )


async def decisions_in_force(
    session: db.Session, assessment_id: uuid.UUID, component_id: uuid.UUID
) -> list[values.Decision]:
    """The decisions that hold for a component, on whosever evidence, the latest of each revision and part."""
    found = await db.fetch(session, _sql("appealable"), assessment=assessment_id, component=component_id)
    return [values.Decision(**row) for row in found]


async def add(session: db.Session, row: dict[str, Any]) -> bool:
    """Store an appeal; False when the decision was appealed against already."""
    return bool(
        await db.execute(
            session,
            "INSERT INTO appeals (id, round_id, decision_id, organisation_id, grounds, appealed_by, appealed_for,"
            " appealed_on, recorded_at) VALUES (:id, :round_id, :decision_id, :organisation_id, :grounds, :appealed_by,"
            " :appealed_for, :appealed_on, :recorded_at) ON CONFLICT (decision_id) DO NOTHING",
            **row,
        )
    )


async def lock(session: db.Session, assessment_id: uuid.UUID, appeal_id: uuid.UUID) -> dict[str, Any] | None:
    """An appeal of an assessment, locked against another verdict, with all whose hands are in it; None without it."""
    if not await db.fetch(session, "SELECT id FROM appeals WHERE id = :id FOR UPDATE", id=appeal_id):
        return None
    return await db.fetch_one(session, _sql("judged"), assessment=assessment_id, appeal=appeal_id)


async def add_verdict(session: db.Session, row: dict[str, Any]) -> None:
    """Store a verdict; the decision it names follows in the same transaction."""
    await db.execute(
        session,
        "INSERT INTO appeal_verdicts (appeal_id, verdict, reasons, decision_id, decided_by, decided_for,"
        " organisation_id, recorded_at) VALUES (:appeal_id, :verdict, :reasons, :decision_id, :decided_by,"
        " :decided_for, :organisation_id, :recorded_at)",
        **row,
    )


async def written(session: db.Session, appeal_id: uuid.UUID) -> bytes:
    """An appeal that this transaction wrote or judged, as JSON."""
    found = f"SELECT x.item::text AS item FROM ({_sql('appeal')} WHERE a.id = :id) x"
    row = await db.fetch_written(session, found, id=appeal_id)
    return str(row["item"]).encode()


async def written_judged(session: db.Session, appeal_id: uuid.UUID, version: int | None) -> bytes:
    """An appeal that this transaction judged, with the assessment's version (None: no score can move), as JSON."""
    row = await db.fetch_written(
        session,
        "SELECT (CAST(x.item AS jsonb) || jsonb_build_object('assessment_version', CAST(:version AS bigint)))::text"
        f" AS item FROM ({_sql('appeal')} WHERE a.id = :id) x",
        id=appeal_id,
        version=version,
    )
    return str(row["item"]).encode()


async def find_json(reader: db.Reader, assessment_id: uuid.UUID, appeal_id: uuid.UUID, readable: Reach) -> bytes | None:
    """One appeal as JSON when it may be read."""
    return await reader.json(
        f"SELECT item::text FROM ({_sql('appeal')} WHERE a.id = $1 AND n.assessment_id = $2"
        " AND ($3::boolean OR o.slug = ANY ($4::text[]))) x",
        appeal_id,
        assessment_id,
        readable.wide,
        readable.organisations,
    )


async def list_page(
    reader: db.Reader, wanted: values.Filter, *, after: tuple[Any, ...], limit: int, total: bool
) -> bytes:
    """A page of appeals with `next_keys`, newest first."""
    filters = Where(limit)
    filters.add("n.assessment_id = {0}", wanted.assessment)
    if not wanted.readable.wide:
        filters.add("o.slug = ANY ({0}::text[])", wanted.readable.organisations)
    filters.add("c.code = {0}", wanted.component)
    filters.add("coalesce(v.verdict, 'pending') = {0}", wanted.state)
    everything = str(filters)
    filters.add("(a.recorded_at, a.id) < ({0}, {1}::uuid)", *after)
    return await reader.json(_page(str(filters), everything if total else None), *filters.args) or b""


@cache
def _page(where: str, counted: str | None) -> str:
    """The page's statement; the same filters give the same text, so that it is prepared once."""
    source = _sql("appeal").partition("FROM appeals a")
    total = ""
    if counted is not None:
        total = f", 'total', (SELECT count(*) FROM appeals a {source[2]} WHERE $1 > 0 {counted})"
    return _sql("appeals_page").replace("{where}", where).replace("{total}", total)
