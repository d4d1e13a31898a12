"""Normalised by the best of the peers: one organisation's answer moves the others' points, and everybody is told."""

from __future__ import annotations

import asyncio
import json
import uuid
from decimal import Decimal
from fractions import Fraction
from typing import Any

import httpx
import pytest

from services.reporting_api.app import create_app as reporting_api
from services.scoring_api.app import create_app
from shared.assessments import peers, service, values
from shared.audit.service import Actor
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from shared.scoring import rules
from shared.scoring import service as scoring
from tests import clients
from tests.services.scoring_api import ruled

PEERS = ("so-tai-chinh", "so-noi-vu", "tinh-tuyen-quang")
MOVED = "SELECT payload ->> 'assessment_id' AS id FROM outbox WHERE event = 'BestMoved'"


@pytest.fixture
async def opened(database: db.Database) -> list[uuid.UUID]:
    """Three assessments of one framework and year, and one of another year."""
    await ruled.install(database)
    await ruled.open_assessment(database, PEERS[0], 2023)
    return [await ruled.open_assessment(database, peer) for peer in PEERS]


async def _claim(database: db.Database, clock: FakeClock, of: uuid.UUID, **figures: Any) -> int:
    """A claim of the normalised component by somebody of the assessed organisation; the version that holds it."""
    async with database.transaction() as session:
        found = await service.get(session, of)
        officer = Actor(f"reporter@{found.organisation}", "tests", found.organisation, "request")
        said = values.Said(values=figures)
        accepted = await service.put_claim(
            session, officer, clock, assessment=of, component="2.2", said=said, note=None
        )
        return accepted.assessment_version


async def _points(database: db.Database, opened: list[uuid.UUID]) -> list[Any]:
    found = await scoring.inputs(database.reader, opened)
    scores = [rules.compute(found[one]) for one in opened]
    return [next(s.points for s in one if (s.column, s.node) == ("self", "component:2.2")) for one in scores]


async def test_a_new_best_moves_everybody_and_a_lesser_one_nobody(
    database: db.Database, clock: FakeClock, opened: list[uuid.UUID]
) -> None:
    await _claim(database, clock, opened[0], numerator=1, denominator=2)
    assert await _points(database, opened) == [12, 0, 0]
    async with database.transaction() as session:
        await db.execute(session, "DELETE FROM outbox")
    await _claim(database, clock, opened[1], numerator=1, denominator=4)
    assert await _points(database, opened) == [12, 6, 0]
    assert await database.reader.rows(MOVED) == []
    before = await _versions(database, opened)
    await _claim(database, clock, opened[2], numerator=1, denominator=1)
    assert await _points(database, opened) == [6, 3, 12]
    assert {row["id"] for row in await database.reader.rows(MOVED)} == {str(one) for one in opened[:2]}
    assert await _versions(database, opened) == [version + 1 for version in before]


async def test_whom_the_component_does_not_concern_sets_no_best(
    configured: ServiceSettings, tokens: clients.Tokens, database: db.Database, clock: FakeClock
) -> None:
    await ruled.install(database, not_applicable="excluded")
    opened = [await ruled.open_assessment(database, peer) for peer in PEERS]
    await _claim(database, clock, opened[0], numerator=1, denominator=1)
    await _claim(database, clock, opened[1], numerator=1, denominator=4)
    assert await _points(database, opened) == [12, 3, 0]
    before = await _versions(database, opened)
    path = f"/v1/assessments/{opened[0]}/applicability/2.2"
    said = {"reason": "Không thuộc nhiệm vụ", "source": {"document": "ke-hoach-187-kh-ubnd-2022", "clause": "II.2.6"}}
    async with clients.client(create_app, configured) as http:
        for applicable, points in ((False, [0, 12, 0]), (True, [12, 3, 0])):
            answer = await http.put(path, json={"applicable": applicable, **said}, headers=tokens.header("coordinator"))
            assert answer.status_code in (200, 201), answer.text
            assert await _points(database, opened) == points
    assert await _versions(database, opened) == [version + 2 for version in before]


async def test_a_verdict_on_an_appeal_moves_the_best_of_everybody(
    configured: ServiceSettings, tokens: clients.Tokens, database: db.Database, opened: list[uuid.UUID]
) -> None:
    path = f"/v1/assessments/{opened[2]}"
    metadata = {"assessment": str(opened[2]), "components": ["2.2"], "title": "Tài liệu"}
    file = {"file": ("a.pdf", b"%PDF-1.7\n")}
    low = {"verdict": "partial", "reason_code": "other", "values": {"numerator": 1, "denominator": 4}}
    high = {"verdict": "partial", "reason_code": "other", "values": {"numerator": 3, "denominator": 4}}
    async with clients.client(reporting_api, configured) as reporting, clients.client(create_app, configured) as http:

        async def sent(app: httpx.AsyncClient, to: str, role: str, org: str, **body: Any) -> Any:
            answer = await app.post(to, headers=tokens.header(role, org, person=body.pop("person", "")), **body)
            assert answer.status_code in (200, 201), answer.text
            return answer.json()

        said = {"files": file, "data": {"metadata": json.dumps(metadata)}}
        evidence = (await sent(reporting, "/v1/evidence", "reporter", PEERS[1], **said))["id"]
        await sent(reporting, f"/v1/evidence/{evidence}/decisions", "reviewer", clients.DEPARTMENT, json=low)
        await sent(http, f"{path}/close", "coordinator", clients.DEPARTMENT, json={})
        days = {"opens_on": "2022-11-01", "closes_before_on": "2022-11-08"}
        await sent(http, f"{path}/appeal-rounds", "coordinator", clients.DEPARTMENT, json=days)
        grounds = {"component": "2.2", "grounds": "Sai số liệu"}
        appeal = (await sent(http, f"{path}/appeals", "approver", PEERS[1], json=grounds))["id"]
        before, bests = await _versions(database, opened), await peers.bests(database.reader, opened)
        better = {"verdict": "upheld", "reasons": "Đúng", "decision": high}
        judge = f"{path}/appeals/{appeal}/verdict"
        await sent(http, judge, "reviewer", clients.DEPARTMENT, json=better, person="2")
    assert bests[opened[0]]["2.2", "verified"] == Fraction(1, 4)
    assert (await peers.bests(database.reader, opened))[opened[0]]["2.2", "verified"] == Fraction(3, 4)
    assert await _versions(database, opened) == [version + 1 for version in before]


async def test_two_ratios_that_floats_cannot_tell_apart_are_told_apart(
    database: db.Database, clock: FakeClock, opened: list[uuid.UUID]
) -> None:
    large = 10**17
    await _claim(database, clock, opened[0], numerator=large - 1, denominator=large)
    await _claim(database, clock, opened[1], numerator=large - 2, denominator=large - 1)
    best = (await peers.bests(database.reader, opened))[opened[2]]["2.2", "self"]
    assert best == 1 - Fraction(1, large)


async def test_who_writes_at_once_waits_and_sees_the_other(
    database: db.Database, clock: FakeClock, opened: list[uuid.UUID]
) -> None:
    """One lowers the best while another claims what then is it: whoever is last tells everybody of the true one."""
    await _claim(database, clock, opened[0], numerator=9, denominator=10)
    await asyncio.gather(
        _claim(database, clock, opened[0], numerator=5, denominator=10),
        _claim(database, clock, opened[1], numerator=8, denominator=10),
    )
    versions = await _versions(database, opened)
    assert await _points(database, opened) == [Decimal("7.5"), 12, 0]
    assert versions[2] >= 2  # told of the first best, and of the move away from it


async def _versions(database: db.Database, opened: list[uuid.UUID]) -> list[int]:
    async with database.transaction() as session:
        return [await service.wanted_version(session, one) for one in opened]
