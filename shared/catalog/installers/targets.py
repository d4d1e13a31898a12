"""The targets and what each document says of their milestones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shared.catalog import schema
from shared.catalog.installers import ground
from shared.kit import db
from shared.law import sources
from shared.targets import service, values


async def install(session: db.Session, catalog: schema.Catalog) -> int:
    """Rows changed."""
    changed = await ground.install(session, (row for target in catalog.targets for row in _sources(target)))
    targets = [_target(catalog, position, target) for position, target in enumerate(catalog.targets)]
    statements = [row for target in catalog.targets for row in _statements(catalog, target)]
    return changed + await service.install(session, targets, statements)


def _sources(target: schema.Target) -> Iterator[schema.Source]:
    yield target.source
    if target.baseline is not None:
        yield target.baseline.source
    for milestone in target.milestones:
        for statement in milestone.statements:
            yield statement.source


_SAME = {
    "code", "name", "pillar", "level", "measure", "unit", "direction", "numerator", "denominator", "aggregation",
    "natural_limit",
}  # fmt: skip


def _target(catalog: schema.Catalog, position: int, target: schema.Target) -> dict[str, Any]:
    return {
        "id": values.target_id(target.code),
        "position": position,
        **target.model_dump(include=_SAME),
        "reference_id": sources.document_id(target.reference) if target.reference else None,
        **_baseline(target.baseline),
        **ground.in_force(catalog, target.source),
        **ground.of(target),
    }


def _baseline(row: schema.Baseline | None) -> dict[str, Any]:
    return {
        "baseline_value": row and row.value,
        "baseline_qualifier": row and row.qualifier,
        "baseline_known_on": row and row.known_on,
        "baseline_source_id": row and ground.source(row.source).id,
        "baseline_certainty": row and row.certainty,
    }


def _statements(catalog: schema.Catalog, target: schema.Target) -> Iterator[dict[str, Any]]:
    for milestone in target.milestones:
        for position, statement in enumerate(milestone.statements):
            yield {
                "target_id": values.target_id(target.code),
                "year": milestone.year,
                "position": position,
                "operator": statement.operator,
                "value": statement.value,
                "valid_from": ground.in_force(catalog, statement.source)["valid_from"],
                **ground.of(statement),
            }
