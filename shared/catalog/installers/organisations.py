"""The register: organisations and their versions, duties, groups, and how far it is complete."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shared.catalog import schema
from shared.catalog.installers import ground
from shared.kit import db, names
from shared.organisations import service, values


async def install(session: db.Session, catalog: schema.Catalog) -> int:
    """Rows changed."""
    stated: list[schema.Sourced] = [*catalog.organisations, *catalog.duties, *catalog.groups]
    register = service.Register(
        complete_until=str(catalog.complete_until),
        organisations=[_organisation(row) for row in catalog.organisations],
        versions=[_version(row) for row in catalog.organisations],
        duties=[_duty(row) for row in catalog.duties],
        groups=[_group(row) for row in catalog.groups],
        members=[member for group in catalog.groups for member in _members(group)],
    )
    return await ground.install(session, (row.source for row in stated)) + await service.install(session, register)


def _organisation(row: schema.Organisation) -> dict[str, Any]:
    return {"id": values.organisation_id(row.slug), "slug": row.slug, "kind": row.kind, "level": row.level}


def _version(row: schema.Organisation) -> dict[str, Any]:
    return {
        "organisation_id": values.organisation_id(row.slug),
        "name": row.name,
        "short_name": row.short_name,
        "sort_key": names.sort_key(row.name),
        "hierarchy": values.ADMINISTRATIVE,
        "parent_id": values.organisation_id(row.parent) if row.parent else None,
        "national_code": row.national_code,
        "national_code_status": row.national_code_status,
        "statistics_code": row.statistics_code,
        **ground.validity(row.valid_from, row.valid_to),
        **ground.of(row),
    }


def _duty(row: schema.Duty) -> dict[str, Any]:
    return {
        "organisation_id": values.organisation_id(row.organisation),
        "duty": row.duty,
        **ground.validity(row.valid_from),
        **ground.of(row),
    }


def _group(row: schema.OrganisationGroup) -> dict[str, Any]:
    return {
        "id": values.group_id(row.slug),
        "slug": row.slug,
        "name": row.name,
        "complete": row.complete,
        **ground.of(row),
    }


def _members(group: schema.OrganisationGroup) -> Iterator[dict[str, Any]]:
    for slug in group.members:
        yield {
            "group_id": values.group_id(group.slug),
            "organisation_id": values.organisation_id(slug),
            **ground.validity(None),
        }
