"""A process without an edge in front: bounds of size and time, refusals that arrive, nobody kept waiting for ever."""

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

from shared.kit.web import protocol, routes
from tests.services.gateway import contract
from tests.shared.kit import small


class Hasty(protocol.BoundedProtocol):
    """The same with less patience."""


@contextlib.contextmanager
def _served() -> Iterator[int]:
    router = routes.router()

    @router.get("/v1/things", operation_id="things")
    async def things() -> int:
        return 1

    @router.get("/", operation_id="front")
    async def front() -> int:
        return 0

    @router.post("/v1/things", operation_id="post")
    async def post(body: dict[str, str]) -> int:
        return len(body)

    built = small.application(router, ["things", "front", "post"])
    server = uvicorn.Server(uvicorn.Config(built, lifespan="off", log_level="critical", http=Hasty, ws="none"))
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            yield bound.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(20)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with _served() as number:
        yield number


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.2)
    monkeypatch.setattr(protocol, "BODY_SECONDS", 0.2)


@contextlib.contextmanager
def _connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        yield connection


def _answer(connection: socket.socket) -> tuple[int, Any]:
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    body = json.loads(answer.read())
    if answer.status >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json"
        contract.check(body, contract.DOCUMENT["components"]["schemas"]["Problem"])
        assert body["status"] == answer.status
        assert answer.headers["X-Request-ID"] == body["request_id"]
    return answer.status, body


def _closed(connection: socket.socket) -> bool:
    """Whether the other side has ended the connection properly; a reset would raise."""
    return connection.recv(1) == b""


LONG = "x" * 17_000


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        ("GET /v1/things HTTP/1.1\r\nHost: a", 200),
        ("GET http://elsewhere/v1/things HTTP/1.1\r\nHost: a", 200),
        ("GET http://elsewhere HTTP/1.1\r\nHost: a", 200),
        ("GET http://elsewhere/v1/../v1/things HTTP/1.1\r\nHost: a", 400),
        ("GET /v1/things HTTP/1.1", 400),
        ("GET /v1/things HTTP/1.1\r\nHost: a\r\nHost: a", 400),
        ("GET /v1/things HTTP/1.1\r\nHost: a/v1/other", 400),
        ("GET * HTTP/1.1\r\nHost: a", 400),
        ("CONNECT a:443 HTTP/1.1\r\nHost: a", 400),
        ("get /v1/things HTTP/1.1\r\nHost: a", 400),
        ("GET /v1/th ings HTTP/1.1\r\nHost: a", 400),
        ("GET /v1/things HTTP/7.0\r\nHost: a", 505),
        ("GET /v1/things HTTP/2.0\r\nHost: a", 505),
        ("GET /v1/things HTTP/1.1\r\nHost : a", 400),
        ("POST /v1/things HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked", 501),
        ("POST /v1/things HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3", 400),
        ("POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4", 400),
        ("POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Length: -5", 400),
        (f"GET /v1/things?q={LONG} HTTP/1.1\r\nHost: a", 414),
        (f"GET /v1/things HTTP/1.1\r\nHost: a\r\nX-Long: {LONG}", 431),
        ("GET /v1/things HTTP/1.1\r\nHost: a" + "".join(f"\r\nX-{n}: {'x' * 9_000}" for n in range(8)), 431),
        ("GET /v1/things HTTP/1.1\r\nHost: a" + "".join(f"\r\nX-{n}: x" for n in range(100)), 431),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_the_rest_is_answered(port: int, request_text: str, status: int) -> None:
    with _connected(port) as connection:
        connection.sendall(f"{request_text}\r\n\r\n".encode())
        assert _answer(connection)[0] == status


@pytest.mark.parametrize(("endless", "status"), [(b"GET /", 414), (b"GET / HTTP/1.1\r\nHost: a\r\nX: ", 431)])
def test_an_endless_head_is_not_kept(port: int, endless: bytes, status: int) -> None:
    with _connected(port) as connection:
        connection.sendall(endless)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(8):
                connection.sendall(b"x" * 16_384)
        assert _answer(connection)[0] == status


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    "begun",
    [
        b"GET /v1/things HTTP/1.1\r\n",
        b"G",
        b"POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nContent-Type: application/json\r\n\r\n{",
        b"POST /v1/things HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n",
    ],
)
def test_who_does_not_go_on_is_told_so_and_let_go(port: int, begun: bytes) -> None:
    with _connected(port) as connection:
        connection.sendall(begun)
        status, problem = _answer(connection)
        assert (status, problem["code"]) == (408, "request-timeout")
        assert _closed(connection)


@pytest.mark.usefixtures("hasty")
def test_who_says_nothing_is_let_go() -> None:
    with _served() as port, _connected(port) as connection:
        assert _closed(connection)


@pytest.mark.usefixtures("hasty")
def test_a_hundred_slow_callers_keep_nobody_out(port: int) -> None:
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(_connected(port)) for _ in range(100)]
        for one in slow:
            one.sendall(b"GET /v1/things HTTP/1.1\r\nX-A: ")
        with _connected(port) as connection:
            connection.sendall(b"GET /v1/things HTTP/1.1\r\nHost: a\r\n\r\n")
            assert _answer(connection) == (200, 1)
        assert {_answer(one)[0] for one in slow} == {408}


@pytest.mark.usefixtures("hasty")
def test_a_connection_is_used_again(port: int) -> None:
    with _connected(port) as connection:
        for _ in range(3):
            connection.sendall(b"POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n")
            connection.sendall(b'Content-Length: 9\r\n\r\n{"a":')
            connection.sendall(b'"b"}')
            assert _answer(connection) == (200, 1)


def test_what_was_sent_whole_is_answered_before_nonsense_ends_the_connection(port: int) -> None:
    whole = b"POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    with _connected(port) as connection:
        connection.sendall(whole * 3 + b"NONSENSE\r\n\r\n")
        told = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert (told.count(b"HTTP/1.1 200 OK"), told.count(b"HTTP/1.1 400")) == (3, 0)


def test_a_body_that_cannot_be_read_is_a_problem(port: int) -> None:
    chunked = (
        b"POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    with _connected(port) as connection:
        connection.sendall(chunked + b"zz\r\n{}\r\n0\r\n\r\n")
        assert _answer(connection)[0] == 400
        assert _closed(connection)


def test_a_refusal_arrives_though_its_sender_sends_on(port: int) -> None:
    with _connected(port) as connection:
        connection.sendall(b"POST /v1/%00 HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n" + b"x" * 3_000_000)
        assert _answer(connection)[0] == 400


def test_an_upgrade_is_not_taken_up(port: int) -> None:
    with _connected(port) as connection:
        connection.sendall(b"GET /v1/things HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        assert _answer(connection) == (200, 1)
