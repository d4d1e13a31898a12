"""The worker's own door, where METRICS_PORT names one: `/metrics` and `/health/*`, guarded as every process's."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn

from shared.kit.settings import ServiceSettings
from shared.overview import process, serving


class _Quiet(uvicorn.Server):
    """A server that leaves the signals to the worker it lives in."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing is captured: the worker stops this task when it stops."""
        yield


async def run(configured: ServiceSettings, port: int) -> None:
    """Serve until cancelled. One connection to the database is enough for a monitor."""
    app = process.build(configured.model_copy(update={"pool_size": 1}), title="DTI scoring worker", routers=[])
    server = _Quiet(serving.config(app))
    with socket.create_server((configured.host, port)) as listening:
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            server.should_exit = server.force_exit = True  # it lets go of its port and its connections itself
            await task
            raise
