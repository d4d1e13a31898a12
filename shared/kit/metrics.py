"""What a process counts of itself, in Prometheus's words. Labels are names of our own (operations, outcomes, kinds of
jobs), never an id, an address or anything that a caller wrote."""

from __future__ import annotations

from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4
# Goals of ours among them: 50 ms of a page, 200 ms of a what-if, 2 s to a visible score.
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)


class Metrics:
    """The counters of one process, also where several applications share it."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "dti_requests",
            "Requests answered, by operation and class of status.",
            ["operation", "status"],
            registry=self._registry,
        )
        self.latency = Histogram(
            "dti_request_seconds",
            "Seconds from a request to the end of its answer, by operation.",
            ["operation"],
            registry=self._registry,
            buckets=_SECONDS,
        )
        self.runs = Counter("dti_runs", "Computations of an assessment by this process.", registry=self._registry)
        self.run_seconds = Histogram(
            "dti_run_seconds",
            "Seconds of a computation within its lock.",
            registry=self._registry,
            buckets=_SECONDS,
        )
        self.replays = Counter("dti_replays", "Runs replayed by this process.", registry=self._registry)
        self.differences = Counter(
            "dti_replay_differences", "Figures that differed from a replay by this process.", registry=self._registry
        )

        self._answered: dict[tuple[str, str], tuple[Counter, Histogram]] = {}

    def answered(self, operation: str, status: str, seconds: float) -> None:
        """Count one request with a class of status such as "2xx"; the labels are looked up once."""
        found = self._answered.get((operation, status))
        if found is None:
            found = self.requests.labels(operation, status), self.latency.labels(operation)
            self._answered[operation, status] = found
        found[0].inc()
        found[1].observe(seconds)

    def text(self) -> bytes:
        """All of it in Prometheus's text format."""
        return generate_latest(self._registry)


@cache
def of_process() -> Metrics:
    """The one of this process, made when somebody first counts."""
    return Metrics()


def gauge(name: str, help_text: str, value: float) -> str:
    """One figure that is looked up when it is asked for, in Prometheus's text format."""
    return f"# HELP {name} {help_text}\n# TYPE {name} gauge\n{name} {value:g}\n"
