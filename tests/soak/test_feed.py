"""I5: the feed under eight writers and 100,000 changes.

Three mirrors that are killed, one long writing transaction, a proxy that buffers, a restore into a new cluster.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from services.local import postgres, servers
from tests import databases, feeds
from tests.soak import deployed, feed_writers, slow_proxy
from tests.topologies import Topology

CHANGES = 100_000
SCOPES = tuple(sorted(feeds.SCOPES))
MIRROR = databases.ROOT / "deploy" / "examples" / "mirror.py"


@dataclass
class Puller:
    """A mirror of one caller, in a process of its own."""

    name: str
    role: str
    organisation: str
    scopes: tuple[str, ...]
    file: Path
    kills: int = 0
    said: list[str] = field(default_factory=list)

    def start(self, system: Topology, *more: str, url: str = "") -> subprocess.Popen[str]:
        """Run it against a system."""
        token = system.token(self.role, self.organisation, scopes=self.scopes)
        command = [sys.executable, str(MIRROR), "--base", url or system.url, "--db", str(self.file), *more]
        environment = {**os.environ, "MIRROR_TOKEN": token}
        return subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def finish(self, system: Topology, *more: str, url: str = "") -> str:
        """Run it to its end, which must be a good one."""
        said, _ = (process := self.start(system, *more, url=url)).communicate(timeout=300)
        assert process.returncode == 0, (self.name, said[-2000:])
        return said

    def holds(self) -> set[tuple[str, str]]:
        """What is in its file."""
        with contextlib.closing(sqlite3.connect(self.file)) as copy:
            return set(copy.execute("SELECT entity, id FROM things"))


def _pullers(folder: Path) -> list[Puller]:
    return [
        Puller("everything", "system", "tinh-tuyen-quang", SCOPES, folder / "all.sqlite"),
        Puller("one agency", "reporter", "so-noi-vu", SCOPES, folder / "agency.sqlite"),
        Puller("figures only", "system", "", ("changes:read", "targets:read"), folder / "figures.sqlite"),
    ]


@contextlib.contextmanager
def _cluster(folder: Path) -> Iterator[servers.Servers]:
    """A PostgreSQL server of its own."""
    made = servers.prepare(folder, fast_and_unsafe=True)
    servers.start_database(made)
    try:
        yield made
    finally:
        made.database.stop()


def _migrated(url: str) -> None:
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(databases.ROOT)}
    for command in (["alembic", "upgrade", "head"], ["shared.catalog"]):
        subprocess.run([sys.executable, "-m", *command], check=True, cwd=databases.ROOT, env=environment)


async def _harass(pullers: Sequence[Puller], system: Topology, seed: int, writing: asyncio.Task[None]) -> None:
    """Start the mirrors and kill each at moments of its own, until the writers are done."""

    async def one(puller: Puller, chance: random.Random) -> None:
        while not writing.done():
            process = puller.start(system, "--follow", "0.05")
            await asyncio.wait([writing], timeout=chance.uniform(0.3, 4.0))
            os.killpg(process.pid, signal.SIGKILL)
            said, _ = process.communicate()
            puller.said.append(said)
            puller.kills += 1

    await asyncio.gather(*(one(puller, random.Random(seed + n)) for n, puller in enumerate(pullers)))


async def _written_while_read(system: Topology, pullers: Sequence[Puller], seed: int) -> feed_writers.Writers:
    """The writers, one of their like that does not end until half of all is written, and the mirrors."""
    writers = feed_writers.Writers(system.database_url, seed, CHANGES)
    await writers.prepare()
    slow = await databases.connect(system.database_url)
    held = slow.transaction()
    await held.start()
    await feeds.measure(slow, count=50)
    writing = asyncio.create_task(writers.run())

    async def let_go() -> None:
        while writers.rows < CHANGES / 2 and not writing.done():
            await asyncio.wait([writing], timeout=0.2)
        await held.commit()
        await slow.close()

    await asyncio.gather(_harass(pullers, system, seed, writing), let_go(), writing)
    return writers


def _equal(pullers: Sequence[Puller], system: Topology) -> None:
    """Each mirror is equal to a fresh export, row by row, and holds what the product's own tables say it must."""
    for puller in pullers:
        assert "equal to a fresh export" in puller.finish(system, "--verify"), puller.name
    everything, agency, figures = pullers
    assert everything.holds() == asyncio.run(feed_writers.visible(system.database_url, None))
    assert agency.holds() == asyncio.run(feed_writers.visible(system.database_url, agency.organisation))
    kinds = {"organisation", "target", "ranking", "task", "measurement"}
    assert figures.holds() == {row for row in everything.holds() if row[0] in kinds}


def _restored(source: servers.Servers, target: servers.Servers) -> None:
    """The usual way: pg_dump into pg_restore."""
    programs = [
        [str(postgres.BIN / "pg_dump"), "-Fc", "-h", str(source.sockets), "-U", postgres.SUPERUSER, postgres.DATABASE],
        [
            str(postgres.BIN / "pg_restore"),
            "-h",
            str(target.sockets),
            "-U",
            postgres.SUPERUSER,
            "-d",
            postgres.DATABASE,
        ],
    ]
    with subprocess.Popen(programs[0], stdout=subprocess.PIPE) as dump:
        subprocess.run(programs[1], stdin=dump.stdout, check=True)
    assert dump.returncode == 0


def test_nothing_is_missed_and_all_ends_equal(tmp_path: Path, say: Callable[[str], None]) -> None:
    for name in ("system", "restored"):
        (tmp_path / name).mkdir()
    pullers, seed = _pullers(tmp_path), 57
    with _cluster(tmp_path / "first") as first:
        _migrated(first.database_url)
        with deployed.in_one_process(tmp_path / "system", first.database_url) as system:
            assert httpx.get(f"{system.topology.url}/v1/changes").status_code == 401
            began = time.monotonic()
            writers = asyncio.run(_written_while_read(system.topology, pullers, seed))
            took = time.monotonic() - began
            _equal(pullers, system.topology)
            kills = sum(puller.kills for puller in pullers)
            say(f"{writers.rows} changes in {took:.0f} s, {kills} kills, {writers.repeated} repeated; 0 missed, equal")
            say(_through_the_proxy(system.topology, tmp_path))
        with _cluster(tmp_path / "second") as second:
            _restored(first, second)
            with deployed.in_one_process(tmp_path / "restored", second.database_url) as system:
                for puller in pullers:
                    assert "the cursor is refused" in puller.finish(system.topology), puller.name
                _equal(pullers, system.topology)
                say("restored into a new cluster: every cursor refused, every mirror equal after an export")


async def _more(url: str) -> None:
    connection = await databases.connect(url)
    await feeds.measure(connection, count=CHANGES)
    await connection.close()


def _through_the_proxy(system: Topology, folder: Path) -> str:
    """A first sync of 100,000 rows and more through a proxy that buffers and cuts at 30 s."""
    asyncio.run(_more(system.database_url))
    fresh = Puller("behind the proxy", "system", "tinh-tuyen-quang", SCOPES, folder / "proxy.sqlite")
    with slow_proxy.before(system.url) as seen:
        began = time.monotonic()
        assert "equal to a fresh export" in fresh.finish(system, "--verify", url=seen.url)
        took = time.monotonic() - began
    rows = len(fresh.holds())
    assert rows >= CHANGES
    assert seen.cut == 0
    assert seen.largest < 8_000_000
    return (
        f"{rows} rows synced and verified through a proxy that buffers and cuts at 30 s in {took:.0f} s:"
        f" {seen.answers} answers, the slowest {seen.slowest:.1f} s, the largest {seen.largest / 1e6:.1f} MB"
    )
