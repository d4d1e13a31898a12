"""A published framework with one component of every kind, and open assessments of it."""

from __future__ import annotations

import json
import uuid
from decimal import Decimal

from shared.kit import db, names
from tests.shared.scoring import kinds

VERSION = names.uuid_of("framework-version", "thu", 1)
_VERSION = """
INSERT INTO framework_versions (id, framework_id, version, status, total_method, total_points, content_sha256,
    not_applicable)
SELECT :id, f.id, 1, 'draft', 'sum_of_points', 80, 'thu', :not_applicable FROM frameworks f WHERE f.slug = 'thu'
"""
_COMPONENT = """
INSERT INTO components (id, framework_version_id, main_index_id, code, code_certainty, position, name, rule,
    rule_certainty, max_points, max_points_certainty, source_id, certainty)
SELECT gen_random_uuid(), i.framework_version_id, i.id, CAST(:code AS text), 'seen', :position, :name,
    CAST(:rule AS jsonb), 'certain', CAST(:maximum AS numeric), 'certain', i.source_id, 'certain'
FROM main_indices i WHERE i.framework_version_id = :version AND i.number = CAST(:number AS integer)
"""
_ASSESSMENT = """
INSERT INTO assessments (id, framework_version_id, organisation_id, year, status, source_id, certainty)
SELECT :id, CAST(:version AS uuid), o.id, :year, 'open', f.source_id, 'certain' FROM organisations o, frameworks f
WHERE o.slug = :organisation AND f.slug = 'thu'
"""


def assessment_id(organisation: str = "tinh-tuyen-quang", year: int = 2022) -> uuid.UUID:
    """The assessment of an organisation under this framework."""
    return names.uuid_of("assessment", "thu", organisation, year)


async def install(database: db.Database, not_applicable: str | None = None) -> None:
    """Store the framework and publish it."""
    async with database.transaction() as session:
        await db.execute(
            session,
            "INSERT INTO frameworks (id, slug, code, name, document_id, level, years, source_id, certainty)"
            " SELECT gen_random_uuid(), 'thu', 'THU', 'Bộ chỉ số thử', document_id, 'province', '{2022}', source_id,"
            " 'certain' FROM frameworks WHERE slug = 'dti-922'",
        )
        await db.execute(session, _VERSION, id=VERSION, not_applicable=not_applicable)
        structure = kinds.structure()
        for index in structure.main_indices:
            await db.execute(
                session,
                "INSERT INTO main_indices (id, framework_version_id, number, name, weight, source_id, certainty)"
                " SELECT gen_random_uuid(), :version, :number, :name, :weight, source_id, 'certain' FROM frameworks"
                " WHERE slug = 'thu'",
                version=VERSION,
                number=index.number,
                name=index.name,
                weight=index.weight,
            )
        for position, code in enumerate(kinds.RULES):
            await _component(session, position, code)
        await db.execute(session, "UPDATE framework_versions SET status = 'published' WHERE id = :id", id=VERSION)


async def open_assessment(database: db.Database, organisation: str = "tinh-tuyen-quang", year: int = 2022) -> uuid.UUID:
    """An open assessment under it; its id."""
    found = assessment_id(organisation, year)
    async with database.transaction() as session:
        await db.execute(session, _ASSESSMENT, id=found, version=VERSION, organisation=organisation, year=year)
    return found


async def _component(session: db.Session, position: int, code: str) -> None:
    await db.execute(
        session,
        _COMPONENT,
        version=VERSION,
        number=int(code[0]),
        code=code,
        position=position,
        name=f"Chỉ số thành phần {code}",
        rule=json.dumps(kinds.RULES[code]),
        maximum=Decimal(kinds.MAXIMA[code]),
    )
