"""A second version of a framework for tests: the first one with what an annex says otherwise. No law."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.assessments import succession
from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.frameworks import service as frameworks
from shared.kit import clock, db

COORDINATOR = audit.Actor("coordinator@so-thong-tin-va-truyen-thong", "tests", "so-thong-tin-va-truyen-thong", "r")


@dataclass(frozen=True)
class Annex:
    """What the next version says otherwise. `maxima`, `rules`, `names`: by code of the new version; `renamed`: old code
    → new code, with nothing said of who is who; `dropped`: old codes; `stated`: (old, new) as a source states them."""

    maxima: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    dropped: Sequence[str] = ()
    added: Mapping[str, int] = field(default_factory=dict)
    stated: Sequence[tuple[str | None, str | None]] = ()


async def draft(session: db.Session, annex: Annex, *, slug: str = "dti-922", before: int = 1) -> uuid.UUID:
    """A draft after version `before` of a framework, its components as the annex says; its id."""
    first, version = frameworks.version_id(slug, before), frameworks.version_id(slug, before + 1)
    await db.execute(session, _VERSION, version=version, first=first)
    await db.execute(session, _INDICES, version=version, first=first)
    await db.execute(session, _PILLARS, version=version, first=first)
    said = {
        "maxima": annex.maxima,
        "rules": annex.rules,
        "renamed": annex.renamed,
        "dropped": list(annex.dropped),
        "added": annex.added,
    }
    await db.execute(session, _COMPONENTS, version=version, first=first, said=json.dumps(said))
    await db.execute(session, _ADDED, version=version, said=json.dumps(said))
    for place, (old, new) in enumerate(annex.stated):
        await db.execute(session, _STATED, version=version, first=first, place=place, old=old, new=new)
    return version


async def publish(session: db.Session, now: clock.Clock, version: uuid.UUID) -> int:
    """Publish a draft, as the law would have it; how many assessments moved."""
    await db.execute(session, "UPDATE framework_versions SET status = 'published' WHERE id = :id", id=version)
    return await succession.follow(session, Acting(COORDINATOR, now), version)


async def published(database: db.Database, now: clock.Clock, annex: Annex, *, before: int = 1) -> uuid.UUID:
    """Draft and publish in one transaction; the version's id."""
    async with database.transaction() as session:
        version = await draft(session, annex, before=before)
        await publish(session, now, version)
        return version


_VERSION = """
INSERT INTO framework_versions (id, framework_id, version, status, total_method, total_points, component_count,
    main_index_count, content_sha256)
SELECT CAST(:version AS uuid), framework_id, version + 1, 'draft', total_method, total_points, component_count,
    main_index_count, 'x' || CAST(:version AS text) FROM framework_versions WHERE id = CAST(:first AS uuid)
"""
_INDICES = """
INSERT INTO main_indices (id, framework_version_id, number, number_187, name, index_group, weight, component_count,
    source_id, certainty)
SELECT gen_random_uuid(), CAST(:version AS uuid), number, number_187, name, index_group, weight, component_count,
    source_id, certainty FROM main_indices WHERE framework_version_id = CAST(:first AS uuid)
"""
_PILLARS = """
INSERT INTO pillars (id, framework_version_id, code, name, main_indices, max_points, share, source_id, certainty)
SELECT gen_random_uuid(), CAST(:version AS uuid), code, name, main_indices, max_points, share, source_id, certainty
FROM pillars WHERE framework_version_id = CAST(:first AS uuid)
"""
_COMPONENTS = """
INSERT INTO components (id, framework_version_id, main_index_id, code, code_187, code_certainty, position, name, rule,
    rule_certainty, max_points, max_points_certainty, source_id, certainty)
SELECT gen_random_uuid(), CAST(:version AS uuid), n.id, s.code, c.code_187, c.code_certainty, c.position, c.name,
    coalesce(a.said -> 'rules' -> s.code, c.rule), 'certain',
    coalesce(CAST(a.said -> 'maxima' ->> s.code AS points), c.max_points), 'certain', c.source_id, c.certainty
FROM (SELECT CAST(:said AS jsonb) AS said) a, components c
JOIN main_indices i ON i.id = c.main_index_id
JOIN main_indices n ON n.framework_version_id = CAST(:version AS uuid) AND n.number = i.number
CROSS JOIN LATERAL (SELECT coalesce(CAST(:said AS jsonb) -> 'renamed' ->> c.code, c.code) AS code) s
WHERE c.framework_version_id = CAST(:first AS uuid) AND NOT a.said -> 'dropped' ? c.code
"""
_ADDED = """
INSERT INTO components (id, framework_version_id, main_index_id, code, code_certainty, position, name, rule,
    rule_certainty, max_points, max_points_certainty, source_id, certainty)
SELECT gen_random_uuid(), CAST(:version AS uuid), n.id, g.key, 'seen', 900 + row_number() OVER (ORDER BY g.key),
    'Chỉ số mới ' || g.key, '{"kind": "granted"}', 'certain',
    coalesce(CAST(a.said -> 'maxima' ->> g.key AS points), 1), 'certain', n.source_id, 'certain'
FROM (SELECT CAST(:said AS jsonb) AS said) a, jsonb_each_text(a.said -> 'added') g
JOIN main_indices n ON n.framework_version_id = CAST(:version AS uuid) AND n.number = CAST(g.value AS integer)
"""
_STATED = """
INSERT INTO component_correspondences (from_version_id, from_code, to_version_id, to_code, place, source_id, certainty,
    stated_by)
SELECT CAST(:first AS uuid), CAST(:old AS text), CAST(:version AS uuid), CAST(:new AS text), :place, f.source_id,
    'certain', 'x' FROM framework_versions v JOIN frameworks f ON f.id = v.framework_id
WHERE v.id = CAST(:first AS uuid)
"""
