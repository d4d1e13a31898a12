"""The gaps of an open assessment: every component's cause by what was posted and decided, and sums that agree."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from services.reporting_api.app import create_app as reporting_api
from services.scoring_api.app import create_app as scoring_api
from services.scoring_worker import jobs
from shared.assessments.service import assessment_id
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from tests import clients

OPEN = assessment_id("dti-922", "tinh-tuyen-quang", 2022)
PATH = f"/v1/assessments/{OPEN}/gaps"
AGENCY = "so-noi-vu"


class Desk:
    """An agency that posts, the reviewer who decides, and the worker who computes."""

    def __init__(
        self,
        reporting: httpx.AsyncClient,
        scoring: httpx.AsyncClient,
        tokens: clients.Tokens,
        context: dict[str, Any],
    ) -> None:
        self._reporting, self._scoring, self._tokens, self._context = reporting, scoring, tokens, context
        self.version = 1

    async def post(self, *codes: str) -> str:
        """A document for these components; its id."""
        metadata = {"assessment": str(OPEN), "components": codes, "title": "Tài liệu"}
        answer = await self._reporting.post(
            "/v1/evidence",
            files={"file": ("a.pdf", b"%PDF-1.7\n" + ",".join(codes).encode())},
            data={"metadata": json.dumps(metadata)},
            headers=self._tokens.header("reporter", AGENCY),
        )
        assert answer.status_code == 201, answer.text
        self.version = answer.json()["assessment_version"]
        return str(answer.json()["id"])

    async def decide(self, evidence: str, component: str, verdict: str, **said: Any) -> None:
        """A decision on one component."""
        answer = await self._reporting.post(
            f"/v1/evidence/{evidence}/decisions",
            json={"verdict": verdict, "component": component, **said},
            headers=self._tokens.header("reviewer"),
        )
        assert answer.status_code == 201, answer.text
        self.version = answer.json()["assessment_version"]

    async def reject_whole(self, evidence: str, **said: Any) -> httpx.Response:
        """A rejection of a whole document."""
        body = {"verdict": "reject", "all_components": True, "reason_code": "not_recognised", **said}
        answer = await self._reporting.post(
            f"/v1/evidence/{evidence}/decisions", json=body, headers=self._tokens.header("reviewer")
        )
        self.version = answer.json().get("assessment_version", self.version)
        return answer

    async def withdraw(self, evidence: str) -> None:
        """The agency takes its document back."""
        answer = await self._reporting.post(
            f"/v1/evidence/{evidence}/withdraw", headers=self._tokens.header("reporter", AGENCY)
        )
        assert answer.status_code == 200, answer.text
        self.version = answer.json()["assessment_version"]

    async def impact(self, evidence: str, authorisation: dict[str, str] | None = None) -> httpx.Response:
        """What rests on a document, as the committee or another caller is told."""
        headers = authorisation or self._tokens.header("committee", AGENCY)
        return await self._reporting.get(f"/v1/evidence/{evidence}/impact", headers=headers)

    async def compute(self) -> None:
        """What the worker does when the bell rings."""
        await jobs.compute(self._context, str(OPEN), str(self.version))

    async def get(self, path: str, role: str = "committee", **query: Any) -> Any:
        """An answer of the scoring service with exact numbers."""
        answer = await self._scoring.get(path, headers=self._tokens.header(role, AGENCY), params=query)
        assert answer.status_code == 200, answer.text
        return answer.json(parse_float=Decimal)


@pytest.fixture
async def desk(
    configured: ServiceSettings, tokens: clients.Tokens, database: db.Database, clock: FakeClock
) -> AsyncIterator[Desk]:
    """Both services on one database."""
    async with (
        clients.client(reporting_api, configured) as reporting,
        clients.client(scoring_api, configured) as scoring,
    ):
        yield Desk(reporting, scoring, tokens, jobs.context(database, clock))


async def test_before_the_first_computation_it_is_told_so(configured: ServiceSettings, tokens: clients.Tokens) -> None:
    async with clients.client(scoring_api, configured) as http:
        answer = await http.get(PATH, headers=tokens.header("committee") | {"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (409, "not-computed-yet")


async def test_every_cause_where_it_belongs(desk: Desk) -> None:
    full, part, refused, late, both = [await desk.post(code) for code in ("1.1", "1.2", "1.3", "1.4", "1.5")]
    await desk.decide(full, "1.1", "accept")
    await desk.decide(part, "1.2", "partial", points=4, reason_code="insufficient")
    await desk.decide(refused, "1.3", "reject", reason_code="not_recognised")
    await desk.decide(late, "1.4", "reject", reason_code="out_of_period")
    await desk.decide(both, "1.5", "partial", points=1, reason_code="insufficient")
    await desk.post("1.5", "1.6")
    await desk.compute()
    gaps = await desk.get(PATH)
    components = {one["code"]: one for index in gaps["main_indices"] for one in index["components"]}
    assert {code: components[code]["cause"] for code in ("1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7")} == {
        "1.1": None,
        "1.2": "partial",
        "1.3": "rejected",
        "1.4": "late",
        "1.5": "undecided",
        "1.6": "undecided",
        "1.7": "no_evidence",
    }
    assert [(components[code]["points"], components[code]["gap"]) for code in ("1.1", "1.2", "1.5")] == [
        (10, 0),
        (4, 6),
        (1, 9),
    ]
    assert components["1.3"]["evidence"]["decisions"][0]["reason_code"] == "not_recognised"
    assert components["1.5"]["evidence"] | {"decisions": []} == {"revisions": 2, "undecided": 1, "decisions": []}
    assert gaps["main_indices"][0]["causes"] == [
        {**_cause(gaps, "no_evidence"), "points": 40, "components": ["1.7", "1.8", "1.9", "1.10"]},
        {**_cause(gaps, "undecided"), "points": 19, "components": ["1.5", "1.6"]},
        {**_cause(gaps, "rejected"), "points": 10, "components": ["1.3"]},
        {**_cause(gaps, "late"), "points": 10, "components": ["1.4"]},
        {**_cause(gaps, "partial"), "points": 6, "components": ["1.2"]},
    ]
    assert gaps["main_indices"][0]["number_187"] == 1


def _cause(gaps: dict[str, Any], name: str) -> dict[str, Any]:
    return next(cause for cause in gaps["causes"] if cause["cause"] == name)


async def test_causes_sum_exactly_everywhere_and_agree_with_the_scores(desk: Desk) -> None:
    some = await desk.post("2.1", "3.1", "4.13")
    await desk.decide(some, "2.1", "partial", points=1.234567, reason_code="insufficient")
    await desk.decide(some, "4.13", "accept")
    await desk.compute()
    gaps, scores = await desk.get(PATH), (await desk.get(f"/v1/assessments/{OPEN}/scores"))["verified"]
    shown = {one["number"]: one for one in scores["main_indices"]}
    for index in gaps["main_indices"]:
        score = shown[index["number"]]
        assert (index["points"], index["max_points"], index["score_id"]) == (
            score["points"],
            score["max_points"],
            score["score_id"],
        )
        assert (
            sum(cause["points"] for cause in index["causes"]) == index["gap"] == score["max_points"] - score["points"]
        )
        assert sum(one["gap"] for one in index["components"]) == index["gap"]
    assert sum(cause["points"] for cause in gaps["causes"]) == gaps["gap"] == 1000 - scores["points"]
    assert (gaps["column"], gaps["pending"], gaps["provisional"]) == ("verified", False, True)
    assert gaps["computed_version"] == gaps["assessment_version"] == desk.version
