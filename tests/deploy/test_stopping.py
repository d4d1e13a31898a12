"""A process that stops: what is open is finished, what is new is answered or waits, and nobody is reset."""

from __future__ import annotations

import contextlib
import http.client
import json
import signal
import socket
from collections.abc import Callable, Iterator

import pytest

from shared.overview import serving
from tests import ports
from tests.deploy.stopping import Service, ask, until


@pytest.fixture
def services() -> Iterator[Callable[..., Service]]:
    """Starts services and ends those that are left."""
    with contextlib.ExitStack() as stack:
        yield lambda **told: stack.enter_context(Service(**{"port": ports.free(), **told}).running())


HEAD = b"POST /v1/x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n"


def test_an_open_request_is_finished(services: Callable[..., Service]) -> None:
    one = services()
    with socket.create_connection(("127.0.0.1", one.port), timeout=30) as connection:
        connection.sendall(HEAD + b"ab")
        assert ask(one.port) == (200, False)  # so the request before it is under way
        one.stop()
        until(lambda: not one.listens())
        connection.sendall(b"cd")
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert (answer.status, answer.headers["Connection"]) == (200, "close")
        assert json.loads(answer.read())["bytes"] == 4
    assert one.end() == -signal.SIGTERM  # as uvicorn does: by the signal, when all is done


def test_who_has_just_connected_is_heard_out(services: Callable[..., Service]) -> None:
    one = services(last_call=30.0)
    with socket.create_connection(("127.0.0.1", one.port), timeout=30) as silent, contextlib.ExitStack() as stack:
        begun = stack.enter_context(socket.create_connection(("127.0.0.1", one.port), timeout=30))
        begun.sendall(HEAD[:20])
        assert ask(one.port) == (200, False)
        one.stop()
        until(lambda: not one.listens())
        for connection, rest in ((silent, HEAD), (begun, HEAD[20:])):
            connection.sendall(rest + b"abcd")
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            assert (answer.status, answer.headers["Connection"]) == (200, "close")
    assert one.end() == -signal.SIGTERM


def test_while_it_drains_it_answers_and_says_so(services: Callable[..., Service]) -> None:
    one = services(drain=30)
    kept = http.client.HTTPConnection("127.0.0.1", one.port, timeout=30)
    kept.request("GET", "/v1/x")
    assert kept.getresponse().read()
    one.stop()
    until(lambda: ask(one.port) == (200, True))  # new callers too
    kept.request("GET", "/v1/x")  # on the connection from before
    answer = kept.getresponse()
    assert (answer.status, answer.headers["Connection"]) == (200, "close")
    answer.read()
    kept.close()
    one.stop(signal.SIGINT)  # a second signal hurries
    one.stop(signal.SIGINT)
    assert one.end() in (0, -signal.SIGTERM, -signal.SIGINT)


def test_who_waits_in_the_queue_is_not_reset() -> None:
    """The filter on a listening socket: who has connected stays, who comes now is not answered."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as listening:
        port = listening.getsockname()[1]
        waiting = socket.create_connection(("127.0.0.1", port), timeout=30)
        serving.refuse_new_callers(listening)
        late = socket.socket()
        late.settimeout(0)
        late.connect_ex(("127.0.0.1", port))
        accepted, _ = listening.accept()
        waiting.sendall(b"x")
        assert accepted.recv(1) == b"x"
        listening.settimeout(0)
        with pytest.raises(BlockingIOError):
            listening.accept()
        for one in (waiting, accepted, late):
            one.close()


def test_a_held_port_has_no_gap(services: Callable[..., Service]) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=128) as held:
        first = services(port=held.getsockname()[1], held=held)
        first.stop()
        assert first.end() == -signal.SIGTERM
        with socket.create_connection(("127.0.0.1", first.port), timeout=30) as early:
            early.sendall(HEAD + b"abcd")  # nobody serves now
            services(port=first.port, held=held)
            answer = http.client.HTTPResponse(early)
            answer.begin()
            assert json.loads(answer.read()) == {"bytes": 4, "stopping": False}
