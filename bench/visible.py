"""From a decision to scores that show it, in the whole composition, beside a bare commit and a bare arq round trip.

First with nothing else to do, then while agencies post evidence at a steady rate.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import redis.asyncio as redis
import uvloop
from arq.connections import create_pool

from bench import machine, noop, ratios
from bench.system import TODAY, System
from bench.table import Row
from shared.kit import callers, db, queue

GOAL_S = 0.15
# Of the slowest twentieth, while agencies post: what people call at once.
BUSY_GOAL_S = 2.0
POSTS_PER_SECOND = 20
_PDF = b"%PDF-1.4\n% a benchmark's piece of evidence, number "
_AGENCY, _REVIEWER = "so-tai-chinh", "so-thong-tin-va-truyen-thong"


@dataclass
class _Round:
    """Seconds of each sample."""

    decisions: list[float] = field(default_factory=list)
    commits: list[float] = field(default_factory=list)
    trips: list[float] = field(default_factory=list)


@dataclass
class _Bench:
    """The three things that are measured in turn, and the sleep between them: a queue that is polled has a phase."""

    client: httpx.AsyncClient
    database: asyncpg.Connection[asyncpg.Record]
    bell: noop.Bell
    reporter: dict[str, str]
    reviewer: dict[str, str]
    assessment: str
    components: list[str]
    pause: random.Random = field(default_factory=lambda: random.Random(2022))  # noqa: S311 - a phase, no secret
    posted: int = 0

    async def decision(self) -> float:
        """Post a piece, let its scores settle, then accept it and wait until they show that."""
        posted = await self.post()
        await self._visible(posted["assessment_version"])
        await self.rest()
        began = time.perf_counter()
        answer = await self.client.post(
            f"/v1/evidence/{posted['id']}/decisions", headers=self.reviewer, json={"verdict": "accept"}
        )
        await self._visible(answer.raise_for_status().json()["assessment_version"])
        return time.perf_counter() - began

    async def post(self) -> dict[str, Any]:
        """Post a piece of evidence; what the product answers."""
        self.posted += 1
        component = self.components[self.posted % len(self.components)]
        told = json.dumps({"assessment": self.assessment, "components": [component], "title": f"bench {self.posted}"})
        answer = await self.client.post(
            "/v1/evidence",
            headers=self.reporter,
            files={"file": ("bench.pdf", _PDF + str(self.posted).encode(), "application/pdf")},
            data={"metadata": told},
        )
        posted: dict[str, Any] = answer.raise_for_status().json()
        return posted

    async def _visible(self, version: int) -> None:
        answer = await self.client.get(
            f"/v1/assessments/{self.assessment}/scores",
            params={"min_version": version, "wait": 10},
            headers=self.reviewer,
        )
        shown = answer.raise_for_status().json()["computed_version"]
        if shown < version:
            raise RuntimeError(f"scores show version {shown} 10 s after version {version} was asked for")

    async def commit(self) -> float:
        """One row, committed."""
        began = time.perf_counter()
        async with self.database.transaction():
            await self.database.execute("INSERT INTO bench_commits (said) VALUES ($1)", "bench")
        return time.perf_counter() - began

    async def trip(self) -> float:
        """One job that does nothing, enqueued and done."""
        await self.rest()
        began = time.perf_counter()
        await self.bell.ring()
        return time.perf_counter() - began

    @contextlib.asynccontextmanager
    async def posting(self) -> AsyncIterator[None]:
        """Meanwhile pieces come in at a steady rate, whether the ones before are answered or not."""

        async def arrivals(under_way: asyncio.TaskGroup) -> None:
            while True:
                under_way.create_task(self.post())
                await asyncio.sleep(1 / POSTS_PER_SECOND)

        async with asyncio.TaskGroup() as under_way:
            coming = under_way.create_task(arrivals(under_way))
            yield
            coming.cancel()

    async def rest(self) -> None:
        """At most two polls of the queue."""
        await asyncio.sleep(self.pause.uniform(0, 2 * queue.POLL_DELAY_S))


def rows(system: System, rounds: int) -> list[Row]:
    """Measure on a system of its own: supervisor, web and worker on the server's core."""
    before = machine.times()
    url = asyncio.run(system.create_database("visible"))
    data = system.folder / "local"
    told = {"DATABASE_URL": url, "REDIS_URL": system.redis_url, "DATA": str(data), "PORT": "0"}
    with contextlib.ExitStack() as stack:
        one = stack.enter_context(system.process("services.local", environment=told, cores=system.cores.server))
        one.wait_until(lambda: "\nready " in one.log.read_text(), step="starting services.local", seconds=120)
        stack.enter_context(
            system.process("bench.noop", environment={"REDIS_URL": system.redis_url}, cores=system.cores.server)
        )
        with machine.on(system.cores.client):
            measured = uvloop.run(_measure(system, url, data, rounds))
    stolen = machine.times().stolen_since(before)
    return [*_idle_rows(measured[0], stolen), *_busy_rows(measured[1], stolen)]


async def _measure(system: System, url: str, data: Path, rounds: int) -> tuple[list[_Round], list[_Round]]:
    """Idle, then busy."""
    async with _opened(system, url, data) as bench:
        await bench.decision()
        await bench.trip()
        idle = [await _round(bench) for _ in range(rounds)]
        async with bench.posting():
            await bench.decision()
            busy = [await _round(bench) for _ in range(rounds)]
    return idle, busy


async def _round(bench: _Bench) -> _Round:
    this = _Round()
    for _ in range(-(-ratios.SAMPLES // ratios.ROUNDS)):
        this.decisions.append(await bench.decision())
        this.commits.append(await bench.commit())
        this.trips.append(await bench.trip())
    return this


@contextlib.asynccontextmanager
async def _opened(system: System, url: str, data: Path) -> AsyncIterator[_Bench]:
    address = json.loads((data / "running.json").read_text())["address"]
    reporter, reviewer = (
        {"Authorization": f"Bearer {system.token(role, organisation, folder=data / 'keys', address=address)}"}
        for role, organisation in (("reporter", _AGENCY), ("reviewer", _REVIEWER))
    )
    pool = await create_pool(
        queue.settings(system.redis_url), job_serializer=queue.serialise, job_deserializer=queue.deserialise
    )
    bell = noop.Bell(pool, redis.Redis.from_url(system.redis_url))
    database = await asyncpg.connect(db.dsn(url), server_settings=callers.AS_SYSTEM)
    await database.execute("CREATE TABLE bench_commits (id bigint GENERATED ALWAYS AS IDENTITY, said text)")
    async with httpx.AsyncClient(base_url=address, timeout=30, trust_env=False) as client:
        assessment = await database.fetchval(
            "SELECT id FROM assessments WHERE status = 'open' AND year = $1", int(TODAY[:4])
        )
        components = await database.fetch(
            "SELECT code FROM components c JOIN assessments a USING (framework_version_id)"
            " WHERE a.id = $1 AND rule ->> 'kind' <> 'not_scored' AND max_points > 0 ORDER BY c.position",
            assessment,
        )
        yield _Bench(client, database, bell, reporter, reviewer, str(assessment), [one["code"] for one in components])
    await database.close()
    await bell.close()


def _idle_rows(measured: list[_Round], stolen: float) -> list[Row]:
    middles = [statistics.median(one.decisions) for one in measured]
    verdict = ratios.against_goal([one.decisions for one in measured], GOAL_S)
    note = (
        f"goal: median < {GOAL_S * 1000:.0f} ms; medians of the rounds {min(middles) * 1000:.0f} to"
        f" {max(middles) * 1000:.0f} ms; {sum(len(one.decisions) for one in measured)} samples of each; web, worker and"
        f" the baseline's worker on one core; poll_delay {queue.POLL_DELAY_S * 1000:.0f} ms in both, but the"
        " product's relay wakes its worker"
    )
    first, second = _beside(measured, "idle", stolen)
    return [replace(first, verdict=verdict, notes=(note,)), second]


def _busy_rows(measured: list[_Round], stolen: float) -> list[Row]:
    verdict = ratios.against_goal([one.decisions for one in measured], BUSY_GOAL_S, percent=95)
    note = (
        f"goal: p95 < {BUSY_GOAL_S:.0f} s; {POSTS_PER_SECOND} pieces of evidence a second come in for the same"
        " assessment, on the same core"
    )
    first, second = _beside(measured, "busy", stolen)
    return [replace(first, verdict=verdict, notes=(note,)), second]


def _beside(measured: list[_Round], when: str, stolen: float) -> Iterator[Row]:
    """Decisions beside each of the two baselines, measured in the same rounds."""
    middles = [statistics.median(one.decisions) for one in measured]
    decisions = [sample for one in measured for sample in one.decisions]
    for name, kind in (("bare commit", "commits"), ("bare arq round trip", "trips")):
        samples = [sample for one in measured for sample in getattr(one, kind)]
        yield Row(
            figure=f"decision to visible score, {when}",
            measured=_said(decisions),
            baseline=f"{name}: {_said(samples)}",
            ratio=ratios.of_rounds(middles, [statistics.median(getattr(one, kind)) for one in measured]),
            stolen=stolen,
        )


def _said(samples: list[float]) -> str:
    return f"{statistics.median(samples) * 1000:.1f} ms, p95 {ratios.percentile(samples, 95) * 1000:.1f} ms"
