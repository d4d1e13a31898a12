"""Several applications behind one port: the first segment of the path after /v1 chooses, as nginx does elsewhere.

Pure ASGI and no network hop. Only the path is looked at, read as every application reads it
(shared/kit/web/entrance.py): never a header, a host or a query, which the caller writes freely.
"""

import contextlib
from collections.abc import Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from shared.kit.web import entrance


class Router:
    """One ASGI application made of several; `rest` answers whatever nobody else owns."""

    def __init__(self, rest: Starlette, by_segment: Mapping[str, Starlette]) -> None:
        self._rest = rest
        self._by_segment = dict(by_segment)
        self._states: dict[int, dict[str, Any]] = {}

    def choose(self, path: str) -> Starlette:
        """The owner of a path such as "/v1/targets/T1/progress"."""
        root, version, segment = [*path.split("/", 3), "", ""][:3]
        return self._by_segment.get(segment, self._rest) if (root, version) == ("", "v1") else self._rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        chosen = self.choose(_path(scope)) if scope["type"] == "http" else self._rest
        await chosen({**scope, "state": dict(self._states.get(id(chosen), {}))}, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Start every application once, in order; stop them in the opposite order. A failing start stops all."""
        await receive()
        phase = "startup"
        try:
            async with contextlib.AsyncExitStack() as stack:
                for one in dict.fromkeys([self._rest, *self._by_segment.values()]):
                    state = await stack.enter_async_context(one.router.lifespan_context(one))
                    self._states[id(one)] = dict(state or {})
                await send({"type": "lifespan.startup.complete"})
                await receive()
                phase = "shutdown"
        except Exception as problem:
            await send({"type": f"lifespan.{phase}.failed", "message": repr(problem)})
            raise
        await send({"type": "lifespan.shutdown.complete"})


def _path(scope: Scope) -> str:
    """The path as the applications will read it; what they refuse is nobody's."""
    try:
        return entrance.below_root({**scope, "path": entrance.path(scope)})
    except entrance.Unreadable:
        return ""
