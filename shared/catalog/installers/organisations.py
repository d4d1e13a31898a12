"""The register: organisations and their versions, duties, groups, and how far it is complete."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shared.catalog import schema
from shared.catalog.installers import ground
from shared.kit import db, rows
from shared.organisations import registering, service, values
from shared.organisations.changes import service as changes


async def install(session: db.Session, catalog: schema.Catalog) -> int:
    """Rows changed."""
    stated: list[schema.Sourced] = [
        *catalog.organisations,
        *catalog.duties,
        *catalog.groups,
        *catalog.organisation_changes,
    ]
    elsewhere = await registering.stated_by_api(session)  # registered here before the catalog knew of them
    organisations = [row for row in catalog.organisations if row.slug not in elsewhere]
    register = service.Register(
        complete_until=str(catalog.complete_until),
        organisations=[_organisation(row) for row in organisations],
        groups=[_group(row) for row in catalog.groups],
    )
    statements = {
        "organisation_version_statements": [_version(row) for row in organisations],
        "organisation_duty_statements": [_duty(row) for row in catalog.duties],
        "organisation_member_statements": [member for group in catalog.groups for member in _members(group)],
    }
    return (
        await ground.install(session, (row.source for row in stated))
        + await service.install(session, register)
        + await changes.install(session, statements, [_change(row) for row in catalog.organisation_changes])
    )


def _change(row: schema.OrganisationChange) -> dict[str, Any]:
    """A change; its id is made of everything it says, so that a corrected one is another."""
    said = {
        "kind": row.kind,
        "effective_on": row.effective_on,
        "effective_precision": row.effective_precision,
        "note": row.note,
        **ground.of(row),
        "parts": [_part(row, part, position) for position, part in enumerate(row.parts)],
    }
    return {"id": rows.content_id("organisation-change", {"code": row.code, **said}), **said}


def _part(change: schema.OrganisationChange, part: schema.ChangePart, position: int) -> dict[str, Any]:
    return {
        "position": position,
        "organisation_id": values.organisation_id(part.organisation),
        "role": part.role,
        "founded": False,
        "heir": part.heir,
        "continues": part.continues,
        "name": part.name,
        "short_name": part.short_name,
        "parent_id": values.organisation_id(part.parent) if part.parent else None,
        "duties": part.duties,
        "certainty": part.certainty or change.certainty,
    }


def _organisation(row: schema.Organisation) -> dict[str, Any]:
    return {"id": values.organisation_id(row.slug), "slug": row.slug, "kind": row.kind, "level": row.level}


def _version(row: schema.Organisation) -> dict[str, Any]:
    return {
        "organisation_id": values.organisation_id(row.slug),
        "name": row.name,
        "short_name": row.short_name,
        "parent_id": values.organisation_id(row.parent) if row.parent else None,
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
