"""Cores and what the kernel counts of them. Linux; elsewhere nothing is pinned and the shares are not known."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_STAT = Path("/proc/stat")


@dataclass(frozen=True)
class Cores:
    """What is measured runs on `server`; client, PostgreSQL and queue on `client`. The same on a single core."""

    server: frozenset[int]
    client: frozenset[int]


def cores() -> Cores:
    """The first and the last of the cores that we may use."""
    if not hasattr(os, "sched_getaffinity"):
        return Cores(frozenset(), frozenset())
    allowed = sorted(os.sched_getaffinity(0))
    return Cores(frozenset(allowed[:1]), frozenset(allowed[-1:]))


@contextlib.contextmanager
def on(cpus: frozenset[int]) -> Iterator[None]:
    """Run the block, and what it starts, on these cores. Children keep them."""
    if not cpus:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cpus)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@dataclass(frozen=True)
class Times:
    """Seconds of CPU since the start of the machine: of all cores together, and stolen of them."""

    total: float
    stolen: float

    def stolen_since(self, earlier: Times) -> float:
        """Share of CPU that the host gave to others."""
        return (self.stolen - earlier.stolen) / max(self.total - earlier.total, 1 / _TICKS)


def times() -> Times:
    """Of /proc/stat, first line: user nice system idle iowait irq softirq steal; guests are in user."""
    if not _STAT.exists():
        return Times(0, 0)
    ticks = [int(part) for part in _STAT.read_text().split("\n", 1)[0].split()[1:9]]
    return Times(sum(ticks) / _TICKS, ticks[7] / _TICKS)


def cpu_seconds(process: int) -> float:
    """Seconds that all threads of a process have run; 0 where the kernel does not say.

    schedstat counts nanoseconds, the times in /proc/PID/stat only ticks.
    """
    threads = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(one.read_text().split()[0]) for one in threads) / 1e9
