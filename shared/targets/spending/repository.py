"""All SQL of spending."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import orjson

from shared.kit import db, moment, rows
from shared.kit.moment import Moment
from shared.kit.where import Where
from shared.law import sources
from shared.targets.spending import values

_PACKAGE = __package__ or ""
_KNOWN = "least($2, now())"
_IN_FORCE = (
    "v.hierarchy = 'administrative' AND v.valid_from <= $1 AND $1 < v.valid_to"
    f" AND v.recorded_at <= {_KNOWN} AND {_KNOWN} < v.superseded_at"
)
_OWN = "SELECT coalesce(sum(a.total), 0) AS own FROM spending_amounts a WHERE a.statement_id = s.id AND a.scope = 'own'"


async def install(
    session: db.Session, areas: Sequence[rows.Row], asks: Sequence[rows.Row], shares: Sequence[rows.Row]
) -> int:
    """Store what is asked; the number of rows changed. Raises CatalogLost when one is no longer stated."""
    return (
        await rows.install_complete(session, "spending_areas", areas, name="t.code")
        + await rows.install_complete(session, "spending_asks", asks, name="t.id::text")
        + await rows.install_complete(session, "spending_shares", shares, name="t.code")
    )


async def page(
    reader: db.Reader,
    at: Moment,
    year: int,
    organisation: uuid.UUID | None,
    *,
    after: str | None,
    limit: int,
    total: bool,
) -> bytes:
    """The spending of a year as JSON with `next_keys`. Grain of its items: one agency's set that counts."""
    filters = Where(at.as_of, at.known_at, limit, year)
    filters.add("s.organisation_id = {0}", organisation)
    everything = str(filters)
    filters.add("s.slug > {0}", after)
    return await reader.json(_page(str(filters), everything if total else None), *filters.args) or b""


@cache
def _page(where: str, counted: str | None) -> str:
    return db.statement(_PACKAGE, "page").format(
        known=_KNOWN,
        where=where,
        in_force=_IN_FORCE,
        source=sources.as_known("s", "d"),
        item=db.statement(_PACKAGE, "item"),
        own=_OWN,
        vintages=db.statement(_PACKAGE, "vintages").format(known=_KNOWN),
        moment=moment.JSON,
        total="" if counted is None else f", 'total', (SELECT count(*) FROM counted s WHERE true {counted})",
    )


async def lock(session: db.Session, organisation: uuid.UUID) -> None:
    """Wait until nobody else records a set of this organisation."""
    await db.execute(
        session,
        "SELECT pg_advisory_xact_lock(hashtextextended('spending ' || CAST(:organisation AS text), 0))",
        organisation=str(organisation),
    )


async def list_asks(session: db.Session, organisation: uuid.UUID, on: dt.date) -> list[values.Ask]:
    """What is asked, and of it what of this organisation on that day, as known now."""
    found = await db.fetch(
        session,
        "SELECT r.code AS area, k.natures, k.scope, COALESCE(k.organisation_id = :organisation, false) OR EXISTS ("
        "SELECT FROM organisation_group_members m WHERE m.group_id = k.group_id AND m.organisation_id = :organisation"
        " AND m.superseded_at = 'infinity' AND m.valid_from <= :on AND :on < m.valid_to) AS mine"
        " FROM spending_asks k JOIN spending_areas r ON r.id = k.area_id ORDER BY r.position, k.position",
        organisation=organisation,
        on=on,
    )
    return [values.Ask(row["area"], tuple(row["natures"]), row["scope"], row["mine"]) for row in found]


async def list_areas(session: db.Session) -> list[str]:
    """The codes of the areas."""
    return [row["code"] for row in await db.fetch(session, "SELECT code FROM spending_areas ORDER BY position")]


async def list_form(reader: db.Reader, at: Moment, organisation: str) -> db.Rows:
    """What clauses ask of an organisation (slug) on a day: `area`, `scope`, `organisation`, and whether they tell the
    natures apart (`asks_investment`, `asks_recurrent`). Grain: area and scope, in the order of the catalog."""
    return await reader.rows(
        "SELECT r.code AS area, k.scope, o.slug AS organisation,"
        " bool_or('investment' = ANY (k.natures)) AS asks_investment,"
        " bool_or('recurrent' = ANY (k.natures)) AS asks_recurrent"
        " FROM organisations o JOIN spending_asks k ON k.organisation_id = o.id OR EXISTS ("
        "SELECT FROM organisation_group_members m WHERE m.group_id = k.group_id AND m.organisation_id = o.id"
        f" AND m.valid_from <= $1 AND $1 < m.valid_to AND m.recorded_at <= {_KNOWN} AND {_KNOWN} < m.superseded_at)"
        " JOIN spending_areas r ON r.id = k.area_id WHERE o.slug = $3"
        " GROUP BY r.code, r.position, k.scope, o.slug ORDER BY r.position, k.scope",
        at.as_of,
        at.known_at,
        organisation,
    )


async def list_vintages(
    session: db.Session, organisation: uuid.UUID, years: Sequence[int]
) -> dict[int, list[values.Vintage]]:
    """What was recorded of an organisation's years before, by year; the set that counts comes last."""
    found = await db.fetch(
        session,
        "SELECT s.id, s.year, s.kind, s.firm, s.budget_million_vnd AS budget, s.note, s.reason,"
        " (SELECT COALESCE(jsonb_agg(jsonb_build_array(r.code, a.scope, CAST(a.investment AS text),"
        " CAST(a.recurrent AS text), CAST(a.total AS text))), '[]')"
        " FROM spending_amounts a JOIN spending_areas r ON r.id = a.area_id WHERE a.statement_id = s.id) AS amounts"
        " FROM spending_statements s WHERE s.organisation_id = :organisation AND s.year = ANY (:years)"
        " ORDER BY s.firm, s.recorded_at, s.id",
        organisation=organisation,
        years=list(years),
    )
    before: dict[int, list[values.Vintage]] = {year: [] for year in years}
    for row in found:
        content = values.content(row["budget"], row["note"], row["reason"], map(_amount, row["amounts"]))
        before[row["year"]].append(values.Vintage(row["id"], row["kind"], row["firm"], content))
    return before


def _amount(given: Sequence[Any]) -> values.Amount:
    area, scope, *numbers = given
    return values.Amount(area, scope, *(None if number is None else Decimal(number) for number in numbers))


async def add(session: db.Session, statement: Mapping[str, Any], amounts: Sequence[Mapping[str, Any]]) -> None:
    """Append a set."""
    for table, given in (("spending_statements", [statement]), ("spending_amounts", amounts)):
        columns = ", ".join(given[0])
        await db.execute(
            session,
            f"INSERT INTO {table} ({columns}) SELECT {columns}"
            f" FROM jsonb_populate_recordset(CAST(NULL AS {table}), CAST(:rows AS jsonb))",
            rows=orjson.dumps([dict(row) for row in given], default=str).decode(),
        )


async def shown(session: db.Session, statement: uuid.UUID) -> str:
    """A set as JSON, as it stands in this transaction."""
    vintages = db.statement(_PACKAGE, "vintages").format(known="now()")
    row = await db.fetch_written(
        session,
        f"SELECT CAST({db.statement(_PACKAGE, 'item')} AS text) AS item FROM (SELECT s.*, o.slug"
        " FROM spending_statements s JOIN organisations o ON o.id = s.organisation_id WHERE s.id = :id) s"
        f" CROSS JOIN LATERAL ({_OWN}) w CROSS JOIN LATERAL ({vintages}) v",
        id=statement,
    )
    return str(row["item"])
