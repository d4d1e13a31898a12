"""Evidence over HTTP: what posting, deciding and withdrawing leave behind, and who may do and see what."""

from __future__ import annotations

import asyncio
import json
import threading
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.reporting_api import evidence_routes
from services.reporting_api.app import create_app
from shared.assessments.service import assessment_id
from shared.evidence import files
from shared.kit import db
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.clients import DEPARTMENT

AGENCY, OTHER = "dai-phat-thanh-truyen-hinh-tinh", "so-tai-chinh"
OPEN = assessment_id("dti-922", "tinh-tuyen-quang", 2022)
IMPORTED = assessment_id("dti-922", "tinh-tuyen-quang", 2021)
PDF = b"%PDF-1.7\n% chuyen muc\n"


@dataclass
class Counter:
    """The evidence counter: agencies post, the department decides."""

    http: httpx.AsyncClient
    tokens: clients.Tokens

    async def post(
        self, *codes: str, org: str = AGENCY, content: bytes = PDF, name: str = "a.pdf", **said: Any
    ) -> httpx.Response:
        """Post a document."""
        metadata = {"assessment": str(OPEN), "components": list(codes), "title": "Chuyên mục chuyển đổi số"} | said
        return await self.http.post(
            "/v1/evidence",
            headers=self.tokens.header("reporter", org),
            files={"file": (name, content)},
            data={"metadata": json.dumps(metadata)},
        )

    async def posted(self, *codes: str, **said: Any) -> str:
        """Post a document that is accepted; its id."""
        answer = await self.post(*codes, **said)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def decide(
        self, evidence: str, body: dict[str, Any], *, role: str = "reviewer", org: str = DEPARTMENT, person: str = ""
    ) -> httpx.Response:
        """Decide on a document."""
        headers = self.tokens.header(role, org, person=person) | {"Accept-Language": "en"}
        return await self.http.post(f"/v1/evidence/{evidence}/decisions", headers=headers, json=body)

    async def get(self, path: str, role: str = "reporter", org: str = AGENCY) -> httpx.Response:
        """GET as somebody."""
        return await self.http.get(path, headers=self.tokens.header(role, org))


@pytest.fixture
async def counter(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[Counter]:
    """The application with its callers."""
    async with clients.client(create_app, configured) as http:
        yield Counter(http, tokens)


async def test_a_post_is_a_row_an_audit_row_and_an_outbox_row(counter: Counter, database: db.Database) -> None:
    answer = await counter.post("1.7", "1.8", document_number="12/KH-ĐPT", issued_on="2022-03-01")
    assert answer.status_code == 201
    body = answer.json()
    assert answer.headers["Location"] == f"/v1/evidence/{body['id']}"
    assert (body["revision"], body["warnings"]) == (1, [])
    audit = await database.reader.row("SELECT * FROM audit_entries WHERE entity_id = $1", body["id"])
    assert audit is not None
    assert (audit["action"], audit["subject"]) == ("evidence.post", f"reporter@{AGENCY}")
    assert audit["request_id"] == answer.headers["X-Request-ID"]
    event = await database.reader.row("SELECT * FROM outbox ORDER BY id DESC LIMIT 1")
    assert event is not None
    payload = json.loads(event["payload"])
    assert (event["event"], payload["version"]) == ("EvidencePosted", body["assessment_version"])


async def test_a_refused_post_leaves_nothing(
    counter: Counter, database: db.Database, configured: ServiceSettings
) -> None:
    before = await _rows(database)
    answer = await counter.post("1.7", "9.99")
    assert answer.status_code == 422
    assert "9.99" in answer.json()["detail"]
    assert [error["field"] for error in answer.json()["errors"]] == ["metadata.components"]
    assert await _rows(database) == before
    assert not [path for path in configured.evidence_dir.rglob("*") if path.is_file()]


async def _rows(database: db.Database) -> dict[str, int]:
    tables = ("evidence", "evidence_revisions", "evidence_components", "audit_entries", "outbox", "decisions")
    counts = {}
    for table in tables:
        row = await database.reader.row(f"SELECT count(*) AS n FROM {table}")
        counts[table] = int((row or {})["n"])
    return counts


async def test_the_file_comes_back_as_it_was_sent(counter: Counter) -> None:
    evidence = await counter.posted("1.7", name="../../Kế hoạch số 12.pdf")
    answer = await counter.get(f"/v1/evidence/{evidence}/content")
    assert answer.content == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "/" not in answer.headers["Content-Disposition"].partition("''")[2]
    shown = (await counter.get(f"/v1/evidence/{evidence}")).json()
    assert shown["file_name"] == "Kế hoạch số 12.pdf"
    assert shown["sha256"] in answer.headers["ETag"]


async def test_the_same_bytes_twice_warn_and_are_stored_once(counter: Counter, configured: ServiceSettings) -> None:
    await counter.posted("1.7")
    again, others = await counter.post("2.2"), await counter.post("2.2", org=OTHER)
    assert [warning["code"] for warning in again.json()["warnings"]] == ["same_content"]
    assert others.json()["warnings"] == []  # what another agency posted is not told
    kept = [path for path in configured.evidence_dir.rglob("*") if path.is_file()]
    assert len(kept) == 1


async def test_a_slow_disk_keeps_nobody_else_waiting(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    reached, answered = threading.Event(), threading.Event()
    in_time: list[bool] = []

    def slow(_: Path) -> None:
        reached.set()
        in_time.append(answered.wait(timeout=20))

    monkeypatch.setattr(files, "_sync", slow)
    posting = asyncio.create_task(counter.post("1.7"))
    assert await asyncio.to_thread(reached.wait, 20)
    assert (await counter.get("/v1/evidence")).status_code == 200
    answered.set()
    assert (await posting).status_code == 201
    assert in_time == [True]


async def test_a_poster_who_is_not_the_named_owner_is_warned(counter: Counter) -> None:
    """Plan 187 gives 9.1 to the police; 5.1 goes to the department, and 4.1 to all localities, not all known."""
    answer = await counter.post("9.1", "4.1")
    assert answer.status_code == 201
    (warning,) = answer.json()["warnings"]
    assert warning["code"] == "not_the_owner"
    assert warning["vi"] == "Chỉ số thành phần 9.1 được giao cho Công an tỉnh (cong-an-tinh); tài liệu vẫn được nhận."
    assert (await counter.post("9.1", org="cong-an-tinh", content=PDF + b"2")).json()["warnings"] == []


def test_of_many_owners_five_are_named() -> None:
    def named(count: int) -> str:
        owners = {f"don-vi-{number}": f"Đơn vị {number}" for number in range(count)}
        return evidence_routes.not_the_owner("1.7", owners).en

    assert "Đơn vị 4 (don-vi-4); " in named(5)
    assert "Đơn vị 4 (don-vi-4), …; " in named(6)


async def test_an_agency_sees_its_own_and_the_department_sees_all(counter: Counter) -> None:
    mine, theirs = await counter.posted("1.7"), await counter.posted("1.8", org=OTHER)
    listed = (await counter.get("/v1/evidence")).json()["items"]
    assert [item["id"] for item in listed] == [mine]
    assert (await counter.get(f"/v1/evidence/{theirs}")).status_code == 404
    assert (await counter.get(f"/v1/evidence/{theirs}/content")).status_code == 404
    all_of_them = (await counter.get("/v1/evidence", "reviewer", DEPARTMENT)).json()["items"]
    assert {item["id"] for item in all_of_them} == {mine, theirs}
    waiting = (await counter.get("/v1/evidence?undecided=true&component=1.7", "committee")).json()["items"]
    assert [item["id"] for item in waiting] == [mine]


async def test_pages_of_evidence_hold_each_piece_once(counter: Counter) -> None:
    posted = {await counter.posted("1.7", content=PDF + str(number).encode()) for number in range(5)}
    assert (await counter.get("/v1/evidence?limit=1&total=true")).json()["total"] == len(posted)
    path, seen = "/v1/evidence?limit=2", []
    while path:
        answer = await counter.get(path)
        seen += [item["id"] for item in answer.json()["items"]]
        path = answer.links["next"]["url"] if "next" in answer.links else ""
    assert len(seen) == len(posted)
    assert set(seen) == posted


async def test_who_may_decide(counter: Counter) -> None:
    evidence = await counter.posted("1.7")
    refused = {
        "may not read it": await counter.decide(evidence, {"verdict": "accept"}, org=OTHER),
        "not the department": await counter.decide(evidence, {"verdict": "accept"}, org=AGENCY),
        "not a reviewer": await counter.decide(evidence, {"verdict": "accept"}, role="coordinator"),
    }
    assert {why: (answer.status_code, answer.json()["code"]) for why, answer in refused.items()} == {
        "may not read it": (404, "evidence-not-found"),
        "not the department": (403, "not-the-reviewer"),
        "not a reviewer": (403, "role-missing"),
    }
    accepted = await counter.decide(evidence, {"verdict": "accept"})
    assert accepted.status_code == 201
    assert (accepted.json()["points"], accepted.json()["same_organisation"]) == (10, False)


async def test_the_department_decides_on_its_own_by_another_person(counter: Counter) -> None:
    metadata = {"assessment": str(OPEN), "components": ["1.7"], "title": "Của Sở"}
    both = {"Authorization": f"Bearer {_with_two_roles(counter.tokens)}"}
    answer = await counter.http.post(
        "/v1/evidence", headers=both, files={"file": ("a.pdf", PDF)}, data={"metadata": json.dumps(metadata)}
    )
    evidence = answer.json()["id"]
    own = await counter.http.post(f"/v1/evidence/{evidence}/decisions", headers=both, json={"verdict": "accept"})
    assert (own.status_code, own.json()["code"]) == (403, "self-review")
    another = await counter.decide(evidence, {"verdict": "accept"})
    assert another.status_code == 201
    assert another.json()["same_organisation"] is True


def _with_two_roles(tokens: clients.Tokens) -> str:
    return tokens._issuer.token(
        subject="a", client_id="tests", organisation=DEPARTMENT, roles=["reporter", "reviewer"], scopes=()
    )


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"verdict": "accept"}, "component"),
        ({"verdict": "accept", "component": "2.2"}, "component"),
        ({"verdict": "reject", "component": "1.7"}, "reason_code"),
        ({"verdict": "partial", "component": "1.7", "reason_code": "other"}, "points"),
        ({"verdict": "partial", "component": "1.7", "reason_code": "other", "points": 10}, "points"),
        ({"verdict": "accept", "component": "1.7", "points": 3}, "points"),
        ({"verdict": "accept", "component": "1.7", "revision": 2}, "revision"),
        ({"verdict": "maybe", "component": "1.7"}, "verdict"),
        ({"verdict": "accept", "component": "1.7", "values": {"a": 1, "b": 2}}, "values"),
        ({"verdict": "accept", "component": "1.7", "values": {"a": "1"}}, "values"),
        ({"verdict": "accept", "component": "1.7", "points": "10"}, "points"),
        ({"verdict": "accept", "component": "1.7", "points": True}, "points"),
        ({"verdict": "accept", "component": "1.7", "poinst": 1}, "poinst"),
    ],
)
async def test_a_wrong_decision_names_its_field(counter: Counter, body: dict[str, Any], field: str) -> None:
    evidence = await counter.posted("1.7", "1.8")
    answer = await counter.decide(evidence, body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_a_reason_has_a_code_of_the_reviewers_own(counter: Counter) -> None:
    evidence = await counter.posted("1.7")
    assert (await counter.decide(evidence, {"verdict": "reject", "reason_code": "KHONG_CONG_NHAN"})).status_code == 201
    answer = await counter.decide(evidence, {"verdict": "reject", "reason_code": "vì sai"})
    assert [error["field"] for error in answer.json()["errors"]] == ["reason_code"]


async def test_withdrawn_evidence_takes_no_decision_and_stays_readable(counter: Counter) -> None:
    evidence = await counter.posted("1.7")
    others = await counter.http.post(
        f"/v1/evidence/{evidence}/withdraw", headers=counter.tokens.header("reporter", OTHER)
    )
    assert others.status_code == 404
    mine = counter.tokens.header("reporter", AGENCY)
    assert (await counter.http.post(f"/v1/evidence/{evidence}/withdraw", headers=mine)).status_code == 200
    assert (await counter.http.post(f"/v1/evidence/{evidence}/withdraw", headers=mine)).status_code == 409
    assert (await counter.decide(evidence, {"verdict": "accept"})).status_code == 409
    assert (await counter.get(f"/v1/evidence/{evidence}")).json()["withdrawn_at"] is not None


@pytest.mark.parametrize(
    ("said", "status", "field"),
    [
        ({"assessment": str(uuid.UUID(int=5))}, 422, "metadata.assessment"),
        ({"assessment": str(IMPORTED)}, 409, None),
        ({"components": ["6.1"]}, 422, "metadata.components"),
        ({"components": []}, 422, "metadata.components"),
        ({"issued_on": "1654041600"}, 422, "metadata.issued_on"),
        ({"issued_on": "2022-02-30"}, 422, "metadata.issued_on"),
        ({"title": "  "}, 422, "metadata.title"),
        ({"sender": "x"}, 422, "metadata.sender"),
    ],
)
async def test_wrong_metadata_names_its_field(
    counter: Counter, said: dict[str, Any], status: int, field: str | None
) -> None:
    answer = await counter.post("1.7", **said)
    assert answer.status_code == status, answer.text
    assert [error["field"] for error in answer.json().get("errors", [])] == ([field] if field else [])
