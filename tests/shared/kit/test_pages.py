"""Cursors come back as they were given out; what another list or nobody gave out is refused."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import json
import urllib.parse
import uuid
from typing import Any

import orjson
import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

from shared.kit.web import pages

INSTANTS = st.integers(0, 7_000_000_000).map(lambda second: dt.datetime.fromtimestamp(second, dt.UTC))


@given(INSTANTS, st.uuids(), st.integers(-(2**31) + 1, 2**31 - 1), st.text(st.characters(codec="utf-8"), max_size=20))
def test_a_cursor_comes_back(at: dt.datetime, one: uuid.UUID, place: int, text: str) -> None:
    text = text.replace("\x00", "")
    cursor = pages.encode(at.isoformat(), one, place, text)
    assert pages.decode(cursor, pages.instant, uuid.UUID, pages.place, str) == (at, one, place, text)


def test_no_cursor_is_the_first_page() -> None:
    assert pages.decode(None, str, uuid.UUID) == (None, None)


def _cursor(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


ID = str(uuid.uuid4())
FOREIGN = {
    "empty": "",
    "a word": "abc",
    "not base64": "!!!!",
    "signs": "đđđđ",
    "NUL": "\x00",
    "too few keys": _cursor(["2022-01-01T00:00:00+00:00"]),
    "too many keys": _cursor(["2022-01-01T00:00:00+00:00", ID, ID]),
    "an object": _cursor({"0": "a", "1": "b"}),
    "a number": _cursor(5),
    "null": _cursor(None),
    "numbers for text": _cursor([5, 6]),
    "swapped": _cursor([ID, "2022-01-01T00:00:00+00:00"]),
    "no zone": _cursor(["2022-01-01T00:00:00", ID]),
    "before the first year": _cursor(["0001-01-01T00:00:00+14:00", ID]),
    "after the last year": _cursor(["9999-12-31T23:59:59-14:00", ID]),
    "no date": _cursor(["2022-13-01T00:00:00+00:00", ID]),
    "NUL inside": _cursor(["2022-01-01T00:00:00+00:00\x00", ID]),
    "half a surrogate": _cursor(["\ud800", ID]),
    "brackets": _cursor([[[[[[[]]]]]], ID]),
    "bytes": base64.urlsafe_b64encode(b"\xff\xfe").decode(),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_cursor_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(pages.CursorNotOurs) as caught:
        pages.decode(FOREIGN[name], pages.instant, uuid.UUID)
    assert caught.value.findings[0].field == "cursor"


@pytest.mark.parametrize("value", ["2147483648", "-2147483648", "1e3", "1.5", "", "NaN", "x"])
def test_a_place_is_an_integer_that_a_column_holds(value: str) -> None:
    with pytest.raises(pages.CursorNotOurs):
        pages.decode(_cursor([value]), pages.place)


@given(st.text(max_size=80))
def test_any_text_is_a_cursor_or_a_refusal(text: str) -> None:
    with contextlib.suppress(pages.CursorNotOurs):
        pages.decode(text, pages.instant, uuid.UUID)


def _request(query: str) -> Request:
    scope = {"type": "http", "path": "/v1/things", "query_string": query.encode(), "headers": [(b"host", b"dti.test")]}
    return Request({**scope, "method": "GET", "scheme": "http", "server": ("dti.test", 80)})


def test_the_next_page_is_linked_with_the_same_filters() -> None:
    page = b'{"items": [{"next_keys": "not me"}], "next_keys": ["a", 5], "total": 9}'
    answer = pages.respond(_request("limit=1&q=ho%C3%A0&cursor=old"), page)
    body = orjson.loads(answer.body)
    assert body == {"items": [{"next_keys": "not me"}], "next": pages.encode("a", "5"), "total": 9}
    assert answer.headers["link"] == f'</v1/things?limit=1&q=ho%C3%A0&cursor={body["next"]}>; rel="next"'


@pytest.mark.parametrize("sent", ['q=a>;rel="next",<http://evil/x>', "q=a, b", "q=%22\\"])
def test_nothing_in_a_filter_ends_the_link(sent: str) -> None:
    answer = pages.respond(_request(sent), b'{"items": [], "next_keys": ["a"]}')
    address, rest = answer.headers["link"].split(">", 1)
    assert rest == '; rel="next"'
    assert not set(address.removeprefix("<")) & set('<>",; \\')
    assert urllib.parse.unquote(address.removeprefix("<")).startswith("/v1/things?" + urllib.parse.unquote(sent))


def test_a_path_with_signs_is_linked_as_it_is_sent() -> None:
    request = _request("")
    request.scope["path"] = "/v1/things/đề án"
    answer = pages.respond(request, b'{"items": [], "next_keys": ["a"]}')
    assert answer.headers["link"].startswith("</v1/things/%C4%91%E1%BB%81%20%C3%A1n?cursor=")


def test_the_last_page_has_no_link() -> None:
    answer = pages.respond(_request(""), b'{"items": [], "next_keys": null}')
    assert orjson.loads(answer.body) == {"items": [], "next": None}
    assert "link" not in answer.headers
