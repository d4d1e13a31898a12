"""A framework gets its next version: new runs beside the old ones, and what was decided before counts as it may."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from services.reporting_api.app import create_app as reporting_api
from services.scoring_api.app import create_app
from services.scoring_worker import jobs
from shared.assessments.service import assessment_id
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from tests import clients, successor
from tests.successor import Annex

AGENCY = "dai-phat-thanh-truyen-hinh-tinh"
OPEN = assessment_id("dti-922", "tinh-tuyen-quang", 2022)
PDF = b"%PDF-1.7\n% chuyen muc\n"
PARTIAL = {"verdict": "partial", "points": 4, "reason_code": "insufficient"}


@dataclass
class Province:
    """An agency posts, the department decides, the worker computes, and everybody reads."""

    scoring: httpx.AsyncClient
    reporting: httpx.AsyncClient
    database: db.Database
    clock: FakeClock
    tokens: clients.Tokens

    async def post(self, *codes: str) -> str:
        """A document for components; its id."""
        metadata = {"assessment": str(OPEN), "components": list(codes), "title": "Chuyên mục"}
        answer = await self.reporting.post(
            "/v1/evidence",
            headers=self.tokens.header("reporter", AGENCY),
            files={"file": ("a.pdf", PDF)},
            data={"metadata": json.dumps(metadata)},
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def decide(self, evidence: str, body: dict[str, Any]) -> httpx.Response:
        """A decision of the department."""
        headers = self.tokens.header("reviewer")
        return await self.reporting.post(f"/v1/evidence/{evidence}/decisions", headers=headers, json=body)

    async def claim(self, code: str, points: int) -> None:
        """A claim of the agency."""
        headers = self.tokens.header("reporter", AGENCY)
        path = f"/v1/assessments/{OPEN}/claims/{code}"
        answer = await self.scoring.put(path, headers=headers, json={"points": points})
        assert answer.status_code == 200, answer.text

    async def compute(self) -> None:
        """Whatever was asked for is computed."""
        row = await self.database.reader.row("SELECT version FROM assessment_versions WHERE assessment_id = $1", OPEN)
        assert row is not None
        await jobs.compute(jobs.context(self.database, self.clock), str(OPEN), str(row["version"]))

    async def publish(self, annex: Annex) -> None:
        """The next version is published."""
        async with self.database.transaction() as session:
            number = (
                await db.fetch(
                    session,
                    "SELECT max(version) AS n FROM framework_versions v JOIN frameworks f"
                    " ON f.id = v.framework_id WHERE f.slug = 'dti-922'",
                )
            )[0]["n"]
            version = await successor.draft(session, annex, before=number)
            await successor.publish(session, self.clock, version)

    async def get(self, path: str, role: str = "coordinator") -> Any:
        """What somebody of the department reads."""
        answer = await self.scoring.get(path, headers=self.tokens.header(role))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def scores(self, version: int | None = None) -> Any:
        """The scores, at the head or under a version."""
        return await self.get(f"/v1/assessments/{OPEN}/scores" + (f"?framework_version={version}" if version else ""))


def component(scores: Any, column: str, code: str) -> dict[str, Any]:
    """One component of a column."""
    found: dict[str, Any] = next(row for row in scores[column]["components"] if row["code"] == code)
    return found


@pytest.fixture
async def province(
    configured: ServiceSettings, tokens: clients.Tokens, database: db.Database, clock: FakeClock
) -> AsyncIterator[Province]:
    """Both applications and the worker."""
    async with (
        clients.client(create_app, configured) as scoring,
        clients.client(reporting_api, configured) as reporting,
    ):
        yield Province(scoring, reporting, database, clock, tokens)


async def test_both_versions_stand_side_by_side(province: Province) -> None:
    await province.decide(await province.post("1.7"), PARTIAL)
    await province.decide(await province.post("1.8"), {"verdict": "accept"})
    await province.claim("1.7", 5)
    await province.compute()
    before = await province.scores()
    assert (before["framework_version"], before["current_framework_version"]) == (1, 1)
    await province.publish(Annex(maxima={"1.7": "20", "1.8": "5", "1.1": "5"}))

    waiting = await province.scores()
    assert (waiting["framework_version"], waiting["current_framework_version"], waiting["pending"]) == (1, 2, True)
    await province.compute()
    after = await province.scores()
    assert (after["framework_version"], after["current_framework_version"], after["pending"]) == (2, 2, False)
    assert after["run_id"] != before["run_id"]
    shown = component(after, "verified", "1.7")
    assert (shown["max_points"], shown["certainty"]) == (20, "certain")

    old = await province.scores(1)
    assert old == {
        **before,
        "assessment_version": after["assessment_version"],
        "current_framework_version": 2,
        "pending": False,
    }
    assert await province.scores(2) == after
    why = await province.get(f"/v1/scores/{component(old, 'verified', '1.7')['score_id']}/explain")
    assert (why["points"], why["max_points"], why["run"]["is_current"]) == (4, 10, False)
    assert why["component"]["max_points"] == 10
    why = await province.get(f"/v1/scores/{shown['score_id']}/explain")
    assert why["component"]["max_points"] == 20
    decided = why["inputs"]["evidence"][0]["decision"]
    assert (decided["points"], decided["max_points"]) == (4, 10)


async def test_a_version_that_there_is_not_is_refused(province: Province) -> None:
    headers = province.tokens.header("coordinator") | {"Accept-Language": "en"}
    answer = await province.scoring.get(f"/v1/assessments/{OPEN}/scores?framework_version=2", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "no-such-version")
    assert [error["field"] for error in answer.json()["errors"]] == ["framework_version"]


async def test_decisions_and_claims_go_on_under_the_new_version(province: Province) -> None:
    """A document of before serves the successor of its component, and a new decision on it holds there alone."""
    evidence = await province.post("1.7")
    await province.decide(evidence, PARTIAL)
    await province.compute()
    await province.publish(Annex(maxima={"1.17": "20"}, renamed={"1.7": "1.17"}, stated=[("1.7", "1.17")]))
    listed = await province.reporting.get(f"/v1/evidence/{evidence}", headers=province.tokens.header("reviewer"))
    (served,) = listed.json()["components"]
    assert (served["code"], served["status"], served["decision"]["points"]) == ("1.17", "partial", 4)
    answer = await province.decide(evidence, {**PARTIAL, "points": 15, "component": "1.17"})
    assert (answer.status_code, answer.json()["component"]) == (201, "1.17")
    await province.claim("1.17", 18)
    await province.compute()
    after = await province.scores()
    assert component(after, "verified", "1.17")["points"] == 15
    assert component(after, "self", "1.17")["points"] == 18
    assert component(await province.scores(1), "verified", "1.7")["points"] == 4
    for code in ("1.7", "1.17"):
        path = f"/v1/evidence?component={code}"
        found = await province.reporting.get(path, headers=province.tokens.header("reviewer"))
        assert [row["id"] for row in found.json()["items"]] == [evidence]
