"""All SQL of the register."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from shared.kit import db, moment, names, rows
from shared.kit.moment import Moment
from shared.kit.where import Where
from shared.law import sources
from shared.organisations import values
from shared.organisations.changes import readings

IN_FORCE = (
    "v.hierarchy = 'administrative' AND v.valid_from <= $1 AND $1 < v.valid_to"
    " AND v.recorded_at <= least($2, now()) AND least($2, now()) < v.superseded_at"
)
_HAS_DUTY = (
    "EXISTS (SELECT FROM organisation_duties d WHERE d.organisation_id = o.id AND d.duty = {0}"
    " AND d.valid_from <= $1 AND $1 < d.valid_to"
    " AND d.recorded_at <= least($2, now()) AND least($2, now()) < d.superseded_at)"
)
# Whether it stands in a hierarchy of placements, below a superior or below anybody.
_PLACED = (
    "EXISTS (SELECT FROM organisation_placements p WHERE p.organisation_id = o.id AND p.hierarchy = {0}"
    " AND (CAST({1} AS uuid) IS NULL OR p.parent_id = {1}) AND p.valid_from <= $1 AND $1 < p.valid_to"
    " AND p.recorded_at <= least($2, now()) AND least($2, now()) < p.superseded_at)"
)
_STANDING = (
    "SELECT EXISTS (SELECT FROM organisations WHERE slug = {slug}) AS registered,"
    " holds_duty({slug}, {duty}, {on}) AS held,"
    " ARRAY(SELECT o.slug FROM organisations o WHERE o.id = ANY (predecessors_of({slug}, {on}))) AS predecessors"
)
HEAD = f"{moment.JSON}, {readings.COMPLETE_UNTIL}"

# The change at either end of a validity: its day, how precisely and how surely that is known.
_CHANGE = (
    "(SELECT json_build_object('id', c.id, 'kind', c.kind, 'effective_on', c.effective_on,"
    " 'effective_precision', c.effective_precision, 'certainty', c.certainty)"
    " FROM organisation_changes c WHERE c.id = {end})"
)
# Where one organisation stands beside the administrative hierarchy on the day.
_PLACEMENTS = (
    "'placements', (SELECT coalesce(json_agg(json_build_object('hierarchy', p.hierarchy, 'superior', u.slug)"
    " ORDER BY h.position), '[]') FROM organisation_placements p JOIN hierarchies h ON h.code = p.hierarchy"
    " JOIN organisations u ON u.id = p.parent_id WHERE p.organisation_id = o.id AND p.valid_from <= $1"
    " AND $1 < p.valid_to AND p.recorded_at <= least($2, now()) AND least($2, now()) < p.superseded_at)"
)


async def install_register(session: db.Session, complete_until: str) -> int:
    """Store up to which day the register is known to be complete."""
    row = {"only_row": True, "complete_until": complete_until}
    return await rows.install(session, "organisation_register", [row], key=("only_row",))


async def install_identities(session: db.Session, table: str, identities: Sequence[rows.Row]) -> int:
    """Store organisations or groups; the number of rows changed. Raises CatalogLost when one is no longer stated."""
    of = "t.stated_by = 'catalog'" if table == "organisations" else "true"
    return await rows.install_complete(session, table, identities, name="t.slug", of=of)


async def sort_anew(session: db.Session) -> int:
    """Give every version the key of its name where it has another, one of an earlier release; the number changed. A key
    is made of the name alone: nothing that anybody said is changed."""
    held = await db.fetch(session, "SELECT DISTINCT name, sort_key FROM organisation_versions")
    wrong = {row["name"]: key for row in held if row["sort_key"] != (key := names.sort_key(row["name"]))}
    if not wrong:
        return 0
    return await db.execute(
        session,
        "UPDATE organisation_versions v SET sort_key = g.key"
        " FROM unnest(CAST(:names AS text[]), CAST(:keys AS text[])) g (name, key)"
        " WHERE v.name = g.name AND v.sort_key <> g.key",
        names=list(wrong),
        keys=list(wrong.values()),
    )


async def find_id(door: db.Session | db.Reader, key: str) -> uuid.UUID | None:
    """The id of the organisation with this id or slug."""
    if "\x00" in key:
        return None
    if isinstance(door, db.Reader):
        row = await door.row("SELECT id FROM organisations WHERE id = $1 OR slug = $2", names.uuid_or_none(key), key)
    else:
        row = await db.fetch_one(
            door,
            "SELECT id FROM organisations WHERE id = CAST(:id AS uuid) OR slug = :slug",
            id=names.uuid_or_none(key),
            slug=key,
        )
    return None if row is None else row["id"]


async def find_known_id(reader: db.Reader, key: str, known_at: dt.datetime | None) -> uuid.UUID | None:
    """The same, of one that was in the register at an instant of knowledge."""
    row = await reader.row(
        "SELECT id FROM organisations WHERE (id = $1 OR slug = $2) AND recorded_at <= least($3, now())",
        names.uuid_or_none(key),
        key,
        known_at,
    )
    return None if row is None else row["id"]


async def is_in_force(session: db.Session, organisation: uuid.UUID, on: dt.date) -> bool:
    """Whether an organisation is in force on a day, as known now."""
    row = await db.fetch_one(
        session,
        "SELECT 1 FROM organisation_versions v WHERE v.organisation_id = :id AND v.hierarchy = 'administrative'"
        " AND v.superseded_at = 'infinity' AND v.valid_from <= :on AND :on < v.valid_to",
        id=organisation,
        on=on,
    )
    return row is not None


async def has_left(reader: db.Reader, slug: str, on: dt.date) -> bool:
    """Whether an organisation of the register is in force on no hierarchy that day: not any more, or not yet."""
    row = await reader.row(
        "SELECT bool_or(v.valid_from <= $2 AND $2 < v.valid_to) AS in_force FROM organisations o"
        " JOIN organisation_versions v ON v.organisation_id = o.id AND v.superseded_at = 'infinity' WHERE o.slug = $1",
        slug,
        on,
    )
    return row is not None and row["in_force"] is False


async def find_name(reader: db.Reader, slug: str, on: dt.date) -> dict[str, Any] | None:
    """`id` and `name` of an organisation on a day, as known now; None when it is not in force then."""
    return await reader.row(
        "SELECT o.id, v.name FROM organisations o JOIN organisation_versions v ON v.organisation_id = o.id"
        " WHERE o.slug = $1 AND v.hierarchy = 'administrative' AND v.superseded_at = 'infinity'"
        " AND v.valid_from <= $2 AND $2 < v.valid_to",
        slug,
        on,
    )


async def standing(door: db.Session | db.Reader, slug: str, duty: str, on: dt.date) -> dict[str, Any]:
    """`registered`, `held`, `predecessors` (slugs) of an organisation on that day, as known now."""
    if isinstance(door, db.Reader):
        row = await door.row(_STANDING.format(slug="$1", duty="$2", on="$3::date"), slug, duty, on)
    else:
        row = await db.fetch_one(
            door, _STANDING.format(slug=":slug", duty=":duty", on="CAST(:on AS date)"), slug=slug, duty=duty, on=on
        )
    return row or {}


async def list_members(session: db.Session, groups: Iterable[uuid.UUID], on: dt.date) -> db.Rows:
    """`group_id`, `organisation_id` of each membership on that day whose organisation is in force on it."""
    return await db.fetch(
        session,
        "SELECT m.group_id, m.organisation_id FROM organisation_group_members m"
        " JOIN organisation_versions v ON v.organisation_id = m.organisation_id AND v.hierarchy = 'administrative'"
        " AND v.valid_from <= :on AND :on < v.valid_to AND v.superseded_at = 'infinity'"
        " WHERE m.group_id = ANY(CAST(:groups AS uuid[])) AND m.superseded_at = 'infinity'"
        " AND m.valid_from <= :on AND :on < m.valid_to ORDER BY m.group_id, v.sort_key, m.organisation_id",
        groups=list(groups),
        on=on,
    )


async def page(
    reader: db.Reader, at: Moment, wanted: values.Filter, *, after: tuple[Any, ...], limit: int, total: bool
) -> bytes:
    """One page as JSON with `next_keys`. Grain: one organisation in force."""
    filters = Where(at.as_of, at.known_at, limit)
    filters.add("o.kind = {0}", wanted.kind)
    filters.add("o.level = {0}", wanted.level)
    if wanted.hierarchy == values.ADMINISTRATIVE:
        filters.add("v.parent_id = {0}", wanted.parent_id)
    else:
        filters.add(_PLACED, wanted.hierarchy, wanted.parent_id)
    filters.add(_HAS_DUTY, wanted.duty)
    filters.search("v.name || ' ' || coalesce(v.short_name, '')", wanted.q)
    everything = str(filters)
    filters.add("(v.sort_key, v.organisation_id) > ({0}, {1})", *after)
    sql = _page(str(filters), everything if total else None, wanted.hierarchy)
    return await reader.json(sql, *filters.args) or b""


async def find(reader: db.Reader, at: Moment, key: str) -> bytes | None:
    """One organisation by id or slug as JSON, None when it is not in force on that day."""
    sql = (
        f"SELECT {item(f', {HEAD}, {_PLACEMENTS}')}::text FROM organisation_versions v"
        f" JOIN organisations o ON o.id = v.organisation_id LEFT JOIN LATERAL ({code()}) n ON true"
    )
    return await reader.json(
        f"{sql} WHERE {IN_FORCE} AND (o.id = $3 OR o.slug = $4)",
        at.as_of,
        at.known_at,
        names.uuid_or_none(key),
        key,
    )


@cache
def _page(where: str, counted: str | None, hierarchy: str) -> str:
    """`hierarchy`: the code of one that is known."""
    total = (
        ""
        if counted is None
        else (
            f", 'total', (SELECT count(*) FROM organisation_versions v"
            f" JOIN organisations o ON o.id = v.organisation_id WHERE {IN_FORCE} {counted})"
        )
    )
    return db.statement(__package__ or "", "page").format(
        item=item(),
        code=code(),
        in_force=IN_FORCE,
        where=where,
        head=f"{HEAD}, 'hierarchy', '{hierarchy}'",
        total=total,
    )


@cache
def item(more: str = "") -> str:
    """An organisation as JSON, of `o`, `v` and `n`; `more` begins with a comma."""
    source = sources.as_known("s", "d")
    ends = {name: _CHANGE.format(end=f"v.{name}") for name in ("began_by", "ended_by")}
    return db.statement(__package__ or "", "item").format(source=source, more=more, **ends)


@cache
def code() -> str:
    """The sub-select `n` of the code of `o` on the day."""
    return db.statement(__package__ or "", "code")
