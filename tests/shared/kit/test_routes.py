"""No route without a rule; nobody is heard out before being known."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, MutableMapping
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, File, Form, UploadFile
from pydantic import BaseModel
from starlette.types import Receive, Send

from shared.kit.web import routes
from shared.kit.web.doors import Transaction
from tests.shared.kit import small


class Body(BaseModel):
    """Anything with a name."""

    name: str


async def deeper(session: Transaction) -> None:
    """Asks for the write door."""


def _router() -> APIRouter:
    router = routes.router()

    @router.post("/json", operation_id="post_json")
    async def post_json(body: Body) -> str:
        return body.name

    @router.post("/form", operation_id="post_form")
    async def post_form(file: Annotated[UploadFile, File()], metadata: Annotated[str, Form()]) -> int:
        return len(metadata) + len(await file.read())

    return router


def test_a_route_without_a_rule_does_not_start() -> None:
    with pytest.raises(routes.RouteWithoutRule, match="/form"):
        small.application(_router(), ["post_json"])


def test_a_route_without_a_name_does_not_start() -> None:
    router = routes.router()

    @router.get("/unnamed")
    async def unnamed() -> None:
        """Nothing."""

    with pytest.raises(routes.RouteWithoutRule, match="/unnamed"):
        small.application(router, ["unnamed"])


def test_a_route_that_only_asks_never_has_the_write_door() -> None:
    router = routes.asking_router()

    @router.post("/v1/asked", operation_id="ask")
    async def ask(given: Annotated[None, Depends(deeper)]) -> None:
        """Nothing."""

    with pytest.raises(routes.AskingRouteWrites, match="/v1/asked"):
        small.application(router, ["ask"])


async def test_a_key_of_what_only_asks_is_not_looked_at() -> None:
    router = routes.asking_router()

    @router.post("/v1/asked", operation_id="ask")
    async def ask(body: Body) -> str:
        return body.name

    async with small.calling(small.application(router, ["ask"])) as http:
        answer = await http.post("/v1/asked", json={"name": "a"}, headers={"Idempotency-Key": "k"})
        wrong = await http.post("/v1/asked", json={"name": 5}, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()) == (200, "a")
    assert wrong.status_code == 422


def test_a_route_of_another_kind_does_not_start() -> None:
    router = APIRouter()

    @router.get("/free", operation_id="post_json")
    async def free() -> None:
        """Nothing."""

    with pytest.raises(routes.RouteWithoutRule, match="/free"):
        small.application(router, ["post_json"])


def test_a_route_inside_an_included_router_is_checked() -> None:
    outer, inner = routes.router(), APIRouter()

    @inner.get("/hidden", operation_id="hidden")
    async def hidden() -> None:
        """Nothing."""

    outer.include_router(inner)
    with pytest.raises(routes.RouteWithoutRule, match="/hidden"):
        small.application(outer, ["hidden"])


def test_a_mounted_application_does_not_start() -> None:
    app = FastAPI(openapi_url=None)
    app.mount("/mounted", FastAPI())
    with pytest.raises(routes.RouteWithoutRule, match="/mounted"):
        routes.check(app, [])


@pytest.mark.parametrize(
    ("path", "content_type"), [("/json", "application/json"), ("/form", "multipart/form-data; boundary=x")]
)
async def test_an_unknown_caller_is_refused_before_the_body_is_read(path: str, content_type: str) -> None:
    chunks_read = 0

    async def ten_megabytes() -> AsyncIterator[bytes]:
        nonlocal chunks_read
        for _ in range(160):
            chunks_read += 1
            yield b"x" * 65_536

    app = small.application(_router(), ["post_json", "post_form"], guard=small.lets_nobody_in)
    messages = 0

    async def counted(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        async def reading() -> MutableMapping[str, Any]:
            nonlocal messages
            messages += 1
            return await receive()

        await app(scope, reading, send)

    transport = httpx.ASGITransport(app=counted)
    async with httpx.AsyncClient(transport=transport, base_url="http://dti.test") as http:
        answer = await http.post(path, content=ten_megabytes(), headers={"Content-Type": content_type})
    assert answer.status_code == 401
    assert messages == 0
    assert chunks_read == 0


@pytest.mark.parametrize(
    ("path", "content_type", "status"),
    [
        ("/json", "application/json", 200),
        ("/json", "application/json; charset=utf-8", 200),
        ("/json", "APPLICATION/JSON", 200),
        ("/json", "text/plain", 415),
        ("/json", "application/x-www-form-urlencoded", 415),
        ("/json", "multipart/form-data; boundary=x", 415),
        ("/json", "application/jsonx", 415),
        ("/json", "", 415),
        ("/form", "application/json", 415),
        ("/form", "application/x-www-form-urlencoded", 415),
    ],
)
async def test_the_content_type_is_the_one_that_the_route_takes(path: str, content_type: str, status: int) -> None:
    async with small.calling(small.application(_router(), ["post_json", "post_form"])) as http:
        body = json.dumps({"name": "x"}).encode()
        answer = await http.post(path, content=body, headers={"Content-Type": content_type})
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize("path", ["/json", "/form"])
async def test_a_body_without_a_label_is_told_which_one_it_needs(path: str) -> None:
    async with small.calling(small.application(_router(), ["post_json", "post_form"])) as http:
        for body in (b'{"name": "x"}', b"--x--", b""):
            assert (await http.post(path, content=body)).status_code == 415


async def test_a_refused_method_is_told_all_that_the_address_takes() -> None:
    """Starlette names those of the first route that it meets."""
    router = _router()

    @router.get("/json", operation_id="get_json")
    async def get_json() -> None:
        """Nothing."""

    async with small.calling(small.application(router, ["post_json", "post_form", "get_json"])) as http:
        answer = await http.delete("/json")
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST")
        assert (await http.delete("/form")).headers["Allow"] == "POST"


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=y",
        "multipart/form-data; boundary=" + "z" * 500,
        "multipart/form-data; boundary=x; charset=nonsense",
    ],
)
@pytest.mark.parametrize(
    "body", [b"", b"nonsense", b"--x\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"]
)
async def test_a_broken_form_is_refused(content_type: str, body: bytes) -> None:
    async with small.calling(small.application(_router(), ["post_json", "post_form"])) as http:
        answer = await http.post("/form", content=body, headers={"Content-Type": content_type})
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
