"""The register of tasks as its people use it: the targets API and the reporting API on one database."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx

from services.reporting_api.app import create_app as reporting_api
from services.targets_api.app import create_app as targets_api
from shared.kit.settings import ServiceSettings
from tests import clients

CENTRE, LEAD, OTHER = clients.DEPARTMENT, "so-noi-vu", "so-tai-chinh"
PDF = b"%PDF-1.7\n% a document\n"
SOURCE = {"document": "ke-hoach-55-kh-ubnd-2022", "clause": "IV.1"}


@dataclass
class Desk:
    """Callers by role and organisation."""

    targets: httpx.AsyncClient
    reporting: httpx.AsyncClient
    tokens: clients.Tokens

    async def send(
        self, method: str, path: str, role: str = "coordinator", org: str = CENTRE, **sent: Any
    ) -> httpx.Response:
        """One request."""
        person = sent.pop("person", "")
        headers = {**self.tokens.header(role, org, person=person), **sent.pop("headers", {})}
        app = self.reporting if path.startswith("/v1/evidence") else self.targets
        return await app.request(method, path, headers=headers, **sent)

    async def done(self, method: str, path: str, role: str = "coordinator", org: str = CENTRE, **sent: Any) -> Any:
        """One request that is let through; its JSON."""
        answer = await self.send(method, path, role, org, **sent)
        assert answer.status_code in (200, 201), (path, answer.text)
        return answer.json()

    async def task(self, code: str = "T.1", **fields: Any) -> dict[str, Any]:
        """A new task led by the agency."""
        body = {"code": code, "name": f"Nhiệm vụ {code}", "lead": LEAD, "source": SOURCE, **fields}
        found: dict[str, Any] = await self.done("POST", "/v1/tasks", json=body)
        return found

    async def change(self, code: str, **fields: Any) -> httpx.Response:
        """PATCH with the current version."""
        seen = await self.send("GET", f"/v1/tasks/{code}")
        return await self.send("PATCH", f"/v1/tasks/{code}", json=fields, headers={"If-Match": seen.headers["ETag"]})

    async def get(self, code: str, **params: str) -> dict[str, Any]:
        """A task."""
        found: dict[str, Any] = await self.done("GET", f"/v1/tasks/{code}", params=params)
        return found

    async def codes(self, **params: str) -> list[str]:
        """Codes of a list."""
        page = await self.done("GET", "/v1/tasks", params={"limit": "200", **params})
        return [item["code"] for item in page["items"]]

    async def deliver(self, code: str = "T.1", content: bytes = PDF, org: str = LEAD, **sent: Any) -> Any:
        """A file posted for a task; its id."""
        said = {"metadata": json.dumps({"title": "Biên bản", **sent})}
        path = f"/v1/tasks/{code}/deliverables"
        return (await self.done("POST", path, "reporter", org, files={"file": ("a.pdf", content)}, data=said))["id"]

    async def decide(self, deliverable: str, verdict: str = "accept", code: str = "T.1") -> Any:
        """A decision of the coordinating department."""
        path = f"/v1/tasks/{code}/deliverables/{deliverable}/decisions"
        return await self.done("POST", path, "reviewer", json={"verdict": verdict, "note": "x"})


async def desk(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[Desk]:
    """Both applications."""
    async with AsyncExitStack() as stack:
        targets = await stack.enter_async_context(clients.client(targets_api, configured))
        reporting = await stack.enter_async_context(clients.client(reporting_api, configured))
        yield Desk(targets, reporting, tokens)
