"""Plan 55's task groups and budget, plan 187's remedial tasks."""

from __future__ import annotations

from typing import Any

from shared.catalog import schema
from shared.catalog.installers import ground
from shared.frameworks import service as frameworks
from shared.kit import db
from shared.organisations import values as organisations
from shared.tasks import service, values


async def install(session: db.Session, catalog: schema.Catalog) -> int:
    """Rows changed."""
    stated: list[schema.Sourced] = [*catalog.task_groups, *catalog.budget, *catalog.remedial_tasks]
    changed = await ground.install(session, (row.source for row in stated))
    groups = [_group(position, row) for position, row in enumerate(catalog.task_groups)]
    budget = [_line(position, row) for position, row in enumerate(catalog.budget)]
    tasks = [_task(catalog, position, row) for position, row in enumerate(catalog.remedial_tasks)]
    return changed + await service.install(session, groups, budget, tasks)


def _group(position: int, row: schema.TaskGroup) -> dict[str, Any]:
    return {
        "id": values.task_group_id(row.code),
        "code": row.code,
        "position": position,
        "name": row.name,
        "task_count": row.task_count,
        **ground.of(row),
    }


def _line(position: int, row: schema.BudgetLine) -> dict[str, Any]:
    return {
        "id": values.budget_line_id(row.code),
        "code": row.code,
        "position": position,
        "name": row.name,
        "amount_million_vnd": row.amount_million_vnd,
        **ground.of(row),
    }


_SAME = {"code", "section", "main_index", "name", "components", "components_certainty", "frequency", "due_before_on"}


def _task(catalog: schema.Catalog, position: int, row: schema.RemedialTask) -> dict[str, Any]:
    return {
        "id": values.task_id(row.code),
        "position": position,
        "kind": "remedial",
        **row.model_dump(include=_SAME),
        "framework_id": str(frameworks.framework_id(row.framework)),
        "owner_organisation_id": _organisation(row.owner),
        "owner_group_id": _group_of(row.owner),
        "partners": [
            {"organisation_id": _organisation(partner), "group_id": _group_of(partner)} for partner in row.partners
        ],
        **ground.in_force(catalog, row.source),
        **ground.of(row),
    }


def _organisation(owner: schema.Owner) -> str | None:
    return str(organisations.organisation_id(owner.organisation)) if owner.organisation else None


def _group_of(owner: schema.Owner) -> str | None:
    return str(organisations.group_id(owner.group)) if owner.group else None
