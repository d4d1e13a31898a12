"""A large body over a real socket: its sender, who reads only after sending, meets the answer and no reset."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from pydantic import BaseModel

from shared.kit.web import limits, routes
from tests import edge
from tests.shared.kit import small

MIB = 1_048_576
NOBODY = ("GATEWAY", "TARGETS_API", "SCORING_API")


class Body(BaseModel):
    """A text of any length."""

    text: str


@contextlib.contextmanager
def _served() -> Iterator[int]:
    """The port of a small application under uvicorn."""
    router = routes.router()

    @router.post("/v1/reports", operation_id="report")
    async def report(body: Body) -> int:
        return len(body.text)

    config = uvicorn.Config(small.application(router, ["report"]), lifespan="off", log_level="critical")
    server = uvicorn.Server(config)
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen()  # whoever comes before it serves waits
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            yield bound.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(20)


@pytest.fixture(scope="module")
def direct() -> Iterator[int]:
    """The application itself."""
    with _served() as port:
        yield port


@pytest.fixture(scope="module")
def through_edge(direct: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """nginx before it."""
    upstreams = {**dict.fromkeys(NOBODY, "127.0.0.1:9"), "REPORTING_API": f"127.0.0.1:{direct}"}
    with edge.running(tmp_path_factory.mktemp("edge"), upstreams=upstreams) as port:
        yield port


def _post(port: int, size: int, *, chunked: bool = False, **headers: str) -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with contextlib.closing(connection):
        sent = {"Content-Type": "application/json", **headers}
        body = (b"x" * MIB for _ in range(size // MIB)) if chunked else b"x" * size
        connection.request("POST", "/v1/reports", body=body, headers=sent, encode_chunked=chunked)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())["code"]


@pytest.mark.parametrize("size", [limits.JSON_LIMIT_BYTES + 1, 3 * MIB // 2, 5 * MIB, 20 * MIB])
def test_a_large_body_is_413_every_time(direct: int, size: int) -> None:
    assert {_post(direct, size) for _ in range(4)} == {(413, "too-large")}
    assert {_post(direct, size, Connection="close") for _ in range(4)} == {(413, "too-large")}


def test_a_large_body_of_no_declared_length_is_413_every_time(direct: int) -> None:
    sent: dict[str, Any] = {"chunked": True, "Transfer-Encoding": "chunked"}
    assert {_post(direct, 20 * MIB, **sent) for _ in range(4)} == {(413, "too-large")}
    assert {_post(direct, 20 * MIB, Connection="close", **sent) for _ in range(4)} == {(413, "too-large")}


@pytest.mark.nginx
@pytest.mark.parametrize("size", [limits.JSON_LIMIT_BYTES + 1, 3 * MIB // 2, 5 * MIB, 20 * MIB])
def test_a_large_body_is_413_every_time_through_the_edge(through_edge: int, size: int) -> None:
    assert {_post(through_edge, size)[0] for _ in range(8)} == {413}
