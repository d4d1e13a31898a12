"""An administrator who states codes and places, and rows that a test writes behind everybody's back."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from shared.audit import acting
from shared.audit import service as audit
from shared.kit.clock import FakeClock
from shared.law import citations
from shared.organisations import hierarchies, identifiers, recording

ADMIN = acting.Acting(audit.Actor("admin", "tests", "so-thong-tin-va-truyen-thong", "request"), FakeClock())
GROUND = recording.Ground(citations.Citation("ke-hoach-55-kh-ubnd-2022", "V.6"), "derived")
IDENTIFIER = (
    "INSERT INTO organisation_identifiers (organisation_id, code, status, valid_from, valid_to, source_id, certainty)"
    " SELECT o.id, $2, 'unconfirmed', $3, $4, s.id, 'derived' FROM organisations o, (SELECT id FROM sources LIMIT 1) s"
    " WHERE o.slug = $1"
)
PLACEMENT = (
    "WITH stated AS (INSERT INTO organisation_placement_statements (organisation_id, hierarchy, parent_id, valid_from,"
    " valid_to, source_id, certainty) SELECT o.id, $2, u.id, $4, $5, s.id, 'derived' FROM organisations o,"
    " organisations u, (SELECT id FROM sources LIMIT 1) s WHERE o.slug = $1 AND u.slug = $3 RETURNING *)"
    " INSERT INTO organisation_placements (statement_id, organisation_id, hierarchy, parent_id, valid_from, valid_to,"
    " source_id, certainty) SELECT id, organisation_id, hierarchy, parent_id, valid_from, valid_to, source_id,"
    " certainty FROM stated"
)
ALWAYS = (dt.date.min, dt.date.max)  # asyncpg's -infinity and infinity


def days(first: str | None = None, until: str | None = None) -> recording.Days:
    """From a day on until before another."""
    return recording.Days(*(None if day is None else dt.date.fromisoformat(day) for day in (first, until)))


def code(organisation: str, written: str, *between: str | None, replaces: uuid.UUID | None = None) -> Any:
    """A code to be stated."""
    return identifiers.Wanted(organisation, written, "unconfirmed", days(*between), GROUND, replaces)


def place(
    organisation: str, superior: str, *between: str | None, hierarchy: str = "sectoral", replaces: Any = None
) -> hierarchies.Wanted:
    """A place to be stated."""
    return hierarchies.Wanted(organisation, hierarchy, superior, days(*between), GROUND, replaces)
