"""Assessments of the catalog: published figures with derived pillars, outcomes, reasons, and published rankings."""

from __future__ import annotations

from typing import Any

from shared.assessments import rules
from shared.assessments import service as assessments
from shared.catalog import schema
from shared.catalog.installers import ground
from shared.catalog.installers.frameworks import VERSION
from shared.frameworks import service as frameworks
from shared.frameworks import values
from shared.kit import db, names
from shared.law import sources

_DERIVED = sources.Source(
    kind="derived",
    note="(điểm sáu chỉ số nền tảng + điểm chỉ số hoạt động của trụ cột) ÷ điểm tối đa, từ giá trị đã công bố",
)
_NOT_PUBLISHED: dict[str, Any] = {
    "value": None,
    "rank": None,
    "rank_of": None,
    "rank_source_id": None,
    "rank_certainty": None,
    "outcome": None,
}


async def install(session: db.Session, catalog: schema.Catalog) -> int:
    """Install all assessments and rankings; rows changed."""
    changed = await ground.install(session, _sources(catalog)) + await sources.install(session, [_DERIVED])
    given = catalog.assessments
    changed += await assessments.install(session, "assessments", [_assessment(item) for item in given])
    changed += await assessments.install(session, "imports", [_import(item) for item in given])
    published: list[dict[str, Any]] = []
    for item in given:
        structure = await frameworks.structure(session, frameworks.version_id(item.framework, VERSION))
        published += _published(item, structure)
    changed += await assessments.install(session, "published_values", [*published])
    changed += await assessments.install(
        session, "published_reasons", [row for item in given for row in _reasons(item)]
    )
    changed += await assessments.install(session, "rankings", [_ranking(item) for item in catalog.rankings])
    changed += await assessments.install(
        session, "ranking_rows", [row for item in catalog.rankings for row in _ranking_rows(item)]
    )
    return changed + await assessments.open_new(session)


def _sources(catalog: schema.Catalog) -> list[schema.Source]:
    rows = [row for item in catalog.assessments for row in (item, *item.published, *item.outcomes, *item.reasons)]
    ranks = [value.rank_source for item in catalog.assessments for value in item.published if value.rank_source]
    return [*(row.source for row in rows), *ranks, *(ranking.source for ranking in catalog.rankings)]


def _id(item: schema.Assessment) -> str:
    return str(assessments.assessment_id(item.framework, item.organisation, item.year))


def _import_id(item: schema.Assessment) -> str:
    return str(names.uuid_of("import", item.framework, item.organisation, item.year))


def _assessment(item: schema.Assessment) -> dict[str, Any]:
    return {
        "id": _id(item),
        "framework_version_id": str(frameworks.version_id(item.framework, VERSION)),
        "organisation_id": str(names.uuid_of("organisation", item.organisation)),
        "year": item.year,
        "status": item.status,
        **ground.of(item),
    }


def _import(item: schema.Assessment) -> dict[str, Any]:
    return {"id": _import_id(item), "assessment_id": _id(item), "imported_by": "catalog"}


def _published(item: schema.Assessment, structure: values.Structure) -> list[dict[str, Any]]:
    figures = [_figure(item, value) for value in item.published]
    outcomes = [
        _row(item, f"component:{outcome.component}", outcome=outcome.outcome, **ground.of(outcome))
        for outcome in item.outcomes
    ]
    return [*figures, *_pillars(item, structure), *outcomes]


def _figure(item: schema.Assessment, value: schema.PublishedValue) -> dict[str, Any]:
    node = "total" if value.node == "total" else f"index:{value.number}"
    rank_source = value.rank_source or (value.source if value.rank is not None else None)
    return _row(
        item,
        node,
        value=value.value,
        rank=value.rank,
        rank_of=value.rank_of,
        rank_source_id=str(ground.source(rank_source).id) if rank_source else None,
        rank_certainty=(value.rank_certainty or value.certainty) if value.rank is not None else None,
        **ground.of(value),
    )


def _pillars(item: schema.Assessment, structure: values.Structure) -> list[dict[str, Any]]:
    known = {v.number: v.value for v in item.published if v.number is not None and v.value is not None}
    indices = {index.number: index for index in structure.main_indices}
    derived = {pillar.code: rules.pillar_value(pillar, indices, known) for pillar in structure.pillars}
    return [
        _row(item, f"pillar:{code}", value=value, source_id=str(_DERIVED.id), certainty="derived")
        for code, value in derived.items()
        if value is not None
    ]


def _row(item: schema.Assessment, node: str, **columns: Any) -> dict[str, Any]:
    import_id = _import_id(item)
    return {
        "id": str(names.uuid_of("score", import_id, "published", node)),
        "import_id": import_id,
        "node": node,
        **_NOT_PUBLISHED,
        **columns,
    }


def _reasons(item: schema.Assessment) -> list[dict[str, Any]]:
    return [
        {
            "id": str(names.uuid_of("reason", _import_id(item), reason.main_index, reason.outcome)),
            "import_id": _import_id(item),
            "main_index": reason.main_index,
            "outcome": reason.outcome,
            "components": reason.components,
            **ground.of(reason),
        }
        for reason in item.reasons
    ]


def _ranking(item: schema.Ranking) -> dict[str, Any]:
    return {
        "id": str(names.uuid_of("ranking", item.framework, item.year, item.kind)),
        "framework_id": str(frameworks.framework_id(item.framework)),
        "year": item.year,
        "kind": item.kind,
        **ground.of(item),
    }


def _ranking_rows(item: schema.Ranking) -> list[dict[str, Any]]:
    return [
        {
            "ranking_id": str(names.uuid_of("ranking", item.framework, item.year, item.kind)),
            "organisation_id": str(names.uuid_of("organisation", row.organisation)),
            "rank": row.rank,
            "published_name": row.published_name,
        }
        for row in item.rows
    ]
