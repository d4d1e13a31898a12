"""An assessment from its opening to its closing, as the document shows each request."""

from __future__ import annotations

from shared.kit.settings import ServiceSettings
from tests import clients, synthetic
from tests.services.gateway import test_answers, test_documented_requests
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
