"""A load of keep-alive connections, each sending its next request when it has the whole answer.

Raw bytes on uvloop's transports: an HTTP library here would cost more than the server that is measured.
"""

from __future__ import annotations

import asyncio
import functools
import time
from dataclasses import dataclass, field
from typing import cast

_PATIENCE_S = 20.0


class UnexpectedAnswer(RuntimeError):
    """The server answered something else than 200 with a Content-Length."""


@dataclass
class Load:
    """What was answered within a time; `client_cpu` in seconds."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    client_cpu: float = 0.0

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return len(self.latencies) / self.seconds

    def add(self, other: Load) -> None:
        """Count another stretch of time to this one."""
        self.seconds += other.seconds
        self.latencies += other.latencies
        self.client_cpu += other.client_cpu


class _Connection(asyncio.Protocol):
    def __init__(self, request: bytes, load: Load, until: float, done: asyncio.Future[None]) -> None:
        self._request = request
        self._load = load
        self._until = until
        self._done = done
        self._missing = -1  # bytes of the answer still to come; -1 while its head is read
        self._head = b""
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass
        self._send()

    def _send(self) -> None:
        self._missing, self._head = -1, b""
        self._sent_at = time.perf_counter()
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if self._missing >= 0:
            self._missing -= len(data)
        else:
            self._head += data
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                return
            try:
                self._missing = _length(self._head[: end + 2]) - (len(self._head) - end - 4)
            except UnexpectedAnswer as error:
                self._transport.abort()
                self._done.set_exception(error)
                return
        if self._missing == 0:
            self._answered()

    def _answered(self) -> None:
        now = time.perf_counter()
        self._load.latencies.append(now - self._sent_at)
        if now >= self._until:
            self._transport.close()
        else:
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            if exc is not None or self._missing != 0:
                self._done.set_exception(exc or UnexpectedAnswer("the server closed the connection"))
            else:
                self._done.set_result(None)


def _length(head: bytes) -> int:
    if not head.startswith(b"HTTP/1.1 200"):
        raise UnexpectedAnswer(head.decode("latin-1"))
    _, _, rest = head.lower().partition(b"\r\ncontent-length:")
    if not rest:
        raise UnexpectedAnswer("no Content-Length")
    return int(rest[: rest.index(b"\r\n")])


async def run(port: int, request: bytes, *, connections: int, seconds: float) -> Load:
    """Load a server on this machine for some seconds, then hear the last answers: all count, and so does their time.

    Raises UnexpectedAnswer, OSError, TimeoutError.
    """
    loop = asyncio.get_running_loop()
    load = Load()
    began, cpu = time.perf_counter(), time.process_time()
    ends: list[asyncio.Future[None]] = [loop.create_future() for _ in range(connections)]
    for end in ends:
        await loop.create_connection(
            functools.partial(_Connection, request, load, began + seconds, end), "127.0.0.1", port
        )
    await asyncio.wait_for(asyncio.gather(*ends), seconds + _PATIENCE_S)
    load.seconds, load.client_cpu = time.perf_counter() - began, time.process_time() - cpu
    return load


def get(path: str, token: str) -> bytes:
    """The bytes of a GET with a bearer token."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nAuthorization: Bearer {token}\r\n\r\n"
    ).encode()


def post(path: str, token: str, body: bytes) -> bytes:
    """The bytes of a POST of JSON with a bearer token."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body
