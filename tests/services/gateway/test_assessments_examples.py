"""An assessment from its opening to its closing, as the document shows each request."""

from __future__ import annotations

from tests import clients
from tests.services.gateway import test_answers, test_documented_requests
from tests.services.gateway.test_documented_requests import Day, document_body

http = test_answers.http
day = test_documented_requests.day
CENTRE = clients.DEPARTMENT


async def test_an_assessment_from_its_opening_to_its_closing(day: Day) -> None:
    made = await day.step("create_assessment", "coordinator", CENTRE, json=document_body("create_assessment"))
    assert made == test_answers.EXAMPLES["create_assessment"]["answer"]
    at = {"assessment": made["id"]}
    closed = await day.step("close_assessment", "coordinator", CENTRE, at=at, json=document_body("close_assessment"))
    assert closed == test_answers.EXAMPLES["close_assessment"]["answer"]
