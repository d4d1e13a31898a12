"""A framework from its draft to its publication, as the document shows each request."""

from __future__ import annotations

from services.scoring_api import frameworks_bodies
from tests import clients
from tests.services.gateway import contract, test_answers, test_documented_requests
from tests.services.gateway.test_documented_requests import Day, document_body

http = test_answers.http
day = test_documented_requests.day
CENTRE = clients.DEPARTMENT


async def test_a_framework_from_its_draft_to_its_publication(day: Day) -> None:
    body = document_body("draft_framework")
    assert body == frameworks_bodies.EXAMPLE
    drafted = await day.step("draft_framework", "coordinator", CENTRE, json=body)
    at = {"framework": drafted["slug"], "version": drafted["version"]}
    again = document_body("replace_framework_draft")
    written = await day.step("replace_framework_draft", "coordinator", CENTRE, at=at, etag=day.etag, json=again)
    assert written["main_indices"] == drafted["main_indices"]  # the example says the same again
    await day.step("get_framework_version", "committee", at=at)
    checked = await day.step("check_framework_version", "reviewer", CENTRE, at=at)
    assert (checked["publishable"], checked["findings"]) == (True, [])
    publication = document_body("publish_framework_version")
    published = await day.step("publish_framework_version", "coordinator", CENTRE, at=at, json=publication)
    assert (published["status"], published["published_source"]["clause"]) == ("published", "Điều 1")
    listed = await day.step("list_framework_versions", "", at=at)
    assert [one["version"] for one in listed["items"]] == [1]


async def test_the_official_table_becomes_a_draft(day: Day) -> None:
    body = contract.operation("import_framework_annex")["requestBody"]["content"]["application/json"]["example"]
    at, params = {"framework": "dti-405"}, {"document": "quyet-dinh-405-qd-bkhcn-2025"}
    done = await day.step("import_framework_annex", "coordinator", CENTRE, at=at, params=params, json=body)
    assert (done["counts"]["new"], done["error_count"]) == (3, 0)
    await day.step("get_framework_import", "coordinator", CENTRE, at={"import": done["id"]})
