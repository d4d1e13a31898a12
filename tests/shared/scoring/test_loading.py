"""What a computation rests on, read for many assessments at once as for one, whoever asks."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from shared.assessments import service as assessments
from shared.assessments.errors import AssessmentNotFound
from shared.kit import callers, db
from shared.scoring import rules
from shared.scoring import service as scoring

OPEN = assessments.assessment_id("dti-922", "tinh-tuyen-quang", 2022)
NEXT = assessments.assessment_id("dti-922", "tinh-tuyen-quang", 2023)
COPY = (
    "INSERT INTO assessments (id, framework_version_id, organisation_id, year, status, source_id, certainty)"
    " SELECT CAST(:id AS uuid), framework_version_id, organisation_id, 2023, status, source_id, certainty"
    " FROM assessments WHERE id = CAST(:of AS uuid)"
)
_CLAIM = (
    "INSERT INTO claims (id, assessment_id, component_id, points, input_values, claimed_by, organisation_id)"
    " SELECT gen_random_uuid(), a.id, c.id, CAST(:points AS numeric), '{}', 'x', a.organisation_id FROM assessments a"
    " JOIN components c USING (framework_version_id) WHERE a.id = CAST(:assessment AS uuid) AND c.code = :code"
)
_PIECE = """
WITH posted AS (
    INSERT INTO evidence (id, assessment_id, organisation_id)
    SELECT gen_random_uuid(), id, organisation_id FROM assessments WHERE id = CAST(:assessment AS uuid)
    RETURNING id, assessment_id, organisation_id
), revision AS (
    INSERT INTO evidence_revisions (id, evidence_id, revision, title, file_name, media_type, size_bytes, sha256,
        submitted_by) SELECT gen_random_uuid(), id, 1, 't', 'f', 'm', 1, 's', 'x' FROM posted RETURNING id
), component AS (
    SELECT c.id FROM components c JOIN assessments a USING (framework_version_id)
    WHERE a.id = CAST(:assessment AS uuid) AND c.code = :code
), serves AS (
    INSERT INTO evidence_components (revision_id, component_id)
    SELECT revision.id, component.id FROM revision, component
)
INSERT INTO decisions (id, revision_id, component_id, verdict, points, max_points, input_values, decided_by,
    organisation_id, same_organisation)
SELECT gen_random_uuid(), revision.id, component.id, 'accept', CAST(:points AS numeric), 10, '{}', 'y',
    posted.organisation_id, false FROM posted, revision, component
"""


async def fill(database: db.Database) -> None:
    async with database.transaction() as session:
        await db.execute(session, COPY, id=NEXT, of=OPEN)
        for assessment, code, points in ((OPEN, "1.1", 1), (OPEN, "1.1", 2), (NEXT, "1.2", 3)):
            await db.execute(session, _CLAIM, assessment=str(assessment), code=code, points=points)
        for assessment, code, points in ((OPEN, "1.7", 10), (NEXT, "1.7", 4), (NEXT, "2.1", 0)):
            await db.execute(session, _PIECE, assessment=str(assessment), code=code, points=points)


async def test_many_are_read_as_each_alone(database: db.Database) -> None:
    await fill(database)
    together = await scoring.inputs(database.reader, [OPEN, NEXT, uuid.UUID(int=0)])
    assert together.keys() == {OPEN, NEXT}
    for item in (OPEN, NEXT):
        assert await scoring.inputs(database.reader, [item]) == {item: together[item]}
        async with database.serialised(scoring.lock_name(item)) as session:
            assert await scoring.gather(session, item) == together[item]
    assert [claim.points for claim in together[OPEN].claims] == [2]
    assert {piece.component: piece.points for piece in together[NEXT].pieces} == {"1.7": 4, "2.1": 0}
    assert len(rules.compute(together[OPEN])) == len(rules.compute(together[NEXT])) > 200


async def test_the_number_of_statements_does_not_grow(database: db.Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await fill(database)
    asked: list[str] = []
    rows = db.Reader.rows

    async def counted(reader: db.Reader, sql: str, *args: Any) -> db.Rows:
        asked.append(sql)
        return await rows(reader, sql, *args)

    monkeypatch.setattr(db.Reader, "rows", counted)
    await scoring.inputs(database.reader, [OPEN])
    alone = len(asked)
    await scoring.inputs(database.reader, [OPEN, NEXT])
    assert len(asked) == 2 * alone


async def test_whoever_asks_the_inputs_are_whole(database_url: str, database: db.Database) -> None:
    """A simulation for an agency counts also the documents that the agency may not read."""
    await fill(database)
    whole = await scoring.inputs(database.reader, [OPEN])
    asked = db.Database(database_url, pool_size=1)
    await asked.open()
    try:
        with callers.asking(callers.NOBODY):
            assert await scoring.inputs(asked.reader, [OPEN]) == whole
            assert await asked.reader.rows("SELECT id FROM claims") == []
    finally:
        await asked.close()


async def test_what_a_transaction_wrote_is_in_what_it_gathers(database: db.Database) -> None:
    async with database.transaction() as session:
        before = await scoring.gather(session, OPEN)
        await db.execute(session, _CLAIM, assessment=str(OPEN), code="1.1", points=7)
        assert len((await scoring.gather(session, OPEN)).claims) == len(before.claims) + 1


async def test_an_unknown_assessment_is_named(database: db.Database) -> None:
    async with database.transaction() as session:
        with pytest.raises(AssessmentNotFound):
            await scoring.gather(session, uuid.UUID(int=0))
