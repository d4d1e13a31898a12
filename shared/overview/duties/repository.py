"""All SQL of what a document obliges to. It reads the tables of other domains, and writes none."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from shared.kit import db
from shared.kit.moment import Moment
from shared.kit.where import Where
from shared.overview.duties import values

_PACKAGE = __package__ or ""
_NAME = """(SELECT v.name FROM organisation_versions v WHERE v.organisation_id = o.id
    AND v.hierarchy = 'administrative' AND v.valid_from <= $1
    AND v.recorded_at <= least($2, now()) AND least($2, now()) < v.superseded_at
    ORDER BY v.valid_from DESC LIMIT 1)"""
_ORGANISATION = f"json_build_object('kind', 'organisation', 'slug', o.slug, 'name', {_NAME})"
_GROUP = "json_build_object('kind', 'group', 'slug', u.slug, 'name', u.name)"
_OWNER = f"CASE WHEN o.id IS NULL THEN {_GROUP} ELSE {_ORGANISATION} END"
_ALL = """, 'total', (SELECT count(*) FROM wanted), 'summary', (SELECT coalesce(json_agg(json_build_object(
    'kind', n.kind, 'status', n.status, 'count', n.count) ORDER BY n.rank, n.kind, n.status), '[]')
    FROM (SELECT kind, rank, status, count(*) AS count FROM duties GROUP BY kind, rank, status) n)"""


@dataclass(frozen=True)
class Asked:
    """Of which document, on which day and as known when (an instant), and what of it the caller sees."""

    document: uuid.UUID
    at: Moment
    sight: values.Sight


async def milestones(reader: db.Reader, asked: Asked) -> db.Rows:
    """The milestones of a document: milestone_id, target_id, year, operator, required (in the target's unit)."""
    return await reader.rows(_sql("milestones"), asked.at.as_of, asked.at.known_at, asked.document)


async def page(
    reader: db.Reader,
    asked: Asked,
    statuses: Mapping[uuid.UUID, str],
    wanted: values.Filter,
    *,
    after: tuple[Any, ...],
    limit: int,
    total: bool,
) -> bytes:
    """One page as JSON with `next_keys`. Grain: one obligation. `statuses`: of the milestones, by their ids."""
    sight = asked.sight
    filters = Where(
        asked.at.as_of,
        asked.at.known_at,
        asked.document,
        list(statuses.keys()),
        list(statuses.values()),
        sight.tasks,
        sight.reports,
        list(sight.organisations),
        sight.wide,
        limit,
    )
    filters.add("d.kind = {0}", wanted.kind)
    filters.add("d.status = {0}", wanted.status)
    chosen = str(filters)
    filters.add("(d.rank, d.place, d.id, d.part) > ({0}, {1}, {2}, {3})", *after)
    following = str(filters).removeprefix(chosen)
    return await reader.json(_page(chosen, following, _ALL if total else ""), *filters.args) or b""


@cache
def _page(chosen: str, following: str, total: str) -> str:
    return _sql("page").format(
        task_state=db.statement("shared.tasks", "state"),
        reported=_sql("reported"),
        item=_sql("item").format(
            organisation=_ORGANISATION, owner=_OWNER, parties=_sql("parties").format(owner=_OWNER)
        ),
        where=chosen,
        after=following,
        total=total,
    )


def _sql(name: str) -> str:
    return db.statement(_PACKAGE, name)
