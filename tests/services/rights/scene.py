"""All applications in one process, with an object of every kind and state for organisations in every relation to a
caller; each carries a word that stands nowhere else."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from services.gateway import app as gateway
from services.local import paths, router
from services.reporting_api import app as reporting_api
from services.scoring_api import app as scoring_api
from services.scoring_worker import jobs
from services.targets_api import app as targets_api
from shared.assessments.service import assessment_id
from shared.identity.issuer import Issuer
from shared.kit import callers, db
from shared.kit.clock import FakeClock, SystemClock
from shared.kit.settings import ServiceSettings
from shared.kit.web.routes import GuardedRoute, flat
from tests import clients, synthetic

PROVINCE, CENTRE = "tinh-tuyen-quang", clients.DEPARTMENT
AGENCY, OLD, OTHER = "so-noi-vu", "so-tu-phap", "so-tai-chinh"
STRANGER = "khong-co-trong-danh-muc"
OWNERS = (AGENCY, OLD, OTHER, CENTRE)
# Only the last claim of a component holds and is explained: each owner's stands on a component of its own.
CLAIMED = {AGENCY: "1.5", OLD: "1.6", OTHER: "1.7", CENTRE: "1.8"}
OPEN = assessment_id("dti-922", PROVINCE, 2022)
IMPORTED = assessment_id("dti-922", PROVINCE, 2021)
JUNE = dt.datetime(2022, 6, 1, 3, 0, tzinfo=dt.UTC)
# Cited, nothing is stated.
SOURCE = {"document": "khong-co", "clause": "I"}
PDF = b"%PDF-1.7\n% "
_SPENT = [
    {"area": "digital_government", "investment": 1, "recurrent": 1},
    {"area": "information_security", "total": 1},
]
# What the finance department is asked to determine.
_OF_THE_PROVINCE = [{"area": f"digital_{of}", "scope": "province", "recurrent": 1} for of in ("economy", "society")]
_FIGURE = {"target": "KTS.01", "numerator": 115, "denominator": 1000}


@dataclass(frozen=True)
class Caller:
    """A role in an organisation; a service account is the role `system` with its scopes."""

    role: str
    organisation: str
    scopes: tuple[str, ...] = ()
    person: str = "caller"

    @property
    def subject(self) -> str:
        """Who it is in the token."""
        return f"{self.role}-{self.person}@{self.organisation}"


@dataclass
class Scene:
    """The applications, and the ids of what was prepared by (kind, state, owner)."""

    http: httpx.AsyncClient
    system: db.Database
    issuer: Issuer
    routes: dict[str, tuple[str, str]]
    ids: dict[tuple[str, str, str], str] = field(default_factory=dict)
    # A decision that nobody appealed against yet, and the round in which its organisation may.
    appealable: dict[str, dict[str, str]] = field(default_factory=dict)
    # What else an address of an object names, by its id.
    beside: dict[str, dict[str, str]] = field(default_factory=dict)
    years: Iterator[int] = field(default_factory=lambda: iter(range(2100, 9999)))

    def header(self, caller: Caller) -> dict[str, str]:
        """The Authorization header of a caller."""
        token = self.issuer.token(
            subject=caller.subject,
            client_id="tests",
            organisation=caller.organisation,
            roles=[caller.role],
            scopes=caller.scopes,
        )
        return {"Authorization": f"Bearer {token}"}

    async def call(self, operation: str, caller: Caller | None, **sent: Any) -> httpx.Response:
        """One request of an operation; `at` fills the address, without it any id does."""
        method, path = self.routes[operation]
        at = sent.pop("at", {})
        address = re.sub(r"{(\w+)(:\w+)?}", lambda m: at.get(m[1], "00000000-0000-4000-8000-000000000000"), path)
        headers = {**(self.header(caller) if caller else {}), **sent.pop("headers", {})}
        return await self.http.request(method, address, headers=headers, **sent)

    async def _done(self, operation: str, caller: Caller, **sent: Any) -> Any:
        answer = await self.call(operation, caller, **sent)
        assert answer.status_code in (200, 201), (operation, answer.text)
        return answer.json()

    async def evidence(self, owner: str, state: str) -> str:
        """A fresh piece of evidence of an organisation: undecided, decided or withdrawn."""
        poster = Caller("reporter", owner, person="author")
        metadata = {
            "assessment": str(OPEN),
            "components": ["1.7"],
            "title": f"Tài liệu {word('evidence', owner)}",
            "document_number": word("evidence", owner),
            "issuer": word("evidence", owner),
            "note": word("evidence", owner),
        }
        made = await self._done(
            "post_evidence",
            poster,
            files={"file": (f"{word('evidence', owner)}.pdf", PDF + word("evidence", owner).encode())},
            data={"metadata": json.dumps(metadata)},
        )
        if state == "decided":
            said = {"verdict": "partial", "points": 4, "reason_code": "other", "note": word("evidence", owner)}
            judge = Caller("reviewer", CENTRE, person="judge")
            await self._done("decide_evidence", judge, at={"evidence": made["id"]}, json=said)
        if state == "withdrawn":
            await self._done("withdraw_evidence", poster, at={"evidence": made["id"]})
        return str(made["id"])

    async def obligation(self, owner: str) -> str:
        """One more obligation of an organisation, for a year of its own."""
        async with self.system.transaction() as session:
            row = await db.fetch_one(
                session,
                "INSERT INTO obligations (id, regime_id, organisation_id, year, period, certainty)"
                " SELECT gen_random_uuid(), g.id, o.id, :year, 'year', 'certain' FROM reporting_regimes g,"
                " organisations o WHERE o.slug = :owner AND g.kind = 'agency_report' ORDER BY g.code LIMIT 1"
                " RETURNING id",
                owner=owner,
                year=next(self.years),
            )
        assert row is not None
        return str(row["id"])

    async def report(self, owner: str, state: str) -> str:
        """A fresh report of an organisation in a state."""
        author, head = Caller("reporter", owner, person="author"), Caller("approver", owner, person="signer")
        judge = Caller("reviewer", CENTRE, person="judge")
        kind = "draft" if state == "draft" else "report"
        body = {"obligation": await self.obligation(owner), **content(word(kind, owner))}
        made = await self._done("draft_report", author, json=body)
        at = {"report": made["id"]}
        if state != "draft":
            await self._done("submit_report", head, at=at)
        if state == "returned":
            await self._done("return_report", judge, at=at, json={"comment": word("report", owner)})
        if state == "accepted":
            await self._done("accept_report", judge, at=at)
        return str(made["id"])

    async def deliverable(self, owner: str, state: str) -> str:
        """A fresh deliverable of a task that an organisation leads."""
        said = word("deliverable", owner)
        source = {"document": "ke-hoach-55-kh-ubnd-2022", "clause": "IV.1"}
        body = {"code": f"T.{next(self.years)}", "name": "Nhiệm vụ", "lead": owner, "source": source}
        task = await self._done("create_task", Caller("coordinator", CENTRE, person="author"), json=body)
        metadata = {"title": said, "document_number": said, "issuer": said, "note": said}
        made = await self._done(
            "post_deliverable",
            Caller("reporter", owner, person="author"),
            at={"task": task["id"]},
            files={"file": (f"{said}.pdf", PDF + said.encode())},
            data={"metadata": json.dumps(metadata)},
        )
        self.beside[made["id"]] = {"task": task["id"]}
        if state == "decided":
            at = {"task": task["id"], "deliverable": made["id"]}
            judge = Caller("reviewer", CENTRE, person="judge")
            await self._done("decide_deliverable", judge, at=at, json={"verdict": "reject", "note": said})
        return str(made["id"])

    async def assessment(self, owner: str, state: str) -> str:
        """The imported one of the province, or a fresh one under a framework of its own, of the owner's level."""
        if state == "imported":
            return str(IMPORTED)
        slug, level = f"khung-{next(self.years)}", "province" if owner == PROVINCE else "department"
        async with self.system.transaction() as session:
            await synthetic.publish(session, slug, level=level, not_applicable="excluded")
        source = {**SOURCE, "document": "ke-hoach-187-kh-ubnd-2022"}
        said = {"framework": slug, "organisation": owner, "year": 2022, "source": source}
        coordinator = Caller("coordinator", CENTRE, person="opens")
        made = await self._done("create_assessment", coordinator, json=said)
        if state == "closed":
            await self._done("close_assessment", coordinator, at={"assessment": made["id"]}, json={})
        return str(made["id"])

    async def appeal(self, owner: str, state: str) -> str:
        """A fresh appeal of an organisation, on an assessment of its own that was closed after two decisions."""
        assessment = await self.assessment(PROVINCE, "open")
        poster, judge = Caller("reporter", owner, person="author"), Caller("reviewer", CENTRE, person="judge")
        said, decisions = word("appeal", owner), []
        for code in ("1.7", "1.8"):
            metadata = {"assessment": assessment, "components": [code], "title": word("evidence", owner)}
            made = await self._done(
                "post_evidence",
                poster,
                files={"file": (f"{word('evidence', owner)}.pdf", PDF + word("evidence", owner).encode())},
                data={"metadata": json.dumps(metadata)},
            )
            decision = {"verdict": "reject", "reason_code": "other", "note": word("evidence", owner)}
            at = {"evidence": made["id"]}
            decisions.append((await self._done("decide_evidence", judge, at=at, json=decision))["id"])
        at = {"assessment": assessment}
        coordinator = Caller("coordinator", CENTRE, person="opens")
        await self._done("close_assessment", coordinator, at=at, json={})
        days = {"opens_on": "2022-06-01", "closes_before_on": "2022-06-02"}
        found = await self._done("open_appeal_round", coordinator, at=at, json=days)
        head = Caller("approver", owner, person="signer")
        appeal = await self._done("make_appeal", head, at=at, json={"component": "1.7", "grounds": said})
        self.beside[appeal["id"]] = at
        self.appealable[owner] = {"appealable": decisions[1], "round": found["id"]}
        if state != "pending":
            body: dict[str, Any] = {"verdict": state, "reasons": said}
            if state == "upheld":
                body["decision"] = {"verdict": "accept"}
            another = Caller("reviewer", CENTRE, person="another")
            await self._done("judge_appeal", another, at={**at, "appeal": appeal["id"]}, json=body)
        return str(appeal["id"])

    async def fresh(self, kind: str, state: str, owner: str) -> str:
        """A fresh object of a kind in a state."""
        makers = {
            "evidence": self.evidence,
            "report": self.report,
            "deliverable": self.deliverable,
            "appeal": self.appeal,
            "assessment": self.assessment,
        }
        if kind in makers:
            return await makers[kind](owner, state)
        if kind == "obligation" and state == "owed":
            return await self.obligation(owner)
        if kind == "obligation":
            report = await self.report(owner, "draft")
            row = await self.system.reader.row("SELECT obligation_id FROM reports WHERE id = $1::text::uuid", report)
            assert row is not None
            return str(row["obligation_id"])
        raise KeyError(kind, state)

    async def prepare(self, wanted: dict[str, tuple[str, ...]]) -> None:
        """An object of each of these kinds and states for every owner, a claim of each, and one computation."""
        for owner in OWNERS:
            for kind, states in wanted.items():
                for state in states:
                    self.ids[kind, state, owner] = await self.fresh(kind, state, owner)
            claim = {"points": 3, "note": word("claim", owner)}
            at = {"assessment": str(OPEN), "component": CLAIMED[owner]}
            said = {**_FIGURE, "measured_on": "2022-04-30", "quality_note": word("measurement", owner)}
            made = await self._done("record_measurements", Caller("reporter", owner, person="author"), json=said)
            self.ids["measurement", "current", owner] = str(made["id"])
            spent = _SPENT + (_OF_THE_PROVINCE if owner == OTHER else [])
            said = {"year": 2022, "areas": spent, "note": word("measurement", owner)}
            await self._done("record_spending", Caller("reporter", owner, person="author"), json=said)
            await self._done("put_claim", Caller("reporter", owner, person="author"), at=at, json=claim)
        await jobs.compute(jobs.context(self.system, FakeClock(JUNE)), str(OPEN), "1")


def word(kind: str, owner: str) -> str:
    """What stands in every text of an organisation's objects of a kind, and nowhere else."""
    return f"canary{kind}of{owner.replace('-', '')}"


def content(summary: str) -> dict[str, Any]:
    """What is said with a report."""
    return {"measured_on": "2022-05-31", "summary": summary, "figures": [{**_FIGURE, "quality_note": "x"}]}


@asynccontextmanager
async def scene(database_url: str, redis_url: str, folder: Path, *, last_line: bool = True) -> AsyncIterator[Scene]:
    """All applications on 1 June 2022. AGENCY has taken the place of OLD; CENTRE holds the coordinating duty.

    Without the last line the applications ask PostgreSQL as the system: what the queries themselves leave out must do.
    """
    configured = clients.settings(database_url, redis_url, folder, pool_size=2)
    tokens = clients.Tokens(folder / "keys")
    parts: dict[Callable[[ServiceSettings], FastAPI], tuple[str, ...]] = {
        gateway.create_app: (),
        targets_api.create_app: tuple(paths.TARGETS),
        reporting_api.create_app: tuple(paths.REPORTING),
        scoring_api.create_app: tuple(paths.SCORING),
    }
    async with AsyncExitStack() as stack:
        system = db.Database(database_url, pool_size=1, caller=callers.SYSTEM)
        await system.open()
        stack.push_async_callback(system.close)
        async with system.transaction() as session:
            await succeed(session, OLD, AGENCY)
        all_seeing = db.Database(database_url, pool_size=2, caller=callers.SYSTEM)
        await all_seeing.open()
        stack.push_async_callback(all_seeing.close)
        owners: dict[str, FastAPI] = {}
        apps: list[FastAPI] = []
        for create_app, segments in parts.items():
            app = create_app(configured)
            app.state.clock = FakeClock(JUNE)
            await stack.enter_async_context(app.router.lifespan_context(app))
            if not last_line:
                app.state.database = all_seeing
            apps.append(app)
            owners |= dict.fromkeys(segments, app)
        routes = {
            str(route.operation_id): (min(route.methods or ()), route.path)
            for app in apps
            for route in flat(app.routes)
            if isinstance(route, GuardedRoute)
        }
        transport = httpx.ASGITransport(app=router.Router(apps[0], owners), raise_app_exceptions=False)
        http = await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://dti.test"))
        issuer = Issuer(issuer=clients.ISSUER, store=tokens.store, clock=SystemClock())
        yield Scene(http, system, issuer, routes)


async def succeed(
    session: db.Session, predecessor: str, successor: str, *, on: str = "2022-01-01", certainty: str = "certain"
) -> None:
    """Record that one organisation took another's place."""
    await db.execute(
        session,
        "INSERT INTO organisation_successions (predecessor_id, successor_id, effective_on, source_id, certainty)"
        " SELECT p.id, s.id, CAST(CAST(:on AS text) AS date), (SELECT id FROM sources ORDER BY id LIMIT 1), :certainty"
        " FROM organisations p, organisations s WHERE p.slug = :predecessor AND s.slug = :successor",
        predecessor=predecessor,
        successor=successor,
        on=on,
        certainty=certainty,
    )
