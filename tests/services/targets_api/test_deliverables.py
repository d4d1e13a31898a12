"""Done only by an accepted deliverable, for as long as it stands; the papers are shown to whom they belong."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from shared.assessments.service import assessment_id
from shared.kit import db
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services.targets_api import desk_of_tasks
from tests.services.targets_api.desk_of_tasks import CENTRE, LEAD, OTHER, PDF, Desk

OPEN = str(assessment_id("dti-922", "tinh-tuyen-quang", 2022))


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """These tests write."""
    return own_database_url


@pytest.fixture
async def desk(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[Desk]:
    """The register's people."""
    async for made in desk_of_tasks.desk(configured, tokens):
        yield made


async def done(desk: Desk) -> int:
    """Say that the task is done; the status of the answer."""
    return (await desk.change("T.1", status="done")).status_code


async def test_done_needs_an_accepted_deliverable(desk: Desk) -> None:
    await desk.task()
    refused = await desk.change("T.1", status="done")
    assert (refused.status_code, refused.json()["code"]) == (409, "not-proved")
    posted = await desk.deliver()
    assert await done(desk) == 409
    await desk.decide(posted)
    assert await done(desk) == 200
    shown = await desk.get("T.1")
    assert (shown["status"], shown["progress"]["verified_percent"]) == ("done", 100)
    assert await desk.codes(status="done") == ["T.1"]


async def test_a_rejected_deliverable_proves_nothing_and_takes_done_back(desk: Desk) -> None:
    await desk.task(due_by_on="2022-06-15")
    posted = await desk.deliver()
    await desk.decide(posted)
    assert await done(desk) == 200
    known = (await desk.get("T.1"))["known_at"]
    await desk.decide(posted, "reject")
    shown = await desk.get("T.1")
    assert (shown["status"], shown["done_taken_back"], shown["overdue"]) == ("in_progress", True, True)
    assert (await desk.codes(status="done"), await desk.codes(overdue="true")) == ([], ["T.1"])
    assert (await desk.get("T.1", known_at=known))["status"] == "done", "as it was known before"
    await desk.decide(posted)
    assert (await desk.get("T.1"))["status"] == "done"


async def evidence(desk: Desk, org: str = LEAD) -> str:
    """Evidence of an organisation; its id."""
    said = {"metadata": json.dumps({"assessment": OPEN, "components": ["1.7"], "title": "Tài liệu"})}
    return str(
        (await desk.done("POST", "/v1/evidence", "reporter", org, files={"file": ("a.pdf", PDF)}, data=said))["id"]
    )


async def by_evidence(desk: Desk) -> str:
    """A done task whose deliverable is evidence; the evidence's id."""
    await desk.task()
    named = await evidence(desk)
    path = "/v1/tasks/T.1/deliverables/evidence"
    posted = await desk.done("POST", path, "reporter", LEAD, json={"evidence": named})
    await desk.decide(posted["id"])
    assert await done(desk) == 200
    return named


async def test_evidence_that_is_withdrawn_takes_done_back(desk: Desk) -> None:
    named = await by_evidence(desk)
    await desk.done("POST", f"/v1/evidence/{named}/withdraw", "reporter", LEAD)
    shown = await desk.get("T.1")
    assert (shown["status"], shown["done_taken_back"]) == ("in_progress", True)
    page = await desk.done("GET", "/v1/tasks/T.1/deliverables", "reviewer")
    assert (page["items"][0]["status"], page["items"][0]["evidence_stands"]) == ("accept", False)


async def test_evidence_that_is_rejected_takes_done_back_until_it_is_accepted(desk: Desk) -> None:
    named = await by_evidence(desk)
    verdicts = [
        ({"verdict": "reject", "reason_code": "other"}, "in_progress"),
        ({"verdict": "accept"}, "done"),
        ({"verdict": "partial", "points": 1, "reason_code": "other"}, "done"),
    ]
    for verdict, status in verdicts:
        await desk.done("POST", f"/v1/evidence/{named}/decisions", "reviewer", json=verdict)
        assert (await desk.get("T.1"))["status"] == status, verdict


async def test_as_many_different_papers_as_are_owed(desk: Desk) -> None:
    await desk.task(deliverables_owed=2)
    for content, percent, status in ((PDF, 50, 409), (PDF, 50, 409), (PDF + b"x", 100, 200)):
        posted = await desk.deliver(content=content)
        await desk.decide(posted)
        assert (await desk.get("T.1"))["progress"]["verified_percent"] == percent
        assert await done(desk) == status


async def test_the_same_file_again_is_said(desk: Desk) -> None:
    await desk.task()
    said = {"metadata": json.dumps({"title": "Biên bản"})}
    found = [
        (
            await desk.done(
                "POST", "/v1/tasks/T.1/deliverables", "reporter", LEAD, files={"file": ("a.pdf", PDF)}, data=said
            )
        )["same_file"]
        for _ in range(2)
    ]
    assert found == [0, 1]


async def test_who_leads_or_co_leads_posts_and_nobody_else(desk: Desk) -> None:
    await desk.task(co_leads=[OTHER], partners=[CENTRE])
    await desk.deliver(org=OTHER)
    said = {"metadata": json.dumps({"title": "x"})}
    for org in (CENTRE, "so-tu-phap"):
        answer = await desk.send(
            "POST", "/v1/tasks/T.1/deliverables", "reporter", org, files={"file": ("a.pdf", PDF)}, data=said
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "not-the-lead")


async def test_a_member_of_the_group_that_leads_posts(desk: Desk) -> None:
    await desk.task(lead="ubnd-huyen-thanh-pho")
    members = await desk.done("GET", "/v1/organisations", params={"level": "district"})
    assert members["items"]
    row = await desk.send("GET", "/v1/organisations/huyen-son-duong")
    group = "ubnd-huyen-thanh-pho" in row.json()["groups"]
    answer = await desk.send(
        "POST",
        "/v1/tasks/T.1/deliverables",
        "reporter",
        "huyen-son-duong",
        files={"file": ("a.pdf", PDF)},
        data={"metadata": json.dumps({"title": "x"})},
    )
    assert answer.status_code == (201 if group else 403)


@pytest.mark.parametrize(
    ("file", "status"),
    [(b"MZ" + bytes(60), 415), (b"", 422), (b"<html>%PDF", 415), (b"PK\x03\x04" + bytes(50), 415)],
)
async def test_a_file_is_what_its_first_bytes_say(desk: Desk, file: bytes, status: int) -> None:
    await desk.task()
    said = {"metadata": json.dumps({"title": "x"})}
    path = "/v1/tasks/T.1/deliverables"
    answer = await desk.send("POST", path, "reporter", LEAD, files={"file": ("a.pdf", file)}, data=said)
    assert answer.status_code == status
    assert (await desk.done("GET", path, "reporter", LEAD))["items"] == []


@pytest.mark.parametrize(
    "said", ["{}", "null", '{"title": ""}', '{"title": "x", "y": 1}', '{"title": "x", "issued_on": "1/2"}']
)
async def test_metadata_are_checked(desk: Desk, said: str) -> None:
    await desk.task()
    answer = await desk.send(
        "POST", "/v1/tasks/T.1/deliverables", "reporter", LEAD, files={"file": ("a.pdf", PDF)}, data={"metadata": said}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith("metadata")


async def test_evidence_of_others_or_none_is_refused(desk: Desk) -> None:
    await desk.task()
    foreign = await evidence(desk, OTHER)
    gone = await evidence(desk)
    await desk.done("POST", f"/v1/evidence/{gone}/withdraw", "reporter", LEAD)
    for named in (foreign, gone, "00000000-0000-4000-8000-000000000000"):
        path = "/v1/tasks/T.1/deliverables/evidence"
        answer = await desk.send("POST", path, "reporter", LEAD, json={"evidence": named})
        assert (answer.status_code, answer.json()["code"]) == (422, "deliverable-refused")


def clients_header(desk: Desk) -> dict[str, str]:
    """The same person as posted, who is a reviewer as well."""
    return {"Authorization": f"Bearer {desk.tokens.named(f'reporter@{CENTRE}', CENTRE, ['reviewer'])}"}


async def test_who_decides(desk: Desk) -> None:
    await desk.task(lead=CENTRE)
    posted = await desk.deliver(org=CENTRE)
    path, body = f"/v1/tasks/T.1/deliverables/{posted}/decisions", {"verdict": "accept"}
    author = clients_header(desk)
    own = await desk.targets.post(path, json=body, headers=author)
    assert (own.status_code, own.json()["code"]) == (403, "deliverable-self-review")
    for role, org in (("reporter", LEAD), ("coordinator", CENTRE), ("approver", CENTRE)):
        assert (await desk.send("POST", path, role, org, json=body)).status_code == 403
    elsewhere = await desk.send("POST", path, "reviewer", OTHER, json=body)
    assert elsewhere.status_code == 404, "what may not be read is not found"
    why = await desk.send("POST", path, "reviewer", json={"verdict": "reject"})
    assert why.status_code == 422
    decided = await desk.done("POST", path, "reviewer", json=body)
    assert decided["verdict"] == "accept"


async def test_who_reads_a_deliverable_and_does_not_coordinate_does_not_decide(desk: Desk) -> None:
    await desk.task()
    posted = await desk.deliver()
    answer = await desk.send(
        "POST", f"/v1/tasks/T.1/deliverables/{posted}/decisions", "reviewer", LEAD, json={"verdict": "accept"}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "not-the-deliverables-reviewer")


async def test_papers_are_shown_to_whom_they_belong_and_readings_are_noted(desk: Desk, database: db.Database) -> None:
    await desk.task(co_leads=[OTHER])
    posted = await desk.deliver()
    path = "/v1/tasks/T.1/deliverables"
    for role, org, sees in (
        ("reporter", LEAD, 1),
        ("reviewer", CENTRE, 1),
        ("reporter", OTHER, 0),
        ("committee", OTHER, 1),
    ):
        page = await desk.done("GET", path, role, org)
        assert len(page["items"]) == sees, (role, org)
        content = await desk.send("GET", f"{path}/{posted}/content", role, org)
        assert content.status_code == (200 if sees else 404)
        assert not sees or content.content == PDF
    noted = await database.reader.rows(
        "SELECT organisation FROM access_entries WHERE operation = 'get_deliverable_content'"
    )
    assert sorted(row["organisation"] for row in noted) == sorted([LEAD, CENTRE, OTHER])


async def test_the_feed_tells_when_what_is_accepted_changes(desk: Desk, database: db.Database) -> None:
    """By the place of its head: the feed itself waits for every open transaction of the cluster."""
    task = await by_evidence(desk)

    async def head() -> dict[str, Any]:
        found = await database.reader.row(
            "SELECT h.version, (SELECT accepted FROM accepted_deliverables(ARRAY[t.id], NULL)) AS accepted"
            " FROM change_heads h JOIN tasks t ON t.id = h.id AND h.entity = 'task' WHERE t.code = 'T.1'"
        )
        assert found is not None
        return found

    before = await head()
    assert before["accepted"] == 1
    await desk.done("POST", f"/v1/evidence/{task}/withdraw", "reporter", LEAD)
    after = await head()
    assert after["accepted"] is None
    assert after["version"] > before["version"]
