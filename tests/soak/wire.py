"""HTTP/1.1 by hand: any bytes may be sent, and a hundred thousand requests take little of the machine they measure."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TypeVar
from urllib.parse import urlsplit

_PATIENCE_S = 60.0
_LONGEST_HEAD = 1 << 20
T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What came back; the names of headers in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


class Wire:
    """One connection, kept alive, made again when the other side has closed it."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Wire:
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self._close()

    async def ask(self, method: str, path: str, headers: Sequence[tuple[str, bytes]], body: bytes = b"") -> Answer:
        """Send a request, once more when the connection was closed before anything came back."""
        lines = [f"{method} {path} HTTP/1.1".encode(), f"Host: {self._host}:{self._port}".encode()]
        lines += [name.encode() + b": " + value for name, value in headers]
        if body or method in ("POST", "PUT", "PATCH"):
            lines.append(f"Content-Length: {len(body)}".encode())
        request = b"\r\n".join([*lines, b"", body])
        async with asyncio.timeout(_PATIENCE_S):
            for attempt in (1, 2):
                try:
                    return await self._once(method, request)
                except (ConnectionError, asyncio.IncompleteReadError) as error:
                    await self._close()
                    nothing_came = not (isinstance(error, asyncio.IncompleteReadError) and error.partial)
                    if attempt == 2 or not nothing_came:
                        raise
        raise AssertionError("not reached")

    async def _once(self, method: str, request: bytes) -> Answer:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port, limit=_LONGEST_HEAD)
        reader, writer = self._reader, self._writer
        writer.write(request + (b"\r\n" if request.endswith(b"\r\n") and b"\r\n\r\n" not in request else b""))
        with contextlib.suppress(ConnectionError):  # refused while we still send; the answer may be there all the same
            await writer.drain()
        first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        found = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
        status = int(first.split(" ")[1])
        body = b"" if method == "HEAD" or status in (204, 304) else await _body(reader, found)
        if found.get("connection", "").lower() == "close":
            await self._close()
        return Answer(status, found, body)

    async def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()
        self._reader = self._writer = None


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return await reader.read()
    pieces = []
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        pieces.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return b"".join(pieces)


async def each(
    jobs: Iterable[T], address: str, do: Callable[[Wire, T], Awaitable[None]], *, connections: int = 8
) -> None:
    """Do every job over some connections to one address; the first failure ends all."""
    waiting = iter(jobs)

    async def work() -> None:
        async with Wire(address) as wire:
            for job in waiting:
                await do(wire, job)

    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(work())
