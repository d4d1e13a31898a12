"""A small service as a process of its own, whose port the test may hold; and callers that never pause."""

from __future__ import annotations

import contextlib
import dataclasses
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from shared.kit.web import protocol

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "DATABASE_URL": "postgresql+asyncpg://nobody@/nothing",
    "REDIS_URL": "redis://127.0.0.1:9/0",
    "JWKS": "nowhere",
}


@dataclasses.dataclass
class Service:
    """The small service as a process of its own, whose port may be held by the test."""

    port: int
    drain: float = 0.0
    held: socket.socket | None = None
    process: subprocess.Popen[bytes] | None = None
    last_call: float = protocol.LAST_CALL_SECONDS

    def start(self) -> Service:
        """Start it and wait until it listens."""
        told = ENVIRONMENT | {"PORT": str(self.port), "DRAIN_SECONDS": str(self.drain)}
        told["LAST_CALL_SECONDS"] = str(self.last_call)
        program = [sys.executable, "-m", "tests.deploy.stops"]
        if self.held is None:
            self.process = subprocess.Popen(program, env=told, stderr=subprocess.DEVNULL)
            until(self.listens)
        else:  # as systemd does: descriptor 3, and the number of the process that it is meant for
            held = self.held.fileno()
            script = "import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ['LISTEN_PID'] = str(os.getpid());"
            script += "os.environ['LISTEN_FDS'] = '1'; os.execv(sys.executable, sys.argv[2:])"
            self.process = subprocess.Popen(
                [sys.executable, "-c", script, str(held), *program],
                env=told,
                pass_fds=[held],
                stderr=subprocess.DEVNULL,
            )
            assert ask(self.port) == (200, False)
        return self

    def listens(self) -> bool:
        """Whether somebody does, on its port."""
        with socket.socket() as connection:
            return connection.connect_ex(("127.0.0.1", self.port)) == 0

    @contextlib.contextmanager
    def running(self) -> Iterator[Service]:
        """It runs for as long as the block lasts."""
        try:
            yield self.start()
        finally:
            if self.process and self.process.poll() is None:
                self.process.kill()
                self.process.wait(10)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Ask it to stop."""
        assert self.process
        self.process.send_signal(number)

    def end(self) -> int:
        """Wait until it is gone; its exit code."""
        assert self.process
        return self.process.wait(30)


def until(what: Callable[[], bool], seconds: float = 30) -> None:
    """Ask again and again until it is so."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.01)


def ask(port: int) -> tuple[int, Any]:
    """The status, and whether the process says that it stops."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/v1/x")
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())["stopping"]
    finally:
        connection.close()


class Load:
    """Callers that ask one after another until told to stop; what became of every request."""

    def __init__(self, ask: Callable[[int], int | str], callers: int = 4) -> None:
        self._ask = ask
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=[number]) for number in range(callers)]
        self.seen: Counter[int | str] = Counter()
        self._lock = threading.Lock()

    def _run(self, number: int) -> None:
        turn = number
        while not self._over.is_set():
            turn += 1
            try:
                outcome = self._ask(turn)
            except (OSError, http.client.HTTPException) as problem:
                outcome = type(problem).__name__
            with self._lock:
                self.seen[outcome] += 1

    def __enter__(self) -> Load:
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for one in self._threads:
            one.join(60)

    def after(self, more: int) -> None:
        """Until so many more requests are answered."""
        wanted = self.seen.total() + more
        until(lambda: self.seen.total() >= wanted)
