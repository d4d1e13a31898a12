"""HTTP/1.1 as nginx would take it, where no nginx stands in front: bounds of size and time that uvicorn does not have,
and refusals as problem documents.

Sizes are nginx's (large_client_header_buffers 4 16k), so are the times: the whole head within 10 s, and never 20 s
without a byte of the body. Who is refused is read on for a moment: a closed connection would take the answer with it.
"""

from __future__ import annotations

import asyncio
import http
import sys
import uuid
from typing import NoReturn

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.kit.web import limits, phrases, problems

HEAD_SECONDS = 10.0
BODY_SECONDS = 20.0
LINGER_SECONDS = 2.0
# A process that stops hears out whoever has connected and not asked yet.
LAST_CALL_SECONDS = 1.0
LINE_LIMIT_BYTES = 16_384
# llhttp's words for what is asked in another version or coding.
_OTHER_VERSION = "Invalid HTTP version"
_OTHER_CODING = "invalid `Transfer-Encoding`"


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with bounds; in a process of its own as in the one process."""

    _timer: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _in_head = True
    _refused = False
    _heard_at = 0.0
    _status = 400
    _stopping = False

    # --- what asyncio calls ---

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # asyncio types the base class
        """A caller has come, and has to say something."""
        super().connection_made(transport)
        self._wait(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """The caller is gone."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some bytes have come."""
        if self._refused:
            return
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._refused:
            return
        if self._in_head and self._head_bytes:
            if self._head_bytes > limits.HEADERS_LIMIT_BYTES + LINE_LIMIT_BYTES:
                self._refuse(431 if self.headers else 414)
            elif self._timer is None:
                self._wait(HEAD_SECONDS)
        elif self.cycle is not None and self.cycle.more_body:
            self._heard_at = self.loop.time()
            if self._timer is None:
                self._wait(BODY_SECONDS)
        else:
            self._stop_waiting()

    def shutdown(self) -> None:
        """The process stops. Who has just connected, or is in the middle of a head, is answered first: closing now
        would reset them."""
        self._stopping = True
        if self.cycle is not None and not self._head_bytes:
            super().shutdown()
        elif not self._refused:
            self._stop_waiting()
            self._timer = self.loop.call_later(LAST_CALL_SECONDS, self.transport.close)

    # --- what the parser calls ---

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._in_head = True

    def on_headers_complete(self) -> None:
        """The head is whole."""
        within = self._head_bytes
        self._in_head, self._head_bytes = False, 0
        self._stop_waiting()
        if within > LINE_LIMIT_BYTES:  # else no line can be too long
            self._check_lines()
        if self.parser.get_http_version() not in ("1.0", "1.1"):
            self._give_up(505)
        if not self.url.startswith(b"/"):
            self.url = self._path_of_absolute()
        super().on_headers_complete()
        if self._stopping:
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        """The body is whole."""
        super().on_message_complete()
        self._in_head = True

    def send_400_response(self, msg: str) -> None:
        """Whatever could not be read is a problem document."""
        reason, status = str(sys.exc_info()[1]), self._status
        if _OTHER_VERSION in reason:
            status = 505
        elif _OTHER_CODING in reason:
            status = 501
        self._refuse(status)

    # --- refusing ---

    def _check_lines(self) -> None:
        if len(self.url) > limits.TARGET_LIMIT_BYTES:
            self._give_up(414)
        sizes = [len(name) + len(value) for name, value in self.headers]
        if max(sizes, default=0) > LINE_LIMIT_BYTES or sum(sizes) > limits.HEADERS_LIMIT_BYTES:
            self._give_up(431)

    def _path_of_absolute(self) -> bytes:
        """The path of "http://host/path?query" (RFC 9112, 3.2.2); "*" and "host:443" are asked of proxies."""
        try:
            parsed = httptools.parse_url(self.url)
        except httptools.HttpParserError:
            parsed = None
        if parsed is None or parsed.host is None:
            self._give_up(400)
        return (parsed.path or b"/") + (b"?" + parsed.query if parsed.query else b"")

    def _give_up(self, status: int) -> NoReturn:
        """End the parser's work; it calls `send_400_response`."""
        self._status = status
        raise httptools.HttpParserError

    def _refuse(self, status: int) -> None:
        """Answer and read on for a moment. Requests before this one, sent whole, are answered instead, and are the
        last: what they did must not look like a failure."""
        if self._refused or self.transport.is_closing():
            return
        self._refused = True
        if self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body:
            self.cycle.keep_alive = False
            return
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            self.transport.write(_answer(status))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.flow.resume_reading()
        self._stop_waiting()
        self._timer = self.loop.call_later(LINGER_SECONDS, self.transport.close)

    # --- waiting ---

    def _wait(self, seconds: float) -> None:
        self._heard_at = self.loop.time()
        self._timer = self.loop.call_later(seconds, self._overdue)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _overdue(self) -> None:
        self._timer = None
        if self._in_head:
            if self._head_bytes:
                self._refuse(408)
            else:
                self.transport.close()  # it never said anything
            return
        rest = self._heard_at + BODY_SECONDS - self.loop.time()
        if self.cycle is None or not self.cycle.more_body:
            return
        if rest > 0 or self.flow.read_paused:  # it has spoken, or we are not listening
            self._timer = self.loop.call_later(rest if rest > 0 else BODY_SECONDS, self._overdue)
            return
        self._refuse(408)

    def eof_received(self) -> None:
        """The caller will say no more; while we linger that is what we wait for."""
        if self._refused:
            self.transport.close()


def _answer(status: int) -> bytes:
    wanted = "vi"
    response = problems.problem(
        status,
        phrases.code(status),
        phrases.sentence(status, wanted),
        wanted=wanted,
        request_id=str(uuid.uuid4()),
        headers={"Connection": "close"},
    )
    lines = [f"HTTP/1.1 {status} {http.HTTPStatus(status).phrase}".encode()]
    lines += [name + b": " + value for name, value in response.raw_headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + bytes(response.body)
