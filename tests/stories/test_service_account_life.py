"""A service account from its first secret to its end: what it may do, and how soon it may no longer."""

from __future__ import annotations

from typing import Any

import httpx

from services.gateway.app import create_app as gateway
from services.reporting_api.app import create_app as reporting_api
from services.targets_api.app import create_app as targets_api
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services import world

PATH = "/v1/service-accounts"
BODY = {"name": "LGSP", "organisation": world.AGENCY, "scopes": ["reports:read", "reports:write", "targets:read"]}


class Life:
    """An administrator and a system at the gateway; every other process is a fresh one, which remembers no token."""

    def __init__(self, http: httpx.AsyncClient, configured: ServiceSettings, tokens: clients.Tokens) -> None:
        self.http = http
        self.configured = configured
        self.admin = tokens.header("admin")

    async def do(self, method: str, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        """What the administrator does."""
        answer = await self.http.request(method, path, json=body, headers={**self.admin, **headers})
        assert answer.status_code in (200, 201), answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def token(self, client_id: str, secret: str) -> httpx.Response:
        """What the system gets for its secret."""
        return await self.http.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(client_id, secret))

    async def calls(self, token: str, method: str, path: str, body: Any = None) -> int:
        """What a process that never saw the token says."""
        create_app = targets_api if path.startswith("/v1/tasks") else reporting_api
        async with clients.client(create_app, self.configured) as http:
            answer = await http.request(method, path, json=body, headers={"Authorization": f"Bearer {token}"})
        return answer.status_code


async def test_from_the_first_secret_to_the_end(configured: ServiceSettings, tokens: clients.Tokens) -> None:
    async with clients.client(gateway, configured) as http:
        life = Life(http, configured, tokens)
        account = await life.do("POST", PATH, BODY)
        path, client_id = f"{PATH}/{account['id']}", account["client_id"]
        first = (await life.token(client_id, account["client_secret"])).json()["access_token"]

        assert await life.calls(first, "GET", "/v1/tasks") == 200
        assert await life.calls(first, "POST", "/v1/reports", world.report(world.AGENCY)) == 201
        for method, escape in (("GET", "/v1/evidence"), ("GET", "/v1/people"), ("POST", PATH)):
            assert await life.calls(first, method, escape) in (403, 404), escape
        assert (await http.get(PATH, headers={"Authorization": f"Bearer {first}"})).status_code == 403

        await life.do("PATCH", path, {"scopes": ["reports:read"]}, **{"If-Match": '"1"'})
        assert await life.calls(first, "GET", "/v1/tasks") == 401
        second = (await life.token(client_id, account["client_secret"])).json()["access_token"]
        assert await life.calls(second, "GET", "/v1/tasks") == 403
        assert await life.calls(second, "POST", "/v1/reports", world.report(world.AGENCY)) == 403
        assert await life.calls(second, "GET", "/v1/reports") == 200

        rotated = await life.do("POST", f"{path}/secrets", {"grace_seconds": 600})
        assert await life.calls(second, "GET", "/v1/reports") == 401
        for secret in (account["client_secret"], rotated["client_secret"]):
            fresh = (await life.token(client_id, secret)).json()["access_token"]
            assert await life.calls(fresh, "GET", "/v1/reports") == 200

        await life.do("POST", f"{path}/disable")
        assert await life.calls(fresh, "GET", "/v1/reports") == 401
        for secret in (account["client_secret"], rotated["client_secret"]):
            assert (await life.token(client_id, secret)).status_code == 401
