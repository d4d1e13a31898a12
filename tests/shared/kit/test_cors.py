"""Pages of other origins: closed unless configured, exactly, and never with a browser's own credentials."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from shared.kit import errors
from shared.kit.web import cors, routes
from tests.shared.kit import small

PORTAL = "https://portal.example.vn"
OTHER = "http://localhost:5173"
PREFLIGHT = {
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "authorization,if-match,x-strange",
}


def _application(*origins: str) -> httpx.ASGITransport:
    router = routes.router()

    @router.get("/v1/things", operation_id="things")
    async def things() -> int:
        return 1

    @router.post("/v1/things", operation_id="post")
    async def post(body: dict[str, int]) -> int:
        return 1

    @router.get("/v1/things/missing", operation_id="missing")
    async def missing() -> int:
        raise errors.NotFound

    built = small.application(router, ["things", "post", "missing"], origins=origins)
    return httpx.ASGITransport(built, raise_app_exceptions=False)


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=_application(PORTAL, OTHER), base_url="http://dti.test") as client:
        yield client


def _allows(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control-")}


async def test_without_configuration_no_page_reads_anything() -> None:
    async with httpx.AsyncClient(transport=_application(), base_url="http://dti.test") as http:
        for origin in (PORTAL, "null"):
            assert _allows(await http.get("/v1/things", headers={"Origin": origin})) == {}
            answer = await http.options("/v1/things", headers={"Origin": origin, **PREFLIGHT})
            assert (answer.status_code, _allows(answer)) == (405, {})


@pytest.mark.parametrize("origin", [PORTAL, OTHER])
@pytest.mark.parametrize(("path", "status"), [("/v1/things", 200), ("/v1/things/missing", 404), ("/nowhere", 404)])
async def test_a_configured_origin_may_read_answers_and_refusals(
    http: httpx.AsyncClient, origin: str, path: str, status: int
) -> None:
    answer = await http.get(path, headers={"Origin": origin})
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Origin" in answer.headers["Vary"]
    assert {"ETag", "RateLimit", "Retry-After"} <= set(answer.headers["Access-Control-Expose-Headers"].split(", "))


async def test_a_page_may_read_why_its_body_was_too_large(http: httpx.AsyncClient) -> None:
    answer = await http.post("/v1/things", content=b"x" * 2_000_000, headers={"Origin": PORTAL})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (413, PORTAL)


async def test_a_preflight_of_a_configured_origin_is_answered_without_asking_who(http: httpx.AsyncClient) -> None:
    answer = await http.options("/v1/things", headers={"Origin": PORTAL, **PREFLIGHT})
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == PORTAL
    assert answer.headers["Vary"] == "Origin"
    assert set(answer.headers["Access-Control-Allow-Methods"].split(", ")) == set(cors.METHODS)
    named = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert {"authorization", "content-type", "if-match", "idempotency-key"} <= set(named)
    assert "x-strange" not in named
    assert "*" not in "".join(_allows(answer).values())


@pytest.mark.parametrize(
    "origin",
    [
        *("https://portal.example.vn.evil.test", "https://evil.test", "http://portal.example.vn", "null", "*", ""),
        *(
            "https://portal.example.vn:8443",
            "https://PORTAL.example.vn",
            "https://portal.example.vn/",
            PORTAL + "," + OTHER,
        ),
    ],
)
async def test_another_origin_is_told_nothing(http: httpx.AsyncClient, origin: str) -> None:
    answer = await http.get("/v1/things", headers={"Origin": origin})
    assert (answer.status_code, _allows(answer)) == (200, {})
    assert "Origin" in answer.headers["Vary"]
    answer = await http.options("/v1/things", headers={"Origin": origin, **PREFLIGHT})
    assert (answer.status_code, _allows(answer)) == (405, {})


async def test_a_cache_learns_that_origins_differ_even_without_one(http: httpx.AsyncClient) -> None:
    assert "Origin" in (await http.get("/v1/things")).headers["Vary"]


def test_the_list_is_read_exactly() -> None:
    assert cors.origins(f" {PORTAL} ,{OTHER},") == (PORTAL, OTHER)
    assert cors.origins("") == ()


@pytest.mark.parametrize(
    "wrong",
    [
        *("*", "null", "https://*.example.vn", "portal.example.vn", "https://portal.example.vn/", "https://a/b"),
        *("https://Portal.example.vn", "https://a@b", "https://a:443", "http://a:80", "ftp://a", "https://a b"),
    ],
)
def test_what_no_browser_would_send_is_refused_at_start(wrong: str) -> None:
    with pytest.raises(ValueError, match="is no origin"):
        cors.origins(wrong)
