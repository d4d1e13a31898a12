"""National codes, and the hierarchies beside the administrative one."""

from __future__ import annotations

from typing import Any

from shared.catalog import schema
from shared.catalog.installers import ground
from shared.kit import db
from shared.organisations import hierarchies, identifiers, values


async def install(session: db.Session, catalog: schema.Catalog) -> int:
    """Rows changed."""
    stated: list[schema.Sourced] = [*catalog.identifiers, *catalog.hierarchies, *catalog.placements]
    return (
        await ground.install(session, (row.source for row in stated))
        + await identifiers.install(session, [_identifier(row) for row in catalog.identifiers])
        + await hierarchies.install(
            session,
            [_hierarchy(position, row) for position, row in enumerate(catalog.hierarchies)],
            [_placement(row) for row in catalog.placements],
        )
    )


def _identifier(row: schema.Identifier) -> dict[str, Any]:
    return {
        "organisation_id": values.organisation_id(row.organisation),
        "code": row.national_code,
        "status": row.status,
        **ground.validity(row.valid_from, row.valid_to),
        **ground.of(row),
    }


def _hierarchy(position: int, row: schema.Hierarchy) -> dict[str, Any]:
    return {
        "code": row.code,
        "position": position,
        "name_vi": row.name.vi,
        "name_en": row.name.en,
        "description_vi": row.description.vi,
        "description_en": row.description.en,
        **ground.of(row),
    }


def _placement(row: schema.Placement) -> dict[str, Any]:
    return {
        "organisation_id": values.organisation_id(row.organisation),
        "hierarchy": row.hierarchy,
        "parent_id": values.organisation_id(row.superior),
        **ground.validity(row.valid_from, row.valid_to),
        **ground.of(row),
    }
