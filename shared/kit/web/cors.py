"""Which pages of other origins a browser may let read our answers: none, unless they are configured by name.

Tokens travel in `Authorization`, which a page adds itself; so credentials that a browser would add (cookies) are never
allowed, and with them falls the danger of a too generous list.
"""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
TAKEN = ("Authorization", "If-Match", "If-None-Match", "Idempotency-Key", "Prefer", "Range", "X-Request-ID")
SHOWN = (
    *("Content-Disposition", "Content-Range", "ETag", "Idempotency-Replayed", "Link", "Location"),
    *("RateLimit", "RateLimit-Policy", "Retry-After", "WWW-Authenticate", "X-Request-ID"),
)
_ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?")


def origins(text: str) -> tuple[str, ...]:
    """The origins of a list separated by commas, exactly as a browser writes them. Raises ValueError: for `*`, `null`,
    an address with a path, capital letters or a standard port, which would never match."""
    found = tuple(one.strip() for one in text.split(",") if one.strip())
    for one in found:
        standard = one.endswith((":80", ":443")) and one.rpartition(":")[2] == ("443" if one[4] == "s" else "80")
        if not _ORIGIN.fullmatch(one) or standard:
            raise ValueError(f"{one!r} is no origin such as https://portal.example.vn")
    return found


class Cors(CORSMiddleware):
    """Starlette's middleware for the configured origins; to everybody else the application answers as if it were not
    there, a preflight too, but for `Vary: Origin`, which keeps caches from mixing the two."""

    def __init__(self, app: ASGIApp, *, allowed: tuple[str, ...]) -> None:
        super().__init__(app, allow_origins=allowed, allow_methods=METHODS, allow_headers=TAKEN, expose_headers=SHOWN)
        self._closed = _Closed(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        origin = Headers(scope=scope).get("origin") if scope["type"] == "http" else None
        listed = origin is not None and self.is_allowed_origin(origin)
        await (super().__call__ if listed else self._closed)(scope, receive, send)

    def preflight_response(self, request_headers: Headers) -> Response:
        """What a page may do; the browser compares. What it asked for is no error of the request."""
        allowed = {name: self.preflight_headers[name] for name in self.preflight_headers if name != "Vary"}
        allowed["Access-Control-Allow-Origin"] = request_headers["origin"]
        allowed["Vary"] = "Origin"
        return Response(status_code=204, headers=allowed)


class _Closed:
    def __init__(self, app: ASGIApp) -> None:
        self._app = CORSMiddleware(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app.app(scope, receive, send)
            return
        await self._app.simple_response(scope, receive, send, request_headers=Headers(scope=scope))
