"""A published version takes the assessments of its framework along; what was made before stays, and still counts."""

from __future__ import annotations

import uuid
from decimal import Decimal

import orjson
import pytest
from sqlalchemy.exc import DBAPIError

from services.scoring_worker import subscriptions
from shared.assessments.service import assessment_id
from shared.catalog import install, read
from shared.frameworks import errors
from shared.frameworks import service as frameworks
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.scoring import service as scoring
from tests import successor
from tests.successor import Annex

OPEN = assessment_id("dti-922", "tinh-tuyen-quang", 2022)
IMPORTED = assessment_id("dti-922", "tinh-tuyen-quang", 2021)
FIRST, SECOND = (frameworks.version_id("dti-922", number) for number in (1, 2))
_CLAIM = (
    "INSERT INTO claims (id, assessment_id, component_id, points, input_values, claimed_by, organisation_id)"
    " SELECT gen_random_uuid(), a.id, c.id, CAST(:points AS numeric), '{}', 'x', a.organisation_id FROM assessments a"
    " JOIN components c USING (framework_version_id) WHERE a.id = CAST(:assessment AS uuid) AND c.code = :code"
)
_POST = """
WITH posted AS (
    INSERT INTO evidence (id, assessment_id, organisation_id)
    SELECT gen_random_uuid(), id, organisation_id FROM assessments WHERE id = CAST(:assessment AS uuid)
    RETURNING id, assessment_id
), revision AS (
    INSERT INTO evidence_revisions (id, evidence_id, revision, title, file_name, media_type, size_bytes, sha256,
        submitted_by) SELECT gen_random_uuid(), id, 1, 't', 'f', 'm', 1, 's', 'x' FROM posted RETURNING id
)
INSERT INTO evidence_components (revision_id, component_id)
SELECT revision.id, c.id FROM revision, components c JOIN assessments a USING (framework_version_id)
WHERE a.id = CAST(:assessment AS uuid) AND c.code = ANY(CAST(:codes AS text[])) RETURNING revision_id
"""
_DECIDE = """
INSERT INTO decisions (id, revision_id, component_id, verdict, points, max_points, input_values, reason_code,
    decided_by, organisation_id, same_organisation)
SELECT gen_random_uuid(), CAST(:revision AS uuid), c.id, 'partial', CAST(:points AS numeric), c.max_points, '{}',
    'other', 'y', a.organisation_id, false FROM components c JOIN assessments a USING (framework_version_id)
WHERE a.id = CAST(:assessment AS uuid) AND c.code = :code
"""


async def _claim(session: db.Session, code: str, points: int) -> None:
    await db.execute(session, _CLAIM, assessment=str(OPEN), code=code, points=points)


async def _post(session: db.Session, *codes: str) -> uuid.UUID:
    rows = await db.fetch(session, _POST, assessment=str(OPEN), codes=list(codes))
    found: uuid.UUID = rows[0]["revision_id"]
    return found


async def _decide(session: db.Session, revision: uuid.UUID, code: str, points: int) -> None:
    await db.execute(session, _DECIDE, assessment=str(OPEN), revision=str(revision), code=code, points=points)


async def _pieces(database: db.Database) -> list[tuple[str, int | None, str | None]]:
    """What counts now: component, points, and the maximum under which it was decided, where that is another."""
    (inputs,) = (await scoring.inputs(database.reader, [OPEN])).values()
    return sorted(
        (p.component, None if p.points is None else int(p.points), str(p.former.max_points) if p.former else None)
        for p in inputs.pieces
    )


async def test_what_is_scored_moves_and_is_asked_for_anew(database: db.Database, clock: FakeClock) -> None:
    before = await database.reader.row("SELECT version FROM assessment_versions WHERE assessment_id = $1", OPEN)
    version = await successor.published(database, clock, Annex(maxima={"1.7": "20"}))
    assert version == SECOND
    pins = await database.reader.rows(
        "SELECT id, framework_version_id AS pin FROM assessments WHERE id = ANY($1)", [OPEN]
    )
    assert {row["pin"] for row in pins} == {SECOND}
    kept = await database.reader.row("SELECT framework_version_id AS pin FROM assessments WHERE id = $1", IMPORTED)
    assert kept == {"pin": FIRST}
    moves = await database.reader.rows("SELECT assessment_id, from_version_id, to_version_id FROM assessment_moves")
    assert (OPEN, FIRST, SECOND) in {tuple(row.values()) for row in moves}
    assert IMPORTED not in {row["assessment_id"] for row in moves}
    events = await database.reader.rows("SELECT event, payload::text FROM outbox WHERE event = 'AssessmentMoved'")
    asked = subscriptions.requests({"event": e["event"], "payload": orjson.loads(e["payload"])} for e in events)
    assert before is not None
    assert subscriptions.Request(str(OPEN), before["version"] + 1) in asked
    assert len(asked) == len(moves)


async def test_a_catalog_that_is_installed_again_takes_nobody_back(database: db.Database, clock: FakeClock) -> None:
    await successor.published(database, clock, Annex(maxima={"1.7": "20"}))
    async with database.transaction() as session:
        changed = await install.install(session, read.catalog())
    assert changed["assessments"] == changed["frameworks"] == 0
    found = await database.reader.row("SELECT framework_version_id AS pin FROM assessments WHERE id = $1", OPEN)
    assert found == {"pin": SECOND}


async def test_what_was_made_for_an_equal_code_goes_along(database: db.Database, clock: FakeClock) -> None:
    async with database.transaction() as session:
        await _claim(session, "1.7", 5)
        await _decide(session, await _post(session, "1.7"), "1.7", 4)
    await successor.published(database, clock, Annex(maxima={"1.7": "20"}))
    assert await _pieces(database) == [("1.7", 4, "10.000000")]
    (inputs,) = (await scoring.inputs(database.reader, [OPEN])).values()
    (claim,) = inputs.claims
    assert (claim.component, claim.points, claim.former and claim.former.max_points) == ("1.7", Decimal(5), Decimal(10))
    assert inputs.structure.version == 2


async def test_what_is_made_under_the_new_version_holds_before_it(database: db.Database, clock: FakeClock) -> None:
    async with database.transaction() as session:
        await _claim(session, "1.7", 5)
        revision = await _post(session, "1.7")
        await _decide(session, revision, "1.7", 4)
    await successor.published(database, clock, Annex(maxima={"1.7": "20"}))
    async with database.transaction() as session:
        await _claim(session, "1.7", 12)
        await _decide(session, revision, "1.7", 9)
    assert await _pieces(database) == [("1.7", 9, None)]
    (inputs,) = (await scoring.inputs(database.reader, [OPEN])).values()
    assert [(claim.points, claim.former) for claim in inputs.claims] == [(Decimal(12), None)]


async def test_a_stated_correspondence_takes_along_what_another_code_would_lose(
    database: db.Database, clock: FakeClock
) -> None:
    async with database.transaction() as session:
        for code in ("1.7", "1.8"):
            await _decide(session, await _post(session, code), code, 4)
            await _claim(session, code, 3)
    renamed = Annex(renamed={"1.7": "1.17", "1.8": "1.18"}, stated=[("1.7", "1.17")])
    await successor.published(database, clock, renamed)
    assert await _pieces(database) == [("1.17", 4, None)]
    (inputs,) = (await scoring.inputs(database.reader, [OPEN])).values()
    assert [claim.component for claim in inputs.claims] == ["1.17"]


async def test_of_a_split_and_of_a_merger_only_the_documents_go_along(database: db.Database, clock: FakeClock) -> None:
    async with database.transaction() as session:
        await _decide(session, await _post(session, "1.7"), "1.7", 4)
        both = await _post(session, "2.1", "2.2")
        await _decide(session, both, "2.1", 4)
        await _claim(session, "1.7", 3)
        await _claim(session, "2.2", 3)
    stated = [("1.7", "1.17"), ("1.7", "1.18"), ("2.1", "2.1"), ("2.2", "2.1")]
    annex = Annex(renamed={"1.7": "1.17"}, added={"1.18": 1}, dropped=["2.2"], stated=stated)
    await successor.published(database, clock, annex)
    assert await _pieces(database) == [("1.17", None, None), ("1.18", None, None), ("2.1", None, None)]
    (inputs,) = (await scoring.inputs(database.reader, [OPEN])).values()
    assert inputs.claims == ()
    async with database.transaction() as session:
        await _decide(session, both, "2.1", 2)
    assert ("2.1", 2, None) in await _pieces(database)


async def test_two_versions_on_what_was_made_first_still_counts(database: db.Database, clock: FakeClock) -> None:
    async with database.transaction() as session:
        await _decide(session, await _post(session, "1.7"), "1.7", 4)
        await _decide(session, await _post(session, "1.8"), "1.8", 4)
    await successor.published(database, clock, Annex(renamed={"1.7": "1.17"}, stated=[("1.7", "1.17")]))
    third = await successor.published(
        database, clock, Annex(renamed={"1.17": "1.7"}, stated=[("1.17", "1.7")], dropped=["1.8"]), before=2
    )
    assert await _pieces(database) == [("1.7", 4, None)], "the version says the same of it: nothing is carried"
    moves = await database.reader.rows(
        "SELECT to_version_id FROM assessment_moves WHERE assessment_id = $1 ORDER BY seq", OPEN
    )
    assert [row["to_version_id"] for row in moves] == [SECOND, third]


async def test_a_statement_about_nothing_stops_the_publication(database: db.Database, clock: FakeClock) -> None:
    with pytest.raises(errors.CorrespondenceRefused) as refused:
        await successor.published(database, clock, Annex(stated=[("1.7", "9.99"), ("9.98", "1.7")]))
    assert [f.field for f in refused.value.findings] == ["correspondences.0.to", "correspondences.1.from"]
    assert await database.reader.rows("SELECT FROM framework_versions WHERE id = $1", SECOND) == []


async def test_what_is_said_of_a_published_version_stays(database: db.Database, clock: FakeClock) -> None:
    await successor.published(database, clock, Annex(renamed={"1.7": "1.17"}, stated=[("1.7", "1.17")]))
    for statement in (
        "UPDATE component_correspondences SET superseded_at = now()",
        "INSERT INTO component_correspondences (from_version_id, from_code, to_version_id, place, source_id, certainty,"
        " stated_by) SELECT from_version_id, '1.8', to_version_id, 9, source_id, 'certain', 'x'"
        " FROM component_correspondences",
        "DELETE FROM component_correspondences",
    ):
        with pytest.raises(DBAPIError) as refused:
            async with database.transaction() as session:
                await db.execute(session, statement)
        assert getattr(refused.value.orig, "sqlstate", "") == "23001"
