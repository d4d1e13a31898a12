"""All SQL of sets of targets."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from shared.kit import db, moment, names, rows
from shared.kit.moment import Moment
from shared.kit.where import Where
from shared.law import sources
from shared.targets.sets import values

_KNOWN = "{0}.recorded_at <= least($2, now()) AND least($2, now()) < {0}.superseded_at"
_IN_FORCE = f"b.valid_from <= $1 AND $1 < b.valid_to AND {_KNOWN.format('b')}"

_LEVEL_IN_FORCE = (
    "o.level = $3 AND v.hierarchy = 'administrative' AND v.valid_from <= $1 AND $1 < v.valid_to"
    f" AND {_KNOWN.format('v')}"
)


async def install(session: db.Session, sets: Sequence[rows.Row], members: Sequence[rows.Row]) -> int:
    """Store the sets and their members, and close those no longer stated; the number of rows changed."""
    return await rows.install_closing(session, "target_sets", sets) + await rows.install_closing(
        session, "target_set_members", members
    )


async def page(
    reader: db.Reader, at: Moment, wanted: values.Filter, *, after: tuple[Any, ...], limit: int, total: bool
) -> bytes:
    """One page as JSON with `next_keys`. Grain: one set."""
    filters = Where(at.as_of, at.known_at, limit)
    filters.add("b.level = {0}", wanted.level)
    everything = str(filters)
    filters.add("(b.position, b.id) > ({0}, {1})", *after)
    return await reader.json(_page(str(filters), everything if total else None), *filters.args) or b""


async def find(reader: db.Reader, at: Moment, key: str) -> bytes | None:
    """One set by id or slug with its criteria as JSON, None when there is none on that day."""
    return await reader.json(
        f"SELECT {_item(_criteria(_targets(at)), moment.JSON)}::text FROM target_sets_known b"
        f" WHERE {_IN_FORCE} AND (b.id = $3 OR b.slug = $4)",
        at.as_of,
        at.known_at,
        names.uuid_or_none(key),
        key,
    )


async def find_id(reader: db.Reader, key: str) -> uuid.UUID | None:
    """The id of the set with this id or slug, whatever the day."""
    row = await reader.row("SELECT id FROM target_sets WHERE id = $1 OR slug = $2", names.uuid_or_none(key), key)
    return None if row is None else row["id"]


async def find_head(reader: db.Reader, at: Moment, key: str) -> dict[str, Any] | None:
    """A set by id or slug for its standing: `item` (JSON), `level`, `year`, and its criteria side by side."""
    return await reader.row(_head(_targets(at)), at.as_of, at.known_at, names.uuid_or_none(key), key)


async def list_standing(
    reader: db.Reader,
    at: Moment,
    wanted: values.Level,
    asked: Mapping[str, Any],
    *,
    after: tuple[Any, ...],
    limit: int,
) -> db.Rows:
    """One organisation of the level more than the page holds, in alphabetical order, each with the figure and the
    judgement that count for every criterion side by side. `asked`: `targets`, `repeated` and `year` of the set."""
    filters = Where(at.as_of, at.known_at, wanted.level, limit, asked["targets"], asked["repeated"], asked["year"])
    filters.add("o.id = {0}", wanted.organisation_id)
    filters.add("(v.sort_key, v.organisation_id) > ({0}, {1})", *after)
    return await reader.rows(_standing(str(filters)), *filters.args)


async def count_level(reader: db.Reader, at: Moment, wanted: values.Level) -> int:
    """How many organisations of the level are in force."""
    filters = Where(at.as_of, at.known_at, wanted.level)
    filters.add("o.id = {0}", wanted.organisation_id)
    row = await reader.row(
        "SELECT count(*) FROM organisation_versions v JOIN organisations o ON o.id = v.organisation_id"
        f" WHERE {_LEVEL_IN_FORCE} {filters}",
        *filters.args,
    )
    return int(row["count"]) if row else 0


def _targets(at: Moment) -> str:
    """Where to read targets: what was known before now stands beside what is known."""
    return "targets" if at.known_at is None else "targets_known"


@cache
def _head(targets: str) -> str:
    return db.statement(__package__ or "", "standing_head").format(
        item=_item(),
        moment=moment.JSON,
        in_force=_IN_FORCE,
        known=_KNOWN.format("m"),
        targets=targets,
        target_known=_KNOWN.format("t"),
    )


@cache
def _standing(where: str) -> str:
    return db.statement(__package__ or "", "standing").format(in_force=_LEVEL_IN_FORCE, where=where)


@cache
def _page(where: str, counted: str | None) -> str:
    total = (
        "" if counted is None else f", 'total', (SELECT count(*) FROM target_sets_known b WHERE {_IN_FORCE} {counted})"
    )
    return db.statement(__package__ or "", "page").format(
        item=_item(), in_force=_IN_FORCE, where=where, moment=moment.JSON, total=total
    )


@cache
def _item(*more: str) -> str:
    return db.statement(__package__ or "", "item").format(
        source=sources.as_known("s", "d"),
        known=_KNOWN.format("m"),
        more="".join(f", {part}" for part in more),
    )


@cache
def _criteria(targets: str) -> str:
    source = sources.as_known("s", "d")
    criteria = db.statement(__package__ or "", "criteria").format(
        target=db.statement("shared.targets", "item").format(source=source, more=""),
        known=_KNOWN.format("m"),
        targets=targets,
        target_known=_KNOWN.format("t"),
    )
    return f"'criteria', {criteria}"
