"""A province at work, twice: what stands before an instant, and every kind of writing after it about the same."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from services.targets_api import (
    law_bodies,
    organisation_changes_bodies,
    organisations_bodies,
    spending_bodies,
    targets_bodies,
)
from shared.assessments.service import assessment_id
from shared.kit import db
from shared.kit.clock import SystemClock
from shared.reporting import values as reporting
from tests import clients, successor
from tests.services.gateway import contract
from tests.services.gateway.test_documented_requests import document_body
from tests.services.targets_api import measured

PROVINCE, CENTRE = "tinh-tuyen-quang", clients.DEPARTMENT
AGENCY, OTHER, MOVED = "so-noi-vu", "so-tai-chinh", "so-tu-phap"
OPEN = str(assessment_id("dti-922", PROVINCE, 2022))
SOURCE = {"document": "ke-hoach-55-kh-ubnd-2022", "clause": "IV.1"}
PDF = b"%PDF-1.7\n% "
LAW = ("ke-hoach-55-kh-ubnd-2022", "ke-hoach-187-kh-ubnd-2022")


def obligation(organisation: str) -> str:
    """The half-year report that an agency owes."""
    return str(reporting.obligation_id("ke-hoach-55-6-thang", organisation, 2022, "half_year"))


@dataclass
class Work:
    """Whoever writes, what they wrote (`ids`), and by which operations since `done` was last emptied."""

    http: httpx.AsyncClient
    tokens: clients.Tokens
    database: db.Database
    ids: dict[str, str] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)

    async def act(self, operation: str, role: str, org: str = CENTRE, *, person: str = "", **sent: Any) -> Any:
        """One request that is let through; `at` fills its address."""
        method, path = contract.address(operation)
        headers = {**self.tokens.header(role, org, person=person), **sent.pop("headers", {})}
        answer = await self.http.request(method, path.format(**sent.pop("at", {})), headers=headers, **sent)
        assert answer.status_code < 300, (operation, answer.text)
        self.done.add(operation)
        return answer.json()

    async def task(self, code: str, **said: Any) -> None:
        """A task that the agency leads."""
        body = {"code": code, "name": f"Nhiệm vụ {code}", "lead": AGENCY, "source": SOURCE, **said}
        await self.act("create_task", "coordinator", json=body)

    async def change(self, code: str, **said: Any) -> None:
        """A task is changed, as it stands."""
        await self.act("change_task", "coordinator", at={"task": code}, json=said, headers={"If-Match": "*"})

    async def deliver(self, code: str, words: str = "") -> dict[str, str]:
        """A file for a task; where it is decided on."""
        files = {"file": ("a.pdf", PDF + code.encode() + words.encode())}
        said = {"metadata": json.dumps({"title": "Biên bản"})}
        made = await self.act("post_deliverable", "reporter", AGENCY, at={"task": code}, files=files, data=said)
        return {"task": code, "deliverable": made["id"]}

    async def judge(self, of: dict[str, str], verdict: str = "accept") -> None:
        """A decision on a deliverable."""
        await self.act("decide_deliverable", "reviewer", at=of, json={"verdict": verdict, "note": "x"})

    async def evidence(self, code: str) -> str:
        """Evidence for component 1.7 that is all that a task owes; the task is done."""
        metadata = {"assessment": OPEN, "components": ["1.7"], "title": code}
        sent: dict[str, Any] = {
            "files": {"file": ("a.pdf", PDF + code.encode())},
            "data": {"metadata": json.dumps(metadata)},
        }
        posted: str = (await self.act("post_evidence", "reporter", AGENCY, **sent))["id"]
        await self.task(code)
        at = {"task": code}
        made = await self.act("post_deliverable_evidence", "reporter", AGENCY, at=at, json={"evidence": posted})
        await self.judge({**at, "deliverable": made["id"]})
        await self.change(code, status="done")
        return posted

    async def decide(self, evidence: str, **said: Any) -> str:
        """A decision on evidence, not by whom appeals are judged; its id."""
        made = await self.act("decide_evidence", "reviewer", at={"evidence": evidence}, json=said, person="2")
        return str(made["id"])

    async def draft(self, organisation: str) -> None:
        """A report is begun."""
        body = document_body("draft_report") | {"obligation": obligation(organisation)}
        self.ids[organisation] = (await self.act("draft_report", "reporter", organisation, json=body))["id"]

    async def move(self, organisation: str, step: str) -> None:
        """A step of its report: submit, return, accept or revise."""
        at = {"report": self.ids[organisation]}
        if step == "submit":
            await self.act("submit_report", "approver", organisation, at=at)
        elif step == "revise":
            body = document_body("revise_report")
            await self.act("revise_report", "reporter", organisation, at=at, json=body, headers={"If-Match": "*"})
        elif step == "return":
            await self.act("return_report", "coordinator", at=at, json=document_body("return_report"))
        else:
            await self.act("accept_report", "coordinator", at=at)

    async def reorganise(self, **said: Any) -> str:
        """A change of the register; its id."""
        body = {"effective_precision": "day", "source": SOURCE, **said}
        made = await self.act("record_organisation_change", "admin", PROVINCE, json=body)
        return str(made["id"])

    async def figure(self, operation: str = "record_measurements", **said: Any) -> Any:
        """A figure of the agency."""
        body = {"target": "KTS.01", "measured_on": "2022-06-30", "numerator": 80, "denominator": 1000, **said}
        sent: Any = [body] if operation == "import_measurements" else body
        return await self.act(operation, "reporter", AGENCY, json=sent)


async def before(work: Work) -> None:
    """What stands, each in a state that `after` takes it from."""
    await work.task("T.2")
    await work.task("T.1", depends_on=["T.2"], deliverable="Biên bản", targets=[{"code": "KTS.01"}])
    await work.judge(await work.deliver("T.2"))
    await work.change("T.2", status="done")
    work.ids |= await work.deliver("T.1")
    for code in ("T.4", "T.5", "T.6"):
        work.ids[code] = await work.evidence(code)
    await work.decide(work.ids["T.6"], verdict="partial", points=4, reason_code="insufficient")
    for organisation, steps in REPORTS_BEFORE.items():
        await work.draft(organisation)
        for step in steps:
            await work.move(organisation, step)
    work.ids["measurement"] = (await work.figure())["id"]
    for slug in (*measured.DISTRICTS, PROVINCE):
        figure = (3, 4) if slug == PROVINCE else (1, 4)
        await measured.record(work.database, slug, "2022-05-31", figure)
    await work.act("record_spending", "reporter", AGENCY, json=spending_bodies.EXAMPLE)
    await work.act("judge_target", "reviewer", at={"target": "CHUNG.02"}, json=targets_bodies.JUDGEMENT)
    renamed = [{"organisation": MOVED, "name": "Sở Tư pháp tỉnh"}]
    work.ids["change"] = await work.reorganise(kind="rename", effective_on="2022-05-10", subjects=renamed)
    await work.reorganise(
        kind="merge",
        effective_on="2022-06-10",
        predecessors=["so-tai-nguyen-va-moi-truong"],
        successors=[{"organisation": "so-cong-thuong"}],
    )


# A draft, one that waits for its decision, one that was returned, and one whose organisation ends.
REPORTS_BEFORE = {
    AGENCY: (),
    OTHER: ("submit",),
    "so-giao-duc-va-dao-tao": ("submit", "return"),
    "so-ke-hoach-va-dau-tu": ("submit", "accept"),
}


async def after(work: Work) -> None:
    """Every kind of writing, and a new edition of the catalog."""
    await _tasks(work)
    await _figures(work)
    await _reports(work)
    await _law(work)
    await _register(work)
    await _frameworks(work)
    await _evidence(work)
    async with work.database.transaction() as session:
        for statement in EDITION:
            assert await db.execute(session, statement)


# What the installer writes for a text that was corrected, another group, and a register that is known further.
EDITION = (
    "UPDATE targets SET name = name || ' (sửa)' WHERE measure = 'numeric'",
    "UPDATE target_sets SET name = name || ' (sửa)'",
    "UPDATE target_set_members SET applies_to = 'x'",
    "UPDATE tasks SET name = name || ' (sửa)' WHERE stated_by = 'catalog'",
    "UPDATE standing_duties SET role = 'support'",
    "UPDATE organisation_group_members m SET superseded_at = now() FROM organisations o"
    f" WHERE o.id = m.organisation_id AND o.slug = '{AGENCY}' AND m.superseded_at = 'infinity'",
    "UPDATE organisation_register SET complete_until = complete_until + 1",
)


async def _tasks(work: Work) -> None:
    await work.evidence("T.7")
    await work.change("T.2", deliverables_owed=2, name="Tên khác", lead=OTHER)
    await work.change("T.1", depends_on=[], co_leads=[MOVED], status="in_progress", targets=[])
    await work.task("T.3", depends_on=["T.1"], budget=[{"fund": "recurrent", "year": 2022, "amount_million_vnd": 5}])
    await work.act("report_task_progress", "reporter", AGENCY, at={"task": "T.1"}, json={"percent": 40})
    await work.judge({name: work.ids[name] for name in ("task", "deliverable")})
    await work.judge(await work.deliver("T.1", "once more"), "reject")
    body = contract.operation("import_tasks")["requestBody"]["content"]["application/json"]["example"]
    await work.act("import_tasks", "coordinator", json=body)


async def _figures(work: Work) -> None:
    await work.figure(numerator=90)
    await work.figure("import_measurements", numerator=95)
    await measured.record(work.database, PROVINCE, "2022-05-31", (1, 4))
    spent = [
        {"area": "digital_government", "investment": 7, "recurrent": 1},
        {"area": "information_security", "total": 1},
    ]
    await work.act("record_spending", "reporter", AGENCY, json={"year": 2022, "areas": spent})
    await work.act("import_spending", "reporter", AGENCY, json=[{"year": 2022, "note": "x", **one} for one in spent])


async def _reports(work: Work) -> None:
    await work.move(AGENCY, "submit")
    await work.move(OTHER, "accept")
    await work.move("so-giao-duc-va-dao-tao", "revise")
    await work.move("so-giao-duc-va-dao-tao", "submit")
    await work.move("so-giao-duc-va-dao-tao", "return")
    await work.draft("so-lao-dong-thuong-binh-va-xa-hoi")


async def _law(work: Work) -> None:
    await work.act("create_legal_document", "coordinator", json=law_bodies.EXAMPLE)
    for number, document in enumerate(LAW):
        body = law_bodies.CORRECTION | {"number": f"0{number}/KH-UBND", "issued_on": "2022-03-31"}
        at = {"document": document}
        await work.act("correct_legal_document", "coordinator", at=at, json=body, headers={"If-Match": "*"})
    await work.act("state_target", "coordinator", json=targets_bodies.TARGET)
    amended = {**targets_bodies.AMENDMENT, "milestones": [{"year": 2025, "operator": "stated", "value": 25}]}
    await work.act("amend_target", "coordinator", at={"target": "KTS.01"}, json=amended)
    await work.act("judge_target", "reviewer", at={"target": "CHUNG.02"}, json=targets_bodies.JUDGEMENT)


async def _register(work: Work) -> None:
    at = {"organisation": MOVED}
    code = organisations_bodies.IDENTIFIER_EXAMPLE | {"code": "H60.99"}
    await work.act("state_organisation_identifier", "admin", PROVINCE, at=at, json=code)
    await work.act("place_organisation", "admin", PROVINCE, at=at, json=organisations_bodies.PLACEMENT_EXAMPLE)
    await work.act("register_organisation", "admin", PROVINCE, json=organisations_bodies.ORGANISATION_EXAMPLE)
    row = organisations_bodies.ROW_EXAMPLE | {"slug": "trung-tam-khac", "name": "Trung tâm khác"}
    await work.act("import_organisations", "admin", PROVINCE, json=[row])
    again = [{"organisation": MOVED, "name": "Sở Khác"}]
    await work.reorganise(kind="rename", effective_on="2022-05-11", subjects=again, replaces=work.ids["change"])
    founded = {"slug": "so-moi", "name": "Sở Mới", "kind": "department", "level": "department", "parent": "ubnd-tinh"}
    await work.reorganise(
        kind="split", effective_on="2022-05-20", predecessors=[MOVED], continues=True, successors=[{"new": founded}]
    )
    for predecessor in ("so-cong-thuong", "so-ke-hoach-va-dau-tu"):
        await work.reorganise(
            kind="merge", effective_on="2022-06-14", predecessors=[predecessor], successors=[{"organisation": OTHER}]
        )
    await work.act("record_organisation_change", "admin", PROVINCE, json=organisation_changes_bodies.EXAMPLE)


async def _frameworks(work: Work) -> None:
    drafted = await work.act("draft_framework", "coordinator", json=document_body("draft_framework"))
    at = {"framework": drafted["slug"], "version": "1"}
    again = document_body("replace_framework_draft")
    await work.act("replace_framework_draft", "coordinator", at=at, json=again, headers={"If-Match": "*"})
    published = document_body("publish_framework_version")
    await work.act("publish_framework_version", "coordinator", at=at, json=published)
    await successor.published(work.database, SystemClock(), successor.Annex(maxima={"1.7": "20"}, added={"1.99": 1}))


async def _evidence(work: Work) -> None:
    at = {"assessment": OPEN, "component": "1.8"}
    await work.act("put_claim", "reporter", AGENCY, at=at, json={"points": 1})
    await work.decide(work.ids["T.4"], verdict="reject", reason_code="other", note="x")
    await work.act("withdraw_evidence", "reporter", AGENCY, at={"evidence": work.ids["T.5"]})
    decided = await work.decide(work.ids["T.6"], verdict="reject", reason_code="other", note="x")
    await work.act("close_assessment", "coordinator", at=at, json={})
    await work.act("open_appeal_round", "coordinator", at=at, json=document_body("open_appeal_round"))
    body = {"component": "1.7", "decision": decided, "grounds": "x"}
    appeal = await work.act("make_appeal", "approver", AGENCY, at=at, json=body)
    verdict = {"verdict": "upheld", "reasons": "x", "decision": {"verdict": "accept"}}
    await work.act("judge_appeal", "reviewer", at={**at, "appeal": appeal["id"]}, json=verdict)
