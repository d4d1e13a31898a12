"""One child process: started through `launch.py`, logging to its own file, in a session of its own.

The session keeps Ctrl-C away from the children, so that the supervisor alone decides in which order they stop.
"""

import collections
import contextlib
import dataclasses
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from services.local import errors

LAUNCH = Path(__file__).with_name("launch.py")
POLL_SECONDS = 0.02
LOG_LIMIT_BYTES = 10_000_000


def command(
    program: Sequence[str],
    *,
    rights: Sequence[str] = (),
    folder: Path | None = None,
    parent_death: signal.Signals = signal.SIGTERM,
) -> list[str]:
    """The command line that runs a program through `launch.py`; it gets `parent_death` when we are killed."""
    options = ["--parent", str(os.getpid()), "--signal", str(int(parent_death)), *rights]
    if folder is not None:
        options += ["--folder", str(folder)]
    return [sys.executable, "-I", "-S", str(LAUNCH), *options, "--", *program]


@dataclasses.dataclass
class Child:
    """What runs, how it is stopped, and the process while there is one."""

    name: str
    program: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0
    rights: Sequence[str] = ()
    folder: Path | None = None
    sockets: tuple[int, ...] = ()
    before_start: Callable[[], None] = lambda: None
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0

    def start(self) -> None:
        """Start it; what it prints goes to the end of its log."""
        self.before_start()
        argv = command(self.program, rights=self.rights, folder=self.folder, parent_death=self.stop_signal)
        keep_log_small(self.log)
        with open_log(self.log) as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own program, no shell
                argv,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=self.sockets,
            )
        self.started_at = time.monotonic()

    def alive(self) -> bool:
        """Whether the process is there."""
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        """Send its stop signal."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def stop(self, *, seconds: float | None = None) -> None:
        """Ask, wait, then kill it with all its descendants."""
        if self.process is None:
            return
        self.ask_to_stop()
        try:
            self.process.wait(self.stop_seconds if seconds is None else seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once, with all its descendants."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def wait_until(self, ready: Callable[[], bool], *, step: str, seconds: float = 60.0) -> None:
        """Poll until it is ready. Raises SetupFailed when it ends first or takes too long."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.alive() or time.monotonic() > deadline:
                raise errors.SetupFailed(step=step, log=self.log, tail=tail(self.log))
            time.sleep(POLL_SECONDS)


def run_to_end(one: Child, *, step: str) -> None:
    """Run a child that does one thing and ends. Raises SetupFailed when it ends badly."""
    one.start()
    try:
        code = one.process.wait() if one.process else None
    finally:
        one.stop(seconds=1.0)  # when we were interrupted; else it is gone already
    if code != 0:
        raise errors.SetupFailed(step=step, log=one.log, tail=tail(one.log))


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log, indented."""
    if not log.exists():
        return "  (empty)"
    with log.open(encoding="utf-8", errors="replace") as text:
        last = collections.deque(text, maxlen=lines)
    return "".join(f"  {line.rstrip()}\n" for line in last).rstrip("\n") or "  (empty)"


def open_log(log: Path) -> BinaryIO:
    """A log to append to, readable by its owner only: a refused statement may name people.

    A child of another user writes through the open file and needs no right to its name.
    """
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")
    os.fchmod(opened.fileno(), 0o600)  # one of an earlier version
    return opened


def keep_log_small(log: Path) -> None:
    """Empty a log that has grown beyond the limit; one copy is kept. Its writer, who appends, goes on at the beginning.

    Lines written during the copy are lost.
    """
    if not log.exists() or log.stat().st_size <= LOG_LIMIT_BYTES:
        return
    kept = log.with_suffix(".old.log")
    kept.unlink(missing_ok=True)
    with log.open("rb") as full, open_log(kept) as copy:
        shutil.copyfileobj(full, copy)
    os.truncate(log, 0)
