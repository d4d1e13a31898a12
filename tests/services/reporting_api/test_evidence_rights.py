"""Who reads whose evidence, and what is said to who may not change it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.reporting_api.app import create_app
from shared.assessments.service import assessment_id
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.clients import DEPARTMENT

AGENCY, OTHER, PROVINCE = "so-noi-vu", "so-tai-chinh", "tinh-tuyen-quang"
OPEN = assessment_id("dti-922", PROVINCE, 2022)
LONG_BEFORE = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)


@dataclass
class Counter:
    """Callers of the application."""

    http: httpx.AsyncClient
    tokens: clients.Tokens
    clock: FakeClock

    async def send(
        self,
        method: str,
        path: str,
        role: str,
        org: str,
        *,
        scopes: tuple[str, ...] = ("evidence:read",),
        **sent: Any,
    ) -> httpx.Response:
        """One request."""
        token = self.tokens.of(role, org, scopes=scopes if role == "system" else ())
        return await self.http.request(method, path, headers={"Authorization": f"Bearer {token}"}, **sent)

    async def post(self, org: str) -> httpx.Response:
        """A document for component 1.7."""
        said = json.dumps({"assessment": str(OPEN), "components": ["1.7"], "title": "Tài liệu"})
        files = {"file": ("a.pdf", b"%PDF-1.7\n")}
        return await self.send("POST", "/v1/evidence", "reporter", org, files=files, data={"metadata": said})


@pytest.fixture
async def counter(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[Counter]:
    """The application on 1 November 2022 with its callers."""
    clock = FakeClock()

    def on_that_clock(given: ServiceSettings) -> FastAPI:
        app = create_app(given)
        app.state.clock = clock
        return app

    async with clients.client(on_that_clock, configured) as http:
        yield Counter(http, tokens, clock)


@pytest.mark.parametrize(
    ("role", "org", "seen"),
    [
        ("reporter", AGENCY, True),
        ("reporter", OTHER, False),
        ("reporter", DEPARTMENT, False),
        ("reviewer", OTHER, False),
        ("coordinator", OTHER, False),
        ("reviewer", AGENCY, True),
        ("reviewer", DEPARTMENT, True),
        ("coordinator", DEPARTMENT, True),
        ("admin", AGENCY, True),
        ("admin", PROVINCE, False),
        ("admin", DEPARTMENT, False),
        ("committee", PROVINCE, True),
        ("auditor", PROVINCE, True),
        ("system", PROVINCE, True),
    ],
)
async def test_who_reads_whose_evidence(counter: Counter, role: str, org: str, seen: bool) -> None:
    one = (await counter.post(AGENCY)).json()["id"]
    listed = (await counter.send("GET", "/v1/evidence?total=true", role, org)).json()
    assert ([item["id"] for item in listed["items"]], listed["total"]) == (([one], 1) if seen else ([], 0))
    for path in (f"/v1/evidence/{one}", f"/v1/evidence/{one}/content"):
        assert (await counter.send("GET", path, role, org)).status_code == (200 if seen else 404)


@pytest.mark.parametrize("role", ["reviewer", "coordinator"])
async def test_the_duty_is_that_of_today(counter: Counter, role: str) -> None:
    one = (await counter.post(AGENCY)).json()["id"]
    counter.clock.instant = LONG_BEFORE
    assert (await counter.send("GET", f"/v1/evidence/{one}", role, DEPARTMENT)).status_code == 404


@pytest.mark.parametrize(
    ("role", "org", "scopes", "problem"),
    [
        ("reporter", OTHER, (), (404, "evidence-not-found")),
        ("system", OTHER, ("evidence:write",), (404, "evidence-not-found")),
        ("system", OTHER, ("evidence:write", "evidence:read"), (403, "not-the-submitter")),
        ("reporter", "khong-co", (), (403, "token-organisation-unknown")),
    ],
)
async def test_only_the_submitter_withdraws(
    counter: Counter, role: str, org: str, scopes: tuple[str, ...], problem: tuple[int, str]
) -> None:
    one = (await counter.post(AGENCY)).json()["id"]
    refused = await counter.send("POST", f"/v1/evidence/{one}/withdraw", role, org, scopes=scopes)
    assert (refused.status_code, refused.json()["code"]) == problem
    own = await counter.send("POST", f"/v1/evidence/{one}/withdraw", "system", AGENCY, scopes=("evidence:write",))
    assert own.status_code == 200


async def test_an_organisation_that_is_not_registered_posts_nothing(counter: Counter) -> None:
    refused = await counter.post("khong-co")
    assert (refused.status_code, refused.json()["code"]) == (403, "token-organisation-unknown")
