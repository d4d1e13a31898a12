"""SQL of published results that are imported."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from shared.assessments.publishing_values import Figure, Publication
from shared.imports import copying
from shared.kit import db

_FIGURE = (
    *("id", "import_id", "node", "value", "rank", "rank_of", "rank_source_id", "rank_certainty", "source_id"),
    "certainty",
)


async def add_assessments(session: db.Session, publication: Publication) -> None:
    """Store the assessments that are new, as results of others."""
    columns = (
        *("id", "framework_version_id", "organisation_id", "year", "status", "source_id", "certainty"),
        "stated_by",
    )
    common = (publication.year, "imported", publication.source_id, "certain", "api")
    rows = [
        (one.assessment_id, publication.framework_version_id, one.organisation_id, *common)
        for one in publication.results
        if one.is_new
    ]
    if rows:
        await copying.copy(session, "assessments", columns, rows)


async def supersede(session: db.Session, assessments: Sequence[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Close the imports in force of these assessments; the closed one of each."""
    found = await db.fetch(
        session,
        "UPDATE imports SET superseded_at = now() WHERE superseded_at = 'infinity'"
        " AND assessment_id = ANY(CAST(:assessments AS uuid[])) RETURNING assessment_id, id",
        assessments=list(assessments),
    )
    return {row["assessment_id"]: row["id"] for row in found}


async def add_imports(session: db.Session, publication: Publication, imports: Mapping[uuid.UUID, uuid.UUID]) -> None:
    """Store an import for each assessment."""
    rows = [
        (import_id, assessment, publication.imported_by, publication.file_import_id)
        for assessment, import_id in imports.items()
    ]
    await copying.copy(session, "imports", ("id", "assessment_id", "imported_by", "file_import_id"), rows)


async def add_figures(session: db.Session, figures: Sequence[tuple[uuid.UUID, Figure]]) -> None:
    """Store what the imports say. A rank stands on the figure's own ground unless it has one."""
    rows = []
    for import_id, one in figures:
        ranked = one.rank is not None
        ground = (one.rank_source_id or one.source_id) if ranked else None
        ranks = (one.rank, one.rank_of, ground, (one.rank_certainty or "certain") if ranked else None)
        rows.append((uuid.uuid4(), import_id, one.node, one.value, *ranks, one.source_id, one.certainty))
    await copying.copy(session, "published_values", _FIGURE, rows)


async def carry_components(session: db.Session, pairs: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> None:
    """What earlier imports said of single components is said by the later ones, too."""
    if not pairs:
        return
    old, new = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    both = "unnest(CAST(:old AS uuid[]), CAST(:new AS uuid[])) AS u (old, new)"
    await db.execute(
        session,
        "INSERT INTO published_values (id, import_id, node, value, outcome, source_id, certainty)"
        " SELECT gen_random_uuid(), u.new, p.node, p.value, p.outcome, p.source_id, p.certainty"
        f" FROM {both} JOIN published_values p ON p.import_id = u.old AND p.node LIKE 'component:%'",
        old=old,
        new=new,
    )
    await db.execute(
        session,
        "INSERT INTO published_reasons (id, import_id, main_index, outcome, components, causes, source_id, certainty)"
        " SELECT gen_random_uuid(), u.new, r.main_index, r.outcome, r.components, r.causes, r.source_id, r.certainty"
        f" FROM {both} JOIN published_reasons r ON r.import_id = u.old",
        old=old,
        new=new,
    )
