"""All SQL of the feed."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from functools import cache
from typing import Any

from shared.kit import db
from shared.overview.changes import values

_PACKAGE = __package__ or ""
# Bodies of one page: half of what a page may weigh, since the last one is added while there is room (< 8 MB in all).
MOST_BYTES = 3_500_000
_SOURCE = """(SELECT json_build_object('kind', s.kind, 'document', d.slug, 'clause', s.clause, 'quote', s.quote,
    'address', s.address, 'note', s.note) FROM sources s LEFT JOIN legal_documents d ON d.id = s.document_id
    WHERE s.id = {0})"""
_INSTANT = """to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
_OWNER = """(SELECT json_build_object('kind', 'organisation', 'id', o.id, 'slug', o.slug) FROM organisations o
    WHERE o.id = {0} UNION ALL SELECT json_build_object('kind', 'group', 'id', g.id, 'slug', g.slug)
    FROM organisation_groups g WHERE g.id = {1})"""
_COLUMN = """coalesce((SELECT json_agg(json_build_object('node', n.node, 'value', n.value, 'points', n.points,
    'max_points', n.max_points, 'certainty', n.certainty, 'undecided', n.undecided,
    'not_determinable', n.not_determinable, 'score_id', n.id) ORDER BY n.node COLLATE "C")
    FROM run_scores n WHERE n.run_id = h.run_id AND n.score_column = '{0}'), '[]')"""
_SHORT = {"source": _SOURCE, "instant": _INSTANT, "owner": _OWNER, "column": _COLUMN}
# A body that alone is too heavy is left out: the thing is there, and its own resource shows it.
_ITEM = f"""json_build_object('entity', entity, 'id', id, 'version', version,
    'op', CASE WHEN data IS NULL THEN 'delete' ELSE 'upsert' END, 'changed_at', {_INSTANT.format("changed_at")},
    'data', CASE WHEN octet_length(data::text) <= :most THEN data END)"""
_COLUMNS = "h.entity, h.id, h.gone, h.xid, h.sequence, h.version, h.changed_at FROM change_heads h"
_AFTER = "(h.xid, h.sequence) > (:xid, :sequence) AND h.xid < (SELECT horizon FROM here)"
# A walk along an index of places, in their order, stops after a page (`Reader.walk`). The planner would rather collect
# all that is left by kind and sort it (72 ms instead of 1 at 50,000 rows): CASE is what it does not see through.
# One walk along all places, for who reads the whole province.
_ALL = f"""(SELECT {_COLUMNS}
    WHERE {_AFTER} AND CASE WHEN h.entity = ANY (:wide) THEN true
        WHEN h.entity = ANY (:own) THEN h.organisation_id = ANY (:audiences) ELSE false END
    ORDER BY h.xid, h.sequence LIMIT :limit + 1)"""
# One walk along everybody's and one along each own organisation's: what belongs to others costs nothing.
_OWN = f"""(SELECT h.* FROM unnest(:audiences) AS a (id) CROSS JOIN LATERAL (SELECT {_COLUMNS}
        WHERE h.organisation_id = a.id AND {_AFTER}
            AND CASE WHEN h.entity = ANY (:wide || :own) THEN true ELSE false END
        ORDER BY h.xid, h.sequence LIMIT :limit + 1) h
    ORDER BY h.xid, h.sequence LIMIT :limit + 1)"""
_TYPES = {
    "xid": "xid8",
    "sequence": "bigint",
    "epoch": "uuid",
    "limit": "integer",
    "most": "integer",
    "wide": "text[]",
    "own": "text[]",
    "audiences": "uuid[]",
    "home": "uuid",
    "entity": "text",
    "id": "uuid",
}
# Also `since` and the horizon: one that a transaction of ours met again, or never reached, would hide a change.
_FROM_ANOTHER_SERVER = (
    "DELETE FROM change_exports",  # their cursors belong to the history before
    "UPDATE change_heads SET xid = pg_current_xact_id(), since = pg_current_xact_id() WHERE xid > pg_current_xact_id()",
    "UPDATE change_departures SET xid = pg_current_xact_id() WHERE xid > pg_current_xact_id()",
    "UPDATE change_horizon SET forgotten = '0' WHERE forgotten > pg_current_xact_id()",
)
PAGE = ("xid", "sequence", "epoch", "limit", "most", "wide", "own", "audiences", "home")


async def page(reader: db.Reader, rights: values.Rights, after: values.Place | None, *, limit: int) -> dict[str, Any]:
    """One page after a place, and whether it may go on from there: `standing`, `continues`, `remembered`.

    `items` is JSON text, `xid` and `sequence` the last row's place (None without one), `horizon` the end
    of what is served.
    """
    sql = statement("page", PAGE, wide=any(entity in rights.wide for entity in values.OWNED))
    xid, sequence = (after.xid, after.sequence) if after else (0, 0)
    epoch = after.epoch if after else None
    return await reader.walk(sql, str(xid), sequence, epoch, limit, MOST_BYTES, *readable(rights)) or {}


async def standing_of(reader: db.Reader, organisation: str, on: dt.date) -> dict[str, Any]:
    """Of an organisation (slug) on a day: `home` (its id or None), `predecessors` (ids), whether it `coordinates`."""
    return (
        await reader.row(
            "SELECT (SELECT id FROM organisations WHERE slug = $1) AS home, predecessors_of($1, $2) AS predecessors,"
            " holds_duty($1, 'coordination', $2) AS coordinates",
            organisation,
            on,
        )
        or {}
    )


async def record_epoch(session: db.Session) -> bool:
    """Write down that this server started, unless it is written already. Whether it was new.

    Heads that came from another server have places of its transactions: those beyond ours are moved to this one, so
    that they are served now and not when our transactions have caught up. What that server forgot lies before every
    cursor of this one. However many heads there are, it is done once and must not be cut off.
    """
    await db.execute(session, "SELECT pg_advisory_xact_lock(hashtext('change epoch'))")
    added = await db.execute(session, db.statement(_PACKAGE, "record_epoch"))
    if added:
        await db.execute(session, "SET LOCAL statement_timeout = '10min'")
        for sql in _FROM_ANOTHER_SERVER:
            await db.execute(session, sql)
    return added == 1


async def lag_s(reader: db.Reader) -> float:
    """Seconds since the oldest change behind the horizon; 0 when all is served."""
    row = await reader.row(
        "SELECT coalesce(extract(epoch FROM clock_timestamp() - min(changed_at)), 0) AS seconds FROM change_heads"
        " WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())"
    )
    return max(0.0, float(row["seconds"])) if row else 0.0


async def forget(session: db.Session, *, days: int) -> int:
    """Drop tombstones older than this many days, and remember up to which place; how many."""
    row = await db.fetch_one(session, db.statement(_PACKAGE, "forget"), days=days)
    return int((row or {"n": 0})["n"])


@cache
def statement(name: str, parameters: tuple[str, ...], *, wide: bool) -> str:
    """The text of a statement with its numbered parameters; `wide` walks along all places."""
    text = db.statement(_PACKAGE, name).replace("{heads}", _ALL if wide else _OWN).replace("{item}", _ITEM)
    text = text.replace("{body}", _body())
    return re.sub(r"(?<!:):([a-z]+)", lambda found: _numbered(found[1], parameters), text)


@cache
def _body() -> str:
    text = db.statement(_PACKAGE, "bodies")
    short = re.compile(r"\{(source|instant|owner|column) ([^{}]+)\}")
    return short.sub(lambda found: _SHORT[found[1]].format(*_arguments(found[1], found[2])), text)


def _arguments(name: str, said: str) -> list[str]:
    return said.split() if name == "owner" else [said]


def _numbered(name: str, parameters: tuple[str, ...]) -> str:
    number = f"${parameters.index(name) + 1}"
    # The driver has no xid8: it travels as text.
    return f"CAST(CAST({number} AS text) AS xid8)" if name == "xid" else f"CAST({number} AS {_TYPES[name]})"


def readable(rights: values.Rights) -> tuple[list[str], list[str], list[uuid.UUID], uuid.UUID | None]:
    """Rights as the arguments `wide`, `own`, `audiences`, `home`."""
    return list(rights.wide), list(rights.own), rights.audiences, rights.home
