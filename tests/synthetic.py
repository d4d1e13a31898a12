"""A framework of a test's own, published and complete: what decision 742 asks stands in no document at hand."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from shared.kit import db, names

DEPARTMENTS = "khung-thu-nghiem-so-nganh"
# Main index → its components and their maxima; the whole is 50 points.
STRUCTURE = {1: {"1.7": 10, "1.8": 10}, 2: {"2.1": 30}}


async def publish(
    session: db.Session,
    slug: str = DEPARTMENTS,
    *,
    level: str = "department",
    years: tuple[int, ...] = (2022,),
    not_applicable: str | None = None,
    rules: Mapping[str, str] | None = None,
) -> uuid.UUID:
    """Store and publish it; the id of its version. A component without a rule (JSON) in `rules` is granted."""
    framework, version = names.uuid_of("framework", slug), names.uuid_of("framework-version", slug, 1)
    source = "(SELECT source_id FROM frameworks WHERE slug = 'dti-742-so-nganh')"
    await db.execute(
        session,
        "INSERT INTO frameworks (id, slug, code, name, document_id, level, years, source_id, certainty) SELECT"
        " :id, :slug, 'thử nghiệm', 'Khung thử nghiệm', document_id, :level, CAST(:years AS integer[]), source_id,"
        " 'provisional' FROM frameworks WHERE slug = 'dti-742-so-nganh'",
        id=framework,
        slug=slug,
        level=level,
        years=list(years),
    )
    await db.execute(
        session,
        "INSERT INTO framework_versions (id, framework_id, version, status, total_method, total_points,"
        " component_count, main_index_count, content_sha256, not_applicable) VALUES (:id, :framework, 1, 'draft',"
        " 'sum_of_points', 50, 3, 2, 'x', :not_applicable)",
        id=version,
        framework=framework,
        not_applicable=not_applicable,
    )
    position = 0
    for number, components in STRUCTURE.items():
        index = names.uuid_of("main-index", slug, 1, number)
        await db.execute(
            session,
            "INSERT INTO main_indices (id, framework_version_id, number, name, weight, component_count, source_id,"
            f" certainty) VALUES (:id, :version, :number, 'Chỉ số', :weight, :count, {source}, 'provisional')",
            id=index,
            version=version,
            number=number,
            weight=sum(components.values()),
            count=len(components),
        )
        for code, maximum in components.items():
            await db.execute(
                session,
                "INSERT INTO components (id, framework_version_id, main_index_id, code, code_certainty, position,"
                " name, rule, rule_certainty, max_points, max_points_certainty, source_id, certainty) VALUES (:id,"
                " :version, :index, :code, 'derived', :position, :name, CAST(:rule AS jsonb), 'provisional',"
                f" :maximum, 'provisional', {source}, 'provisional')",
                id=names.uuid_of("component", slug, 1, code),
                version=version,
                index=index,
                code=code,
                position=position,
                name=f"Thành phần {code}",
                maximum=maximum,
                rule=(rules or {}).get(code, '{"kind": "granted"}'),
            )
            position += 1
    await db.execute(session, "UPDATE framework_versions SET status = 'published' WHERE id = :id", id=version)
    return version
