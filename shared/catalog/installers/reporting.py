"""The reporting calendar: regimes, who reports under them, and what each organisation owes for each year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from shared.catalog import schema
from shared.catalog.installers import ground
from shared.kit import db
from shared.organisations import values as organisations
from shared.reporting import calendar, rules, values

# From the firmest to the weakest: an obligation is as certain as the weaker of its regime and its years.
_FIRMNESS = ("certain", "derived", "provisional", "unknown")


async def install(session: db.Session, catalog: schema.Catalog) -> int:
    """Rows changed."""
    given = [source for row in catalog.regimes for source in (row.source, row.years_source) if source is not None]
    changed = await ground.install(session, given)
    regimes = [_regime(row) for row in catalog.regimes]
    reporters = [_reporter(row, owner) for row in catalog.regimes for owner in row.reporters]
    return changed + await calendar.install(session, regimes, reporters, list(obligations(catalog)))


def obligations(catalog: schema.Catalog) -> Iterator[dict[str, Any]]:
    """One row per regime, organisation and year of the regime.

    A regime without years or with periods that nobody names makes none: they are not guessed. An organisation owes a
    report only when it exists on the last day to give it.
    """
    lives = {row.slug: row for row in catalog.organisations}
    members = {row.slug: row.members for row in catalog.groups}
    for regime in catalog.regimes:
        period = rules.period_of(regime.frequency)
        if period is None or regime.first_year is None or regime.last_year is None:
            continue
        for year in range(regime.first_year, regime.last_year + 1):
            due = rules.due_before(year, regime.due_before_month, regime.due_before_day, regime.due_before_on)
            owed_on = rules.owed_on(year, period, due)
            for slug in _organisations(regime.reporters, members):
                life = lives[slug]
                if (life.valid_from and owed_on < life.valid_from) or (life.valid_to and life.valid_to <= owed_on):
                    continue
                yield {
                    "id": values.obligation_id(regime.code, slug, year, period),
                    "regime_id": values.regime_id(regime.code),
                    "organisation_id": organisations.organisation_id(slug),
                    "year": year,
                    "period": period,
                    "due_before_on": due,
                    "certainty": max(regime.certainty, regime.years_certainty, key=_FIRMNESS.index),
                }


def _organisations(reporters: Iterable[schema.Owner], members: dict[str, list[str]]) -> list[str]:
    named: dict[str, None] = {}
    for owner in reporters:
        for slug in members[owner.group] if owner.group else [owner.organisation or ""]:
            named[slug] = None
    return list(named)


_SAME = {
    "code", "name", "kind", "frequency", "due_before_month", "due_before_day", "due_before_on", "first_year",
    "last_year", "years_certainty",
}  # fmt: skip


def _regime(row: schema.ReportingRegime) -> dict[str, Any]:
    return {
        "id": values.regime_id(row.code),
        **row.model_dump(include=_SAME),
        "receiver_id": organisations.organisation_id(row.receiver),
        "other_receiver_ids": [organisations.organisation_id(slug) for slug in row.other_receivers],
        "via_id": organisations.organisation_id(row.via) if row.via else None,
        "years_source_id": ground.source(row.years_source).id if row.years_source else None,
        **ground.of(row),
    }


def _reporter(row: schema.ReportingRegime, owner: schema.Owner) -> dict[str, Any]:
    return {
        "regime_id": values.regime_id(row.code),
        "organisation_id": organisations.organisation_id(owner.organisation) if owner.organisation else None,
        "group_id": organisations.group_id(owner.group) if owner.group else None,
    }
