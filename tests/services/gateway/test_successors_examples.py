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
