"""Rankings from computing to publication, as their examples say."""

from __future__ import annotations

from typing import Any

from services.scoring_worker import jobs
from shared.assessments.service import assessment_id
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services.gateway import contract, test_answers, test_documented_requests
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


async def test_results_are_imported_and_compared(day: Day) -> None:
    content = contract.operation("import_results")["requestBody"]["content"]["application/json"]
    asked = {
        "framework": "dti-922",
        "year": 2022,
        "document": "ke-hoach-187-kh-ubnd-2022",
        "clause": "II.1.2.1",
    }
    sent: dict[str, Any] = {"params": asked, "json": content["example"]}
    done = await day.step("import_results", "coordinator", clients.DEPARTMENT, **sent)
    at = {"import": done["id"]}
    assert (await day.step("get_result_import", "coordinator", clients.DEPARTMENT, at=at))["counts"]["changed"] == 1
    known = {"framework": "dti-922", "year": 2022}
    compared = await day.step("compare_results", "committee", "tinh-tuyen-quang", params=known)
    assert compared["known"] == 1
    later = await day.step(
        "import_results", "coordinator", clients.DEPARTMENT, headers={"Prefer": "respond-async"}, **sent
    )
    assert later["state"] == "waiting"
    await day.step("cancel_result_import", "coordinator", clients.DEPARTMENT, at={"import": later["id"]})
