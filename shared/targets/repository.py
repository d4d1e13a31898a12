"""All SQL of targets and their milestones."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson

from shared.kit import db, moment, names, rows
from shared.kit.moment import Moment
from shared.kit.where import Where
from shared.law import sources
from shared.targets import roll_up_repository, shown, values


async def install(session: db.Session, targets: Sequence[rows.Row]) -> int:
    """Store the catalog's targets and close those it no longer states; the number of rows changed.

    One that was stated by API before the catalog states it becomes the catalog's.
    """
    return await rows.install_closing(
        session,
        "targets",
        [{**target, "stated_by": "catalog"} for target in targets],
        of="t.stated_by = 'catalog'",
    )


async def add(session: db.Session, target: rows.Row) -> bool:
    """Add a target after all others; False when its code is taken."""
    return bool(
        await db.execute(
            session,
            f"INSERT INTO targets ({', '.join(target)}, position) SELECT {', '.join(f'r.{name}' for name in target)},"
            " (SELECT coalesce(max(position), 0) + 1 FROM targets)"
            " FROM jsonb_populate_record(CAST(NULL AS targets), CAST(:row AS jsonb)) r ON CONFLICT DO NOTHING",
            row=orjson.dumps(dict(target), default=str).decode(),
        )
    )


async def lock_described(session: db.Session, key: str) -> dict[str, Any] | None:
    """What an amendment is judged by, of the target with this id or code, locked against another amendment."""
    return await find_described(session, key, lock=" FOR NO KEY UPDATE")


async def find_described(session: db.Session, key: str, *, lock: str = "") -> dict[str, Any] | None:
    """What an amendment or a judgement is judged by, of the target with this id or code."""
    return await db.fetch_one(
        session,
        "SELECT id, code, measure, unit, direction, natural_limit, baseline_value, valid_from, valid_to FROM targets"
        f" WHERE (id = CAST(:id AS uuid) OR code = :code) AND superseded_at = 'infinity'{lock}",
        id=names.uuid_or_none(key),
        code=key,
    )


async def get_written(session: db.Session, target_id: uuid.UUID, on: dt.date) -> bytes:
    """A target that this transaction wrote as JSON, on a day."""
    item = _item(moment.JSON).replace("$1", "CAST(:on AS date)").replace("$2", "now()")
    row = await db.fetch_written(
        session, f"SELECT {item}::text AS item FROM targets t WHERE id = :id", id=target_id, on=on
    )
    return str(row["item"]).encode()


async def page(
    reader: db.Reader, at: Moment, wanted: values.Filter, *, after: tuple[Any, ...], limit: int, total: bool
) -> bytes:
    """One page as JSON with `next_keys`. Grain: one target."""
    filters = Where(at.as_of, at.known_at, limit)
    filters.add("t.pillar = {0}", wanted.pillar)
    filters.add("t.level = {0}", wanted.level)
    filters.add("t.measure = {0}", wanted.measure)
    filters.add("t.owner_id = {0}", wanted.owner_id)
    filters.add(
        "EXISTS (SELECT FROM milestones m WHERE m.target_id = t.id AND m.year = {0} AND m.valid_from <= $1"
        " AND $1 < m.valid_to AND m.recorded_at <= least($2, now()) AND least($2, now()) < m.superseded_at)",
        wanted.year,
    )
    filters.add(
        "EXISTS (SELECT FROM target_set_members_known m WHERE m.target_id = t.id AND m.set_id = {0}"
        " AND m.recorded_at <= least($2, now()) AND least($2, now()) < m.superseded_at)",
        wanted.set_id,
    )
    filters.search("t.code || ' ' || t.name", wanted.q)
    everything = str(filters)
    filters.add("(t.position, t.id) > ({0}, {1})", *after)
    sql = _page(_table(at), str(filters), everything if total else None)
    return await reader.json(sql, *filters.args) or b""


def _table(at: Moment) -> str:
    """Where to read: what was known before now stands beside what is known, and costs a little more."""
    return "targets" if at.known_at is None else "targets_known"


@cache
def _page(targets: str, where: str, counted: str | None) -> str:
    total = "" if counted is None else f", 'total', (SELECT count(*) FROM {targets} t WHERE {_IN_FORCE} {counted})"
    return db.statement(__package__ or "", "page").format(
        targets=targets, item=_item(), in_force=_IN_FORCE, where=where, moment=moment.JSON, total=total
    )


@cache
def _item(more: str = "") -> str:
    source = sources.as_known("s", "d")
    return db.statement(__package__ or "", "item").format(source=source, more=f", {more}" if more else "")


async def find(reader: db.Reader, at: Moment, key: str) -> bytes | None:
    """One target by id or code as JSON, None when there is none on that day."""
    return await reader.json(
        f"SELECT {_item(moment.JSON)}::text FROM {_table(at)} t WHERE {_IN_FORCE} AND (t.id = $3 OR t.code = $4)",
        at.as_of,
        at.known_at,
        names.uuid_or_none(key),
        key,
    )


async def find_id(reader: db.Reader, key: str) -> uuid.UUID | None:
    """The id of the target with this id or code, whatever the day."""
    row = await reader.row("SELECT id FROM targets WHERE id = $1 OR code = $2", names.uuid_or_none(key), key)
    return None if row is None else row["id"]


async def find_known_id(reader: db.Reader, key: str, known_at: dt.datetime | None) -> uuid.UUID | None:
    """The same, of a target that was stated by an instant of knowledge."""
    row = await reader.row(
        "SELECT id FROM targets_known WHERE (id = $1 OR code = $2) AND recorded_at <= least($3, now()) LIMIT 1",
        names.uuid_or_none(key),
        key,
        known_at,
    )
    return None if row is None else row["id"]


async def progress_row(reader: db.Reader, at: Moment, key: str) -> dict[str, Any] | None:
    """`item` (JSON), what the rule reads of the target, and its milestones side by side; None when there is none."""
    sql = _progress(_table(at), _item(moment.JSON), "(t.id = $3 OR t.code = $4)")
    return await reader.row(sql, at.as_of, at.known_at, names.uuid_or_none(key), key)


async def progress_rows(reader: db.Reader, at: Moment, ids: Sequence[uuid.UUID]) -> db.Rows:
    """The same of many targets at once, without `item`."""
    sql = _progress(_table(at), "CAST(NULL AS json)", "t.id = ANY ($3)")
    return await reader.rows(sql, at.as_of, at.known_at, list(ids))


@cache
def _progress(targets: str, item: str, wanted: str) -> str:
    return db.statement(__package__ or "", "progress").format(
        targets=targets,
        item=item,
        in_force=_IN_FORCE,
        provinces=roll_up_repository.provinces("least($2, now())"),
        wanted=wanted,
    )


async def list_figures(
    reader: db.Reader, at: Moment, ids: Sequence[uuid.UUID], provinces: Sequence[uuid.UUID]
) -> db.Rows:
    """What many targets are judged by, each with `target_id`: every vintage of the province, and of the districts and
    communes the latest figure and those of the first day."""
    sql = db.statement(__package__ or "", "figures")
    return await reader.rows(sql, at.as_of, at.known_at, list(ids), list(provinces))


async def list_vintages(reader: db.Reader, target_id: uuid.UUID, at: Moment, provinces: Sequence[uuid.UUID]) -> db.Rows:
    """Every measurement of a target up to a day, as known at an instant: the province first, the latest first."""
    return await reader.rows(
        db.statement(__package__ or "", "vintages").format(item=shown.MEASUREMENT),
        at.as_of,
        at.known_at,
        target_id,
        list(provinces),
    )


async def list_measured(session: db.Session, keys: Sequence[str], *, closed: bool) -> db.Rows:
    """What the checks of a figure need of the targets with these ids or codes; with `closed` also of closed ones."""
    return await db.fetch(
        session,
        "SELECT id, code, measure, unit, natural_limit FROM targets"
        " WHERE (code = ANY(CAST(:keys AS text[])) OR id = ANY(CAST(:ids AS uuid[])))"
        " AND (:closed OR superseded_at = 'infinity')",
        closed=closed,
        keys=list(keys),
        ids=[found for key in keys if (found := names.uuid_or_none(key))],
    )


async def add_measurements(session: db.Session, measurements: Sequence[rows.Row]) -> list[uuid.UUID]:
    """Append the measurements that are not there yet; the ids of the new ones."""
    added = await db.fetch(
        session,
        "INSERT INTO measurements (id, target_id, organisation_id, measured_on, value, numerator, denominator, kind,"
        " origin, report_id, report_round, quality_note, recorded_by)"
        " SELECT id, target_id, organisation_id, measured_on, value, numerator, denominator, kind,"
        " origin, report_id, report_round, quality_note, recorded_by"
        " FROM jsonb_populate_recordset(CAST(NULL AS measurements), CAST(:rows AS jsonb))"
        " ON CONFLICT DO NOTHING RETURNING id",
        rows=orjson.dumps([dict(row) for row in measurements], default=str).decode(),
    )
    return [row["id"] for row in added]


_IN_FORCE = (
    "t.valid_from <= $1 AND $1 < t.valid_to"
    " AND t.recorded_at <= least($2, now()) AND least($2, now()) < t.superseded_at"
)
