"""All SQL of rankings."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from shared.imports import copying
from shared.kit import db, names, rows
from shared.kit.where import Where
from shared.law import sources
from shared.rankings import values

_PACKAGE = __package__ or ""
_COMPUTED = (
    "SELECT h.assessment_id, h.value, h.certainty, h.run_id, CAST(NULL AS uuid) AS import_id, h.score_id,"
    " r.framework_version_id, r.engine_version, h.computed_version < coalesce(w.version, 0) AS behind"
    " FROM head_scores h JOIN runs r ON r.id = h.run_id"
    " LEFT JOIN assessment_versions w ON w.assessment_id = h.assessment_id"
    " WHERE h.score_column = :column AND h.node = :node"
)
_PUBLISHED = (
    "SELECT m.assessment_id, p.value, p.certainty, CAST(NULL AS uuid) AS run_id, m.id AS import_id, p.id AS score_id,"
    " CAST(NULL AS uuid) AS framework_version_id, CAST(NULL AS text) AS engine_version, false AS behind"
    " FROM imports m JOIN published_values p ON p.import_id = m.id AND p.node = :node"
    " WHERE m.superseded_at = 'infinity' AND CAST(:column AS text) = 'published'"
)
ROW = (
    *("ranking_id", "position", "organisation_id", "rank", "published_name", "value", "now_value", "before_value"),
    *("reason", "value_certainty", "assessment_id", "run_id", "import_id", "score_id"),
    *("before_run_id", "before_import_id", "before_score_id"),
)
_ROWS = (
    ", 'rows', (SELECT coalesce(json_agg({row} ORDER BY w.position), '[]') FROM ranking_rows w"
    " JOIN organisations o ON o.id = w.organisation_id WHERE w.ranking_id = r.id)"
)
_COUNTED = ", 'row_count', (SELECT count(*) FROM ranking_rows w WHERE w.ranking_id = r.id)"
# The catalog's tables: their key, and how people know a row `t`.
_RANKING = (
    "SELECT concat_ws(' ', (SELECT f.slug FROM frameworks f WHERE f.id = r.framework_id), r.year, r.kind)"
    " FROM rankings r WHERE r.id ="
)
_COMPLETE = {
    "rankings": (("id",), f"({_RANKING} t.id)", "t.basis = 'imported'"),
    "ranking_rows": (
        ("ranking_id", "organisation_id"),
        f"concat_ws(' ', ({_RANKING} t.ranking_id), t.published_name)",
        "EXISTS (SELECT FROM rankings r WHERE r.id = t.ranking_id AND r.basis = 'imported')",
    ),
}


@cache
def _sql(name: str, *, more: str = "") -> str:
    item = db.statement(_PACKAGE, "item").replace("{more}", more)
    return (
        db.statement(_PACKAGE, name)
        .replace("{item}", item)
        .replace("{row}", db.statement(_PACKAGE, "row"))
        .replace("{source}", sources.JSON.format(alias="s", document="d"))
        .replace("{publication}", sources.JSON.format(alias="ps", document="pd"))
    )


async def install(session: db.Session, table: str, given: list[rows.Row]) -> int:
    """Store the catalog's `rankings` or `ranking_rows`; rows changed. Raises CatalogLost."""
    key, name, of = _COMPLETE[table]
    return await rows.install_complete(session, table, given, key=key, name=name, of=of)


async def find_framework(session: db.Session, framework: str) -> dict[str, Any] | None:
    """A framework by slug or id: id, slug, level, and `nodes` that it is ranked by."""
    return await db.fetch_one(
        session,
        "SELECT f.id, f.slug, f.level, f.years, ARRAY(SELECT 'index:' || i.number FROM main_indices i"
        " JOIN framework_versions v ON v.id = i.framework_version_id AND v.status <> 'draft'"
        " WHERE v.framework_id = f.id UNION SELECT 'pillar:' || p.code FROM pillars p"
        " JOIN framework_versions v ON v.id = p.framework_version_id AND v.status <> 'draft'"
        " WHERE v.framework_id = f.id ORDER BY 1) AS nodes FROM frameworks f"
        " WHERE f.slug = :slug OR f.id = CAST(:id AS uuid)",
        slug=framework,
        id=names.uuid_or_none(framework),
    )


async def find_group(door: db.Session | db.Reader, group: str) -> uuid.UUID | None:
    """A group of the register by slug or id."""
    sql = "SELECT id FROM organisation_groups WHERE slug = {} OR id = CAST({} AS uuid)"
    if isinstance(door, db.Reader):
        row = await door.row(sql.format("$1", "$2"), group, names.uuid_or_none(group))
    else:
        row = await db.fetch_one(session=door, sql=sql.format(":slug", ":id"), slug=group, id=names.uuid_or_none(group))
    return None if row is None else row["id"]


async def field(
    session: db.Session,
    framework_id: uuid.UUID,
    year: int,
    *,
    node: str,
    column: values.Column,
    kind: str,
    group_id: uuid.UUID | None,
    day: dt.date,
) -> db.Rows:
    """Who is ranked: organisation_id, name, sort_key, assessment_id, value, certainty, run_id, import_id, score_id,
    `known`: whether there is a figure at all, `engine_version` of its run, and `behind`: whether its run is not the one
    that the assessment waits for, newer or under another version of the framework."""
    figures = _PUBLISHED if column == "published" else _COMPUTED
    return await db.fetch(
        session,
        _sql("field").replace("{figures}", figures),
        framework=framework_id,
        year=year,
        node=node,
        column=column,
        kind=kind,
        group_id=group_id,
        day=day,
    )


async def add(session: db.Session, ranking: Mapping[str, Any], given: Sequence[Sequence[Any]]) -> None:
    """Freeze a ranking: its head, and its rows as tuples in the order of `ROW`, in this transaction."""
    listed = ", ".join(ranking)
    params = ", ".join(f":{name}" for name in ranking)
    await db.execute(session, f"INSERT INTO rankings ({listed}) VALUES ({params})", **ranking)
    await copying.copy(session, "ranking_rows", ROW, given)


async def lock(session: db.Session, ranking_id: uuid.UUID) -> dict[str, Any] | None:
    """One ranking for its publication: basis, published_at."""
    return await db.fetch_one(
        session, "SELECT basis, published_at FROM rankings WHERE id = :id FOR UPDATE", id=ranking_id
    )


async def list_runs(session: db.Session, ranking_id: uuid.UUID) -> list[uuid.UUID]:
    """The runs that a ranking rests on."""
    found = await db.fetch(
        session,
        "SELECT run_id AS id FROM ranking_rows WHERE ranking_id = :id AND run_id IS NOT NULL"
        " UNION SELECT before_run_id FROM ranking_rows WHERE ranking_id = :id AND before_run_id IS NOT NULL ORDER BY 1",
        id=ranking_id,
    )
    return [row["id"] for row in found]


async def publish(
    session: db.Session, ranking_id: uuid.UUID, *, at: dt.datetime, by: str, source_id: uuid.UUID | None
) -> None:
    """Make a frozen ranking public."""
    await db.execute(
        session,
        "UPDATE rankings SET published_at = :at, published_by = :by, publication_source_id = :source WHERE id = :id",
        id=ranking_id,
        at=at,
        by=by,
        source=source_id,
    )


async def list_page(
    reader: db.Reader, wanted: values.Filter, *, after: tuple[Any, ...], limit: int, total: bool
) -> bytes:
    """A page of the rankings that the caller sees, without their rows, with `next_keys`."""
    filters = Where(limit)
    filters.add("r.framework_id = {0}", wanted.framework_id)
    filters.add("r.year = {0}", wanted.year)
    filters.add("r.kind = {0}", wanted.kind)
    filters.add("r.criterion = {0}", wanted.by)
    filters.add("r.score_column = {0}", wanted.column)
    filters.add("r.group_id = {0}", wanted.group_id)
    filters.add("(r.published_at IS NOT NULL) = {0}", wanted.published)
    everything = str(filters)
    filters.add("(-r.year, r.id) > (-{0}::integer, {1}::uuid)", *after)
    counted = f", 'total', (SELECT count(*) FROM rankings r WHERE $1 > 0 {everything})" if total else ""
    sql = _sql("rankings", more=_COUNTED).replace("{where}", str(filters)).replace("{total}", counted)
    return await reader.json(sql, *filters.args) or b""


async def find(reader: db.Reader, ranking_id: uuid.UUID) -> bytes | None:
    """One ranking with its rows, as JSON."""
    return await reader.json(_sql("ranking", more=_ROWS), ranking_id)


async def get_written(session: db.Session, ranking_id: uuid.UUID) -> bytes:
    """The same on the write door, in the transaction that wrote it."""
    found = await (await db.driver(session)).fetchval(_sql("ranking", more=_ROWS), ranking_id)
    return str(found).encode()


async def find_rows(
    reader: db.Reader, ranking_id: uuid.UUID, *, after: int | None, limit: int, total: bool
) -> bytes | None:
    """A page of a ranking's rows with `next_keys`; None when there is no such ranking."""
    counted = ", 'total', (SELECT count(*) FROM ranking_rows w WHERE w.ranking_id = $1)" if total else ""
    return await reader.json(_sql("rows").replace("{total}", counted), ranking_id, limit, after)
