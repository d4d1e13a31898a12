"""SQL of roll-ups: the tree of a day, the figures that count, and the findings that contradict them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import orjson

from shared.kit import db, decimals, moment
from shared.kit.moment import Moment
from shared.kit.where import Where
from shared.targets import roll_up, values

Key = tuple[uuid.UUID, dt.date]

_IN_FORCE = (
    "v.hierarchy = 'administrative' AND v.valid_from <= {day} AND {day} < v.valid_to"
    " AND v.recorded_at <= {known} AND {known} < v.superseded_at"
)


# Two writers of one target and day share a lock; there are only so many, so that an import of any length holds few.
_LOCKS = 256
_COUNTS = "m.firm DESC, m.recorded_at DESC, m.id DESC"
_FIGURE = "m.id, m.organisation_id, m.measured_on, m.value, m.numerator, m.denominator, m.kind"
# Only shares are summed, and only of the targets of the province.
_SUMMED = "t.level = 'province' AND t.measure = 'numeric' AND t.aggregation = 'last' AND t.unit = ANY (:summed)"
_PART = """json_build_object('measurement', m.id, 'organisation', o.slug, 'kind', m.kind,
        'value', trim_scale(m.value), 'numerator', trim_scale(m.numerator), 'denominator', trim_scale(m.denominator))"""
_IN_TIME = "f.measured_on <= $1 AND f.recorded_at <= least($2, now())"


@cache
def provinces(known: str) -> str:
    """An SQL expression: the ids of the province whose targets these are, as known at the instant `known` (SQL)."""
    return db.statement(__package__ or "", "provinces").format(known=known)


@cache
def _units(province: str, day: str, known: str) -> str:
    return db.statement(__package__ or "", "units").format(
        province=province, day=day, known=known, in_force=_IN_FORCE.format(day=day, known=known)
    )


async def list_units(
    door: db.Session | db.Reader, province: uuid.UUID, on: dt.date, known_at: dt.datetime | None
) -> list[roll_up.Unit]:
    """The districts and communes below a province on a day, alphabetically. Grain: one unit."""
    if isinstance(door, db.Reader):
        rows = await door.rows(_units("$1", "$2", "least($3, now())"), province, on, known_at)
    else:
        rows = await db.fetch(
            door, _units("CAST(:province AS uuid)", "CAST(:day AS date)", "now()"), province=province, day=on
        )
    return [roll_up.Unit(**row) for row in rows]


async def find_provinces(session: db.Session) -> Sequence[uuid.UUID]:
    """The province whose targets these are, by what is known now; several where duties were held in several."""
    row = await db.fetch_written(session, f"SELECT {provinces('now()')} AS ids")
    return list(row["ids"])


async def lock(session: db.Session, measurements: Sequence[uuid.UUID]) -> None:
    """Wait until whoever else wrote of the targets and days of these measurements has committed."""
    await db.execute(
        session,
        "SELECT pg_advisory_xact_lock(hashtext('contradictions'), place) FROM ("
        " SELECT DISTINCT abs(hashtextextended(target_id::text || measured_on::text, 0) % :locks)::integer AS place"
        " FROM measurements WHERE id = ANY (CAST(:ids AS uuid[])) ORDER BY place) places",
        locks=_LOCKS,
        ids=list(measurements),
    )


async def own_figures(
    session: db.Session, province: uuid.UUID, measurements: Sequence[uuid.UUID]
) -> dict[Key, tuple[roll_up.Figure, str]]:
    """The province's own figure, with its unit, of every target and day of these measurements that it measured."""
    found = await db.fetch(
        session,
        f"SELECT DISTINCT ON (m.target_id, m.measured_on) m.target_id, t.unit, {_FIGURE}"
        " FROM (SELECT DISTINCT target_id, measured_on FROM measurements WHERE id = ANY (CAST(:ids AS uuid[]))) k"
        f" JOIN targets t ON t.id = k.target_id AND {_SUMMED}"
        " JOIN measurements m ON m.target_id = k.target_id AND m.organisation_id = :province"
        f" AND m.measured_on = k.measured_on ORDER BY m.target_id, m.measured_on, {_COUNTS}",
        ids=list(measurements),
        province=province,
        summed=list(roll_up.SUMMED_UNITS),
    )
    return {(row["target_id"], row["measured_on"]): (figure_of(row), row["unit"]) for row in found}


async def figures_of_parts(session: db.Session, keys: Sequence[Key]) -> dict[Key, dict[uuid.UUID, roll_up.Figure]]:
    """Of each district and commune the figure that counts, for each target and day."""
    found = await db.fetch(
        session,
        f"SELECT DISTINCT ON (m.target_id, m.measured_on, m.organisation_id) m.target_id, {_FIGURE}"
        " FROM unnest(CAST(:targets AS uuid[]), CAST(:days AS date[])) AS k (target_id, measured_on)"
        " JOIN measurements m ON m.target_id = k.target_id AND m.measured_on = k.measured_on"
        " JOIN organisations o ON o.id = m.organisation_id AND o.level IN ('district', 'commune')"
        f" ORDER BY m.target_id, m.measured_on, m.organisation_id, {_COUNTS}",
        targets=[target for target, _ in keys],
        days=[day for _, day in keys],
    )
    figures: dict[Key, dict[uuid.UUID, roll_up.Figure]] = defaultdict(dict)
    for row in found:
        figures[row["target_id"], row["measured_on"]][row["organisation_id"]] = figure_of(row)
    return figures


async def open_findings(session: db.Session, province: uuid.UUID, keys: Sequence[Key]) -> dict[Key, dict[str, Any]]:
    """`id`, `measurement_id` and `parts` (measurements) of the findings that are open for these targets and days."""
    found = await db.fetch(
        session,
        "SELECT f.id, f.target_id, f.measured_on, f.measurement_id,"
        " ARRAY(SELECT p.measurement_id FROM measurement_finding_parts p WHERE p.finding_id = f.id) AS parts"
        " FROM unnest(CAST(:targets AS uuid[]), CAST(:days AS date[])) AS k (target_id, measured_on)"
        " JOIN measurement_findings f ON f.target_id = k.target_id AND f.measured_on = k.measured_on"
        " AND f.organisation_id = :province AND f.closed_at = 'infinity'",
        targets=[target for target, _ in keys],
        days=[day for _, day in keys],
        province=province,
    )
    return {(row["target_id"], row["measured_on"]): row for row in found}


async def close_findings(session: db.Session, findings: Sequence[uuid.UUID], by: Sequence[uuid.UUID]) -> None:
    """Close findings: of `by`, what was measured of the same target and day resolves each."""
    if findings:
        await db.execute(
            session,
            "UPDATE measurement_findings f SET closed_at = greatest(now(), f.recorded_at), closed_by = ARRAY("
            "SELECT m.id FROM measurements m WHERE m.id = ANY (CAST(:by AS uuid[])) AND m.target_id = f.target_id"
            " AND m.measured_on = f.measured_on ORDER BY m.id) WHERE f.id = ANY (CAST(:findings AS uuid[]))",
            by=list(by),
            findings=list(findings),
        )


async def open_new(
    session: db.Session,
    province: uuid.UUID,
    found: Mapping[Key, tuple[roll_up.Figure, roll_up.RollUp]],
    by: Sequence[uuid.UUID],
) -> list[uuid.UUID]:
    """Open findings with the rows of their parts; their ids."""
    ids = {key: uuid.uuid4() for key in found}
    rows = [
        {
            "id": ids[key],
            "target_id": key[0],
            "measured_on": key[1],
            "measurement_id": own.id,
            "numerator": whole.numerator,
            "denominator": whole.denominator,
            "parts_value": decimals.rounded(whole.value or Fraction(0)),
            "tolerance": decimals.rounded(roll_up.tolerance(own)),
            "parts": [str(figure.id) for _, figure in whole.parts],
        }
        for key, (own, whole) in found.items()
    ]
    if rows:
        await db.execute(
            session,
            db.statement(__package__ or "", "open_findings"),
            rows=orjson.dumps(rows, default=str).decode(),
            province=province,
            hierarchy=roll_up.HIERARCHY,
            by=list(by),
        )
    return list(ids.values())


async def findings_page(
    reader: db.Reader, at: Moment, wanted: values.FindingFilter, *, after: tuple[Any, ...], limit: int, total: bool
) -> bytes:
    """One page of findings as JSON with `next_keys`. Grain: one finding."""
    filters = Where(at.as_of, at.known_at, limit)
    filters.add("f.target_id = {0}", wanted.target_id)
    if wanted.state is not None:
        filters.add(f"least($2, now()) {'<' if wanted.state == 'open' else '>='} f.closed_at")
    everything = str(filters)
    filters.add("(f.recorded_at, f.id) > ({0}, {1})", *after)
    return await reader.json(_findings(str(filters), everything if total else None), *filters.args) or b""


async def open_of(reader: db.Reader, target_id: uuid.UUID, at: Moment) -> list[bytes]:
    """The findings that stand open about a target's figures up to a day, as JSON, the latest day first."""
    rows = await reader.rows(
        f"SELECT {_finding()}::text AS item FROM measurement_findings f WHERE {_IN_TIME} AND f.target_id = $3"
        " AND least($2, now()) < f.closed_at ORDER BY f.measured_on DESC, f.id",
        at.as_of,
        at.known_at,
        target_id,
    )
    return [row["item"].encode() for row in rows]


@cache
def _findings(where: str, counted: str | None) -> str:
    total = (
        ""
        if counted is None
        else f", 'total', (SELECT count(*) FROM measurement_findings f WHERE {_IN_TIME} {counted})"
    )
    return db.statement(__package__ or "", "findings").format(
        item=_finding(), in_time=_IN_TIME, where=where, moment=moment.JSON, total=total
    )


@cache
def _finding() -> str:
    return db.statement(__package__ or "", "finding").format(part=_PART)


def figure_of(row: Mapping[str, Any]) -> roll_up.Figure:
    """A measurement's row as the roll-up takes it."""
    return roll_up.Figure(
        row["id"],
        row["organisation_id"],
        row["measured_on"],
        row["value"],
        row["numerator"],
        row["denominator"],
        row["kind"],
    )
