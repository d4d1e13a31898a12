"""Pages by keyset cursor: `{"items": […], "next": cursor or null}`; page 1,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any

import orjson
from fastapi import Query, Request, Response

from shared.kit import errors

MAX_LIMIT = 200
DEFAULT_LIMIT = 50

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Số dòng một trang / rows per page.")]
Cursor = Annotated[str | None, Query(max_length=500, description="Giá trị `next` của trang trước / `next` of a page.")]


class CursorNotOurs(errors.Invalid):
    """The cursor is not one that this list gave out; start again without it."""

    vi = "Con trỏ trang không phải do danh sách này cấp; hãy bắt đầu lại không có cursor."


def decode(cursor: str | None, *types: type) -> tuple[Any, ...]:
    """The last row's keys, one per type; Nones for the first page. Raises CursorNotOurs."""
    if cursor is None:
        return (None,) * len(types)
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(types):
            raise ValueError(values)
        if any("\x00" in value for value in values if isinstance(value, str)):
            raise ValueError(values)
        return tuple(kind(value) for kind, value in zip(types, values, strict=True))
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
        following = request.url.include_query_params(cursor=cursor)
        headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
    return Response(head + rest[1:], media_type="application/json", headers=headers)
