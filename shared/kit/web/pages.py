"""Pages by keyset cursor: `{"items": […], "next": cursor or null}`; page 1,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import urllib.parse
from collections.abc import Callable
from typing import Annotated, Any

import orjson
from fastapi import Path, Query, Request, Response

from shared.kit import errors
from shared.kit.web import reply

# What would end the address or begin another parameter of a Link header (RFC 8288); some parsers split at them blindly.
_LINK_SIGNS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in '<>",; \\'})

MAX_LIMIT = 200
DEFAULT_LIMIT = 50

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Số dòng một trang / rows per page.")]
Year = Annotated[int | None, Query(ge=2000, le=2100, description="Năm / year.")]
Total = Annotated[bool, Query(description="Đếm cả danh sách / count the whole list too.")]
Search = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=200,
        pattern=r"^[^\x00]*$",
        description="Tìm không phân biệt dấu / search, with or without signs.",
    ),
]
# A filter's or a path's text: whatever PostgreSQL can hold.
Word = Annotated[str | None, Query(min_length=1, max_length=120, pattern=r"^[^\x00]*$")]
# No control characters: an address with one is refused before it is routed (entrance.py).
Key = Annotated[
    str, Path(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$", description="id hoặc mã, slug / id, or code, slug.")
]
Cursor = Annotated[str | None, Query(max_length=500, description="Giá trị `next` của trang trước / `next` of a page.")]


class CursorNotOurs(errors.Invalid):
    """The cursor is not one that this list gave out; start again without it."""

    vi = "Con trỏ trang không phải do danh sách này cấp; hãy đọc lại từ đầu, không gửi cursor."


def instant(text: str) -> dt.datetime:
    """A key that is an instant. Raises ValueError, OverflowError beyond the years 1 to 9999 of UTC."""
    value = dt.datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError(text)
    return value.astimezone(dt.UTC)


def place(text: str) -> int:
    """A key that is a position in a list. Raises ValueError beyond what an integer column holds."""
    value = int(text)
    if abs(value) >= 2**31:
        raise ValueError(text)
    return value


def decode(cursor: str | None, *kinds: Callable[[str], Any]) -> tuple[Any, ...]:
    """The last row's keys, one per kind; Nones for the first page. Raises CursorNotOurs."""
    if cursor is None:
        return (None,) * len(kinds)
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(kinds):
            raise ValueError(values)
        if not all(isinstance(value, str) and "\x00" not in value for value in values):
            raise ValueError(values)
        return tuple(kind(value) for kind, value in zip(kinds, values, strict=True))
    except (ValueError, TypeError, ArithmeticError, binascii.Error, UnicodeEncodeError) as error:
        raise CursorNotOurs(
            errors.Finding("cursor", "Not a cursor of this list.", "Không phải con trỏ của danh sách này.")
        ) from error


def encode(*keys: object) -> str:
    """A cursor after the row with these keys."""
    return base64.urlsafe_b64encode(orjson.dumps([str(key) for key in keys])).rstrip(b"=").decode()


def respond(request: Request, page: bytes) -> Response:
    """Send a page that PostgreSQL built as `{"items": […], "next_keys": [...] or null[, "total": n]}`.

    The tail is rewritten without parsing the items: `next_keys` becomes `next`, and a `Link: rel="next"` is added.
    """
    head, _, tail = page.rpartition(b'"next_keys"')
    values = orjson.loads(b'{"next_keys"' + tail)
    keys = values.pop("next_keys")
    cursor = encode(*keys) if keys else None
    rest = orjson.dumps({"next": cursor, **values})
    headers = {}
    if cursor:
        query = "&".join([*_without_cursor(request.scope["query_string"].decode("latin-1")), f"cursor={cursor}"])
        path = urllib.parse.quote(request.scope["path"])
        headers["Link"] = f'<{path}?{query.translate(_LINK_SIGNS)}>; rel="next"'
    return reply.json(head + rest[1:], headers=headers)


def _without_cursor(query: str) -> list[str]:
    """The parts of a query string as they were sent, but for the cursor; a URL object would cost a tenth of a page."""
    return [part for part in query.split("&") if part and not part.startswith("cursor=")]
