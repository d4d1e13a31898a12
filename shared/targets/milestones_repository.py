"""All SQL of what documents say of milestones, of amendments, and of the milestones that follow from both."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

from shared.kit import db, rows
from shared.kit.moment import Moment
from shared.law import sources
from shared.targets import fold

_OF_CATALOG = "t.target_id IN (SELECT id FROM targets WHERE stated_by = 'catalog')"
_CONTENT = "year, position, operator, value, valid_from, valid_to, source_id, certainty, amendment_id"
_AMENDMENTS = (
    "SELECT a.id, a.target_id, a.sequence, a.effective_on, a.source_id, a.certainty, a.lowers,"
    " l.year, l.operator, l.value, l.withdrawn"
    " FROM target_amendments a JOIN amended_milestones l ON l.amendment_id = a.id"
)
_INSTANT = """to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
_STATEMENTS = (
    "SELECT target_id, year, position, operator, value, valid_from, source_id, certainty FROM milestone_statements"
)


@dataclass
class Stated:
    """What the fold of one target is made of."""

    statements: list[fold.Statement] = field(default_factory=list)
    amendments: list[fold.Amendment] = field(default_factory=list)


async def install_statements(session: db.Session, statements: Sequence[rows.Row]) -> int:
    """Make these the current statements of the catalog's targets; the number of rows closed or written."""
    return await rows.install_versions(session, "milestone_statements", statements, of=_OF_CATALOG)


async def add_statements(session: db.Session, target_id: uuid.UUID, statements: Iterable[fold.Statement]) -> None:
    """What a document says first of the milestones of a new target."""
    await _insert(session, "milestone_statements", [{"target_id": target_id, **asdict(one)} for one in statements])


async def add_amendment(
    session: db.Session,
    target_id: uuid.UUID,
    amendment: fold.Amendment,
    *,
    at: dt.datetime,
    reason: str | None,
    by: str,
) -> None:
    """Append an amendment; the database gives it its place in the order of recording."""
    head = {
        **{name: value for name, value in asdict(amendment).items() if name not in ("lines", "sequence")},
        **{"target_id": target_id, "recorded_at": at, "reason": reason, "recorded_by": by},
    }
    await _insert(session, "target_amendments", [head])
    lines = [{"amendment_id": amendment.id, **asdict(line)} for line in amendment.lines]
    await _insert(session, "amended_milestones", lines)


async def instant(session: db.Session, targets: Sequence[uuid.UUID] | None) -> dt.datetime:
    """When what this transaction changes of the milestones becomes known: its own time, but not before what another
    transaction, for which it had to wait, has recorded of the same targets (None: of all)."""
    row = await db.fetch_written(
        session,
        "SELECT greatest(now(), max(recorded_at)) AS at FROM milestones"
        " WHERE superseded_at = 'infinity' AND (CAST(:targets AS uuid[]) IS NULL OR target_id = ANY(:targets))",
        targets=targets,
    )
    known_at: dt.datetime = row["at"]
    return known_at


async def refold(session: db.Session, at: dt.datetime, targets: Sequence[uuid.UUID] | None) -> int:
    """Bring the milestones of these targets (None: of all) to the fold of what is stated and amended; the number of
    rows closed or written. No row is changed otherwise: what was known before `at` stays readable."""
    stated = await _stated(session, targets)
    wanted = {
        (target, version) for target, one in stated.items() for version in fold.fold(one.statements, one.amendments)
    }
    of = "" if targets is None else " AND target_id = ANY(CAST(:targets AS uuid[]))"
    current = await db.fetch(
        session,
        f"SELECT id, target_id, {_CONTENT} FROM milestones WHERE superseded_at = 'infinity'{of}",
        **({} if targets is None else {"targets": targets}),
    )
    held = {(row["target_id"], _version(row)): row["id"] for row in current}
    gone = [key for content, key in held.items() if content not in wanted]
    new = [
        {"id": uuid.uuid4(), "target_id": target, **asdict(version), "recorded_at": at, "superseded_at": "infinity"}
        for target, version in wanted - held.keys()
    ]
    if gone:
        await db.execute(
            session,
            "UPDATE milestones SET superseded_at = :at WHERE id = ANY(CAST(:gone AS uuid[]))",
            at=at,
            gone=gone,
        )
    await _insert(session, "milestones", new)
    return len(gone) + len(new)


async def stated_of(session: db.Session, target_id: uuid.UUID) -> Stated:
    """What stands of one target now."""
    return (await _stated(session, [target_id])).get(target_id, Stated())


async def chain_rows(
    reader: db.Reader, target_id: uuid.UUID, at: Moment
) -> tuple[Stated, dict[uuid.UUID, dict[str, Any]], dict[uuid.UUID, Any]]:
    """What was known of one target at an instant; of each amendment `recorded_at` and `reason`; and every source that
    these name as answers show it, by id."""
    known = "recorded_at <= least($2, now())"
    statements = await reader.rows(
        f"{_STATEMENTS} WHERE target_id = $1 AND {known} AND least($2, now()) < superseded_at", target_id, at.known_at
    )
    amendments = await reader.rows(f"{_AMENDMENTS} WHERE a.target_id = $1 AND a.{known}", target_id, at.known_at)
    heads = await reader.rows(
        f"SELECT id, {_INSTANT} AS recorded_at, reason FROM target_amendments WHERE target_id = $1 AND {known}",
        target_id,
        at.known_at,
    )
    sources_named = {row["source_id"] for row in (*statements, *amendments)}
    stated = _gathered(statements, amendments).get(target_id, Stated())
    return stated, {row["id"]: row for row in heads}, await _shown(reader, sources_named, at.known_at)


async def _shown(reader: db.Reader, ids: Iterable[uuid.UUID], known_at: dt.datetime | None) -> dict[uuid.UUID, Any]:
    source = sources.as_known("s", "d")
    found = await reader.rows(
        f"SELECT s.id, {source}::text AS item FROM sources s LEFT JOIN legal_documents d ON d.id = s.document_id"
        " WHERE s.id = ANY($1::uuid[])",
        list(ids),
        known_at,
    )
    return {row["id"]: orjson.Fragment(row["item"]) for row in found}


async def _stated(session: db.Session, targets: Sequence[uuid.UUID] | None) -> dict[uuid.UUID, Stated]:
    given = {} if targets is None else {"targets": targets}
    of = "true" if targets is None else "target_id = ANY(CAST(:targets AS uuid[]))"
    return _gathered(
        await db.fetch(session, f"{_STATEMENTS} WHERE superseded_at = 'infinity' AND {of}", **given),
        await db.fetch(session, f"{_AMENDMENTS} WHERE {of}", **given),
    )


def _gathered(statements: db.Rows, amendments: db.Rows) -> dict[uuid.UUID, Stated]:
    found: dict[uuid.UUID, Stated] = defaultdict(Stated)
    for row in statements:
        target = row.pop("target_id")
        found[target].statements.append(fold.Statement(**row))
    lines: dict[uuid.UUID, list[fold.Line]] = defaultdict(list)
    heads = {}
    for row in amendments:
        line = fold.Line(row.pop("year"), row.pop("operator"), row.pop("value"), row.pop("withdrawn"))
        lines[row["id"]].append(line)
        heads[row["id"]] = row
    for key, row in heads.items():
        target = row.pop("target_id")
        given = tuple(sorted(lines[key], key=lambda line: line.year))
        found[target].amendments.append(fold.Amendment(**row, lines=given))
    return found


def _version(row: dict[str, Any]) -> fold.Version:
    return fold.Version(**{name: row[name] for name in _CONTENT.split(", ")})


async def _insert(session: db.Session, table: str, given: Sequence[rows.Row]) -> None:
    if given:
        listed = ", ".join(given[0])
        await db.execute(
            session,
            f"INSERT INTO {table} ({listed}) SELECT {listed}"
            f" FROM jsonb_populate_recordset(CAST(NULL AS {table}), CAST(:rows AS jsonb))",
            rows=orjson.dumps([_written(row) for row in given], default=str).decode(),
        )


def _written(row: rows.Row) -> dict[str, Any]:
    """A row as JSON that PostgreSQL reads: the ends of time by their names."""
    ends = {fold.ALWAYS: "-infinity", fold.NEVER: "infinity"}
    return {name: ends.get(value, value) if isinstance(value, dt.date) else value for name, value in row.items()}
