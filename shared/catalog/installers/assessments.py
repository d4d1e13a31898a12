"""Assessments of the catalog: published figures with derived pillars, outcomes, reasons, and published rankings."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from shared.assessments import rules, succession
from shared.assessments import service as assessments
from shared.catalog import schema
from shared.catalog.installers import ground
from shared.catalog.installers.frameworks import VERSION
from shared.frameworks import service as frameworks
from shared.frameworks import values
from shared.kit import db, names, rows
from shared.law import sources
from shared.rankings import service as rankings

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


@dataclass(frozen=True)
class _Publication:
    """One import with its rows."""

    head: dict[str, Any]
    figures: list[dict[str, Any]]
    reasons: list[dict[str, Any]]


async def install(session: db.Session, catalog: schema.Catalog) -> int:
    """Install all assessments and rankings; rows changed."""
    changed = await ground.install(session, _sources(catalog)) + await sources.install(session, [_DERIVED])
    given = catalog.assessments
    changed += await assessments.install(session, "assessments", [await _assessment(session, item) for item in given])
    publications = [await _publication(session, item) for item in given]
    changed += await assessments.install_published(
        session,
        [publication.head for publication in publications],
        [row for publication in publications for row in publication.figures],
        [row for publication in publications for row in publication.reasons],
    )
    changed += await rankings.install(session, "rankings", [_ranking(item) for item in catalog.rankings])
    changed += await rankings.install(
        session, "ranking_rows", [row for item in catalog.rankings for row in _ranking_rows(item)]
    )
    return changed + await assessments.open_new(session)


def _sources(catalog: schema.Catalog) -> list[schema.Source]:
    rows = [row for item in catalog.assessments for row in (item, *item.published, *item.outcomes, *item.reasons)]
    ranks = [value.rank_source for item in catalog.assessments for value in item.published if value.rank_source]
    return [*(row.source for row in rows), *ranks, *(ranking.source for ranking in catalog.rankings)]


def _id(item: schema.Assessment) -> str:
    return str(assessments.assessment_id(item.framework, item.organisation, item.year))


async def _assessment(session: db.Session, item: schema.Assessment) -> dict[str, Any]:
    """Its row. A version that was published since took it along, and the catalog does not take it back."""
    first = frameworks.version_id(item.framework, VERSION)
    return {
        "id": _id(item),
        "framework_version_id": str(await succession.pinned(session, uuid.UUID(_id(item)), first)),
        "organisation_id": str(names.uuid_of("organisation", item.organisation)),
        "year": item.year,
        "status": item.status,
        **ground.of(item),
    }


async def _publication(session: db.Session, item: schema.Assessment) -> _Publication:
    """Its import's id is that of all it says, and its score_ids follow: a corrected figure is another import's."""
    structure = await frameworks.structure(session, frameworks.version_id(item.framework, VERSION))
    figures = sorted(_published(item, structure), key=lambda row: row["node"])
    reasons = sorted(_reasons(item), key=lambda row: (row["main_index"], row["outcome"]))
    # How the reasons are read is not what was published: another reading makes no other import.
    said = [{name: value for name, value in row.items() if name != "causes"} for row in reasons]
    content = {"assessment": _id(item), "figures": figures, "reasons": said}
    import_id = str(rows.content_id("import", content))
    return _Publication(
        head={"id": import_id, "assessment_id": _id(item), "imported_by": "catalog"},
        figures=[
            {"id": str(names.uuid_of("score", import_id, "published", row["node"])), "import_id": import_id, **row}
            for row in figures
        ],
        reasons=[
            {
                "id": str(names.uuid_of("reason", import_id, row["main_index"], row["outcome"])),
                "import_id": import_id,
                **row,
            }
            for row in reasons
        ],
    )


def _published(item: schema.Assessment, structure: values.Structure) -> list[dict[str, Any]]:
    figures = [_figure(value) for value in item.published]
    outcomes = [
        _row(f"component:{outcome.component}", outcome=outcome.outcome, **ground.of(outcome))
        for outcome in item.outcomes
    ]
    return [*figures, *_pillars(item, structure), *outcomes]


def _figure(value: schema.PublishedValue) -> dict[str, Any]:
    node = "total" if value.node == "total" else f"index:{value.number}"
    rank_source = value.rank_source or (value.source if value.rank is not None else None)
    return _row(
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
        _row(f"pillar:{code}", value=value, source_id=str(_DERIVED.id), certainty="derived")
        for code, value in derived.items()
        if value is not None
    ]


def _row(node: str, **columns: Any) -> dict[str, Any]:
    return {"node": node, **_NOT_PUBLISHED, **columns}


def _reasons(item: schema.Assessment) -> list[dict[str, Any]]:
    return [
        {
            "main_index": reason.main_index,
            "outcome": reason.outcome,
            "components": reason.components,
            "causes": [cause.model_dump() for cause in reason.causes],
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
            "position": position,
            "published_name": row.published_name,
        }
        for position, row in enumerate(item.rows, start=1)
    ]
