"""The reporting calendar: regimes and who reports under them; what each organisation owes follows from the register."""

from __future__ import annotations

from typing import Any

from shared.catalog import schema
from shared.catalog.installers import ground
from shared.kit import db
from shared.organisations import values as organisations
from shared.reporting import calendar, values


async def install(session: db.Session, catalog: schema.Catalog) -> int:
    """Rows changed."""
    given = [source for row in catalog.regimes for source in (row.source, row.years_source) if source is not None]
    changed = await ground.install(session, given)
    regimes = [_regime(row) for row in catalog.regimes]
    reporters = [_reporter(row, owner) for row in catalog.regimes for owner in row.reporters]
    return changed + await calendar.install(session, regimes, reporters)


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
