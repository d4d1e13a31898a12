"""What anybody can ask of the obligations that a document makes."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import orjson

from shared.identity import access, reach
from shared.identity.values import Principal
from shared.kit import clock, db
from shared.kit.moment import Moment
from shared.law import service as law
from shared.overview.duties import repository, values
from shared.targets import pace, standings

_SHOWN = ("id", "slug", "number", "title", "in_force", "in_force_from", "in_force_until")


async def sight_of(reader: db.Reader, visitor: Principal | None, now: clock.Clock) -> values.Sight:
    """What of it a caller sees; None is a stranger. Tasks, and every figure, with `targets:read`; who has reported with
    `reports:read`, of those whose obligations the caller reads (`relations.READS`)."""
    if visitor is None:
        return values.Sight(everything=False, tasks=False, reports=False, organisations=(), wide=False)
    tasks, reports = access.has_scope(visitor, "targets:read"), access.has_scope(visitor, "reports:read")
    found = await reach.of(reader, visitor, now, "obligation")
    return values.Sight(
        everything=tasks, tasks=tasks, reports=reports, organisations=found.organisations, wide=found.wide
    )


async def list_page(
    reader: db.Reader,
    at: Moment,
    document: str,
    sight: values.Sight,
    wanted: values.Filter,
    *,
    after: tuple[Any, ...],
    limit: int,
    total: bool = False,
) -> bytes:
    """One page of what a document (id or slug) obliges anybody to, as JSON: milestones, tasks, reports,
    spending, standing duties. Raises DocumentNotFound.

    A few statements, whatever the number of rows: the document, its milestones and what the rule reads of them, the
    page.
    """
    found = orjson.loads((await law.get(reader, at, document)).body)
    asked = repository.Asked(
        uuid.UUID(found["id"]), Moment(at.as_of, dt.datetime.fromisoformat(found["known_at"])), sight
    )
    lines = [standings.Line(**row) for row in await repository.milestones(reader, asked)]
    statuses = await standings.of_lines(reader, asked.at, lines, everything=sight.everything)
    page = await repository.page(reader, asked, statuses, wanted, after=after, limit=limit, total=total)
    head = {
        "document": {name: found[name] for name in _SHOWN},
        "as_of": found["as_of"],
        "known_at": found["known_at"],
        "rule": pace.VERSION,
        "counted": sight.counted,
        "hidden": sight.hidden,
    }
    return orjson.dumps(head)[:-1] + b", " + page.lstrip()[1:]
