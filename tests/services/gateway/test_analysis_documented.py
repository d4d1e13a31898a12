"""What can be learnt from scores is answered as it is documented."""

from __future__ import annotations

from services.scoring_worker import jobs
from shared.kit.settings import ServiceSettings
from tests.services.gateway import contract, test_answers, test_documented_requests

http, day = test_answers.http, test_documented_requests.day
POST = contract.DOCUMENT["components"]["schemas"]["Body_post_evidence"]["properties"]["metadata"]["examples"][0]


async def test_from_evidence_to_what_it_is_worth(
    day: test_documented_requests.Day, configured: ServiceSettings
) -> None:
    posted = await day.step(
        "post_evidence", "reporter", files={"file": ("a.pdf", b"%PDF-1.7\n")}, data={"metadata": POST}
    )
    found = await day.step("get_evidence", "reporter", at={"evidence": posted["id"]})
    at = {"assessment": found["assessment"]}
    async with test_answers.db_of(configured) as database:
        await jobs.compute(jobs.context(database, configured.clock()), found["assessment"], "1")
    gaps = await day.step("get_gaps", "reporter", at=at)
    advice = await day.step("get_advice", "reporter", at=at, params={"limit": "3"})
    plan = await day.step("get_plan", "reporter", at=at, params={"total": "0.06"})
    assert len(advice["items"]) == 3
    assert plan["result"] == "reachable"
    assert gaps["gap"] == 1000 - gaps["points"]
    impact = await day.step("get_evidence_impact", "reporter", at={"evidence": posted["id"]})
    assert impact["changed"] == 6  # self of the component, its main index, three pillars and the total
