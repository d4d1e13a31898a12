"""The reference client against the applications in process: a way that can be cut, and a worker that exports."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx

from shared.kit import db
from shared.overview.changes import exports

FILE = Path(__file__).resolve().parents[2] / "deploy" / "examples" / "mirror.py"


class Cut(BaseException):
    """The client is killed here."""


def load() -> ModuleType:
    """The one file, as a module."""
    spec = importlib.util.spec_from_file_location("mirror_example", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


class Way(httpx.BaseTransport):
    """From the client's thread to the applications on the event loop. `on_answer` may spoil an answer or raise Cut."""

    def __init__(self, http: httpx.AsyncClient, database: db.Database) -> None:
        self._http, self._database = http, database
        self._loop = asyncio.get_running_loop()
        self.on_answer: Callable[[httpx.Request, httpx.Response], httpx.Response] = lambda _, answer: answer
        self.asked: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Called in the client's thread."""
        self.asked.append(request.url.path)
        return self.on_answer(request, asyncio.run_coroutine_threadsafe(self._send(request), self._loop).result(60))

    async def _send(self, request: httpx.Request) -> httpx.Response:
        request.headers["host"] = "dti.test"
        answer = await self._http.request(
            request.method, request.url.raw_path.decode(), headers=dict(request.headers), content=request.read()
        )
        if request.url.path == "/v1/changes/export":
            await exports.make_next(self._database)
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content, request=request)


def mirror(module: ModuleType, path: Path, way: Way, token: Callable[[], tuple[str, float]]) -> Any:
    """A mirror in this file by this way."""
    server = module.Server(httpx.Client(transport=way, base_url="http://dti.test"), token)
    return module.Mirror(path, server)
