"""An assessment from its opening to its closing, as the document shows each request."""

from __future__ import annotations

import json

import httpx

from services.scoring_worker import jobs
from shared.kit.settings import ServiceSettings
from tests import clients, synthetic
from tests.services.gateway import contract, test_answers, test_documented_requests
from tests.services.gateway.test_documented_requests import Day, document_body

http = test_answers.http
day = test_documented_requests.day
CENTRE = clients.DEPARTMENT


async def test_an_assessment_from_its_opening_to_its_closing(day: Day) -> None:
    made = await day.step("create_assessment", "coordinator", CENTRE, json=document_body("create_assessment"))
    assert made == test_answers.EXAMPLES["create_assessment"]["answer"]
    at = {"assessment": made["id"]}
    listed = await day.step("list_applicability", "reporter", at=at)
    assert listed["items"] == []
    closed = await day.step("close_assessment", "coordinator", CENTRE, at=at, json=document_body("close_assessment"))
    assert closed == test_answers.EXAMPLES["close_assessment"]["answer"]


async def test_a_component_that_does_not_apply(day: Day, configured: ServiceSettings) -> None:
    async with test_answers.db_of(configured) as database, database.transaction() as session:
        await synthetic.publish(session, not_applicable="redistributed")
    said = {**document_body("create_assessment"), "framework": synthetic.DEPARTMENTS, "organisation": "so-noi-vu"}
    made = await day.step("create_assessment", "coordinator", CENTRE, json={**said, "year": 2022})
    at = {"assessment": made["id"], "component": "2.1"}
    stated = await day.step(
        "state_applicability", "coordinator", CENTRE, at=at, json=document_body("state_applicability")
    )
    listed = await day.step("list_applicability", "reporter", at=at)
    (shown,) = listed["items"]
    assert {**shown, "assessment_version": stated["assessment_version"]} == stated
    assert listed["not_applicable"] == "redistributed"


async def test_an_appeal_from_its_round_to_its_verdict(
    day: Day, http: httpx.AsyncClient, tokens: clients.Tokens, configured: ServiceSettings
) -> None:
    metadata = contract.DOCUMENT["components"]["schemas"]["Body_post_evidence"]["properties"]["metadata"]["examples"][0]
    files, data = {"file": ("a.pdf", b"%PDF-1.7\n")}, {"metadata": metadata}
    posted = await day.step("post_evidence", "reporter", files=files, data=data)
    at = {"assessment": json.loads(metadata)["assessment"], "evidence": posted["id"]}
    decision = {"verdict": "partial", "points": 4, "reason_code": "insufficient"}
    decided = await http.post(  # not by whom the appeal is judged
        f"/v1/evidence/{posted['id']}/decisions", headers=tokens.header("reviewer", CENTRE, person="2"), json=decision
    )
    assert decided.status_code == 201, decided.text
    await day.step("close_assessment", "coordinator", CENTRE, at=at, json={})
    made = await day.step("open_appeal_round", "coordinator", CENTRE, at=at, json=document_body("open_appeal_round"))
    assert (await day.step("list_appeal_rounds", "reporter", at=at))["items"] == [made]
    appeal = await day.step("make_appeal", "approver", at=at, json=document_body("make_appeal"))
    assert (await day.step("list_appeals", "approver", at=at))["items"] == [appeal]
    at["appeal"] = appeal["id"]
    assert await day.step("get_appeal", "approver", at=at) == appeal
    judged = await day.step("judge_appeal", "reviewer", CENTRE, at=at, json=document_body("judge_appeal"))
    assert judged["verdict"]["decision"]["points"] == 10
    async with test_answers.db_of(configured) as database:
        await jobs.compute(
            jobs.context(database, configured.clock()), at["assessment"], str(judged["assessment_version"])
        )
    over = await day.step("get_overclaim", "committee", at=at)
    assert (over["gap"], [agency["organisation"] for agency in over["agencies"]]) == (0, ["so-noi-vu"])
