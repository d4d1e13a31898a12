"""What the door costs: a token against none in the one-process default, nginx in front against going in directly."""

from __future__ import annotations

import contextlib
import http.client
import json
import statistics
from collections.abc import Iterator
from pathlib import Path

from bench import load, machine, ratios, sides
from bench.system import System, free_port
from bench.table import Row
from tests import edge

TOKEN_AIM, NGINX_AIM = 0.85, 0.65
LIMIT = 20
PAGE = f"/v1/tasks?limit={LIMIT}"
_WHO = {"subject": "committee@tinh-tuyen-quang", "organisation": "tinh-tuyen-quang", "role": "committee"}
_NO_LIMITS = {"RATE_LIMIT": "", "RATE_LIMIT_ANONYMOUS": ""}


def rows(system: System, database_url: str, rounds: int) -> Iterator[Row]:
    """Measure both on a database that holds the catalog."""
    request = load.get(PAGE, system.token(_WHO["role"], _WHO["organisation"]))
    yield from _token(system, database_url, request, rounds)
    yield from _nginx(system, database_url, request, rounds)


def _token(system: System, database_url: str, request: bytes, rounds: int) -> Iterator[Row]:
    settings, before = system.settings(database_url), machine.times()
    unverified = settings | _NO_LIMITS | {"UNVERIFIED": json.dumps(_WHO)}
    with contextlib.ExitStack() as stack:
        product, bare = (_one_process(system, told, request, stack) for told in (settings, unverified))
        size = _same(product, bare, request)
        with machine.on(system.cores.client):
            sides.alternate(product, bare, rounds)
    stolen, name = machine.times().stolen_since(before), "no verification"
    ratio = ratios.of_rounds(product.per_second(), bare.per_second())
    yield Row(
        figure="request with a token, one process",
        measured=product.said(),
        baseline=f"{name}: {bare.said()}",
        ratio=ratio,
        stolen=stolen,
        verdict=ratios.against_aim(ratio, TOKEN_AIM),
        notes=(
            f"aim {TOKEN_AIM}; {PAGE}, {size / 1000:.0f} kB, {sides.CONNECTIONS} connections; the product verifies the"
            " token (its cache as deployed), asks the table and counts the request in Redis; the baseline is the same"
            " process, handler and row level security with a caller made once: no token, no table, no count",
            f"the door costs {_door(product, bare) * 1e6:.0f} µs of CPU a request;"
            f" product: {product.busy()}; baseline: {bare.busy()}",
        ),
    )
    if per_cpu := sides.per_cpu(product, bare, name, stolen):
        yield per_cpu


def _door(product: sides.Side, bare: sides.Side) -> float:
    """Seconds of CPU that verification, table and count take from a request."""
    ours, theirs = (statistics.median(side.cpu_each()) for side in (product, bare))
    return ours - theirs


def _one_process(system: System, told: dict[str, str], request: bytes, stack: contextlib.ExitStack) -> sides.Side:
    port = free_port()
    cores = system.cores.server
    return sides.Side(
        port,
        stack.enter_context(system.process("bench.one_process", environment=told, cores=cores, port=port)),
        request,
    )


def _nginx(system: System, database_url: str, request: bytes, rounds: int) -> Iterator[Row]:
    before, figure = machine.times(), "request through nginx"
    folder: Path = system.folder / "nginx"
    folder.mkdir()
    if not edge.installed():
        yield Row(figure, "not measured", "nginx is not installed", None, 0.0)
        return
    with contextlib.ExitStack() as stack:
        port = free_port()
        settings = system.settings(database_url)
        server = stack.enter_context(
            system.process("services.targets_api", environment=settings, cores=system.cores.server, port=port)
        )
        upstreams = dict.fromkeys(("GATEWAY", "TARGETS_API", "REPORTING_API", "SCORING_API"), f"127.0.0.1:{port}")
        with machine.on(system.cores.server):
            front = stack.enter_context(edge.started(folder, upstreams=upstreams))
        behind = sides.Side(front.port, server, request, beside=lambda: [front.process.pid, *front.workers()])
        direct = sides.Side(port, server, request)
        _same(behind, direct, request)
        with machine.on(system.cores.client):
            sides.alternate(behind, direct, rounds)
    ratio = ratios.of_rounds(behind.per_second(), direct.per_second())
    yield Row(
        figure=figure,
        measured=behind.said(),
        baseline=f"the same process directly: {direct.said()}",
        ratio=ratio,
        stolen=machine.times().stolen_since(before),
        verdict=ratios.against_aim(ratio, NGINX_AIM),
        notes=(
            f"aim {NGINX_AIM}; {PAGE} with a token on both sides; nginx as deployed, without TLS, one worker on the"
            " server's core: what it uses is taken from the server",
            f"through nginx: {behind.busy()}; directly: {direct.busy()}",
        ),
    )


def _same(one: sides.Side, other: sides.Side, request: bytes) -> int:
    """Bytes of the page, whose items are the same on both sides (the cursor holds the instant). Raises RuntimeError."""
    pages = [_page(side.port, request) for side in (one, other)]
    items = [page.partition(b'"next"')[0] for page in pages]
    if items[0] != items[1] or items[0].count(b'"code"') < LIMIT:
        raise RuntimeError("the two sides do not send the same items")
    return len(pages[0])


def _page(port: int, request: bytes) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    token = request.partition(b"Bearer ")[2].strip().decode()
    connection.request("GET", PAGE, headers={"Authorization": f"Bearer {token}"})
    try:
        return connection.getresponse().read()
    finally:
        connection.close()
