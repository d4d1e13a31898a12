"""Whether the web process still answers: one that hangs is alive for the kernel and dead for everybody else."""

import http.client
import threading

from services.local import settings

TIMEOUT_SECONDS = 5.0
INTERVAL_SECONDS = 2.0
# Misses in a row, each after TIMEOUT_SECONDS: 15 s for one that has answered before, a minute for one that is starting.
MISSES = 3
MISSES_WHILE_STARTING = 12


class Pulse:
    """Asks in a thread of its own, so that a hanging process does not make its supervisor hang.

    Misses are counted instead of seconds: a supervisor that was stopped for a minute finds nobody guilty.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._answered = False
        self._misses = 0

    def begin(self) -> None:
        """Ask from now on, until this process ends."""
        threading.Thread(target=self._ask_for_ever, name="pulse", daemon=True).start()

    def forget(self) -> None:
        """The process is a new one."""
        self._answered, self._misses = False, 0

    @property
    def lost(self) -> bool:
        """Whether it has missed too often in a row."""
        return self._misses >= (MISSES if self._answered else MISSES_WHILE_STARTING)

    def _ask_for_ever(self) -> None:
        pause = threading.Event()
        while True:
            if answers(self._port, "/health/live", TIMEOUT_SECONDS):
                self._answered, self._misses = True, 0
            else:
                self._misses += 1
            pause.wait(INTERVAL_SECONDS)


def answers(port: int, path: str, seconds: float) -> bool:
    """Whether 200 comes within so many seconds."""
    connection = http.client.HTTPConnection(settings.HOST, port, timeout=seconds)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
