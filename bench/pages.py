"""A page of 50 targets by the product against the bare handler that sends the same items."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import http.client
import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import asyncpg
import uvloop

from bench import load, machine, ratios
from bench.system import TODAY, System, free_port
from bench.table import Row
from services.local.child import Child
from shared.kit import db
from shared.kit.moment import Moment
from shared.kit.settings import ServiceSettings
from shared.targets import service as targets
from shared.targets import values

FLOOR = 0.6
LIMIT = 50
CONNECTIONS = 32
COPIES = 80
_WARM_UP_S = 1.5
# A round is made of short turns, so that what a neighbour does for a second meets both sides.
_TURNS = 4
_TURN_S = 1.0


@dataclass
class _Side:
    """The product or the bare handler: where it answers, what it is asked, what it did in each round."""

    port: int
    process: Child
    request: bytes
    rounds: list[load.Load]
    cpu: list[float]

    def begin_round(self) -> None:
        self.rounds.append(load.Load())
        self.cpu.append(0.0)

    def measure(self, seconds: float) -> None:
        number = self.process.process.pid if self.process.process else 0
        before = machine.cpu_seconds(number)
        done = uvloop.run(load.run(self.port, self.request, connections=CONNECTIONS, seconds=seconds))
        self.cpu[-1] += machine.cpu_seconds(number) - before
        self.rounds[-1].add(done)

    def per_second(self) -> list[float]:
        return [one.per_second for one in self.rounds]

    def said(self) -> str:
        middle = sorted(self.per_second())[len(self.rounds) // 2]
        late = ratios.percentile([latency for one in self.rounds for latency in one.latencies], 99)
        return f"{middle:.0f}/s, p99 {late * 1000:.0f} ms"

    def cpu_each(self) -> list[float]:
        """Seconds of the server's CPU an answer, by round."""
        return [cpu / len(one.latencies) for cpu, one in zip(self.cpu, self.rounds, strict=True)]

    def busy(self) -> str:
        """How much of their cores server and client used while this side was asked."""
        seconds = sum(one.seconds for one in self.rounds)
        client = sum(one.client_cpu for one in self.rounds)
        return f"server {sum(self.cpu) / seconds:.0%} of its core, client {client / seconds:.0%}"


def generate(database_url: str) -> int:
    """Fill a database that holds the catalog with copies of its targets; the number of targets then."""
    return asyncio.run(_generate(database_url))


async def _generate(database_url: str) -> int:
    connection = await asyncpg.connect(db.dsn(database_url))
    try:
        await connection.execute(resources.files("bench").joinpath("sql", "targets.sql").read_text("utf-8"), COPIES)
        await connection.execute("ANALYZE")
        return int(await connection.fetchval("SELECT count(*) FROM targets"))
    finally:
        await connection.close()


class _Overheard(db.Reader):
    """A read door that only notes what it is asked."""

    def __init__(self) -> None:
        self.sql = ""
        self.args: tuple[object, ...] = ()

    async def json(self, sql: str, *args: object) -> bytes | None:
        self.sql, self.args = sql, args
        return None


def _statement() -> dict[str, Any]:
    """The product's own statement for the page, as the bare handler is told it."""
    day = dt.date.fromisoformat(TODAY)
    overheard = _Overheard()
    asked = targets.list_page(overheard, Moment(day), values.Filter(), after=(None, None), limit=LIMIT)
    asyncio.run(asked)
    if overheard.args != (day, None, LIMIT):
        raise RuntimeError(f"the page takes other arguments than the bare handler knows: {overheard.args}")
    pool = ServiceSettings.model_fields["pool_size"].default
    return {"sql": overheard.sql, "as_of": TODAY, "limit": LIMIT, "pool_size": pool}


def rows(system: System, database_url: str, rounds: int) -> list[Row]:
    """Measure. Raises RuntimeError when the two do not send the same items."""
    number = generate(database_url)
    request = load.get(f"/v1/targets?limit={LIMIT}", system.token("committee", "tinh-tuyen-quang"))
    page, before = json.dumps(_statement()), machine.times()
    with contextlib.ExitStack() as stack:
        sides = []
        for module, told in (
            ("services.targets_api", system.settings(database_url)),
            ("bench.bare", {"DATABASE_URL": db.dsn(database_url), "PAGE": page}),
        ):
            port = free_port()
            started = stack.enter_context(
                system.process(module, environment=told, cores=system.cores.server, port=port)
            )
            sides.append(_Side(port, started, request, [], []))
        product, bare = sides
        size = _same_items(product, bare)
        with machine.on(system.cores.client):
            _alternate(product, bare, rounds)
    stolen = machine.times().stolen_since(before)
    ratio = ratios.of_rounds(product.per_second(), bare.per_second())
    pages = Row(
        figure=f"page of {LIMIT} targets, token checked",
        measured=product.said(),
        baseline=f"Starlette + asyncpg: {bare.said()}",
        ratio=ratio,
        stolen=stolen,
        verdict=ratios.against_floor(ratio, FLOOR),
        notes=(
            f"floor {FLOOR}; {number} generated targets, {size / 1000:.0f} kB a page, {CONNECTIONS} connections,"
            f" {rounds} rounds of {_TURNS * _TURN_S:.0f} s each in {_TURNS} turns; the same statement on both sides",
            f"product: {product.busy()}; baseline: {bare.busy()}",
        ),
    )
    return [pages, _per_cpu(product, bare, stolen)] if all(product.cpu + bare.cpu) else [pages]


def _per_cpu(product: _Side, bare: _Side, stolen: float) -> Row:
    ours, theirs = ([1 / cost for cost in side.cpu_each()] for side in (product, bare))
    return Row(
        figure="the same, pages per second of the server's CPU",
        measured=f"{statistics.median(ours):.0f}",
        baseline=f"Starlette + asyncpg: {statistics.median(theirs):.0f}",
        ratio=ratios.of_rounds(ours, theirs),
        stolen=stolen,
        notes=("what the ratio would be if PostgreSQL were never waited for",),
    )


def _alternate(product: _Side, bare: _Side, rounds: int) -> None:
    """Warm both up and forget that, then take turns in beginning."""
    for side in (product, bare):
        side.begin_round()
        side.measure(_WARM_UP_S)
        side.rounds.clear()
        side.cpu.clear()
    for _ in range(rounds):
        for side in (product, bare):
            side.begin_round()
        for number in range(_TURNS):
            turn: Sequence[_Side] = (product, bare) if number % 2 == 0 else (bare, product)
            for side in turn:
                side.measure(_TURN_S)


def _same_items(product: _Side, bare: _Side) -> int:
    """Bytes of the product's page; its items are the bare handler's byte for byte (only the cursor is written anew)."""
    ours, theirs = (_body(side) for side in (product, bare))
    items = ours.partition(b'"next"')[0]
    if items.count(b'"milestones"') != LIMIT or not theirs.startswith(items):
        raise RuntimeError("the product and the bare handler do not send the same items")
    return len(ours)


def _body(side: _Side) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", side.port, timeout=10)
    token = side.request.partition(b"Bearer ")[2].strip().decode()
    connection.request("GET", f"/v1/targets?limit={LIMIT}", headers={"Authorization": f"Bearer {token}"})
    try:
        return connection.getresponse().read()
    finally:
        connection.close()
