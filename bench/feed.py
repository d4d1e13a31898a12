"""The change feed: rows a second beside a bare COPY of the same rows, and how soon a commit is seen in it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import statistics
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx

from bench import machine, ratios
from bench.system import System, free_port
from bench.table import Row
from shared.kit import callers, db

ROWS = 20_000
_MEASUREMENT = """
INSERT INTO measurements (id, target_id, organisation_id, measured_on, value, kind, origin, recorded_by)
SELECT gen_random_uuid(), (SELECT id FROM targets ORDER BY code LIMIT 1), (SELECT id FROM organisations LIMIT 1),
    '2022-06-30', n, 'final', 'organisation', 'bench' FROM generate_series(1, $1::integer) n RETURNING id"""
_COPIED = """SELECT m.*, t.code AS target, o.slug AS organisation FROM measurements m
JOIN targets t ON t.id = m.target_id JOIN organisations o ON o.id = m.organisation_id ORDER BY m.recorded_at, m.id"""


@dataclass
class _Reader:
    """One caller of the feed over one connection, and where it stands."""

    http: httpx.AsyncClient
    cursor: str = ""

    def _place(self) -> dict[str, str]:
        return {"cursor": self.cursor} if self.cursor else {}

    async def page(self) -> dict[str, Any]:
        """The next page."""
        answer = await self.http.get("/v1/changes", params={"limit": 200, **self._place()})
        answer.raise_for_status()
        page: dict[str, Any] = json.loads(answer.content)
        self.cursor = page["next"]
        return page

    async def rest(self) -> int:
        """Read until nothing more is served; how many rows."""
        rows, more = 0, True
        while more:
            page = await self.page()
            rows, more = rows + len(page["items"]), page["more"]
        return rows


def rows(system: System, database_url: str, rounds: int) -> list[Row]:
    """Measure both on a database that holds the catalog."""
    port = free_port()
    with system.process(
        "services.targets_api", environment=system.settings(database_url), cores=system.cores.server, port=port
    ) as served:
        number = served.process.pid if served.process else 0
        with machine.on(system.cores.client):
            return asyncio.run(_rows(system, database_url, port, number, rounds))


async def _rows(system: System, url: str, port: int, server: int, rounds: int) -> list[Row]:
    headers = {"Authorization": f"Bearer {system.token('committee', 'tinh-tuyen-quang')}"}
    async with _writer(url) as writer, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers) as http:
        begun = _Reader(http)
        await begun.rest()
        start = begun.cursor
        await writer.fetch(_MEASUREMENT, ROWS)
        await writer.execute("ANALYZE")
        return [
            await _throughput(http, start, writer, server, rounds),
            await _lag(_Reader(http, begun.cursor), writer, rounds),
        ]


async def _throughput(http: httpx.AsyncClient, start: str, writer: Any, server: int, rounds: int) -> Row:
    before, ours, theirs, busy = machine.times(), [], [], 0.0
    for number in range(rounds + 1):  # the first one warms up
        reader, cpu, began = _Reader(http, start), machine.cpu_seconds(server), time.perf_counter()
        read = await reader.rest()
        took = time.perf_counter() - began
        if read != ROWS:
            raise RuntimeError(f"the feed gave {read} rows, not {ROWS}")
        began = time.perf_counter()
        await writer.copy_from_query(_COPIED, output=_nowhere)
        copied = time.perf_counter() - began
        if number:
            ours.append(ROWS / took)
            theirs.append(ROWS / copied)
            busy += (machine.cpu_seconds(server) - cpu) / took
    return Row(
        figure="change feed, pages of 200, one after the other",
        measured=f"{statistics.median(ours):.0f} rows/s",
        baseline=f"bare asyncpg COPY: {statistics.median(theirs):.0f} rows/s",
        ratio=ratios.of_rounds(ours, theirs),
        stolen=machine.times().stolen_since(before),
        notes=(
            f"{ROWS} measurements with the names of target and organisation; COPY sends text without rights, versions,"
            f" JSON or cursors; the server used {busy / rounds:.0%} of its core, PostgreSQL built the bodies on the"
            " other",
        ),
    )


async def _lag(reader: _Reader, writer: Any, rounds: int) -> Row:
    await reader.rest()
    before, each = machine.times(), -(-ratios.SAMPLES // ratios.ROUNDS)
    seen: list[list[float]] = []
    asked: list[list[float]] = []
    for number in range(rounds + 1):
        lags, polls = [], []
        for _ in range(each if number else 5):
            began = time.perf_counter()
            await reader.page()
            polls.append(time.perf_counter() - began)
            made = str((await writer.fetchrow(_MEASUREMENT, 1))["id"])
            began = time.perf_counter()
            while made not in [item["id"] for item in (await reader.page())["items"]]:
                pass
            lags.append(time.perf_counter() - began)
        seen.append(lags)
        asked.append(polls)
    lags, polls = ([sample for one in rounds_ for sample in one] for rounds_ in (seen[1:], asked[1:]))
    return Row(
        figure="feed lag: commit to a page that holds it",
        measured=_said(lags),
        baseline=f"a page with nothing new: {_said(polls)}",
        ratio=ratios.of_rounds(*([statistics.median(one) for one in side[1:]] for side in (seen, asked))),
        stolen=machine.times().stolen_since(before),
        notes=(
            "asked without pause; a transaction that is open meanwhile anywhere in the cluster adds its own length",
        ),
    )


@contextlib.asynccontextmanager
async def _writer(url: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(db.dsn(url), server_settings=callers.AS_SYSTEM)
    try:
        yield connection
    finally:
        await connection.close()


async def _nowhere(_: bytes) -> None:
    """COPY's rows, taken in and dropped."""


def _said(samples: list[float]) -> str:
    return f"{statistics.median(samples) * 1000:.1f} ms, p95 {ratios.percentile(samples, 95) * 1000:.1f} ms"
