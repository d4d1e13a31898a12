"""All SQL of the national e-identifiers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from functools import cache

from shared.kit import db, moment, rows
from shared.kit.moment import Moment
from shared.law import sources

_TABLE = "organisation_identifiers"
_SOURCE = sources.JSON.format(alias="s", document="d")
# A statement of the catalog (`r`) gives way to one of an administrator (`t`) that it contradicts.
_CONTRADICTS = "(t.organisation_id = r.organisation_id OR t.code = r.code)"


async def install(session: db.Session, given: Sequence[rows.Row]) -> int:
    """Make these the catalog's current statements; the number closed or written."""
    return await rows.install_giving_way(session, _TABLE, given, contradicts=_CONTRADICTS)


async def lock(session: db.Session) -> dt.datetime:
    """Wait until nobody else states codes; the instant since when that is so, at which this transaction records."""
    await db.execute(session, "SELECT pg_advisory_xact_lock(hashtextextended('identifiers', 0))")
    instant: dt.datetime = (await db.fetch_written(session, "SELECT clock_timestamp() AS now"))["now"]
    return instant


async def longest_when_malformed(session: db.Session, code: str) -> int | None:
    """None for a code of the national form, else how long one may be. Unit: characters."""
    if "\x00" in code:
        code = ""
    row = await db.fetch_one(
        session, "SELECT longest_national_code() AS longest WHERE NOT is_national_code(:code)", code=code
    )
    return None if row is None else int(row["longest"])


async def list_malformed(session: db.Session, codes: Sequence[str]) -> tuple[set[str], int]:
    """Which of these codes have not the national form, and how long one may be. Unit: characters."""
    found = await db.fetch(
        session,
        "SELECT longest_national_code() AS longest, array_agg(c) FILTER (WHERE NOT is_national_code(c)) AS malformed"
        " FROM unnest(CAST(:codes AS text[])) c",
        codes=list(codes),
    )
    return set(found[0]["malformed"] or ()), int(found[0]["longest"])


async def list_overlapping(session: db.Session, organisation: uuid.UUID, code: str, days: Mapping[str, str]) -> db.Rows:
    """`id`, `slug`, `code`, `own` and the days of current statements that the code would contradict; own ones first."""
    return await db.fetch(
        session,
        "SELECT i.id, o.slug, i.code, i.organisation_id = :organisation AS own,"
        " nullif(i.valid_from, '-infinity') AS valid_from, nullif(i.valid_to, 'infinity') AS valid_to"
        " FROM organisation_identifiers i JOIN organisations o ON o.id = i.organisation_id"
        " WHERE i.superseded_at = 'infinity' AND (i.organisation_id = :organisation OR i.code = :code)"
        " AND daterange(i.valid_from, i.valid_to)"
        " && daterange(CAST(CAST(:valid_from AS text) AS date), CAST(CAST(:valid_to AS text) AS date))"
        " ORDER BY own DESC, i.valid_from",
        organisation=organisation,
        code=code,
        **days,
    )


async def close(session: db.Session, organisation: uuid.UUID, statement: uuid.UUID, instant: dt.datetime) -> bool:
    """Close a current statement about the organisation; False when there is none of that id."""
    return bool(
        await db.execute(
            session,
            "UPDATE organisation_identifiers SET superseded_at = :instant"
            " WHERE id = :statement AND organisation_id = :organisation AND superseded_at = 'infinity'",
            instant=instant,
            statement=statement,
            organisation=organisation,
        )
    )


async def add(session: db.Session, statements: Sequence[rows.Row], instant: dt.datetime) -> list[uuid.UUID]:
    """Record statements of an administrator; their ids. All have the same columns."""
    return await rows.add_stated(session, _TABLE, statements, instant)


async def view(session: db.Session, statement: uuid.UUID) -> bytes:
    """One statement as JSON."""
    row = await db.fetch_written(
        session, f"SELECT {_item(_SOURCE)}::text AS body FROM organisation_identifiers i WHERE i.id = :id", id=statement
    )
    return str(row["body"]).encode()


async def list_of(reader: db.Reader, at: Moment, organisation: uuid.UUID) -> bytes:
    """All statements about an organisation known then, as JSON; the earliest days first."""
    item = _item(sources.as_known("s", "d"), ", 'in_force', i.valid_from <= $1 AND $1 < i.valid_to")
    return (
        await reader.json(
            f"SELECT json_build_object('items', coalesce((SELECT json_agg({item} ORDER BY i.valid_from)"
            " FROM organisation_identifiers i WHERE i.organisation_id = $3"
            " AND i.recorded_at <= least($2, now()) AND least($2, now()) < i.superseded_at), '[]'),"
            f" 'next', null, {moment.JSON})::text",
            at.as_of,
            at.known_at,
            organisation,
        )
        or b""
    )


@cache
def _item(source: str, more: str = "") -> str:
    return db.statement(__package__ or "", "identifier_item").format(source=source, more=more)
