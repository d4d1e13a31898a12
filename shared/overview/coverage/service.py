"""What anybody can ask of the coverage."""

from __future__ import annotations

import uuid
from typing import Any

import orjson

from shared.assessments.errors import NoSuchAssessment
from shared.frameworks import service as frameworks
from shared.frameworks.errors import NoSuchFramework
from shared.identity import access, reach
from shared.identity.values import Principal
from shared.kit import clock, db
from shared.kit.errors import Finding
from shared.kit.moment import Moment
from shared.overview.coverage import errors, repository, values


async def asked_by(
    reader: db.Reader,
    caller: Principal,
    now: clock.Clock,
    at: Moment,
    *,
    framework: str | None,
    assessment: uuid.UUID | None,
    year: int | None,
) -> values.Asked:
    """What a caller asks for: the framework named (id or slug), or the assessment's, or the latest whose components are
    known; the year named, or the assessment's, or that of the day. Raises NoSuchFramework, NoSuchAssessment."""
    named = await frameworks.filter_id(reader, "framework", framework)
    found = await repository.scope(reader, assessment, named, year or at.as_of.year, at.known_at)
    if found is None and assessment is not None:
        raise NoSuchAssessment(_nothing("assessment"), assessment=assessment)
    if found is None:
        raise NoSuchFramework(_nothing("framework"), framework=framework or "")
    scope = values.Scope(
        found["framework_id"],
        found["version_id"],
        found["framework"],
        found["version"],
        year or found["year"] or at.as_of.year,
    )
    shown = await reach.of(reader, caller, now, "obligation")
    reports = access.has_scope(caller, "reports:read")
    return values.Asked(at.as_of, at.known_at, scope, reports, shown.organisations, shown.wide)


async def get(
    reader: db.Reader, asked: values.Asked, wanted: values.Name | None, *, after: tuple[Any, ...], limit: int
) -> bytes:
    """The lists of what is uncovered, or the one that is wanted, each with its number, why it matters and its first
    rows after the cursor. Raises CursorNeedsList."""
    if wanted is None and after != (None, None):
        raise errors.CursorNeedsList(_nothing("list"))
    names = [name for name in asked.names if wanted in (None, name)]
    body = await repository.lists(reader, asked, names, after=after, limit=limit)
    head = {
        "framework": asked.scope.framework,
        "framework_version": asked.scope.version,
        "year": asked.scope.year,
        "hidden": sorted(values.OF_REPORTS) if not asked.reports else [],
    }
    return orjson.dumps(head)[:-1] + b", " + body.lstrip()[1:]


def _nothing(field: str) -> Finding:
    return Finding(field, "There is none like this.", "Không có giá trị như vậy.", "unknown")
