"""The reporting application on a clock that a test may set, and what a test wants said about a report."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.reporting_api.app import create_app
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from shared.reporting import values
from tests import clients

AGENCY = "so-noi-vu"
OTHER = "so-tai-chinh"
CENTRE = clients.DEPARTMENT
HALF_YEAR = "ke-hoach-55-6-thang"
JUNE_1 = dt.datetime(2022, 6, 1, 3, 0, tzinfo=dt.UTC)
RATIO = {"target": "KTS.01", "numerator": 115, "denominator": 1000}


@dataclass
class Desk:
    """One person after another at the application: `await desk.post("reporter", "/v1/reports", {...})`."""

    http: httpx.AsyncClient
    tokens: clients.Tokens
    clock: FakeClock

    async def send(
        self,
        method: str,
        role: str,
        path: str,
        body: Any = None,
        *,
        org: str = AGENCY,
        person: str = "",
        **headers: str,
    ) -> httpx.Response:
        """One request of a caller; `if_match=` sends that header."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        scopes = ("reports:read", "reports:write") if role == "system" else ()
        token = self.tokens.of(role, org, person=person, scopes=scopes)
        return await self.http.request(method, path, json=body, headers={"Authorization": f"Bearer {token}", **sent})

    async def get(self, role: str, path: str, **who: str) -> httpx.Response:
        """GET."""
        return await self.send("GET", role, path, **who)

    async def post(self, role: str, path: str, body: Any = None, **who: str) -> httpx.Response:
        """POST."""
        return await self.send("POST", role, path, body, **who)

    async def draft(self, *, org: str = AGENCY, year: int = 2022, **who: str) -> str:
        """A fresh draft of an agency's half-year report, written by its reporter; its address."""
        answer = await self.post("reporter", "/v1/reports", content(obligation(org, year)), org=org, **who)
        assert answer.status_code == 201, answer.text
        return answer.headers["Location"]

    async def submitted(self, *, org: str = AGENCY) -> str:
        """A report signed by the agency's head; its address."""
        report = await self.draft(org=org)
        answer = await self.post("approver", f"{report}/submit", org=org)
        assert answer.status_code == 200, answer.text
        return report


def obligation(
    org: str = AGENCY, year: int = 2022, regime: str = HALF_YEAR, period: values.Period = "half_year"
) -> str:
    """The id of what an agency owes."""
    return str(values.obligation_id(regime, org, year, period))


def content(obligation_id: str | None = None, *figures: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A body that is accepted unless `changes` spoil it."""
    named = {} if obligation_id is None else {"obligation": obligation_id}
    return {**named, "measured_on": "2022-05-31", "figures": list(figures) or [RATIO], **changes}


def unknown() -> str:
    """An id that nothing has."""
    return str(uuid.uuid4())


@pytest.fixture
async def desk(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[Desk]:
    """The application on 1 June 2022, two weeks before the half-year reports are due."""
    clock = FakeClock(JUNE_1)

    def on_that_clock(given: ServiceSettings) -> FastAPI:
        app = create_app(given)
        app.state.clock = clock
        return app

    async with clients.client(on_that_clock, configured) as http:
        yield Desk(http, tokens, clock)
