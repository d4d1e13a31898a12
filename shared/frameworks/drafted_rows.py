"""A draft as rows: what is stored of a version, of its parts, and of the ground of each."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from shared.frameworks import drafts, service
from shared.kit import names, rows
from shared.law import citations


def columns(content: drafts.Content, sources: Mapping[str, uuid.UUID]) -> dict[str, Any]:
    """A version's own columns; `sources`: the ids of its grounds, by the field that states each."""
    return {
        "total_method": content.total_method,
        "total_points": content.total_points,
        "not_applicable": content.not_applicable,
        "component_count": sum(1 for _ in content.components),
        "main_index_count": len(content.main_indices),
        "content_sha256": drafts.content_sha256(content),
        "stated_source_id": sources["source"],
    }


def citations_of(content: drafts.Content) -> Iterator[tuple[str, citations.Citation]]:
    """Every ground by the field that states it."""
    of = content.source

    def cited(ground: drafts.Ground) -> citations.Citation:
        return citations.Citation(of.document, ground.clause or of.clause, ground.quote)

    yield "source", citations.Citation(of.document, of.clause, of.quote, of.note)
    for place, pillar in enumerate(content.pillars):
        yield f"pillars.{place}", cited(pillar.ground)
    for place, index in enumerate(content.main_indices):
        yield f"main_indices.{place}", cited(index.ground)
        for position, one in enumerate(index.components):
            where = f"main_indices.{place}.components.{position}"
            yield where, cited(one.ground)
            if one.method is not None:
                yield f"{where}.method", cited(drafts.Ground(one.ground.clause, one.method))


def parts(
    slug: str, version: int, content: drafts.Content, sources: Mapping[str, uuid.UUID]
) -> dict[str, list[rows.Row]]:
    """The rows of `main_indices`, `pillars` and `components`; the same version has the same ids wherever it is."""
    of = service.version_id(slug, version)
    indices: list[rows.Row] = []
    components: list[rows.Row] = []
    for place, index in enumerate(content.main_indices):
        where = f"main_indices.{place}"
        indices.append(_index(slug, version, index) | {"framework_version_id": of, "source_id": sources[where]})
        for position, one in enumerate(index.components):
            components.append(
                _component(slug, version, index, one)
                | {
                    "framework_version_id": of,
                    "position": len(components),
                    "source_id": sources[f"{where}.components.{position}"],
                    "rule_source_id": sources.get(f"{where}.components.{position}.method"),
                }
            )
    pillars: list[rows.Row] = [
        {
            "id": names.uuid_of("pillar", slug, version, one.code),
            "framework_version_id": of,
            "code": one.code,
            "name": one.name,
            "main_indices": list(one.main_indices),
            "max_points": one.max_points,
            "share": one.share,
            "source_id": sources[f"pillars.{place}"],
            "certainty": one.certainty,
        }
        for place, one in enumerate(content.pillars)
    ]
    return {"main_indices": indices, "pillars": pillars, "components": components}


def _index(slug: str, version: int, index: drafts.MainIndex) -> dict[str, Any]:
    return {
        "id": names.uuid_of("main-index", slug, version, index.number),
        "number": index.number,
        "number_187": index.number_187,
        "name": index.name,
        "index_group": index.group,
        "weight": index.weight,
        "component_count": len(index.components),
        "certainty": index.certainty,
    }


def _component(slug: str, version: int, index: drafts.MainIndex, one: drafts.Component) -> dict[str, Any]:
    return {
        "id": names.uuid_of("component", slug, version, one.code),
        "main_index_id": names.uuid_of("main-index", slug, version, index.number),
        "code": one.code,
        "code_187": one.code_187,
        "code_certainty": "seen",
        "name": one.name,
        "rule": dict(one.rule),
        "rule_certainty": one.rule_certainty,
        "max_points": one.max_points,
        "max_points_certainty": one.max_points_certainty,
        "evidence_asked": one.evidence_asked,
        "collected_from": one.collected_from,
        "verified_with": one.verified_with,
        "certainty": one.certainty,
    }
