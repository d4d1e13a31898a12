"""M5: whatever dies or is emptied, at most 60 s after things are back the scores equal a computation from scratch."""

from __future__ import annotations

import asyncio
import contextlib
import random
import threading
import time
from functools import partial
from pathlib import Path

import asyncpg
import httpx
import pytest
import redis

from services.local import servers
from shared.kit import callers, db, failpoints
from tests.stories import scratch, workshop
from tests.stories.province import AGENCY, Province, component

RANDOM_KILLS = 20
PATIENCE_S = 60.0


def _settled(province: Province, database_url: str) -> None:
    """Scores that show the last write, within a minute, equal to a computation from scratch."""
    deadline = time.monotonic() + PATIENCE_S
    while (shown := province.scores())["computed_version"] < province.version:
        assert time.monotonic() < deadline, (shown["computed_version"], province.version)
    assert not shown["pending"]
    assert scratch.agrees(database_url)


def test_killed_at_each_failpoint(tmp_path: Path, database_url: str) -> None:
    with workshop.running(tmp_path, database_url) as shop, httpx.Client(base_url=shop.system.url, timeout=30) as http:
        province = Province(shop.system, http)
        for name in (name for name in failpoints.NAMES if not name.startswith("import.")):
            marker = shop.arm(name)
            evidence = province.post("1.7", "2.2")
            _restarted_after(shop, name, marker)
            province.decide(evidence, "partial", component="1.7", points=3, reason_code="insufficient")
            _settled(province, database_url)


def test_an_import_killed_at_each_failpoint_is_done_once(tmp_path: Path, database_url: str) -> None:
    with workshop.running(tmp_path, database_url) as shop, httpx.Client(base_url=shop.system.url, timeout=30) as http:
        province = Province(shop.system, http)
        names = [name for name in failpoints.NAMES if name.startswith("import.")]
        for number, name in enumerate(names, start=1):
            marker = shop.arm(name)
            sent = province.send_figure(f"2022-10-0{number}")
            _restarted_after(shop, name, marker)
            shop.worker.wait_until(partial(_is_imported, province, sent), step=name)
            assert province.import_at(sent)["counts"]["new"] == 1
        listed = http.get("/v1/measurements?total=true", headers=province.headers("reporter", AGENCY))
        assert listed.json()["total"] == len(names)


def _is_imported(province: Province, address: str) -> bool:
    return bool(province.import_at(address)["state"] == "done")


def _restarted_after(shop: workshop.Workshop, name: str, marker: Path) -> None:
    """The worker dies where it was told to, and is started again."""
    shop.worker.wait_until(marker.exists, step=name)
    assert shop.worker.process is not None
    assert shop.worker.process.wait(10) == -9, name
    shop.worker.start()


def test_killed_at_random_moments(tmp_path: Path, database_url: str) -> None:
    assert kill_at_random_moments(tmp_path, database_url, seed=20220812) == RANDOM_KILLS


def kill_at_random_moments(folder: Path, database_url: str, *, seed: int) -> int:
    """Kill and start the worker again while documents are posted and decided on; how often. The scores must agree."""
    moments = random.Random(seed)
    with workshop.running(folder, database_url) as shop, httpx.Client(base_url=shop.system.url, timeout=30) as http:
        province = Province(shop.system, http)
        for _ in range(RANDOM_KILLS):
            timer = threading.Timer(moments.uniform(0, 0.25), shop.restart_worker)
            timer.start()
            evidence = province.post("1.8")
            province.decide(evidence, moments.choice(["accept", "reject"]), reason_code="other")
            timer.join()
        _settled(province, database_url)
    return RANDOM_KILLS


def test_redis_emptied(tmp_path: Path, database_url: str) -> None:
    with workshop.running(tmp_path, database_url) as shop, httpx.Client(base_url=shop.system.url, timeout=30) as http:
        province = Province(shop.system, http)
        _settled(province, database_url)
        marker = shop.arm("compute.started")
        province.post("1.9")
        shop.worker.wait_until(marker.exists, step="the job is taken")
        with redis.Redis.from_url(shop.queue.redis_url) as queue:
            queue.flushall()
        shop.restart_worker()
        _settled(province, database_url)
        assert component(province.scores(), "self", "1.9")["points"] == 10


def test_redis_down_while_evidence_is_posted(tmp_path: Path, database_url: str) -> None:
    with workshop.running(tmp_path, database_url) as shop, httpx.Client(base_url=shop.system.url, timeout=30) as http:
        province = Province(shop.system, http)
        _settled(province, database_url)
        shop.queue.queue.stop()
        province.post("1.10")
        ready = http.get("/health/ready")
        assert ready.status_code == 200
        assert ready.json()["status"] == "degraded"
        assert ready.json()["queue"] == "away"
        servers.start_queue(shop.queue)
        shop.restart_worker()
        _settled(province, database_url)
        assert component(province.scores(), "self", "1.10")["points"] == 10


def test_connections_to_postgresql_are_cut(tmp_path: Path, database_url: str) -> None:
    """Relay and sweeper come back by themselves, and the relay is woken at each commit again."""
    with workshop.running(tmp_path, database_url) as shop, httpx.Client(base_url=shop.system.url, timeout=30) as http:
        province = Province(shop.system, http)
        _settled(province, database_url)
        for code in ("1.4", "1.9"):
            asyncio.run(_cut(database_url))
            assert shop.worker.process is not None
            shop.worker.wait_until(lambda: asyncio.run(_listeners(database_url)) == 1, step="it listens again")
            _post_until_taken(province, code)
            _settled(province, database_url)
        assert shop.worker.alive()


async def _cut(database_url: str) -> None:
    connection = await asyncpg.connect(db.dsn(database_url), server_settings=callers.AS_SYSTEM)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"  # autovacuum is a superuser's, whom nobody else may cut off
    )
    await connection.close()


async def _listeners(database_url: str) -> int:
    connection = await asyncpg.connect(db.dsn(database_url), server_settings=callers.AS_SYSTEM)
    found = await connection.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'"
    )
    await connection.close()
    return int(found)


def _post_until_taken(province: Province, code: str) -> None:
    """A write on a connection that was cut is answered 503; the caller tries again, as it is told to."""
    for _ in range(10):
        with contextlib.suppress(AssertionError):
            province.post(code)
            return
    pytest.fail("not taken")
