"""The applications on one prepared database, and what a refused request must leave as it was."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from services.gateway.app import create_app as gateway
from services.local import paths
from services.reporting_api.app import create_app as reporting_api
from services.scoring_api.app import create_app as scoring_api
from services.targets_api.app import create_app as targets_api
from shared.assessments.service import assessment_id
from shared.kit import callers, db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from shared.reporting import values as reporting
from tests import clients

OPEN = assessment_id("dti-922", "tinh-tuyen-quang", 2022)
IMPORTED = assessment_id("dti-922", "tinh-tuyen-quang", 2021)
AGENCY, OTHER = "so-noi-vu", "so-tai-chinh"
UPLOAD_LIMIT = 4096
PDF = b"%PDF-1.7\n% a document\n"
_JUNE = dt.datetime(2022, 6, 1, 3, 0, tzinfo=dt.UTC)
_OWNERS = (
    dict.fromkeys(paths.REPORTING, "reporting")
    | dict.fromkeys(paths.SCORING, "scoring")
    | dict.fromkeys(paths.TARGETS, "targets")
)


@dataclass
class World:
    """Callers of all four applications, and the ids of what was prepared."""

    database: db.Database
    tokens: clients.Tokens
    folder: Path
    applications: dict[str, httpx.AsyncClient]
    ids: dict[str, str] = field(default_factory=dict)

    async def send(
        self, method: str, path: str, role: str | None = "reporter", org: str = AGENCY, **request: Any
    ) -> httpx.Response:
        """One request to the application that owns the path; `role=None` sends no token."""
        headers = dict(request.pop("headers", {}))
        if role is not None:
            scopes = ("evidence:read", "reports:read", "targets:read", "scores:read")
            headers.setdefault("Authorization", f"Bearer {self.tokens.of(role, org, scopes=scopes)}")
        segments = path.partition("?")[0].split("/")
        owner = _OWNERS.get(segments[2] if len(segments) > 2 else "", "gateway")
        return await self.applications[owner].request(method, path.format(**self.ids), headers=headers, **request)

    async def post_evidence(self, *, role: str = "reporter", org: str = AGENCY) -> str:
        """A document for component 1.7; its id."""
        files = {"file": ("a.pdf", PDF)}
        answer = await self.send("POST", "/v1/evidence", role, org, files=files, data={"metadata": metadata()})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def task(self) -> str:
        """A task that an agency leads; its id."""
        source = {"document": "ke-hoach-55-kh-ubnd-2022", "clause": "IV.1"}
        body = {"code": "T.0", "name": "Nhiệm vụ", "lead": AGENCY, "source": source}
        answer = await self.send("POST", "/v1/tasks", "coordinator", clients.DEPARTMENT, json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def draft(self, org: str) -> str:
        """A draft report of an agency; its id."""
        answer = await self.send("POST", "/v1/reports", org=org, json=report(org))
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def measured(self) -> str:
        """A figure of an agency; its id."""
        body = {"target": "KTS.01", "measured_on": "2022-03-31", "numerator": 115, "denominator": 1000}
        answer = await self.send("POST", "/v1/measurements", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def submitted(self, org: str) -> str:
        """A report signed by the agency's head; its id."""
        made = await self.draft(org)
        answer = await self.send("POST", f"/v1/reports/{made}/submit", "approver", org)
        assert answer.status_code == 200, answer.text
        return made

    async def state(self) -> dict[str, int]:
        """Rows per table, the sums of all versions, and the files in the store."""
        names = await self.database.reader.rows(
            "SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'"
            " AND table_type = 'BASE TABLE' AND table_name <> 'worker_heartbeats'"
        )
        counts = [f"SELECT '{row['name']}' AS name, count(*) AS n FROM {row['name']}" for row in names]
        counts.append("SELECT 'versions of reports', COALESCE(sum(version), 0) FROM reports")
        counts.append("SELECT 'versions of assessments', sum(version) FROM assessment_versions")
        rows = await self.database.reader.rows(" UNION ALL ".join(counts))
        files = sum(1 for path in self.folder.rglob("*") if path.is_file())
        return {**{row["name"]: int(row["n"]) for row in rows}, "files": files}

    def drafts(self) -> list[Path]:
        """Files that an upload left behind."""
        return [path for path in (self.folder / "drafts").glob("*") if path.is_file()]


@asynccontextmanager
async def world(database_url: str, redis_url: str, folder: Path) -> AsyncIterator[World]:
    """All four applications on 1 June 2022 with a document, a draft and a submitted report."""
    configured = clients.settings(database_url, redis_url, folder, upload_limit_bytes=UPLOAD_LIMIT, pool_size=2)
    tokens = clients.Tokens(folder / "keys")
    factories = {"gateway": gateway, "reporting": reporting_api, "scoring": scoring_api, "targets": targets_api}

    def on_that_day(create_app: Any) -> Any:
        def create(given: ServiceSettings) -> FastAPI:
            app: FastAPI = create_app(given)
            app.state.clock = FakeClock(_JUNE)
            return app

        return create

    async with AsyncExitStack() as stack:
        applications = {
            name: await stack.enter_async_context(clients.client(on_that_day(factory), configured))
            for name, factory in factories.items()
        }
        database = db.Database(database_url, pool_size=1, caller=callers.SYSTEM)
        await database.open()
        stack.push_async_callback(database.close)
        made = World(database, tokens, folder / "evidence", applications)
        made.ids["evidence"] = await made.post_evidence()
        made.ids["draft"] = await made.draft(OTHER)
        made.ids["submitted"] = await made.submitted("so-tu-phap")
        made.ids["obligation"] = obligation(AGENCY)
        made.ids["task"] = await made.task()
        made.ids["measurement"] = await made.measured()
        yield made


def obligation(org: str) -> str:
    """The id of the half-year report that an agency owes."""
    return str(reporting.obligation_id("ke-hoach-55-6-thang", org, 2022, "half_year"))


def report(org: str) -> dict[str, Any]:
    """A report's content that is accepted."""
    figures = [{"target": "KTS.01", "numerator": 115, "denominator": 1000}]
    return {"obligation": obligation(org), "measured_on": "2022-05-31", "figures": figures}


def metadata(**changes: Any) -> str:
    """What is said with a document; accepted unless `changes` spoil it."""
    return json.dumps({"assessment": str(OPEN), "components": ["1.7"], "title": "Tài liệu"} | changes)


async def refused(answer: httpx.Response, *statuses: int) -> dict[str, Any]:
    """The problem of a refusal that is the caller's: complete, with a reason, in Vietnamese."""
    assert 400 <= answer.status_code < 500, (answer.status_code, answer.text)
    assert not statuses or answer.status_code in statuses, (answer.status_code, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["detail"]
    assert problem["request_id"]
    return problem
