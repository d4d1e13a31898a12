"""The standing duties, after the organisations and groups that they name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shared.catalog import schema
from shared.catalog.installers import ground
from shared.kit import db
from shared.organisations import values as organisations
from shared.organisations.standing import service, values


async def install(session: db.Session, catalog: schema.Catalog) -> int:
    """Rows changed."""
    changed = await ground.install(session, (row.source for row in catalog.standing_duties))
    duties = [_duty(catalog, position, row) for position, row in enumerate(catalog.standing_duties)]
    parties = [party for row in catalog.standing_duties for party in _parties(row)]
    return changed + await service.install(session, duties, parties)


def _duty(catalog: schema.Catalog, position: int, row: schema.StandingDuty) -> dict[str, Any]:
    return {
        "id": values.duty_id(row.code),
        "code": row.code,
        "position": position,
        "role": row.role,
        **ground.in_force(catalog, row.source),
        **ground.of(row),
    }


def _parties(row: schema.StandingDuty) -> Iterator[dict[str, Any]]:
    named: list[tuple[values.Part, list[schema.Owner]]] = [("owner", row.owners), ("partner", row.partners)]
    for part, parties in named:
        for place, party in enumerate(parties):
            yield {
                "id": values.party_id(row.code, part, place, party.organisation or party.group or ""),
                "duty_id": values.duty_id(row.code),
                "part": part,
                "place": place,
                "organisation_id": organisations.organisation_id(party.organisation) if party.organisation else None,
                "group_id": organisations.group_id(party.group) if party.group else None,
            }
