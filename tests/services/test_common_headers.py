"""What every answer says of itself, whatever its status and whichever service gives it, also below a root path."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.local import paths
from services.local.router import Router
from shared.kit.web import rate_limits
from tests import clients, servers
from tests.services import every_route, world

ORIGIN = "https://portal.example.vn"
_ID = "13475002-a410-5ea7-8a55-eef7a18a166e"
_JSON = {"Content-Type": "application/json"}
_CHUNK = b" " * 1_048_577


@pytest.fixture(autouse=True)
def counts_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests share one Redis, which a busy machine may keep from answering at once."""
    monkeypatch.setattr(rate_limits, "PREFIX", f"test:{uuid.uuid4().hex}")
    monkeypatch.setattr(rate_limits, "TIMEOUT_S", 60.0)


@dataclass(frozen=True)
class Ask:
    """One request and its answer: `counted` when it came as far as to a route, which counts it for its caller."""

    status: int
    method: str
    path: str
    role: str = "reporter"
    organisation: str = world.AGENCY
    counted: bool = True
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    breaks: bool = False


# Of each service: a reading, a thing that is not there, and a writing with a role that may not and with one that may.
@dataclass(frozen=True)
class _Service:
    reads: str
    missing: str
    forbidden: tuple[str, str, str]
    writes: tuple[str, str, str]


_SERVICES = {
    "gateway": _Service(
        "/v1/me",
        f"/v1/delegations/{_ID}",
        ("GET", "/v1/service-accounts", "reporter"),
        ("/v1/delegations", "approver", world.AGENCY),
    ),
    "targets_api": _Service(
        "/v1/targets",
        "/v1/targets/nothing",
        ("POST", "/v1/tasks", "reporter"),
        ("/v1/measurements", "reporter", world.AGENCY),
    ),
    "reporting_api": _Service(
        "/v1/reporting-regimes",
        f"/v1/reports/{_ID}",
        ("POST", "/v1/reports", "auditor"),
        ("/v1/reports", "reporter", world.AGENCY),
    ),
    "scoring_api": _Service(
        "/v1/assessments",
        f"/v1/runs/{_ID}",
        ("POST", "/v1/rankings", "reporter"),
        ("/v1/frameworks", "coordinator", clients.DEPARTMENT),
    ),
}


def _asked(service: _Service) -> Iterator[Ask]:
    """Every class of status that each service has."""
    method, refused, role = service.forbidden
    writes, writer, desk = service.writes
    yield Ask(200, "GET", service.reads)
    yield Ask(401, "GET", service.reads, role="")
    yield Ask(403, method, refused, role=role)
    yield Ask(404, "GET", service.missing)
    yield Ask(404, "GET", f"{service.reads}/a/b/c/d/e", counted=False)
    yield Ask(405, "DELETE", service.reads, counted=False)
    yield Ask(413, "POST", writes, writer, desk, headers=(("Content-Length", "99999999"),), counted=False)
    yield Ask(413, "POST", writes, writer, desk, headers=tuple(_JSON.items()), body="chunked")
    yield Ask(415, "POST", writes, writer, desk, headers=(("Content-Type", "text/plain"),), body="x")
    yield Ask(422, "GET", f"{service.reads}?nonsense=1")
    yield Ask(422, "POST", writes, writer, desk, headers=tuple(_JSON.items()), body="{}")
    yield Ask(500, "GET", service.reads, breaks=True)


@dataclass
class Callers:
    """A client of each application, whose database can be taken away, and one of all of them behind one port."""

    of: dict[str, httpx.AsyncClient]
    applications: dict[str, FastAPI]
    tokens: clients.Tokens

    async def send(self, service: str, ask: Ask, method: str | None = None) -> httpx.Response:
        """The answer, the fault of a broken application among them."""
        token = self.tokens.of(ask.role, ask.organisation) if ask.role else "no-token"
        headers = {"Authorization": f"Bearer {token}", "X-Request-ID": "asked-1", "Origin": ORIGIN, **dict(ask.headers)}
        content: Any = _chunks() if ask.body == "chunked" else ask.body.encode() or None
        state, kept = self.applications[service].state, self.applications[service].state.database
        try:
            state.database = None if ask.breaks else kept
            return await self.of[service].request(method or ask.method, ask.path, headers=headers, content=content)
        finally:
            state.database = kept


async def _chunks() -> AsyncIterator[bytes]:
    yield _CHUNK


@asynccontextmanager
async def _calling(
    database_url: str, urls: servers.Urls, folder: Path, root: str, together: bool
) -> AsyncIterator[Callers]:
    limited = {"rate_limit": "60000/hour", "rate_limit_anonymous": "60000/hour", "cors_origins": ORIGIN}
    configured = clients.settings(database_url, urls.redis, folder, pool_size=1, **limited)
    tokens = clients.Tokens(folder / "keys")
    async with AsyncExitStack() as stack:
        applications = {name: create(configured) for name, create in every_route.FACTORIES.items()}
        for app in applications.values():
            await stack.enter_async_context(app.router.lifespan_context(app))
        owners = {
            **dict.fromkeys(paths.TARGETS, applications["targets_api"]),
            **dict.fromkeys(paths.REPORTING, applications["reporting_api"]),
            **dict.fromkeys(paths.SCORING, applications["scoring_api"]),
        }
        one_port = Router(applications["gateway"], owners)
        of = {}
        for name, app in applications.items():
            transport = httpx.ASGITransport(one_port if together else app, raise_app_exceptions=False, root_path=root)
            of[name] = httpx.AsyncClient(transport=transport, base_url=f"http://dti.test{root}")
            await stack.enter_async_context(of[name])
        yield Callers(of, applications, tokens)


def _check(answer: httpx.Response, ask: Ask, case: object) -> None:
    said = answer.headers
    assert answer.status_code == ask.status, (case, answer.text)
    assert said.get_list("x-request-id") == ["asked-1"], case
    assert said.get_list("x-content-type-options") == ["nosniff"], case
    assert said["cache-control"].startswith(("private", "no-store")), case
    assert said["access-control-allow-origin"] == ORIGIN, case
    counted = {"ratelimit": 1, "ratelimit-policy": 1} if ask.counted else {"ratelimit": 0, "ratelimit-policy": 0}
    assert {name: len(said.get_list(name)) for name in counted} == counted, case
    varies = {one.strip() for one in said["vary"].split(",")}
    assert {"Authorization", "Origin"} <= varies, case
    if ask.status >= 400:
        assert said["content-type"] == "application/problem+json", case
        assert (said["content-language"], "Accept-Language" in varies) == ("vi", True), case


@pytest.mark.parametrize(("root", "together"), [("", False), ("/dti", False), ("/dti", True)])
async def test_every_answer_has_the_headers_that_all_have(
    module_database_url: str, server_urls: servers.Urls, tmp_path: Path, root: str, together: bool
) -> None:
    async with _calling(module_database_url, server_urls, tmp_path, root, together) as callers:
        for name, service in _SERVICES.items():
            for ask in _asked(service):
                answer = await callers.send(name, ask)
                _check(answer, ask, (name, ask))
                if ask.status >= 400:
                    assert answer.json()["request_id"] == "asked-1", (name, ask)
                if ask.method == "GET":
                    answer = await callers.send(name, ask, "HEAD")
                    _check(answer, ask, (name, "HEAD", ask))
                    assert answer.content == b"", (name, "HEAD", ask)


async def test_so_has_what_the_caller_has_already(
    module_database_url: str, server_urls: servers.Urls, tmp_path: Path
) -> None:
    """The one answer of 304: a stored file."""
    async with _calling(module_database_url, server_urls, tmp_path, "", together=False) as callers:
        form: dict[str, Any] = {"files": {"file": ("a.pdf", world.PDF)}, "data": {"metadata": world.metadata()}}
        token = callers.tokens.header("reporter", world.AGENCY)
        posted = await callers.of["reporting_api"].post("/v1/evidence", headers=token, **form)
        assert posted.status_code == 201, posted.text
        ask = Ask(200, "GET", f"/v1/evidence/{posted.json()['id']}/content", "reviewer")
        whole = await callers.send("reporting_api", ask)
        _check(whole, ask, ask)
        again = Ask(304, "GET", ask.path, ask.role, headers=(("If-None-Match", whole.headers["etag"]),))
        _check(await callers.send("reporting_api", again), again, again)
