"""The product as it is deployed, run for a test on a given database: in one process, or in five behind nginx.

Each has a Valkey of its own, since a worker takes every job it finds.
"""

import contextlib
import dataclasses
import functools
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from services.local import child, servers
from services.local.settings import REPOSITORY
from shared.identity import issuer, keys
from shared.kit import clock
from tests import edge, ports

TODAY = "2022-11-01"
SERVICES = ("gateway", "targets_api", "reporting_api", "scoring_api")


@dataclasses.dataclass(frozen=True)
class Topology:
    """Where a running system answers, and how to become somebody there."""

    url: str
    data: Path
    database_url: str
    worker: Callable[[], int]
    ports: Mapping[str, str] = dataclasses.field(default_factory=dict)  # service → its own address, when it has one

    def token(self, role: str, organisation: str = "", *, subject: str = "", scopes: tuple[str, ...] = ()) -> str:
        """An access token by this system's own issuer."""
        signed = issuer.Issuer(issuer=self.url, store=keys.KeyStore(self.data / "keys"), clock=clock.SystemClock(None))
        who = subject or f"{role}@{organisation or 'province'}"
        return signed.token(subject=who, client_id="tests", organisation=organisation, roles=[role], scopes=scopes)


@contextlib.contextmanager
def one_process(folder: Path, database_url: str, *, settings: Mapping[str, str] | None = None) -> Iterator[Topology]:
    """`make run` on this database: the supervisor, one web process, one worker. `settings` are passed on to them."""
    data, output = folder / "data", folder / "output.txt"
    settled = environment() | {"DATA": str(data), "PORT": "0", "TODAY": TODAY, "DATABASE_URL": database_url}
    settled |= settings or {}
    argv = child.command([sys.executable, "-m", "services.local"], folder=REPOSITORY)
    with output.open("wb") as log, subprocess.Popen(argv, env=settled, stdout=log, stderr=log) as process:
        try:
            _wait(lambda: "\nready " in output.read_text() or process.poll() is not None)
            assert process.poll() is None, output.read_text()
            url = json.loads((data / "running.json").read_text())["address"]
            yield Topology(url, data, database_url, lambda: _child_of(process.pid, "services.scoring_worker"))
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0, output.read_text()


@contextlib.contextmanager
def separate(folder: Path, database_url: str, *, settings: Mapping[str, str] | None = None) -> Iterator[Topology]:
    """Four services and a worker, each a process on its own port, behind nginx; as in docker-compose.yml.

    `settings` replace those that every process gets; `{service}` in one of them becomes the process's name.
    """
    data = folder / "data"
    embedded = servers.prepare(data, fast_and_unsafe=True, database=False)
    chosen = {name: ports.free() for name in SERVICES}
    front = ports.free()
    common = environment() | {
        "DATABASE_URL": database_url,
        "REDIS_URL": embedded.redis_url,
        "ISSUER": f"http://127.0.0.1:{front}",
        "JWKS": f"http://127.0.0.1:{chosen['gateway']}/.well-known/jwks.json",
        "EVIDENCE_DIR": str(data / "evidence"),
        "KEYS_DIR": str(data / "keys"),
        "CHECKPOINTS_DIR": str(data / "checkpoints"),
        "TODAY": TODAY,
        **(settings or {}),
    }
    with contextlib.ExitStack() as stack:
        stack.callback(embedded.stop)
        servers.start_queue(embedded)
        worker = _process("scoring_worker", common, data, stack)
        started = [_process(name, common | {"PORT": str(port)}, data, stack) for name, port in chosen.items()]
        for one, port in zip(started, chosen.values(), strict=True):
            one.wait_until(functools.partial(listens, port), step=one.name)
        upstreams = {name.upper(): f"127.0.0.1:{port}" for name, port in chosen.items()}
        stack.enter_context(edge.running(folder, upstreams=upstreams, port=front))
        _wait(lambda: _answers(front))
        own = {name: f"http://127.0.0.1:{port}" for name, port in chosen.items()}
        yield Topology(
            f"http://127.0.0.1:{front}", data, database_url, lambda: worker.process.pid if worker.process else 0, own
        )


def _process(name: str, environment: Mapping[str, str], data: Path, stack: contextlib.ExitStack) -> child.Child:
    one = child.Child(
        name=name,
        program=[sys.executable, "-m", f"services.{name}"],
        log=data / "log" / f"{name}.log",
        environment={key: value.replace("{service}", name) for key, value in environment.items()},
        folder=REPOSITORY,
    )
    one.start()
    stack.callback(one.stop)
    return one


def environment() -> dict[str, str]:
    """This machine's environment without any setting of ours, and without rate limits: every test calls from here."""
    ours = {"DATABASE_URL", "REDIS_URL", "TEST_DATABASE_URL", "TEST_REDIS_URL", "TODAY", "DATA", "PORT"}
    unlimited = dict.fromkeys(("RATE_LIMIT", "RATE_LIMIT_ANONYMOUS", "RATE_LIMIT_TOKEN"), "")
    return {name: value for name, value in os.environ.items() if name not in ours} | unlimited


def listens(port: int) -> bool:
    """Whether somebody listens on a port of this machine."""
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _child_of(parent: int, module: str) -> int:
    """The number of the supervisor's child that runs this module; the supervisor replaces one that is killed."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return next((int(one) for one in children if module in Path(f"/proc/{one}/cmdline").read_text()), 0)


def _wait(ready: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.02)
