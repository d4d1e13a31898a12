"""A stored file as an answer: whole, or one range of it, or nothing when the caller has it already (RFC 9110)."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from shared.kit.web import conditional

_ONE_RANGE = re.compile(r"bytes=(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))", re.ASCII)


class NotAFile(RuntimeError):
    """What should be a stored file is missing, or is a link or a folder: nobody is sent what it leads to."""


def respond(request: Request, path: Path, *, etag: str, media_type: str, name: str) -> Response:
    """The file as an attachment; `etag` is its strong tag. Raises NotAFile, and 416 for a range beyond the end.

    A range that is malformed, or several, is ignored, as RFC 9110 (14.2) allows: the whole file comes.
    """
    headers = {"ETag": etag, "Cache-Control": "private, no-store"}
    if conditional.has_already(request, etag):
        return Response(status_code=304, headers=headers)
    try:
        found = path.lstat()
    except FileNotFoundError as error:
        raise NotAFile(path) from error
    if not stat.S_ISREG(found.st_mode):
        raise NotAFile(path)
    answer = FileResponse if _takes_range(request, etag, found.st_size) else _WholeFile
    return answer(
        path,
        media_type=media_type,
        filename=name,
        content_disposition_type="attachment",
        headers=headers,
        stat_result=found,
    )


class _WholeFile(FileResponse):
    """The file whatever range was asked for."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name, value) for name, value in scope["headers"] if name != b"range"]
        await super().__call__({**scope, "headers": headers}, receive, send)


def _takes_range(request: Request, etag: str, size: int) -> bool:
    asked = _ONE_RANGE.fullmatch(request.headers.get("range", ""))
    if asked is None or request.headers.get("if-range", etag) != etag:
        return False
    first, last, suffix = asked.groups()
    if first is not None and last and int(last) < int(first):
        return False
    if int(suffix) == 0 if first is None else int(first) >= size:
        raise HTTPException(416, headers={"Content-Range": f"bytes */{size}"})
    return True
