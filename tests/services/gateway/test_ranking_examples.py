"""Rankings from computing to publication, as their examples say."""

from __future__ import annotations

from services.scoring_worker import jobs
from shared.assessments.service import assessment_id
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services.gateway import test_answers, test_documented_requests
from tests.services.gateway.test_documented_requests import Day, document_body

http = test_answers.http
day = test_documented_requests.day
OPEN = assessment_id("dti-922", "tinh-tuyen-quang", 2022)


async def test_a_ranking_from_its_scores_to_everybody(day: Day, configured: ServiceSettings) -> None:
    async with test_answers.db_of(configured) as database:
        await jobs.compute(jobs.context(database, configured.clock()), str(OPEN), "1")
    body = document_body("freeze_ranking")
    frozen = await day.step("freeze_ranking", "coordinator", clients.DEPARTMENT, json=body)
    at = {"ranking": frozen["id"]}
    body = document_body("publish_ranking")
    await day.step("publish_ranking", "coordinator", clients.DEPARTMENT, at=at, json=body)
    assert (await day.step("list_ranking_rows", "", at=at))["items"][0]["rank"] == 1
