"""A task from its entry to its end, as the document shows each request."""

from __future__ import annotations

from services.targets_api import deliverables_bodies, tasks_bodies
from tests import clients
from tests.services.gateway import contract, test_answers, test_documented_requests
from tests.services.gateway.test_documented_requests import Day, document_body

http = test_answers.http
day = test_documented_requests.day
LEAD, CENTRE = "so-thong-tin-va-truyen-thong", clients.DEPARTMENT


async def test_a_task_from_its_entry_to_its_acceptance(day: Day) -> None:
    assert document_body("create_task") == tasks_bodies.EXAMPLE
    task = await day.step("create_task", "coordinator", CENTRE, json=document_body("create_task"))
    at = {"task": task["code"]}
    await day.step("report_task_progress", "reporter", LEAD, at=at, json=document_body("report_task_progress"))
    said = await day.step("list_task_progress", "committee", at=at)
    assert [entry["percent"] for entry in said["items"]] == [40]
    schema = contract.DOCUMENT["components"]["schemas"]["Body_post_deliverable"]
    files, data = {"file": ("a.pdf", b"%PDF-1.7\n")}, {"metadata": schema["properties"]["metadata"]["examples"][0]}
    posted = await day.step("post_deliverable", "reporter", LEAD, at=at, files=files, data=data)
    listed = await day.step("list_deliverables", "reporter", LEAD, at=at)
    assert [row["id"] for row in listed["items"]] == [posted["id"]]
    of = {**at, "deliverable": posted["id"]}
    content = await day.step("get_deliverable_content", "reporter", LEAD, at=of)
    assert content.content == b"%PDF-1.7\n"
    await day.step("decide_deliverable", "reviewer", CENTRE, at=of, json=document_body("decide_deliverable"))
    await day.step("get_task", "coordinator", CENTRE, at=at)
    change = document_body("change_task")
    done = await day.step("change_task", "coordinator", CENTRE, at=at, etag=day.etag, json=change)
    assert (done["due_by_on"], done["status"]) == (change["due_by_on"], change["status"])


async def test_the_annex_is_imported(day: Day) -> None:
    form = await day.step("get_task_template", "coordinator", CENTRE)
    assert form.content.startswith(b"PK")
    body = contract.operation("import_tasks")["requestBody"]["content"]["application/json"]["example"]
    done = await day.step("import_tasks", "coordinator", CENTRE, json=body)
    assert done["counts"]["new"] == len(body["rows"])
    await day.step("get_task_import", "coordinator", CENTRE, at={"import": done["id"]})


async def test_evidence_that_is_a_deliverable(day: Day) -> None:
    await day.step("create_task", "coordinator", CENTRE, json={**tasks_bodies.EXAMPLE, "lead": "so-noi-vu"})
    metadata = contract.DOCUMENT["components"]["schemas"]["Body_post_evidence"]["properties"]["metadata"]["examples"][0]
    files, data = {"file": ("a.pdf", b"%PDF-1.7\n")}, {"metadata": metadata}
    evidence = await day.step("post_evidence", "reporter", files=files, data=data)
    body = {**document_body("post_deliverable_evidence"), "evidence": evidence["id"]}
    deliverables_bodies.EvidenceNamed.model_validate(body)
    at = {"task": tasks_bodies.EXAMPLE["code"]}
    await day.step("post_deliverable_evidence", "reporter", at=at, json=body)
