"""Frameworks of the catalog as version 1; maxima that no document gives are an equal split, marked provisional."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

import orjson

from shared.assessments import service as assessments
from shared.catalog import schema
from shared.catalog.installers import ground
from shared.frameworks import rules
from shared.frameworks import service as frameworks
from shared.kit import db, decimals, names, rows
from shared.law import sources

VERSION = 1
# What decides points: a published version may get a better quote, never another of these.
_SCORING = ("number", "weight", "main_indices", "max_points", "share", "code", "main_index_id", "rule")


async def install(session: db.Session, catalog: schema.Catalog) -> int:
    """Install all frameworks; rows changed."""
    changed = await ground.install(session, _sources(catalog))
    changed += await frameworks.install(session, [_identity(framework) for framework in catalog.frameworks])
    for framework in catalog.frameworks:
        changed += await _install_version(session, framework)
        changed += await frameworks.install_constraints(session, framework.slug, _constraints(framework))
    return changed


async def _install_version(session: db.Session, framework: schema.Framework) -> int:
    """Install a version; when a stored one now reads otherwise, its open assessments are computed again."""
    parts = {
        "main_indices": [_main_index(framework, item) for item in framework.main_indices],
        "pillars": [_pillar(framework, item) for item in framework.pillars],
        "components": _components(framework),
    }
    version_id = frameworks.version_id(framework.slug, VERSION)
    before = await frameworks.find_structure(session, version_id)
    changed = await frameworks.install_version(session, framework.slug, _version(framework, parts), parts)
    if changed and before is not None and before != await frameworks.structure(session, version_id):
        changed += await assessments.recompute(session, version_id)
    return changed


def _sources(catalog: schema.Catalog) -> list[schema.Source]:
    return [
        row.source
        for framework in catalog.frameworks
        for row in (
            framework,
            *framework.main_indices,
            *framework.pillars,
            *framework.components,
            *framework.constraints,
        )
    ]


def _identity(framework: schema.Framework) -> dict[str, Any]:
    return {
        "id": str(frameworks.framework_id(framework.slug)),
        "slug": framework.slug,
        "code": framework.code,
        "name": framework.name,
        "document_id": str(sources.document_id(framework.document)),
        "level": framework.level,
        "years": framework.years,
        "replaces_id": str(frameworks.framework_id(framework.replaces)) if framework.replaces else None,
        **ground.of(framework),
    }


def _version(framework: schema.Framework, parts: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    scoring = [
        {name: value for name, value in row.items() if name in _SCORING} for rows in parts.values() for row in rows
    ]
    content = orjson.dumps([framework.total_method, framework.total_points, scoring], default=_said)
    return {
        "id": str(frameworks.version_id(framework.slug, VERSION)),
        "framework_id": str(frameworks.framework_id(framework.slug)),
        "version": VERSION,
        "status": framework.status,
        "total_method": framework.total_method,
        "total_points": framework.total_points,
        "component_count": framework.component_count,
        "main_index_count": framework.main_index_count,
        "content_sha256": hashlib.sha256(content).hexdigest(),
    }


def _said(value: Any) -> str:
    """A maximum that a document says is the same as one supposed before: 10 and 10.000000 are one number."""
    return decimals.plain(value) if isinstance(value, Decimal) else str(value)


def _main_index(framework: schema.Framework, index: schema.MainIndex) -> dict[str, Any]:
    return {
        "id": str(names.uuid_of("main-index", framework.slug, VERSION, index.number)),
        "framework_version_id": str(frameworks.version_id(framework.slug, VERSION)),
        "number": index.number,
        "number_187": index.number_187,
        "name": index.name,
        "index_group": index.group,
        "weight": index.weight,
        "component_count": index.component_count,
        **ground.of(index),
    }


def _pillar(framework: schema.Framework, pillar: schema.PillarOf) -> dict[str, Any]:
    return {
        "id": str(names.uuid_of("pillar", framework.slug, VERSION, pillar.code)),
        "framework_version_id": str(frameworks.version_id(framework.slug, VERSION)),
        "code": pillar.code,
        "name": pillar.name,
        "main_indices": pillar.main_indices,
        "max_points": pillar.max_points,
        "share": pillar.share,
        **ground.of(pillar),
    }


def _components(framework: schema.Framework) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for index in framework.main_indices:
        members = [component for component in framework.components if component.main_index == index.number]
        maxima = rules.provisional_maxima(index.weight or Decimal(0), len(members))
        for component, split in zip(members, maxima, strict=True):
            known = component.max_points is not None
            rows.append(
                {
                    "id": str(names.uuid_of("component", framework.slug, VERSION, component.code)),
                    "framework_version_id": str(frameworks.version_id(framework.slug, VERSION)),
                    "main_index_id": str(names.uuid_of("main-index", framework.slug, VERSION, index.number)),
                    "code": component.code,
                    "code_187": component.code_187,
                    "code_certainty": component.code_certainty,
                    "position": len(rows),
                    "name": component.name,
                    "rule": component.rule.model_dump(mode="json", exclude={"certainty"}),
                    "rule_certainty": component.rule.certainty,
                    "max_points": component.max_points if known else split,
                    "max_points_certainty": _certainty_of_maximum(framework, index, known=known),
                    **ground.of(component),
                }
            )
    return rows


def _constraints(framework: schema.Framework) -> list[rows.Row]:
    return [
        {
            "id": str(names.uuid_of("framework-constraint", framework.slug, one.code)),
            "framework_id": str(frameworks.framework_id(framework.slug)),
            "code": one.code,
            "main_index": one.main_index,
            "components": one.components,
            "relation": one.relation,
            "points": one.points,
            "tolerance": one.tolerance,
            **ground.of(one),
        }
        for one in framework.constraints
    ]


def _certainty_of_maximum(framework: schema.Framework, index: schema.MainIndex, *, known: bool) -> str:
    if known or index.weight == 0:
        return "certain"
    return "provisional" if framework.status == "published" else "unknown"
