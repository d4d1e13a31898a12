"""Every operation's example is carried out: as the document says it, and in the order of a day's work."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.scoring_worker import jobs
from shared.audit.service import Actor
from shared.identity import rights
from shared.identity.values import Principal
from shared.imports import service as importing
from shared.imports import values as imports
from shared.kit import callers, db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from shared.overview.changes import exports
from tests import clients
from tests.services.gateway import contract, test_answers
from tests.services.targets_api import measured

http = test_answers.http
# Pages and files of documentation, and what tells a machine that we live: test_docs, test_front, test_health.
NOT_OF_THE_WORK = {"front_page", "docs", "openapi", "openapi_3_0", "openid_configuration", "oauth_metadata"}
AGENCY = "so-noi-vu"


def document_body(operation: str) -> Any:
    """The body that the document shows for an operation."""
    (content,) = contract.operation(operation)["requestBody"]["content"].values()
    schema = content["schema"]
    if "examples" in schema:
        return schema["examples"][0]
    if "example" in content:
        return content["example"]
    return contract.DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]["examples"][0]


class Day:
    """One step after another; each answer is what the document says of it."""

    def __init__(self, http: httpx.AsyncClient, tokens: clients.Tokens) -> None:
        self._http, self._tokens = http, tokens

    async def step(self, operation: str, role: str, org: str = AGENCY, *, etag: str = "", **sent: Any) -> Any:
        """One request to the operation's documented address; `at` fills its path, no role sends no token."""
        method, path = contract.address(operation)
        headers = (self._tokens.header(role, org) if role else {}) | ({"If-Match": etag} if etag else {})
        headers |= sent.pop("headers", {})
        at: Mapping[str, str] = sent.pop("at", {})
        answer = await self._http.request(method, path.format(**at), headers=headers, **sent)
        assert answer.status_code < 300, (operation, answer.text)
        documented = contract.headers_of(operation, answer.status_code)
        assert documented - {"Link", "Idempotency-Replayed"} <= {name.title() for name in answer.headers}
        media = answer.headers["Content-Type"].partition(";")[0]
        assert media in contract.operation(operation)["responses"][str(answer.status_code)]["content"]
        if media != "application/json":
            return answer
        contract.check(answer.json(), contract.schema_of(operation, answer.status_code))
        self.etag = answer.headers.get("ETag", "")
        return answer.json()


@pytest.fixture
def day(http: httpx.AsyncClient, tokens: clients.Tokens) -> Day:
    """A day at the whole product."""
    return Day(http, tokens)


async def test_evidence_from_posting_to_its_points(day: Day, configured: ServiceSettings) -> None:
    metadata = contract.DOCUMENT["components"]["schemas"]["Body_post_evidence"]["properties"]["metadata"]["examples"][0]
    files, data = {"file": ("ke-hoach.pdf", b"%PDF-1.7\n")}, {"metadata": metadata}
    posted = await day.step("post_evidence", "reporter", files=files, data=data)
    at = {"evidence": posted["id"]}
    found = await day.step("get_evidence", "reporter", at=at)
    content = await day.step("get_evidence_content", "reporter", at=at)
    assert (content.content, content.headers["ETag"]) == (b"%PDF-1.7\n", f'"{found["sha256"]}"')
    listed = await day.step("list_evidence", "reviewer", clients.DEPARTMENT)
    assert [row["id"] for row in listed["items"]] == [posted["id"]]
    body = document_body("decide_evidence")
    await day.step("decide_evidence", "reviewer", clients.DEPARTMENT, at=at, json=body)
    claimed = {"assessment": found["assessment"], "component": "1.7"}
    await day.step("put_claim", "reporter", at=claimed, json=document_body("put_claim"))
    async with test_answers.db_of(configured) as database:
        await jobs.compute(jobs.context(database, configured.clock()), found["assessment"], "1")
    scores = await day.step("get_scores", "reporter", at={"assessment": found["assessment"]})
    points = {row["code"]: row["points"] for row in scores["verified"]["components"]}
    assert points["1.7"] == body["points"]
    await day.step("explain_score", "reporter", at={"score": scores["verified"]["score_id"]})
    await day.step("get_run", "reporter", at={"run": scores["run_id"]})
    await day.step("get_run_replay", "reporter", at={"run": scores["run_id"]})
    at_assessment = {"assessment": found["assessment"]}
    await day.step("ask_what_if", "reporter", at=at_assessment, json=document_body("ask_what_if"))
    await day.step("get_interval", "reporter", at=at_assessment)
    await day.step("withdraw_evidence", "reporter", at=at)
    shown = await day.step("get_metrics", "auditor")
    assert 'operation="post_evidence",status="2xx"' in shown.text


async def test_a_report_from_its_obligation_to_its_acceptance(day: Day) -> None:
    owed = await day.step("list_obligations", "reporter", params={"year": "2022"})
    obligation = document_body("draft_report")["obligation"]
    assert obligation in {row["id"] for row in owed["items"]}
    await day.step("get_obligation", "reporter", at={"obligation": obligation})
    await day.step("list_reporting_regimes", "reporter")
    report = await day.step("draft_report", "reporter", json=document_body("draft_report"))
    at = {"report": report["id"]}
    await day.step("revise_report", "reporter", at=at, etag=day.etag, json=document_body("revise_report"))
    await day.step("submit_report", "approver", at=at, etag=day.etag)
    centre = clients.DEPARTMENT
    await day.step("return_report", "coordinator", centre, at=at, etag=day.etag, json=document_body("return_report"))
    await day.step("revise_report", "reporter", at=at, etag=day.etag, json=document_body("revise_report"))
    await day.step("submit_report", "approver", at=at, etag=day.etag)
    accepted = await day.step("accept_report", "coordinator", centre, at=at, etag=day.etag)
    assert (accepted["state"], len(accepted["rounds"])) == ("accepted", 2)
    assert (await day.step("get_report", "reporter", at=at))["state"] == "accepted"
    assert (await day.step("list_reports", "coordinator", centre))["items"][0]["id"] == report["id"]
    assert (await day.step("list_measurements", "reporter"))["items"] != []


async def test_a_figure_and_several(day: Day) -> None:
    made = await day.step("record_measurements", "reporter", json=document_body("record_measurements"))
    await day.step("get_measurement", "committee", at={"measurement": made["id"]})
    schema = contract.operation("record_measurements")["requestBody"]["content"]["application/json"]["schema"]
    several = await day.step("record_measurements", "reporter", json=schema["examples"][1])
    assert [one["id"] == made["id"] for one in several["items"]] == [True, False]
    form = await day.step("get_measurement_form", "reporter")
    assert form.headers["Content-Disposition"] == 'attachment; filename="so-lieu.xlsx"'
    sent = {"file": ("so-lieu.xlsx", form.content)}
    tried = await day.step("import_measurements", "reporter", files=sent, params={"dry_run": "true"})
    assert tried["counts"]["unchanged"] == tried["rows"]


async def test_what_an_agency_spends(day: Day) -> None:
    made = await day.step("record_spending", "reporter", json=document_body("record_spending"))
    year = await day.step("get_spending", "committee", params={"year": "2022"})
    assert year["items"] == [made]
    form = await day.step("get_spending_form", "reporter", params={"year": "2022"})
    assert form.headers["Content-Disposition"] == 'attachment; filename="chi-chuyen-doi-so.xlsx"'
    sent = {"file": ("chi-chuyen-doi-so.xlsx", form.content)}
    tried = await day.step("import_spending", "reporter", files=sent, params={"dry_run": "true"})
    assert tried["counts"]["unchanged"] == tried["rows"] == 2


async def test_a_target_is_stated_and_amended(day: Day) -> None:
    target = document_body("state_target")
    await day.step("state_target", "coordinator", clients.DEPARTMENT, json=target)
    at = {"target": target["code"]}
    await day.step("amend_target", "coordinator", clients.DEPARTMENT, at=at, json=document_body("amend_target"))
    assert len((await day.step("list_target_amendments", "", at=at))["items"]) == 1


async def test_a_target_without_figures_is_judged(day: Day) -> None:
    at = {"target": "CHUNG.02"}
    await day.step("judge_target", "reviewer", clients.DEPARTMENT, at=at, json=document_body("judge_target"))
    assert len((await day.step("list_target_judgements", "reporter", at=at))["items"]) == 1
    assert (await day.step("get_target_progress", "reporter", at=at))["basis"] == "judgement"


async def test_a_figure_that_its_parts_contradict_is_found(day: Day, database: db.Database) -> None:
    for slug in (*measured.DISTRICTS, measured.PROVINCE):
        await measured.record(database, slug, "2022-05-31", (3, 4) if slug == measured.PROVINCE else (1, 4))
    assert len((await day.step("list_measurement_findings", "committee"))["items"]) == 1
    assert (await day.step("get_target_progress", "reporter", at={"target": "XHS.11"}))["findings"] != []


async def test_a_change_of_the_register_is_recorded(day: Day) -> None:
    body = document_body("record_organisation_change")
    recorded = await day.step("record_organisation_change", "admin", "tinh-tuyen-quang", json=body)
    at = {"change": recorded["id"]}
    assert (await day.step("get_organisation_change", "", at=at))["parts"] == recorded["parts"]


async def test_everything_is_exported_in_parts(day: Day, database: db.Database) -> None:
    """As a mirror begins: ask for the export, ask on when the worker has made it, fetch its parts."""
    asked = await day.step("get_changes_export", "committee", "tinh-tuyen-quang")
    assert await exports.make_next(database)
    at = {"export": asked["id"]}
    export = await day.step("get_changes_export_manifest", "committee", "tinh-tuyen-quang", at=at)
    part = await day.step("get_changes_export_part", "committee", "tinh-tuyen-quang", at=at | {"number": "1"})
    assert hashlib.sha256(part.content).hexdigest() == export["parts"][0]["sha256"]


async def _laid_down(database: db.Database, kind: str, role: str, org: str) -> dict[str, str]:
    """A file that waits for the worker; where it is asked for."""
    who = Principal(f"{role}@{org}", "tests", org, frozenset({role}), frozenset(), "t", 0, 0)
    context = imports.Context(Actor(who.subject, "tests", org, "r"), FakeClock())
    with callers.asking(rights.setting(who, context.today)):
        async with database.transaction() as session:
            file = imports.File(b"code\n", "text/csv", "a.csv")
            await importing.lay_down(session, kind, file, dry_run=False, context=context)
    return {"import": str(context.id)}


async def test_what_waits_to_be_imported_is_read_and_cancelled(day: Day, database: db.Database) -> None:
    at = await _laid_down(database, "measurements", "reporter", AGENCY)
    assert (await day.step("get_measurement_import", "reporter", at=at))["state"] == "waiting"
    await day.step("cancel_measurement_import", "approver", at=at)
    at = await _laid_down(database, "spending", "reporter", AGENCY)
    await day.step("get_spending_import", "reporter", at=at)
    await day.step("cancel_spending_import", "approver", at=at)
    centre = clients.DEPARTMENT
    at = await _laid_down(database, "tasks", "coordinator", centre)
    await day.step("get_task_import", "coordinator", centre, at=at)
    await day.step("cancel_task_import", "coordinator", centre, at=at)
    at = await _laid_down(database, "frameworks", "coordinator", centre)
    await day.step("get_framework_import", "coordinator", centre, at=at)
    await day.step("cancel_framework_import", "coordinator", centre, at=at)
    at = await _laid_down(database, "organisations", "admin", centre)
    await day.step("get_organisation_import", "admin", centre, at=at)
    await day.step("cancel_organisation_import", "admin", centre, at=at)


async def test_what_is_read(day: Day) -> None:
    await day.step("get_organisation_tree", "reporter", params={"as_of": "2022-11-01"})
    tasks = await day.step("list_tasks", "committee", params={"limit": "1"})
    await day.step("get_task", "committee", at={"task": tasks["items"][0]["id"]})
    text = await day.step("get_legal_document_text", "reporter", at={"document": "ke-hoach-55-kh-ubnd-2022"})
    assert "chuyển đổi số" in text.text
    assert (await day.step("jwks", "reporter")).json()["keys"]


async def test_a_system_gets_a_token_and_gives_it_back(day: Day) -> None:
    account = await day.step(
        "create_service_account",
        "admin",
        clients.DEPARTMENT,
        json={"name": "LGSP", "scopes": ["targets:read", "scores:read"]},
    )
    who = (account["client_id"], account["client_secret"])
    form = document_body("issue_token")
    issued = await day.step("issue_token", "", data=form, auth=who)
    assert set(issued["scope"].split()) == set(form["scope"].split())
    revoking = document_body("revoke_token") | {"token": issued["access_token"]}
    await day.step("revoke_token", "", data=revoking, auth=who)
    entries = await day.step("list_audit_entries", "auditor", "tinh-tuyen-quang")
    await day.step("get_audit_entry", "auditor", "tinh-tuyen-quang", at={"entry": entries["items"][0]["id"]})
    await day.step("revoke_tokens", "admin", clients.DEPARTMENT, json=document_body("revoke_tokens"))
    await day.step("list_audit_accesses", "auditor", "tinh-tuyen-quang")
    await day.step("list_audit_checkpoints", "auditor", "tinh-tuyen-quang")


def test_every_operation_is_carried_out_as_documented() -> None:
    """Whoever adds an operation adds its example: a GET as `request` of its file in services/gateway/examples, which
    test_answers asks for; anything else as a `step("operation", …)` of a test here or beside the service."""
    asked = {name for name, example in test_answers.EXAMPLES.items() if example["request"]}
    sources = [path.read_text(encoding="utf-8") for path in Path(__file__).parents[1].rglob("test_*.py")]
    steps = {name for source in sources for name in re.findall(r'\bstep\(\s*"(\w+)"', source)}
    assert contract.names() - asked - steps - NOT_OF_THE_WORK == set()


async def test_a_document_is_recorded_and_corrected(day: Day) -> None:
    centre = clients.DEPARTMENT
    body = document_body("create_legal_document")
    made = await day.step("create_legal_document", "coordinator", centre, json=body)
    at = {"document": "ke-hoach-phong-trao-thi-dua-2022"}
    await day.step("get_legal_document", "", at=at)
    body = document_body("correct_legal_document")
    corrected = await day.step("correct_legal_document", "coordinator", centre, at=at, etag=day.etag, json=body)
    assert (made["amends"], corrected["number"]) == (["ke-hoach-55-kh-ubnd-2022"], body["number"])
