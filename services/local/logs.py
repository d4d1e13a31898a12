"""Warnings of the children, brought from their logs to the terminal."""

import re
from collections.abc import Callable
from pathlib import Path

ALARMING = re.compile(r'\b(WARNING|ERROR|CRITICAL|FATAL|PANIC)\b|"level": ?"(warning|error|critical)"')
# PostgreSQL reports every refused statement as an ERROR, which the application has already answered; Valkey gives
# advice to production servers as a WARNING.
ALARMING_OF = {
    "postgres": re.compile(r"\b(PANIC|WARNING)\b"),
    "valkey": re.compile(r"Fatal|Out Of Memory|BUG REPORT|MISCONF"),
}
MOST_LINES_AT_ONCE = 10


class Watch:
    """Reads what was added to a log since the last look."""

    def __init__(self, name: str, log: Path, say: Callable[[str], None]) -> None:
        self._name = name
        self._log = log
        self._say = say
        self._pattern = ALARMING_OF.get(name, ALARMING)
        self._position = log.stat().st_size if log.exists() else 0

    def look(self) -> None:
        """Say the alarming lines among the new ones. A log that became shorter was set aside: start anew."""
        if not self._log.exists():
            return
        size = self._log.stat().st_size
        if size == self._position:
            return
        with self._log.open("rb") as log:
            log.seek(self._position if size > self._position else 0)
            added = log.read(1_000_000)
            self._position = log.tell()
        found = [line for line in added.decode("utf-8", "replace").splitlines() if self._pattern.search(line)]
        for line in found[:MOST_LINES_AT_ONCE]:
            self._say(f"{self._name}: {line[:300]}")
        if len(found) > MOST_LINES_AT_ONCE:
            self._say(f"{self._name}: {len(found) - MOST_LINES_AT_ONCE} more such lines in {self._log}")
