"""Rate limits as a caller meets them: headers, the refusal, who is counted as whom, what is never limited."""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI, Request

from services.gateway import app as gateway
from shared.kit import errors
from shared.kit.settings import ServiceSettings
from shared.kit.web import rate_leases, rate_limits, routes
from tests import clients, servers
from tests.shared.kit import small

NOWHERE = "redis://127.0.0.1:9/0"
# A Redis that is slow because the machine is busy is not away: what is counted is held here, not who waits how long.
PATIENCE_S = 60.0
BUDGETS = rate_limits.Budgets(
    client=rate_leases.Policy("client", 3, 3_600),
    anonymous=rate_leases.Policy("address", 2, 3_600),
    token=rate_leases.Policy("token", 1, 3_600),
)


async def _guard(request: Request, operation: str) -> None:
    sent = request.headers.get("authorization")
    if sent == "bad":
        raise errors.Unauthenticated
    if sent:
        request.scope["test_client"] = sent


def _application(url: str, *, fail_closed: bool = False) -> tuple[FastAPI, Callable[[], Awaitable[None]]]:
    router = routes.router()

    @router.get("/v1/things", operation_id="things")
    async def things() -> int:
        return 1

    @router.get("/v1/things/missing", operation_id="missing")
    async def missing() -> int:
        raise errors.NotFound

    @router.get("/health/live", operation_id="health")
    async def health() -> int:
        return 1

    @router.post("/oauth/token", operation_id="token")
    async def token(request: Request) -> int:
        await request.app.state.rates.check_token(request, request.headers["x-client"])
        return 1

    rates, close = rate_limits.in_redis(
        url,
        BUDGETS,
        client_of=lambda scope: scope.get("test_client"),
        trusted=["127.0.0.1"],
        exempt=["health"],
        fail_closed=fail_closed,
    )
    return small.application(router, ["things", "missing", "health", "token"], guard=_guard, rates=rates), close


@asynccontextmanager
async def _calling(url: str, *, fail_closed: bool = False) -> AsyncIterator[httpx.AsyncClient]:
    built, close = _application(url, fail_closed=fail_closed)
    async with small.calling(built) as http:
        yield http
    await close()


@pytest.fixture
async def http(server_urls: servers.Urls, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the small application, counted under keys of this test's own."""
    monkeypatch.setattr(rate_limits, "PREFIX", f"test:{uuid.uuid4().hex}")
    monkeypatch.setattr(rate_limits, "TIMEOUT_S", PATIENCE_S)
    async with _calling(server_urls.redis) as client:
        yield client


def _as(client: str) -> dict[str, str]:
    return {"Authorization": client}


async def test_every_answer_says_what_is_left(http: httpx.AsyncClient) -> None:
    for left, path, status in ((2, "", 200), (1, "", 200), (0, "/missing", 404)):
        answer = await http.get(f"/v1/things{path}", headers=_as("a"))
        assert answer.status_code == status
        assert answer.headers["RateLimit-Policy"] == '"client";q=3;w=3600'
        told = re.fullmatch(r'"client";r=(\d);t=(\d+)', answer.headers["RateLimit"])
        assert told is not None
        assert int(told[1]) == left
        assert 3_500 < int(told[2]) <= 3_600


async def test_beyond_the_quota_is_a_problem_in_both_languages(http: httpx.AsyncClient) -> None:
    for _ in range(3):
        assert (await http.get("/v1/things", headers=_as("a"))).status_code == 200
    refused = await http.get("/v1/things", headers=_as("a"))
    assert refused.status_code == 429
    assert refused.headers["Content-Type"] == "application/problem+json"
    wait = int(refused.headers["Retry-After"])
    assert 3_500 < wait <= 3_600
    assert refused.headers["RateLimit"] == f'"client";r=0;t={wait}'
    assert (refused.json()["code"], refused.json()["title"]) == ("quota-exceeded", "Quá nhiều yêu cầu")
    assert refused.json()["detail"].startswith("Quá 3 yêu cầu trong 3600 giây")
    english = await http.get("/v1/things", headers={**_as("a"), "Accept-Language": "en"})
    assert english.json()["detail"].startswith("More than 3 requests in 3600 seconds")
    assert (await http.get("/v1/things", headers=_as("b"))).status_code == 200


async def test_strangers_are_counted_by_the_address_that_the_edge_saw(http: httpx.AsyncClient) -> None:
    async def ask(forwarded: str) -> int:
        return (await http.get("/v1/things", headers={"X-Forwarded-For": forwarded})).status_code

    assert [await ask("198.51.100.1") for _ in range(3)] == [200, 200, 429]
    assert await ask("198.51.100.2") == 200
    assert await ask("198.51.100.9, 198.51.100.1") == 429  # what the caller wrote itself changes nothing


async def test_refused_tokens_are_counted_for_the_address(http: httpx.AsyncClient) -> None:
    statuses = [(await http.get("/v1/things", headers=_as("bad"))).status_code for _ in range(4)]
    assert statuses == [401, 401, 429, 429]
    assert (await http.get("/v1/things", headers=_as("a"))).status_code == 200


async def test_health_is_never_limited(http: httpx.AsyncClient) -> None:
    answers = [await http.get("/health/live") for _ in range(5)]
    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit" not in answers[0].headers


async def test_tokens_have_a_budget_of_their_own_for_client_and_address(http: httpx.AsyncClient) -> None:
    async def ask(client: str, address: str) -> int:
        headers = {"X-Client": client, "X-Forwarded-For": address}
        return (await http.post("/oauth/token", headers=headers)).status_code

    assert await ask("sa-1", "198.51.100.1") == 200
    assert await ask("sa-1", "198.51.100.1") == 429
    assert await ask("sa-1", "198.51.100.2") == 200  # who guesses locks out only themselves
    assert await ask("sa-2", "198.51.100.1") == 429  # the address's own budget, of two


@pytest.mark.parametrize(("fail_closed", "status"), [(False, 200), (True, 503)])
async def test_without_redis_requests_pass_or_are_refused_as_configured(fail_closed: bool, status: int) -> None:
    async with _calling(NOWHERE, fail_closed=fail_closed) as http:
        answers = [await http.get("/v1/things", headers=_as("a")) for _ in range(5)]
        assert {answer.status_code for answer in answers} == {status}
        assert {answer.headers.get("Retry-After") for answer in answers} == ({"1"} if fail_closed else {None})
        assert (await http.get("/health/live")).status_code == 200


async def test_a_service_counts_by_the_clients_of_its_tokens(
    configured: ServiceSettings, tokens: clients.Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "PREFIX", f"test:{uuid.uuid4().hex}")
    monkeypatch.setattr(rate_limits, "TIMEOUT_S", PATIENCE_S)
    limited = configured.model_copy(update={"rate_limit": "2/hour", "rate_limit_anonymous": "1/hour"})
    async with clients.client(gateway.create_app, limited) as http:
        reporter = tokens.header("reporter")
        for path, expected in (("/v1/service-accounts", 403), ("/openapi.json", 200), ("/openapi.json", 429)):
            answer = await http.get(path, headers=reporter)
            assert (answer.status_code, answer.headers["RateLimit"][:8]) == (expected, '"client"')
        for expected in (200, 429):
            assert (await http.get("/openapi.json")).status_code == expected
        assert (await http.get("/health/live")).status_code == 200


@pytest.mark.parametrize("wrong", ["many", "5/fortnight", "-5/minute"])
def test_a_rate_that_cannot_be_read_is_refused_at_start(wrong: str) -> None:
    with pytest.raises(ValueError, match="rate_limit"):
        ServiceSettings(database_url="x", redis_url="x", jwks="x", rate_limit=wrong)
