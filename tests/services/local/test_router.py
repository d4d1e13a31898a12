"""The router of the one-process default: which application answers which path, and their common life."""

import contextlib
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import Message

from services.local.router import Router

LIVES: list[str] = []


def _application(name: str, *, fails: bool = False) -> Starlette:
    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[dict[str, str]]:
        if fails:
            raise RuntimeError(f"{name} cannot start")
        LIVES.append(f"{name} up")
        try:
            yield {"name": name}
        finally:
            LIVES.append(f"{name} down")

    async def answer(request: Request) -> JSONResponse:
        return JSONResponse({"application": name, "state": getattr(request.state, "name", None)})

    return Starlette(routes=[Route("/{path:path}", answer)], lifespan=lifespan)


@pytest.fixture
def router() -> Router:
    LIVES.clear()
    targets = _application("targets")
    return Router(_application("gateway"), {"targets": targets, "tasks": targets, "scores": _application("scoring")})


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("/v1/targets", "targets"),
        ("/v1/targets/T1/progress", "targets"),
        ("/v1/tasks/import", "targets"),
        ("/v1/scores/1/explain", "scoring"),
        ("/v1/scoresheets", "gateway"),
        ("/v1/me", "gateway"),
        ("/v1", "gateway"),
        ("/v1/", "gateway"),
        ("/", "gateway"),
        ("/v2/targets", "gateway"),
        ("/targets", "gateway"),
        ("/docs/v1/targets", "gateway"),
        ("//v1/targets", "gateway"),
        ("/v1//targets", "gateway"),
    ],
)
async def test_the_first_segment_chooses(router: Router, path: str, owner: str) -> None:
    transport = httpx.ASGITransport(router)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get("http://test" + path)
    assert answer.json()["application"] == owner


async def test_headers_and_queries_choose_nothing(router: Router) -> None:
    transport = httpx.ASGITransport(router)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        headers = {"Host": "x/v1/targets?", "X-Original-URL": "/v1/targets", "X-Rewrite-URL": "/v1/targets"}
        answer = await client.get("/v1/me?path=/v1/targets", headers=headers)
    assert answer.json()["application"] == "gateway"


async def test_every_application_lives_once_and_gets_its_own_state(router: Router) -> None:
    sent = await _live(router)
    assert [message["type"] for message in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert LIVES == ["gateway up", "targets up", "scoring up", "scoring down", "targets down", "gateway down"]
    transport = httpx.ASGITransport(router)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        assert (await client.get("/v1/scores/1")).json()["state"] == "scoring"


async def test_a_failing_start_stops_what_has_started() -> None:
    LIVES.clear()
    sent: list[Message] = []
    router = Router(_application("gateway"), {"targets": _application("targets", fails=True)})
    with pytest.raises(RuntimeError, match="targets cannot start"):
        await _live(router, sent)
    assert [message["type"] for message in sent] == ["lifespan.startup.failed"]
    assert LIVES == ["gateway up", "gateway down"]


async def _live(router: Router, sent: list[Message] | None = None) -> list[Message]:
    sent = [] if sent is None else sent
    received = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    async def receive() -> Message:
        return next(received)

    async def send(message: Message) -> None:
        sent.append(message)

    await router({"type": "lifespan", "state": {}}, receive, send)
    return sent
