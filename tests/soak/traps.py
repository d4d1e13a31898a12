"""Two small servers: one that nobody may ever call, and one that gives out keys and counts who asks."""

from __future__ import annotations

import contextlib
import http.server
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Calls:
    """The address of a server and the instants (monotonic seconds) of its calls by path."""

    url: str = ""
    at: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def number(self) -> int:
        """All calls."""
        return sum(map(len, self.at.values()))

    def most_in_a_minute(self, path: str) -> int:
        """The largest number of calls to a path within any 60 s."""
        instants = sorted(self.at[path])
        return max((sum(0 <= other - one < 60 for other in instants) for one in instants), default=0)


@contextlib.contextmanager
def server(answer: Path | None = None) -> Iterator[Calls]:
    """A server that answers every path with a file, or with 404 when there is none."""
    calls = Calls()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.at[self.path].append(time.monotonic())
            body = answer.read_bytes() if answer is not None else b""
            self.send_response(200 if answer is not None else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.daemon_threads = True
        calls.url = f"http://127.0.0.1:{running.server_port}"
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield calls
        finally:
            running.shutdown()
            thread.join()
