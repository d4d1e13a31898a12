"""A process without an edge in front: bounds of size and time, refusals that arrive, nobody kept waiting for ever."""

from __future__ import annotations

import asyncio
import contextlib
import functools
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


class Standing(asyncio.SelectorEventLoop):
    """A loop whose time stands still until the test moves it on: however slow the machine, nobody is late by it."""

    now = 0.0

    def time(self) -> float:
        """Seconds, as the test says."""
        return self.now

    def move_on(self, seconds: float) -> None:
        """So many seconds pass; called by the test's thread, which waits until they have."""
        moved = threading.Event()

        def move() -> None:
            self.now += seconds
            moved.set()

        self.call_soon_threadsafe(move)
        assert moved.wait(60)


@contextlib.contextmanager
def _served(loop: Standing | None = None) -> Iterator[int]:
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
    config = uvicorn.Config(
        built, lifespan="off", log_level="critical", http=protocol.BoundedProtocol, ws="none", timeout_keep_alive=3_600
    )
    server = uvicorn.Server(config)
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen(200)
        thread = threading.Thread(target=_run, args=[server, bound, loop])
        thread.start()
        try:
            yield bound.getsockname()[1]
        finally:
            server.should_exit = True
            while thread.is_alive():
                if loop is not None:
                    with contextlib.suppress(RuntimeError):  # it has just ended
                        loop.call_soon_threadsafe(functools.partial(setattr, loop, "now", loop.now + 1))
                thread.join(0.05)


def _run(server: uvicorn.Server, bound: socket.socket, loop: Standing | None) -> None:
    if loop is None:
        server.run(sockets=[bound])
        return
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(server.serve(sockets=[bound]))


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with _served() as number:
        yield number


@pytest.fixture
def standing() -> Standing:
    """Time, which stands still."""
    return Standing()


@pytest.fixture
def timed(standing: Standing) -> Iterator[int]:
    """The port of a process in that time."""
    with _served(standing) as number:
        yield number


@contextlib.contextmanager
def _connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # what is sent is under way
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


def _heard(port: int) -> None:
    """What was sent before this is heard by now: somebody who came later has been answered."""
    with _connected(port) as connection:
        connection.sendall(WHOLE)
        assert _answer(connection) == (200, 1)


def _closed(connection: socket.socket) -> bool:
    """Whether the other side has ended the connection properly; a reset would raise."""
    return connection.recv(1) == b""


LONG = "x" * 17_000
WHOLE = b"GET /v1/things HTTP/1.1\r\nHost: a\r\n\r\n"


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


@pytest.mark.parametrize(
    ("begun", "seconds"),
    [
        (b"GET /v1/things HTTP/1.1\r\n", protocol.HEAD_SECONDS),
        (b"G", protocol.HEAD_SECONDS),
        (
            b"POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nContent-Type: application/json\r\n\r\n{",
            protocol.BODY_SECONDS,
        ),
        (
            b"POST /v1/things HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
            b"Content-Type: application/json\r\n\r\n",
            protocol.BODY_SECONDS,
        ),
    ],
)
def test_who_does_not_go_on_is_told_so_and_let_go(timed: int, standing: Standing, begun: bytes, seconds: float) -> None:
    with _connected(timed) as connection:
        connection.sendall(begun)
        _heard(timed)
        standing.move_on(seconds - 1)
        _heard(timed)
        connection.settimeout(0)
        with pytest.raises(BlockingIOError):
            connection.recv(1)
        connection.settimeout(30)
        standing.move_on(1)
        status, problem = _answer(connection)
        assert (status, problem["code"]) == (408, "request-timeout")
        assert _closed(connection)


def test_who_says_nothing_is_let_go(timed: int, standing: Standing) -> None:
    with _connected(timed) as connection:
        _heard(timed)
        standing.move_on(protocol.HEAD_SECONDS)
        assert _closed(connection)


def test_a_hundred_slow_callers_keep_nobody_out(timed: int, standing: Standing) -> None:
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(_connected(timed)) for _ in range(100)]
        for one in slow:
            one.sendall(b"GET /v1/things HTTP/1.1\r\nX-A: ")
        _heard(timed)
        standing.move_on(protocol.HEAD_SECONDS)
        assert {_answer(one)[0] for one in slow} == {408}


def test_a_connection_is_used_again(timed: int, standing: Standing) -> None:
    """And each request on it has the whole patience."""
    with _connected(timed) as connection:
        for _ in range(3):
            connection.sendall(b"POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n")
            _heard(timed)
            standing.move_on(protocol.HEAD_SECONDS - 1)
            connection.sendall(b'Content-Length: 9\r\n\r\n{"a":')
            _heard(timed)
            standing.move_on(protocol.BODY_SECONDS - 1)
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
