"""A local system over stand-in programs: start it, ask it, stop it."""

import dataclasses
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

T = TypeVar("T")
STAND_IN = Path(__file__).with_name("stand_in.py")
REPOSITORY = Path(__file__).resolve().parents[3]


def wait_for(what: Callable[[], T | Literal[False] | None], seconds: float = 30) -> T:
    """Ask again and again until there is an answer that is not empty."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = what()
        if found:
            return found
        time.sleep(0.02)
    raise TimeoutError(f"not within {seconds} s")


@dataclasses.dataclass
class System:
    """One supervisor process and what it has printed."""

    data: Path
    output: Path
    environment: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None

    def start(self, *, what: str = "supervisor") -> "System":
        """Start it, without waiting; "settings" is the real command, for what is refused before any program runs."""
        environment = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
        environment |= {"PYTHONPATH": str(REPOSITORY), "DATA": str(self.data), "PORT": "0"} | self.environment
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, *(("-m", "services.local") if what == "settings" else (str(STAND_IN), what))],
                env=environment,
                stdout=output,
                stderr=output,
            )
        return self

    def started(self) -> "System":
        """Start it and wait for its line."""
        self.start()
        wait_for(lambda: self.ready_line() or self.ended() or None)
        assert self.ready_line(), self.said()
        return self

    def said(self) -> str:
        """All it has printed."""
        return self.output.read_text()

    def ready_line(self) -> str | None:
        """The one line for which everybody waits."""
        return next((line for line in self.said().splitlines() if line.startswith("ready ")), None)

    def ended(self) -> bool:
        """Whether the supervisor is gone."""
        return self.process is not None and self.process.poll() is not None

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Send the signal; the exit code."""
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(60)

    def port(self) -> int:
        """From the ready line."""
        line = self.ready_line()
        assert line
        return int(line.split()[1].rpartition(":")[2])

    def web(self) -> int | None:
        """The process number of the web stand-in; None while it does not answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port(), timeout=5)
        try:
            connection.request("GET", "/")
            return int(connection.getresponse().read())
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def address(self, name: str) -> str:
        """From the note in the data folder: `database_url`, `redis_url`."""
        return str(json.loads((self.data / "running.json").read_text())[name])

    def worker(self) -> int:
        """The process number of the worker stand-in, which notes it when it has started."""
        note = self.data / "worker.pid"
        return int(wait_for(lambda: note.exists() and note.read_text()))

    def postgres(self) -> int | None:
        """The process number of a postmaster that is ready."""
        try:
            lines = (self.data / "postgres" / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        return int(lines[0]) if len(lines) > 7 and lines[7].strip() == "ready" else None


def gone(number: int) -> bool:
    """Whether a process is gone (a zombie is)."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True
