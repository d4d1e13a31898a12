"""The servers of the tests: one PostgreSQL and one Valkey for all pytest workers of a run, however the run ends.

`running()` is all a conftest needs. The first caller starts a keeper process; every caller holds a shared lock on one
file; when the last holder is gone (also by kill -9) the keeper gets the exclusive lock, stops the servers and deletes
the folder. TEST_DATABASE_URL (a role that may create databases) and
TEST_REDIS_URL replace the embedded servers; DATABASE_URL and REDIS_URL are never read.
"""

import atexit
import contextlib
import dataclasses
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from services.local import servers

_users: dict[Path, TextIO] = {}  # kept open: the shared lock lives as long as this process


@dataclasses.dataclass(frozen=True)
class Urls:
    """Where PostgreSQL and Redis answer."""

    database: str
    redis: str


def addresses() -> Urls:
    """The addresses of this run's servers, started if they are not there yet."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"alone{os.getpid()}")[:12]
    folder = Path(tempfile.gettempdir()) / f"dti-tests-{os.getuid()}-{run}"
    folder.mkdir(mode=0o711, exist_ok=True)
    found = folder / "addresses.json"
    with (folder / "start.lock").open("w") as start:
        fcntl.flock(start, fcntl.LOCK_EX)
        if folder not in _users:
            _users[folder] = (folder / "users.lock").open("w")
            atexit.register(_users[folder].close)
            fcntl.flock(_users[folder], fcntl.LOCK_SH)
        if not found.exists():
            _start_keeper(folder)
    return Urls(**json.loads(found.read_text()))


@contextlib.contextmanager
def running() -> Iterator[Urls]:
    """The addresses, for as long as the block lasts at least."""
    yield addresses()


# --- the keeper, a process of its own ---


def _start_keeper(folder: Path) -> None:
    """Start it and read its one line: it has written the addresses, or what went wrong."""
    log = folder / "keeper.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.servers", str(folder)],
            cwd=Path(__file__).resolve().parents[1],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
    said = process.stdout.readline() if process.stdout else b""
    if process.stdout:
        process.stdout.close()
    if said.strip() != b"ready":
        raise RuntimeError(f"the servers of the tests did not start:\n{log.read_text()}")
    process.returncode = 0  # it outlives us: no ResourceWarning about a running child


def _keep(folder: Path) -> None:
    with _servers(folder) as (database_url, redis_url):
        new = folder / "addresses.new"
        new.write_text(json.dumps({"database": database_url, "redis": redis_url}))
        new.rename(folder / "addresses.json")
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        with (folder / "users.lock").open("w") as users:
            fcntl.flock(users, fcntl.LOCK_EX)
    shutil.rmtree(folder)


@contextlib.contextmanager
def _servers(folder: Path) -> Iterator[tuple[str, str]]:
    database_url, redis_url = os.environ.get("TEST_DATABASE_URL"), os.environ.get("TEST_REDIS_URL")
    if database_url and redis_url:
        yield _asyncpg(database_url), redis_url
        return
    embedded = servers.prepare(folder, fast_and_unsafe=True, database=not database_url)
    try:
        if not database_url:
            servers.start_database(embedded)
        if not redis_url:
            servers.start_queue(embedded)
        yield _asyncpg(database_url or embedded.database_url), redis_url or embedded.redis_url
    finally:
        embedded.stop()


def _asyncpg(url: str) -> str:
    return f"postgresql+asyncpg://{url.partition('://')[2]}"


if __name__ == "__main__":
    _keep(Path(sys.argv[1]))
