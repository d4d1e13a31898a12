"""Two servers measured in turns under the same load."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import uvloop

from bench import load, machine, ratios
from bench.table import Row
from services.local.child import Child

CONNECTIONS = 32
_WARM_UP_S = 1.5
# A round is made of short turns, so that what a neighbour does for a second meets both sides.
TURNS = 4
_TURN_S = 1.0
ROUND_S = TURNS * _TURN_S


@dataclass
class Side:
    """One of two servers: where it answers, what it is asked, what it did in each round.

    `beside`: other processes whose CPU counts as this side's; `connections`: how many ask at once.
    """

    port: int
    process: Child
    request: bytes
    rounds: list[load.Load] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    beside: Callable[[], Sequence[int]] = tuple
    connections: int = CONNECTIONS

    def begin_round(self) -> None:
        """What is measured from now on counts for another round."""
        self.rounds.append(load.Load())
        self.cpu.append(0.0)

    def measure(self, seconds: float) -> None:
        """Load it for some seconds."""
        numbers = [self.process.process.pid if self.process.process else 0, *self.beside()]
        before = sum(map(machine.cpu_seconds, numbers))
        done = uvloop.run(load.run(self.port, self.request, connections=self.connections, seconds=seconds))
        self.cpu[-1] += sum(map(machine.cpu_seconds, numbers)) - before
        self.rounds[-1].add(done)

    def per_second(self) -> list[float]:
        """Answers per second, by round."""
        return [one.per_second for one in self.rounds]

    def said(self) -> str:
        """As the table shows it."""
        middle = sorted(self.per_second())[len(self.rounds) // 2]
        late = ratios.percentile([latency for one in self.rounds for latency in one.latencies], 99)
        return f"{middle:.0f}/s, p99 {late * 1000:.0f} ms"

    def cpu_each(self) -> list[float]:
        """Seconds of the server's CPU an answer, by round."""
        return [cpu / len(one.latencies) for cpu, one in zip(self.cpu, self.rounds, strict=True)]

    def busy(self) -> str:
        """How much of their cores server and client used while this side was asked."""
        seconds = sum(one.seconds for one in self.rounds)
        client = sum(one.client_cpu for one in self.rounds)
        return f"server {sum(self.cpu) / seconds:.0%} of its core, client {client / seconds:.0%}"


def alternate(product: Side, bare: Side, rounds: int, turn_s: float = _TURN_S) -> None:
    """Warm both up and forget that, then take turns in beginning."""
    for side in (product, bare):
        side.begin_round()
        side.measure(_WARM_UP_S)
        side.rounds.clear()
        side.cpu.clear()
    for _ in range(rounds):
        for side in (product, bare):
            side.begin_round()
        for number in range(TURNS):
            turn: Sequence[Side] = (product, bare) if number % 2 == 0 else (bare, product)
            for side in turn:
                side.measure(turn_s)


def per_cpu(product: Side, bare: Side, name: str, stolen: float) -> Row | None:
    """Answers by the server's own CPU time; None where the kernel does not count it."""
    if not all(product.cpu + bare.cpu):
        return None
    ours, theirs = ([1 / cost for cost in side.cpu_each()] for side in (product, bare))
    return Row(
        figure="the same, pages per second of the server's CPU",
        measured=f"{statistics.median(ours):.0f}",
        baseline=f"{name}: {statistics.median(theirs):.0f}",
        ratio=ratios.of_rounds(ours, theirs),
        stolen=stolen,
        notes=("what the ratio would be if PostgreSQL were never waited for",),
    )
