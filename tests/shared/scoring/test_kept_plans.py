"""What asks for one assessment among many is planned once: its cost does not depend on how many others there are."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from shared.assessments import service as assessments
from shared.kit import callers, db
from shared.kit.clock import FakeClock
from shared.scoring import captured, drift
from shared.scoring import service as scoring
from tests import databases
from tests.shared.scoring.test_loading import OPEN, fill

pytestmark = pytest.mark.planner

# Of so many others each has claims of forty components and papers for four, all of them decided.
_OTHERS = 400
_GENERATED = f"""
CREATE TEMPORARY TABLE other AS SELECT a.framework_version_id, a.source_id, gen_random_uuid() AS id,
    gen_random_uuid() AS organisation_id, n FROM assessments a, generate_series(1, {_OTHERS}) n WHERE a.id = '{OPEN}';
CREATE TEMPORARY TABLE paper AS SELECT o.id AS assessment_id, o.organisation_id, c.id AS component_id, c.max_points,
    gen_random_uuid() AS id, gen_random_uuid() AS revision_id
    FROM other o JOIN components c USING (framework_version_id) WHERE c.position % 25 = o.n % 25;
INSERT INTO organisations (id, slug, kind, level)
    SELECT organisation_id, 'other-' || n, 'province', 'province' FROM other;
INSERT INTO assessments (id, framework_version_id, organisation_id, year, status, source_id, certainty)
    SELECT id, framework_version_id, organisation_id, 2022, 'open', source_id, 'provisional' FROM other;
INSERT INTO assessment_versions (assessment_id, version) SELECT id, 1 FROM other;
INSERT INTO claims (id, assessment_id, component_id, points, input_values, claimed_by, organisation_id)
    SELECT gen_random_uuid(), o.id, c.id, 1, '{{}}', 'x', o.organisation_id
    FROM other o JOIN components c USING (framework_version_id) WHERE c.position <= 40;
INSERT INTO component_applicability (id, assessment_id, component_id, applicable, reason, source_id, certainty,
    organisation_id, stated_by)
    SELECT gen_random_uuid(), o.id, c.id, false, 'x', o.source_id, 'certain', o.organisation_id, 'x'
    FROM other o JOIN components c USING (framework_version_id) WHERE c.position > 80;
INSERT INTO evidence (id, assessment_id, organisation_id) SELECT id, assessment_id, organisation_id FROM paper;
INSERT INTO evidence_revisions (id, evidence_id, revision, title, file_name, media_type, size_bytes, sha256,
    submitted_by) SELECT revision_id, id, 1, 't', 'f', 'm', 1, 's', 'x' FROM paper;
INSERT INTO evidence_components (revision_id, component_id) SELECT revision_id, component_id FROM paper;
INSERT INTO decisions (id, revision_id, component_id, verdict, points, max_points, input_values, decided_by,
    organisation_id, same_organisation)
    SELECT gen_random_uuid(), revision_id, component_id, 'accept', max_points, max_points, '{{}}', 'y', organisation_id,
    false FROM paper"""
# PostgreSQL makes five plans for what it is asked; then it keeps one, if that does not look dearer.
_TRIED = 5
_ASKED = 3 * _TRIED
_OF_A_COMPUTATION = {"claims", "evidence", "component_applicability"}
_PLANS = "SELECT name, statement, generic_plans, custom_plans FROM pg_prepared_statements"


@pytest.fixture
async def among_many(database: db.Database, database_url: str, clock: FakeClock) -> AsyncIterator[db.Database]:
    """A worker with one connection a door, where there are many assessments, all of them computed."""
    await fill(database)
    bare = await databases.connect(database_url)
    await bare.execute(_GENERATED)
    asked = [row["id"] for row in await bare.fetch("SELECT id FROM assessments WHERE status = 'open'")]
    async with database.serialised(*map(scoring.lock_name, asked)) as session:
        assert len(await scoring.compute_all(session, clock, asked)) == len(asked) > _OTHERS
    await bare.execute("ANALYZE")
    await bare.close()
    worker = db.Database(database_url, pool_size=1, caller=callers.SYSTEM)
    await worker.open()
    yield worker
    await worker.close()


async def test_a_computation_is_planned_once(among_many: db.Database, clock: FakeClock) -> None:
    for _ in range(_ASKED):
        async with among_many.transaction() as session:
            await assessments.raise_version(session, OPEN)
        async with among_many.serialised(scoring.lock_name(OPEN)) as session:
            await scoring.compute(session, clock, OPEN)
            plans = await db.fetch(session, _PLANS)
    one = {table: plan for plan in plans for table in _read_by(plan)}
    assert one.keys() == _OF_A_COMPUTATION
    assert not _planned_anew(plans)
    async with among_many.transaction() as session:
        await db.execute(session, "SET LOCAL plan_cache_mode = force_generic_plan")
        for table, plan in one.items():
            explained = await db.fetch(session, f"EXPLAIN EXECUTE \"{plan['name']}\" (ARRAY[CAST('{OPEN}' AS uuid)])")
            lines = "\n".join(row["QUERY PLAN"] for row in explained)
            assert "($1)[1]" in lines, lines
            assert f"Seq Scan on {table}" not in lines, lines


async def test_a_reading_is_planned_once(among_many: db.Database) -> None:
    reader = among_many.reader
    for _ in range(_ASKED):
        assert (await scoring.inputs(reader, [OPEN])).keys() == {OPEN}
        assert await scoring.computed_version(reader, OPEN) > 0
        head = await captured.one(reader, OPEN)
        assert head is not None
        assert await drift.of_run(reader, head.run_id) == []
    plans = [plan for plan in await reader.rows(_PLANS) if "assessment" in plan["statement"]]
    assert len(plans) > len(_OF_A_COMPUTATION)
    assert not _planned_anew(plans)


def _planned_anew(plans: db.Rows) -> list[str]:
    return [plan["statement"] for plan in plans if plan["custom_plans"] > _TRIED]


def _read_by(plan: dict[str, object]) -> list[str]:
    """Which of these a statement is about: the one that it names first."""
    said = re.search(r"\bFROM ([a-z_]+) [a-z]\n", str(plan["statement"]))
    return [table for table in _OF_A_COMPUTATION if said and said[1] == table]
