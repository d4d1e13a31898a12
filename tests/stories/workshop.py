"""A web process, a worker and a queue that a test stops, kills and starts by hand; no supervisor mends anything."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from services.local import child, servers, settings
from shared.kit import failpoints
from tests import ports, topologies


@dataclass(frozen=True)
class Workshop:
    """The running parts; `armed(name)` is the file whose absence arms a failpoint."""

    system: topologies.Topology
    web: child.Child
    worker: child.Child
    queue: servers.Servers
    folder: Path

    def arm(self, name: str) -> Path:
        """Worker or web process die when they next reach this place; the file is there again once they have."""
        marker = self.folder / name
        marker.unlink()
        return marker

    def kill_worker(self) -> None:
        """kill -9, and wait until it is gone."""
        if self.worker.process is not None and self.worker.process.poll() is None:
            os.kill(self.worker.process.pid, signal.SIGKILL)
            self.worker.process.wait(10)

    def restart_worker(self) -> None:
        """A new worker, as a supervisor would start one."""
        self.kill_worker()
        self.worker.start()


@contextlib.contextmanager
def running(folder: Path, database_url: str, *, hold: str | None = None) -> Iterator[Workshop]:
    """Start everything; `hold` makes the worker wait at that failpoint while the file `hold` exists in `folder`."""
    data, port = folder / "data", ports.free()
    queue = servers.prepare(data, fast_and_unsafe=True, database=False)
    actions = {name: f"kill:{folder / name}" for name in (*failpoints.NAMES, *failpoints.WEB)}
    for name in actions:
        (folder / name).touch()
    if hold is not None:
        actions[hold] = f"hold:{folder / 'hold'}"
    environment = topologies.environment() | {
        "DATABASE_URL": database_url,
        "REDIS_URL": queue.redis_url,
        "ISSUER": f"http://127.0.0.1:{port}",
        "JWKS": str(data / "keys" / "jwks.json"),
        "EVIDENCE_DIR": str(data / "evidence"),
        "KEYS_DIR": str(data / "keys"),
        "CHECKPOINTS_DIR": str(data / "checkpoints"),
        "TODAY": topologies.TODAY,
    }
    web = [sys.executable, "-m", "uvicorn", "--factory", "services.local.app:create_app", "--port", str(port)]
    failing = environment | {"FAILPOINTS": ",".join(f"{name}={action}" for name, action in actions.items())}
    worker = _child("worker", [sys.executable, "-m", "services.scoring_worker"], failing, data)
    with contextlib.ExitStack() as stack:
        stack.callback(queue.stop)
        servers.start_queue(queue)
        front = _child("web", web, failing, data)
        for one in (front, worker):
            one.start()
            stack.callback(one.stop)
        front.wait_until(lambda: topologies.listens(port), step="web")
        system = topologies.Topology(f"http://127.0.0.1:{port}", data, database_url, lambda: 0)
        yield Workshop(system, front, worker, queue, folder)


def _child(name: str, program: list[str], environment: dict[str, str], data: Path) -> child.Child:
    log = data / "log" / f"{name}.log"
    return child.Child(name=name, program=program, log=log, environment=environment, folder=settings.REPOSITORY)
