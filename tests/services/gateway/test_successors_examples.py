"""A draft of the next version is previewed as documented."""

from __future__ import annotations

from shared.kit import db
from tests import clients, successor
from tests.services.gateway import test_answers, test_documented_requests
from tests.services.gateway.test_documented_requests import Day
from tests.successor import Annex

http = test_answers.http
day = test_documented_requests.day


async def test_a_draft_is_previewed(day: Day, database: db.Database) -> None:
    async with database.transaction() as session:
        await successor.draft(session, Annex(maxima={"1.7": "20"}))
    shown = await day.step(
        "preview_framework_version",
        "coordinator",
        clients.DEPARTMENT,
        at={"framework": "dti-922", "version": "2"},
    )
    assert shown["items"][0]["under_draft"]["verified"]["max_points"] == 1000


async def test_correspondences_are_stated(day: Day) -> None:
    at = {"framework": "dti-405", "version": "1"}
    before = {"from": "dti-922@1"}
    centre = clients.DEPARTMENT
    await day.step("list_correspondences", "coordinator", centre, at=at, params=before)
    stated = await day.step(
        "state_correspondences",
        "coordinator",
        centre,
        at=at,
        params=before,
        etag=day.etag,
        json=test_documented_requests.document_body("state_correspondences"),
    )
    assert stated["items"] == test_answers.EXAMPLES["state_correspondences"]["answer"]["items"]
