"""How a process of its own serves its application; behind the edge, so it believes no forwarded header.

Stopping without cutting anybody off. On SIGTERM a process says at /health/ready that it stops, goes on answering for
DRAIN_SECONDS, each answer with `Connection: close`, and only then lets go of its port: whoever keeps connections open
(nginx does, for 3 s) has closed them by then, and a balancer sends nobody new. Then open requests are finished, for at
most 8 s.

Starting again without a gap: the port may be held by another (LISTEN_FDS, as systemd's .socket units do). Whoever comes
while nobody serves then waits instead of being refused.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import socket
import struct
import sys

import uvicorn
from fastapi import FastAPI

from shared.kit.settings import ServiceSettings
from shared.kit.web import protocol

GRACE_S = 8
BACKLOG = 2048
_HELD_FD = 3  # sd_listen_fds(3): the first one
# Long enough for handshakes under way to end.
_LAST_CALL_S = 0.2
_SO_ATTACH_FILTER = 26
# Classic BPF on a listening socket: load the byte of TCP's flags; drop a SYN, take the rest (the ACK of a handshake).
_NO_NEW_CALLERS = ((0x30, 0, 0, 13), (0x45, 0, 1, 0x02), (0x06, 0, 0, 0), (0x06, 0, 0, 0xFFFFFFFF))


def serve(app: FastAPI, configured: ServiceSettings) -> None:
    """Serve until SIGTERM."""
    held = _held()
    listening = held or _bound(configured)
    Server(config(app), drain_s=configured.drain_seconds, own_port=held is None).run(sockets=[listening])


def config(app: FastAPI | str, *, factory: bool = False) -> uvicorn.Config:
    """uvicorn as every process of ours uses it."""
    return uvicorn.Config(
        app,
        factory=factory,
        lifespan="on",
        http=protocol.BoundedProtocol,
        ws="none",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=GRACE_S,
    )


class Server(uvicorn.Server):
    """uvicorn's server, which stops in the order written above."""

    def __init__(self, config: uvicorn.Config, *, drain_s: float = 0.0, own_port: bool = False) -> None:
        super().__init__(config)
        self._drain_s = drain_s
        self._own_port = own_port

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say goodbye, then stop. A second signal hurries."""
        state = getattr(self.config.app, "state", None)
        if state is not None:
            state.stopping = True
        loop = asyncio.get_running_loop()
        until = loop.time() + self._drain_s
        await self._tick()
        while (rest := until - loop.time()) > 0 and not self.force_exit:
            await asyncio.sleep(min(1.0, rest))
            await self._tick()
        if self._own_port and not self.force_exit:
            for one in sockets or ():
                refuse_new_callers(one)
            await asyncio.sleep(_LAST_CALL_S)
        await super().shutdown(sockets)

    async def _tick(self) -> None:
        """The date of the answers goes on, and each is the last on its connection."""
        await self.on_tick(0)
        self.server_state.default_headers = [*self.server_state.default_headers, (b"connection", b"close")]


def refuse_new_callers(listening: socket.socket) -> None:
    """Take nobody new on this port without cutting off those who are already in its queue: closing it at once would
    reset them. Who comes now asks again within a second, and meets our successor or a closed port. Linux only."""
    if not sys.platform.startswith("linux"):
        return
    program = b"".join(struct.pack("HBBI", *one) for one in _NO_NEW_CALLERS)
    in_memory = (ctypes.c_char * len(program)).from_buffer_copy(program)
    described = struct.pack("HL", len(_NO_NEW_CALLERS), ctypes.addressof(in_memory))
    listening.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, described)


def _held() -> socket.socket | None:
    """The port that somebody holds for us, if so (sd_listen_fds)."""
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or os.environ.get("LISTEN_FDS") != "1":
        return None
    return socket.socket(fileno=_HELD_FD)


def _bound(configured: ServiceSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in configured.host else socket.AF_INET
    return socket.create_server((configured.host, configured.port), family=family, backlog=BACKLOG)
