"""All SQL of registering organisations, one or a file of them, and of the register as a table."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from shared.kit import db, rows
from shared.kit.moment import Moment
from shared.law import sources
from shared.organisations import repository as organisations

_STATEMENTS = "organisation_version_statements"


async def list_exported(reader: db.Reader, at: Moment) -> db.Rows:
    """The organisations in force on a day as rows of the table, in Vietnamese alphabetical order; one statement."""
    sql = db.statement(__package__ or "", "exported").format(code=organisations.code(), in_force=organisations.IN_FORCE)
    return await reader.rows(sql, at.as_of, at.known_at)


async def list_identities(session: db.Session) -> db.Rows:
    """`id`, `slug`, `kind`, `level` of every organisation."""
    return await db.fetch(session, "SELECT id, slug, kind, level FROM organisations")


async def list_versions(session: db.Session) -> db.Rows:
    """The columns of every version of the register, as known now."""
    return await db.fetch(
        session,
        "SELECT organisation_id, name, short_name, parent_id, statistics_code, valid_from, valid_to, source_id,"
        " certainty FROM organisation_versions WHERE superseded_at = 'infinity' AND hierarchy = 'administrative'",
    )


async def list_codes(session: db.Session) -> db.Rows:
    """`organisation_id`, `code`, `status` and the days of every code, as known now."""
    return await db.fetch(
        session,
        "SELECT organisation_id, code, status, valid_from, valid_to FROM organisation_identifiers"
        " WHERE superseded_at = 'infinity'",
    )


async def list_places(session: db.Session) -> db.Rows:
    """`organisation_id`, `hierarchy`, `parent_id` and the days of every place beside the administrative ones."""
    return await db.fetch(
        session,
        "SELECT organisation_id, hierarchy, parent_id, valid_from, valid_to FROM organisation_placements"
        " WHERE superseded_at = 'infinity'",
    )


async def list_stated_by_api(session: db.Session) -> set[str]:
    """The slugs of the organisations that were registered by API."""
    return {row["slug"] for row in await db.fetch(session, "SELECT slug FROM organisations WHERE stated_by = 'api'")}


async def add_organisations(session: db.Session, identities: Sequence[rows.Row]) -> None:
    """Organisations registered by API: `id`, `slug`, `kind`, `level`."""
    await rows.install(session, "organisations", [{**row, "stated_by": "api"} for row in identities])


async def add_statements(session: db.Session, stated: Sequence[rows.Row], instant: dt.datetime) -> list[uuid.UUID]:
    """What is stated of them without any change; the ids of the statements."""
    return await rows.add_stated(session, _STATEMENTS, stated, instant)


async def view(session: db.Session, statement: uuid.UUID) -> bytes:
    """A statement with its organisation as JSON."""
    source = sources.JSON.format(alias="s", document="d")
    row = await db.fetch_written(
        session, db.statement(__package__ or "", "registered").format(source=source), id=statement
    )
    return str(row["body"]).encode()


async def find_slug(session: db.Session, slug: str) -> dict[str, Any] | None:
    """The organisation, or the group, that has a slug already."""
    return await db.fetch_one(
        session,
        "SELECT slug FROM organisations WHERE slug = :slug UNION ALL"
        " SELECT slug FROM organisation_groups WHERE slug = :slug",
        slug=slug,
    )
