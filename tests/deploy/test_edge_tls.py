"""The edge over TLS: what it speaks, what it refuses; neither a reload nor a restart costs anybody a request."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import ssl
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests import edge, ports
from tests.deploy.stopping import Load, Service, until

pytestmark = pytest.mark.nginx
SERVICES = ("GATEWAY", "TARGETS_API", "REPORTING_API", "SCORING_API")
# nginx keeps idle connections to the processes for 3 s; here for less, so that draining takes less.
KEPT = {"keepalive_timeout 3s;": "keepalive_timeout 1s;"}
# Longer than that, and than a server that was away stays left out (1 s, counted in whole ones).
DRAIN_S = 2.5
IMPATIENT = {
    "client_header_timeout 10s": "client_header_timeout 1s",
    "client_body_timeout 20s": "client_body_timeout 1s",
}


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> edge.Tls:
    """A certificate for this module."""
    return edge.certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """One process behind everything."""
    with Service(ports.free()).running() as one:
        yield one


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory, tls: edge.Tls, service: Service) -> Iterator[edge.Edge]:
    """An edge with TLS and little patience."""
    upstreams = dict.fromkeys(SERVICES, f"127.0.0.1:{service.port}")
    with edge.started(tmp_path_factory.mktemp("edge"), upstreams=upstreams, tls=tls, changes=IMPATIENT) as running:
        yield running


def _context(tls: edge.Tls) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(tls.certificate))


@contextlib.contextmanager
def _secured(port: int, context: ssl.SSLContext) -> Iterator[ssl.SSLSocket]:
    with contextlib.ExitStack() as stack:
        plain = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
        yield stack.enter_context(context.wrap_socket(plain, server_hostname=edge.NAME))


def _asking(port: int, context: ssl.SSLContext) -> Callable[[int], int | str]:
    """A caller who takes a new connection each time, and posts every other time."""

    def ask(turn: int) -> int:
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=30, context=context)
        try:
            body = b"x" * 2_000 if turn % 2 else None
            connection.request("POST" if body else "GET", "/v1/targets", body=body)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    return ask


def test_answers_come_over_tls_and_ask_for_it_next_time(front: edge.Edge, tls: edge.Tls) -> None:
    connection = http.client.HTTPSConnection("127.0.0.1", front.port, timeout=30, context=_context(tls))
    for path, status in (("/v1/targets", 200), ("/v1/../targets", 400)):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == status
        assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=63072000"]
    connection.close()


def test_plain_http_leads_to_tls_by_our_own_name(front: edge.Edge, tls: edge.Tls) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", tls.plain, timeout=30)
    connection.request("POST", "/v1/evidence?a=%2F", body=b"x", headers={"Host": "evil.test"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert (answer.status, answer.headers["Location"]) == (308, f"https://{edge.NAME}/v1/evidence?a=%2F")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_what_it_speaks(front: edge.Edge, tls: edge.Tls, version: ssl.TLSVersion) -> None:
    context = _context(tls)
    context.minimum_version = context.maximum_version = version
    context.set_alpn_protocols(["h2", "http/1.1"])
    with _secured(front.port, context) as connection:
        assert connection.version() == version.name.replace("_", ".")
        assert connection.selected_alpn_protocol() == "h2"
        chosen = connection.cipher()
        assert chosen is not None
        assert "GCM" in chosen[0] or "CHACHA20" in chosen[0]


@pytest.mark.parametrize(
    "ciphers", ["AES128-SHA", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "AES128-GCM-SHA256"]
)
def test_what_it_does_not_speak(front: edge.Edge, tls: edge.Tls, ciphers: str) -> None:
    context = _context(tls)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(ciphers)
    with pytest.raises(ssl.SSLError), _secured(front.port, context):
        pass


@pytest.mark.parametrize(
    "begun",
    [
        b"GET /v1/targets HTTP/1.1\r\nHost: a\r\nX-A: ",
        b"POST /v1/targets HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx",
    ],
)
def test_slow_callers_are_let_go_and_keep_nobody_out(front: edge.Edge, tls: edge.Tls, begun: bytes) -> None:
    context = _context(tls)
    with contextlib.ExitStack() as stack:
        slow = []
        for _ in range(40):
            slow.append(stack.enter_context(_secured(front.port, context)))
            slow[-1].sendall(begun)  # at once: each has a second from its first byte on, whatever the others cost
        assert _asking(front.port, context)(0) == 200
        for one in slow:
            told = b"".join(iter(partial(one.recv, 65_536), b""))
            assert told == b"" or b" 408 " in told.partition(b"\r\n")[0]


def test_a_reload_costs_nobody_a_request(tmp_path: Path, tls: edge.Tls, service: Service) -> None:
    """New connections each time, and one that is in the middle of its request."""
    tls = edge.Tls(tls.certificate, tls.key, ports.free())
    context = _context(tls)
    upstreams = dict.fromkeys(SERVICES, f"127.0.0.1:{service.port}")
    with contextlib.ExitStack() as stack:
        running = stack.enter_context(edge.started(tmp_path, upstreams=upstreams, tls=tls))
        open_one = stack.enter_context(_secured(running.port, context))
        open_one.sendall(b"POST /v1/targets HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab")
        load = stack.enter_context(Load(_asking(running.port, context)))
        load.after(20)
        for _ in range(3):
            before = running.workers()
            running.reload()
            until(lambda: bool(running.workers() - before))  # noqa: B023 - asked at once
            load.after(20)
        open_one.sendall(b"cd")
        answer = http.client.HTTPResponse(open_one)
        answer.begin()
        assert (answer.status, json.loads(answer.read())["bytes"]) == (200, 4)
    assert set(load.seen) == {200}, load.seen


@pytest.mark.parametrize("held", [True, False], ids=["one process, port held", "two processes in turn"])
def test_a_restart_costs_nobody_a_request(tmp_path: Path, tls: edge.Tls, held: bool) -> None:
    """GET and POST without pause, on connections that nginx keeps, while every process is replaced."""
    tls = edge.Tls(tls.certificate, tls.key, ports.free())
    context = _context(tls)
    with contextlib.ExitStack() as stack:
        if held:
            port = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=256))
            running = [Service(port.getsockname()[1], DRAIN_S, port)]
        else:
            running = [Service(ports.free(), DRAIN_S) for _ in range(2)]
        for one in running:
            stack.enter_context(one.running())
        address = " fail_timeout=1s; server ".join(
            f"127.0.0.1:{one.port}" for one in running
        )  # a name with two addresses
        front = stack.enter_context(
            edge.started(tmp_path, upstreams=dict.fromkeys(SERVICES, address), tls=tls, changes=KEPT)
        )
        with Load(_asking(front.port, context)) as load:
            load.after(20)
            for one in running:
                one.stop()
                one.end()
                load.after(0 if held else 20)  # nobody is answered while nobody serves
                one.start()
                load.after(20)
    assert set(load.seen) == {200}, load.seen
