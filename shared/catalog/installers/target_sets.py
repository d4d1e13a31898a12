"""The sets of targets, after the targets that they name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shared.catalog import schema
from shared.catalog.installers import ground
from shared.kit import db
from shared.targets import values as targets
from shared.targets.sets import service, values


async def install(session: db.Session, catalog: schema.Catalog) -> int:
    """Rows changed."""
    sources = (source for row in catalog.target_sets for source in (row.source, row.year_source))
    changed = await ground.install(session, sources)
    sets = [_set(catalog, position, row) for position, row in enumerate(catalog.target_sets)]
    members = [member for row in catalog.target_sets for member in _members(row)]
    return changed + await service.install(session, sets, members)


def _set(catalog: schema.Catalog, position: int, row: schema.TargetSet) -> dict[str, Any]:
    return {
        "id": values.set_id(row.slug),
        "position": position,
        **row.model_dump(include={"slug", "name", "level", "year"}),
        "year_source_id": str(ground.source(row.year_source).id),
        **ground.in_force(catalog, row.source),
        **ground.of(row),
    }


def _members(row: schema.TargetSet) -> Iterator[dict[str, Any]]:
    for position, criterion in enumerate(row.criteria):
        yield {
            "id": values.member_id(row.slug, criterion.target),
            "set_id": values.set_id(row.slug),
            "target_id": targets.target_id(criterion.target),
            "repeats_id": None if criterion.repeats is None else targets.target_id(criterion.repeats),
            "position": position,
            "difference": criterion.difference,
            "applies_to": criterion.applies_to,
        }
