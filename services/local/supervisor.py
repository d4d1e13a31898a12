"""Sets everything up in numbered steps, keeps it running, stops it in order."""

import contextlib
import dataclasses
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from types import FrameType
from typing import TextIO

from services.local import child, errors, folder, logs, postgres, programs, pulse, servers, settings

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TICK_SECONDS = 0.1
FIRST_DELAY_SECONDS = 0.2
LONGEST_DELAY_SECONDS = 10.0
# A child that lived this long is trusted again: its next death is answered at once.
SETTLED_SECONDS = 30.0
HURRIED_SECONDS = 0.5
STEPS = 6


class StopRequested(KeyboardInterrupt):
    """Ctrl-C, SIGTERM or SIGHUP; of the one kind that nothing on the way, asyncio included, takes for a failure."""


@dataclasses.dataclass
class Watched:
    """A child that is restarted when it dies."""

    one: child.Child
    watch: logs.Watch
    deaths: int = 0
    restart_at: float | None = None
    heart: pulse.Pulse | None = None


def say(text: str, end: str = "\n") -> None:
    """Print at once: the reader waits for it."""
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(text + end)
        sys.stdout.flush()


class Supervisor:
    """One run of the local system."""

    def __init__(self, chosen: settings.Settings, run: programs.Programs) -> None:
        self._chosen = chosen
        self._run = run
        self._watched: list[Watched] = []  # in the order of starting; stopped in the opposite order
        self._step = 0
        self._port = chosen.port
        self._embedded: servers.Servers | None = None

    def main(self) -> int:
        """Run until asked to stop. Returns the exit code: 0 after Ctrl-C, 1 when it could not start."""
        for number in STOP_SIGNALS:
            signal.signal(number, self._on_signal)
        try:
            # Both are refused before anything starts.
            with contextlib.closing(self._bind()) as web_socket, folder.hold(self._chosen.data) as lock:
                folder.sign(lock, f"process {os.getpid()}, {self._address()}")
                return self._hold_and_run(web_socket, lock)
        except errors.LocalError as problem:
            say(f"cannot start: {problem}")
            return 1
        except StopRequested:
            return 0

    def _hold_and_run(self, web_socket: socket.socket, lock: TextIO) -> int:
        code = 0
        try:
            self._set_up(web_socket)
            self._say_ready()
            self._watch_for_ever()
        except StopRequested:
            pass
        except errors.LocalError as problem:
            say(f"\ncannot start: {problem}")
            code = 1
        self._stop()
        folder.sign(lock, "")
        (self._chosen.data / "running.json").unlink(missing_ok=True)
        return code

    # --- setting up ---

    def _set_up(self, web_socket: socket.socket) -> None:
        say(f"data folder {self._chosen.data}, port {self._port}; logs in {self._chosen.data / 'log'}")
        database_url, redis_url = self._start_servers()
        environment = programs.environment(
            self._chosen, port=self._port, database_url=database_url, redis_url=redis_url
        )
        noted = {"address": self._address(), "database_url": database_url, "redis_url": redis_url}
        folder.note_addresses(self._chosen.data, noted)
        for private in ("evidence", "keys", "checkpoints"):
            (self._chosen.data / private).mkdir(mode=0o700, exist_ok=True)
        with self._said("migrations"):
            child.run_to_end(self._describe("migrate", self._run.migrate, environment), step="the migrations")
        with self._said("catalog: law, organisations, targets, frameworks"):
            child.run_to_end(self._describe("catalog", self._run.catalog, environment), step="installing the catalog")
        with self._said("worker"):
            self._start(self._describe("worker", self._run.worker, environment))
        with self._said("web"):
            program = [*self._run.web, str(web_socket.fileno())]
            web = self._describe("web", program, environment)
            web.sockets = (web_socket.fileno(),)
            self._start(web)
            web.wait_until(self._answers, step="starting the web process")
            self._watched[-1].heart = pulse.Pulse(self._port)

    def _start_servers(self) -> tuple[str, str]:
        """The two addresses; an address that was given is used as it is."""
        given_database, given_queue = self._chosen.database_url, self._chosen.redis_url
        first = not postgres.exists(self._chosen.data / "postgres")
        note = "as given by DATABASE_URL" if given_database else f"{postgres.version()} (embedded)"
        with self._said(f"PostgreSQL {note}" + (", first start" if first and not given_database else "")):
            embedded = (
                None
                if given_database and given_queue
                else servers.prepare(self._chosen.data, database=not given_database)
            )
            self._embedded = embedded
            if embedded and not given_database:
                self._register(embedded.database)
                servers.start_database(embedded)
        with self._said("queue " + ("as given by REDIS_URL" if given_queue else "Valkey (embedded)")):
            if embedded and not given_queue:
                self._register(embedded.queue)
                servers.start_queue(embedded)
        database_url = given_database or (embedded.database_url if embedded else "")
        redis_url = given_queue or (embedded.redis_url if embedded else "")
        return database_url, redis_url

    @contextlib.contextmanager
    def _said(self, what: str) -> Iterator[None]:
        """Announce a step, then its seconds on the same line."""
        self._step += 1
        began = time.monotonic()
        say(f"[{self._step}/{STEPS}] {what} … ", end="")
        yield
        say(f"{time.monotonic() - began:.1f} s")

    def _describe(self, name: str, program: Sequence[str], env: dict[str, str]) -> child.Child:
        log = self._chosen.data / "log" / f"{name}.log"
        return child.Child(name=name, program=program, log=log, environment=env, folder=self._run.folder)

    def _register(self, one: child.Child) -> None:
        self._watched.append(Watched(one, logs.Watch(one.name, one.log, say)))

    def _start(self, one: child.Child) -> None:
        self._register(one)
        one.start()

    def _bind(self) -> socket.socket:
        """Take the port now and keep it, so that a restart of the web process refuses nobody. Raises PortTaken."""
        taken = socket.socket()
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((settings.HOST, self._chosen.port))
        except PermissionError:
            wanted = "only root may use ports below 1024"
            raise errors.BadSetting(name="PORT", value=str(self._chosen.port), wanted=wanted) from None
        except OSError:
            raise errors.PortTaken(port=self._chosen.port) from None
        self._port = taken.getsockname()[1]
        return taken

    def _address(self) -> str:
        return f"http://{settings.HOST}:{self._port}"

    def _answers(self) -> bool:
        return pulse.answers(self._port, "/health/ready", 5.0)

    def _say_ready(self) -> None:
        address = self._address()
        say(f"ready {address}  documentation {address}/docs  stop with Ctrl-C")

    # --- keeping it running ---

    def _watch_for_ever(self) -> None:
        for watched in self._watched:
            if watched.heart:
                watched.heart.begin()
        while True:
            for watched in self._watched:
                watched.watch.look()
                child.keep_log_small(watched.one.log)
                self._end_if_lost(watched)
                self._revive(watched)
            time.sleep(TICK_SECONDS)

    def _end_if_lost(self, watched: Watched) -> None:
        """Kill a child that hangs; asking it to stop would be one more thing it does not hear."""
        if watched.heart and watched.heart.lost and watched.one.alive():
            say(f"{watched.one.name} has not answered {pulse.MISSES} times in a row, ending it")
            watched.one.kill()

    def _revive(self, watched: Watched) -> None:
        """Restart a dead child: soon after its first death, later and later while it keeps dying."""
        if watched.one.alive():
            return
        now = time.monotonic()
        if watched.restart_at is None:
            if now - watched.one.started_at > SETTLED_SECONDS:
                watched.deaths = 0
            delay = min(FIRST_DELAY_SECONDS * 2**watched.deaths, LONGEST_DELAY_SECONDS)
            watched.deaths += 1
            watched.restart_at = now + delay
            say(f"{watched.one.name} ended ({_how(watched.one)}), starting it again in {delay:.1f} s; its last words:")
            say(child.tail(watched.one.log, lines=3))
        elif now >= watched.restart_at:
            watched.restart_at = None
            watched.one.start()
            if watched.heart:
                watched.heart.forget()

    # --- stopping ---

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        raise StopRequested

    def _stop(self) -> None:
        """Web first, so that nobody is cut off; then the worker, then what both lean on. A second Ctrl-C hurries."""
        if not self._watched:
            return
        order = [watched.one for watched in reversed(self._watched)]
        say("\nstopping " + ", ".join(one.name for one in order) + " …")
        patience: float | None = None  # each child's own
        for one in order:
            try:
                one.stop(seconds=patience)
            except StopRequested:
                _ignore_signals()
                patience = HURRIED_SECONDS
                one.stop(seconds=patience)
        if self._embedded:
            folder.release(self._embedded.sockets)
        say("stopped; the data stays")


def _ignore_signals() -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _how(one: child.Child) -> str:
    code = one.process.returncode if one.process else None
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return f"exit code {code}"
