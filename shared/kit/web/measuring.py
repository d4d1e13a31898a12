"""The outermost layer: counts every request and its seconds by the operation that answered it."""

from __future__ import annotations

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.kit import metrics

# What no route answered: an unknown address, a method that is not taken, a request that could not be read.
NO_OPERATION = "none"


class Measuring:
    """ASGI middleware. Layers within may copy the scope, so the route writes its name into a note they all share."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        note = scope["measured"] = {"operation": NO_OPERATION, "status": 500}
        began = time.perf_counter()

        async def noted_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                note["status"] = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted_send)
        finally:
            seconds, status = time.perf_counter() - began, f"{int(note['status']) // 100}xx"
            metrics.of_process().answered(str(note["operation"]), status, seconds)


def answers(scope: Scope, operation: str) -> None:
    """Note which operation answers this request."""
    if "measured" in scope:
        scope["measured"]["operation"] = operation
