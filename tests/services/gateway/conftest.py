"""The gateway on a clock that a test may set."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.gateway.app import create_app
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from tests import clients


@dataclass
class Gate:
    """One caller after another at the gateway: `await gate.post("admin", "/v1/people", {...})`."""

    http: httpx.AsyncClient
    tokens: clients.Tokens
    clock: FakeClock
    database: db.Database

    async def send(
        self,
        method: str,
        role: str,
        path: str,
        body: Any = None,
        *,
        org: str = clients.DEPARTMENT,
        person: str = "",
        scopes: tuple[str, ...] = (),
        **headers: str,
    ) -> httpx.Response:
        """One request of a caller; `if_match=` sends that header."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        token = self.tokens.of(role, org, person=person, scopes=scopes)
        return await self.http.request(method, path, json=body, headers={"Authorization": f"Bearer {token}", **sent})

    async def get(self, role: str, path: str, **who: Any) -> httpx.Response:
        """GET."""
        return await self.send("GET", role, path, **who)

    async def post(self, role: str, path: str, body: Any = None, **who: Any) -> httpx.Response:
        """POST."""
        return await self.send("POST", role, path, body, **who)

    async def audited(self, action: str) -> list[dict[str, Any]]:
        """The audit rows of an action, oldest first."""
        return await self.database.reader.rows(
            "SELECT subject, on_behalf_of, entity_id, before::text, after::text FROM audit_entries WHERE action = $1"
            " ORDER BY id",
            action,
        )

    async def revoked(self, kind: str) -> list[str]:
        """Whose tokens were taken back, oldest first."""
        rows = await self.database.reader.rows("SELECT value FROM revocations WHERE kind = $1 ORDER BY id", kind)
        return [row["value"] for row in rows]


@pytest.fixture
async def gate(configured: ServiceSettings, tokens: clients.Tokens, database: db.Database) -> AsyncIterator[Gate]:
    """The application on 1 November 2022, whose clock the test sets."""
    clock = FakeClock(dt.datetime(2022, 11, 1, 3, 0, tzinfo=dt.UTC))

    def on_that_clock(given: ServiceSettings) -> FastAPI:
        app = create_app(given)
        app.state.clock = clock
        return app

    async with clients.client(on_that_clock, configured) as http:
        yield Gate(http, tokens, clock, database)
