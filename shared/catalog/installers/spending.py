"""What spending the law has summed, by whom, and the share of the budget it wants."""

from __future__ import annotations

from typing import Any

from shared.catalog import schema
from shared.catalog.installers import ground
from shared.kit import db
from shared.organisations import values as organisations
from shared.targets.spending import service, values


async def install(session: db.Session, catalog: schema.Catalog) -> int:
    """Rows changed."""
    asks = [(area, position, ask) for area in catalog.spending_areas for position, ask in enumerate(area.asks)]
    stated: list[schema.Sourced] = [*catalog.spending_areas, *(ask for *_, ask in asks), *catalog.spending_shares]
    changed = await ground.install(session, (row.source for row in stated))
    areas = [
        {"id": values.area_id(row.code), "code": row.code, "position": position, "name": row.name, **ground.of(row)}
        for position, row in enumerate(catalog.spending_areas)
    ]
    shares = [
        {
            "id": values.share_id(row.code),
            **row.model_dump(include={"code", "percent", "qualifier", "from_year", "to_year"}),
            **ground.of(row),
        }
        for row in catalog.spending_shares
    ]
    return changed + await service.install(session, areas, [_ask(*one) for one in asks], shares)


def _ask(area: schema.SpendingArea, position: int, row: schema.SpendingAsk) -> dict[str, Any]:
    slug = row.owner.organisation
    return {
        "id": values.ask_id(area.code, position),
        "area_id": values.area_id(area.code),
        "position": position,
        "natures": row.natures,
        "scope": row.scope,
        "organisation_id": organisations.organisation_id(slug) if slug else None,
        "group_id": organisations.group_id(row.owner.group) if row.owner.group else None,
        **ground.of(row),
    }
