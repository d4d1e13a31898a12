"""A proxy as integration buses are: it takes in a whole answer before it sends any of it, and gives up after 30 s."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import threading
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field

CUT_S = 30.0


@dataclass
class Seen:
    """What passed: the slowest answer in seconds, the largest in bytes, how many were cut."""

    url: str = ""
    slowest: float = 0.0
    largest: int = 0
    answers: int = 0
    cut: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


@contextlib.contextmanager
def before(upstream: str) -> Iterator[Seen]:
    """Run one before a server."""
    target, seen = urllib.parse.urlsplit(upstream), Seen()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            began = time.monotonic()
            try:
                status, headers, body = self._fetch()
            except TimeoutError:
                status, headers, body = 504, {}, b""
            took = time.monotonic() - began
            with seen.lock:
                seen.slowest, seen.largest = max(seen.slowest, took), max(seen.largest, len(body))
                seen.answers, seen.cut = seen.answers + 1, seen.cut + (took >= CUT_S)
            self.send_response(504 if took >= CUT_S else status)
            for name, value in headers.items():
                if name.lower() in ("content-type", "retry-after", "etag"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _fetch(self) -> tuple[int, dict[str, str], bytes]:
            connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=CUT_S)
            kept = {k: v for k, v in self.headers.items() if k.lower() in ("authorization", "accept")}
            connection.request("GET", self.path, headers=kept)
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            return answer.status, dict(answer.getheaders()), body

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    seen.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
