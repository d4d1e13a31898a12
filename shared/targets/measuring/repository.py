"""All SQL of measuring."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import orjson

from shared.kit import db, moment, names
from shared.kit.moment import Moment
from shared.kit.where import Where
from shared.targets import shown
from shared.targets.measuring import values

_KNOWN = "least($2, now())"
_IN_TIME = f"{{0}}.measured_on <= $1 AND {{0}}.recorded_at <= {_KNOWN}"
# The order in which the figures of a target and an organisation count; the index measurements_vintages has it.
_RANK = "({0}.measured_on, {0}.firm, {0}.recorded_at, {0}.id)"
_ITEM = f"""json_build_object({shown.MEMBERS},
    'vintage', v.number, 'status', CASE WHEN v.counts = m.id THEN 'current'
        WHEN NOT m.firm AND v.settled THEN 'closed' ELSE 'superseded' END,
    'replaced_by', nullif(v.counts, m.id),
    'basis', CASE WHEN m.path IS NULL THEN 'own' ELSE 'successor' END, 'path', coalesce(m.path, '[]'))"""


async def page(
    reader: db.Reader, at: Moment, wanted: values.Filter, *, after: tuple[Any, ...], limit: int, total: bool
) -> bytes:
    """One page as JSON with `next_keys`, in the order of recording. Grain: one vintage."""
    paths = {str(key): list(path) for key, path in (wanted.paths or {}).items()}
    filters = Where(at.as_of, at.known_at, limit, orjson.dumps(paths).decode())
    _narrow(filters, wanted)
    everything = str(filters)
    filters.add("(m.recorded_at, m.id) > ({0}, {1})", *after)
    return await reader.json(_page(str(filters), everything if total else None), *filters.args) or b""


def _narrow(filters: Where, wanted: values.Filter) -> None:
    beside: list[str] = []
    for condition, value in (
        ("{row}.target_id = {{0}}", wanted.target_id),
        ("{row}.organisation_id = {{0}}", wanted.organisation_id),
        ("{row}.organisation_id = ANY (CAST({{0}} AS uuid[]))", None if wanted.paths is None else [*wanted.paths]),
        ("{row}.kind = {{0}}", wanted.kind),
        ("{row}.origin = {{0}}", wanted.origin),
        ("{row}.measured_on >= {{0}}", wanted.since),
        ("{row}.measured_on <= {{0}}", wanted.until),
    ):
        if value is not None:
            filters.add(condition.format(row="m"), value)
            beside.append("AND " + condition.format(row="n").format(f"${len(filters.args)}"))
    if wanted.latest:
        filters.add(
            "NOT EXISTS (SELECT FROM measurements n WHERE n.target_id = m.target_id"
            f" AND n.organisation_id = m.organisation_id AND {_IN_TIME.format('n')} {' '.join(beside)}"
            f" AND {_RANK.format('n')} > {_RANK.format('m')})"
        )


@cache
def _page(where: str, counted: str | None) -> str:
    in_time = _IN_TIME.format("m")
    total = "" if counted is None else f", 'total', (SELECT count(*) FROM measurements m WHERE {in_time} {counted})"
    return db.statement(__package__ or "", "page").format(
        item=_ITEM, in_time=in_time, where=where, moment=moment.JSON, total=total, vintages=_vintages(_KNOWN)
    )


@cache
def _vintages(known: str) -> str:
    return db.statement(__package__ or "", "vintages").format(known=known)


def _one(members: str, known: str, where: str) -> str:
    """One or more measurements, each as JSON in a row of its own; `members` more of each."""
    return (
        f"SELECT m.id, CAST({_ITEM[:-1]}{members}) AS text) AS item"
        " FROM (SELECT m.*, t.code AS target, o.slug AS organisation, CAST(NULL AS jsonb) AS path FROM measurements m"
        f" JOIN targets t ON t.id = m.target_id JOIN organisations o ON o.id = m.organisation_id WHERE {where}) m"
        f" CROSS JOIN LATERAL ({_vintages(known)}) v"
    )


async def find(reader: db.Reader, at: Moment, measurement: uuid.UUID) -> bytes | None:
    """One measurement as JSON with both times; None when it is of a later day or was not known then."""
    row = await reader.row(
        _one(f", {moment.JSON}", _KNOWN, f"m.id = $3 AND {_IN_TIME.format('m')}"), at.as_of, at.known_at, measurement
    )
    return None if row is None else row["item"].encode()


async def shown_of(session: db.Session, ids: Sequence[uuid.UUID]) -> list[str]:
    """The measurements with these ids as JSON, in the order given, as they stand in this transaction."""
    found = await db.fetch(session, _one("", "now()", "m.id = ANY (CAST(:ids AS uuid[]))"), ids=list(ids))
    items = {row["id"]: row["item"] for row in found}
    return [items[one] for one in ids]


async def lock(session: db.Session, organisation: uuid.UUID) -> None:
    """Wait until nobody else records figures of this organisation: whether one is closed must hold until the commit."""
    await db.execute(
        session,
        "SELECT pg_advisory_xact_lock(hashtextextended('measurements ' || CAST(:organisation AS text), 0))",
        organisation=str(organisation),
    )


async def list_targets(session: db.Session, keys: Collection[str]) -> dict[str, values.Measured]:
    """The targets in force in the catalog's words, by code and by id as text."""
    found = await db.fetch(
        session,
        "SELECT id, code, measure, unit, natural_limit, level FROM targets"
        " WHERE (code = ANY (CAST(:keys AS text[])) OR id = ANY (CAST(:ids AS uuid[])))"
        " AND superseded_at = 'infinity'",
        keys=list(keys),
        ids=[one for key in keys if (one := names.uuid_or_none(key))],
    )
    targets = [values.Measured(**row) for row in found]
    return {key: one for one in targets for key in (one.code, str(one.id))}


async def find_speaker(session: db.Session, slug: str) -> dict[str, Any] | None:
    """`id`, `level` and `in_force` (pairs of days) of an organisation, as known now; None for one not registered."""
    return await db.fetch_one(
        session,
        "SELECT o.id, o.level, ARRAY(SELECT ARRAY[v.valid_from, v.valid_to] FROM organisation_versions v"
        " WHERE v.organisation_id = o.id AND v.hierarchy = 'administrative'"
        " AND v.superseded_at = 'infinity') AS in_force"
        " FROM organisations o WHERE o.slug = :slug",
        slug=slug,
    )


async def list_vintages(
    session: db.Session, organisation: uuid.UUID, keys: Iterable[tuple[uuid.UUID, dt.date]]
) -> dict[tuple[uuid.UUID, dt.date], list[values.Vintage]]:
    """What was recorded of these targets and days for an organisation; the one that counts comes last."""
    wanted = list(dict.fromkeys(keys))
    found = await db.fetch(
        session,
        "SELECT m.target_id, m.measured_on, m.id, m.kind, m.origin, m.value, m.numerator, m.denominator,"
        " m.quality_note, m.corrects_id, m.reason, m.firm"
        " FROM unnest(CAST(:targets AS uuid[]), CAST(:days AS date[])) AS k (target_id, measured_on)"
        " JOIN measurements m ON m.target_id = k.target_id AND m.measured_on = k.measured_on"
        " AND m.organisation_id = :organisation ORDER BY m.firm, m.recorded_at, m.id",
        targets=[target for target, _ in wanted],
        days=[day for _, day in wanted],
        organisation=organisation,
    )
    vintages: dict[tuple[uuid.UUID, dt.date], list[values.Vintage]] = {key: [] for key in wanted}
    for row in found:
        vintages[row["target_id"], row["measured_on"]].append(
            values.Vintage(
                *(row[name] for name in ("id", "kind", "origin", "value", "numerator", "denominator")),
                *(row[name] for name in ("quality_note", "corrects_id", "reason", "firm")),
            )
        )
    return vintages


async def add(session: db.Session, measurements: Sequence[Mapping[str, Any]]) -> None:
    """Append measurements."""
    columns = (
        "id, target_id, organisation_id, measured_on, value, numerator, denominator, kind, origin, quality_note,"
        " corrects_id, reason, recorded_by"
    )
    await db.execute(
        session,
        f"INSERT INTO measurements ({columns}) SELECT {columns}"
        " FROM jsonb_populate_recordset(CAST(NULL AS measurements), CAST(:rows AS jsonb))",
        rows=orjson.dumps([dict(row) for row in measurements], default=str).decode(),
    )


async def list_form(reader: db.Reader, at: Moment, organisation: str, fitting: Mapping[str, Sequence[str]]) -> db.Rows:
    """`target`, `name`, `unit` and `organisation` of the targets with figures that an organisation (slug) measures, in
    the order of the catalog. `fitting`: level of an organisation → levels of the targets that it measures."""
    return await reader.rows(
        "SELECT t.code AS target, t.name, t.unit, o.slug AS organisation FROM organisations o JOIN targets_known t"
        " ON t.level = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($4 AS jsonb) -> o.level)))"
        " WHERE o.slug = $3 AND t.measure = 'numeric' AND t.valid_from <= $1 AND $1 < t.valid_to"
        " AND t.recorded_at <= least($2, now()) AND least($2, now()) < t.superseded_at ORDER BY t.position, t.id",
        at.as_of,
        at.known_at,
        organisation,
        orjson.dumps(dict(fitting)).decode(),
    )
