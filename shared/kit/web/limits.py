"""The outermost layer of every process: correlation id, body limits, inbound identity headers removed, and the headers
that every answer has. A fault that nobody expected is answered here as well, or its answer would be the one without."""

from __future__ import annotations

import asyncio
import contextlib
import re
import uuid
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.kit import errors
from shared.kit.web import entrance, language, phrases, problems

JSON_LIMIT_BYTES = 1_048_576
MULTIPART_OVERHEAD_BYTES = 1_048_576
# How much of a refused body is read and thrown away: a sender who meets a closed connection never reads the answer.
DISCARD_BYTES = 67_108_864
DISCARD_SECONDS = 2.0
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
# As nginx takes them (large_client_header_buffers 4 16k), and a bound of their number, which nginx does not have.
TARGET_LIMIT_BYTES = 16_384
HEADERS_LIMIT_BYTES = 65_536
MOST_HEADERS = 100


class Limits:
    """ASGI middleware; `body_limit(scope)` says how many bytes this request may send."""

    def __init__(self, app: ASGIApp, *, body_limit: Callable[[Scope], int]) -> None:
        self._app = app
        self._body_limit = body_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # HEAD is GET without the body (RFC 9110, 9.3.2); monitors and load balancers ask with it.
        is_head = scope["method"] == "HEAD"
        if is_head:
            scope = {**scope, "method": "GET"}
        sent = scope["headers"]
        scope["headers"] = entrance.headers(sent)
        read = Headers(scope=scope)
        scope["request_id"] = request_id = _request_id(read.get("x-request-id"))
        limit, received, more_comes, is_answered = 0, 0, False, False

        async def tagged_send(message: Message) -> None:
            nonlocal is_answered
            if message["type"] == "http.response.start":
                is_answered = True
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                headers["X-Content-Type-Options"] = "nosniff"
                headers.raw.extend(scope.get("rate_headers", ()))
                _keep_apart(scope, headers)
            elif is_head:
                message = {**message, "body": b""}
            if more_comes and received > limit:
                await _linger(receive, send, message)
            else:
                await send(message)

        if (status := _unreadable(scope, sent)) is not None:
            await _refuse(scope, receive, tagged_send, _unread(scope, status))
            return
        limit = self._body_limit(scope)
        declared = read.get("content-length", "0")
        if not declared.isascii() or not declared.isdigit() or int(declared[:20]) > limit:
            await _refuse(scope, receive, tagged_send, _too_large(scope, limit))
            return

        async def counted_receive() -> Message:
            nonlocal received, more_comes
            message = await receive()
            more_comes = message.get("more_body", False)
            received += len(message.get("body", b""))
            if received > limit:
                raise errors.TooLarge(limit=limit)
            return message

        try:
            await self._app(scope, counted_receive, tagged_send)
        except Exception as fault:
            if is_answered:
                raise  # half an answer: it is logged further out, and the server closes the connection
            answer = await problems.unexpected(Request(scope), fault)
            await answer(scope, receive, tagged_send)


def _unreadable(scope: Scope, sent: list[tuple[bytes, bytes]]) -> int | None:
    """The status for what is not taken before it is routed, else None; the path that is routed lands in the scope."""
    if len(sent) > MOST_HEADERS or sum(len(name) + len(value) for name, value in sent) > HEADERS_LIMIT_BYTES:
        return 431
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > TARGET_LIMIT_BYTES:
        return 414
    try:
        scope["path"] = entrance.path(scope)
        entrance.check_host(scope)
    except entrance.Unreadable:
        return 400
    return None


def _unread(scope: Scope, status: int) -> Response:
    wanted = language.of(HTTPConnection(scope))
    return problems.problem(
        status,
        phrases.code(status),
        phrases.sentence(status, wanted),
        wanted=wanted,
        request_id=problems.request_id_of(scope),
    )


def _too_large(scope: Scope, limit: int) -> Response:
    wanted = language.of(HTTPConnection(scope))
    return problems.of_domain(errors.TooLarge(limit=limit), wanted, problems.request_id_of(scope))


async def _refuse(scope: Scope, receive: Receive, send: Send, response: Response) -> None:
    response.headers["Connection"] = "close"
    waits = "expect" in Headers(scope=scope)  # for our word before it sends anything; asking for the body would be it

    async def lingering_send(message: Message) -> None:
        await _linger(receive, send, message)

    await response(scope, receive, send if waits else lingering_send)


async def _linger(receive: Receive, send: Send, message: Message) -> None:
    """Send a part of an answer, and end the answer only after the rest of the body was read."""
    if message["type"] == "http.response.body" and not message.get("more_body", False):
        await send({**message, "more_body": True})
        await _discard(receive)
        message = {"type": "http.response.body", "body": b""}
    await send(message)


async def _discard(receive: Receive) -> None:
    """Read a body to its end, or to the bounds above."""
    seen = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DISCARD_SECONDS):
            while seen <= DISCARD_BYTES:
                message = await receive()
                seen += len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return


def _keep_apart(scope: Scope, headers: MutableHeaders) -> None:
    """Nobody is shown what a cache kept of an answer to somebody else: not every cache knows by itself that a request
    with `Authorization` is one person's (nginx keeps such answers), and what is public in part differs by caller."""
    if not entrance.below_root(scope).startswith("/v1/"):
        return
    headers.add_vary_header("Authorization")
    if "cache-control" not in headers and any(name == b"authorization" for name, _ in scope["headers"]):
        headers["Cache-Control"] = "private, no-cache"


def _request_id(sent: str | None) -> str:
    return sent if sent and _REQUEST_ID.fullmatch(sent) else str(uuid.uuid4())
