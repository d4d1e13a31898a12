"""A planned reading answers what FastAPI's own solver would have it answer, refusals and their words included."""

from __future__ import annotations

import urllib.parse
import uuid
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

import httpx
import pytest
from fastapi import Depends, FastAPI, Header, Query, Request, Response
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.kit.web import doors, moments, pages, routes
from tests.shared.kit import small

VALUES = (
    *("", " ", "0", "1", "-1", "50", "200", "201", "1e3", "1.0", "007", "true", "on", "no", "maybe", "null", "None"),
    *("2022-01-31", "2022-02-30", "1643587200", "2022-01-31T00:00:00Z", "2022-01-31T00:00", "0001-01-01T00:00+14:00"),
    *("reported", "Reported", "x" * 501, "ngày", "\x00", "%2F", "+", "a,b"),
    *("13475002-a410-5ea7-8a55-eef7a18a166e", "13475002a4105ea78a55eef7a18a166e", "{}"),
)
NAMES = ("limit", "cursor", "total", "year", "word", "as_of", "known_at", "column", "other", "share", "seen", "unknown")


async def _twice(request: Request, seen: pages.Word = None) -> list[str | None]:
    return [seen, request.method]


Seen = Annotated[list[str | None], Depends(_twice)]


async def _around(inner: Seen, total: pages.Total = False) -> tuple[int, bool]:
    return id(inner), total


def _application(*, planned: bool) -> FastAPI:
    router = routes.router()

    @router.get("/v1/things/{thing}/{key}", operation_id="read")
    async def read(
        request: Request,
        clock: doors.Now,
        at: moments.At,
        seen: Seen,
        around: Annotated[tuple[int, bool], Depends(_around)],
        *,
        thing: uuid.UUID,
        key: pages.Key,
        limit: pages.Limit = pages.DEFAULT_LIMIT,
        cursor: pages.Cursor = None,
        total: pages.Total = False,
        year: pages.Year = None,
        word: pages.Word = None,
        column: Literal["reported", "verified"] | None = None,
        other: uuid.UUID | None = None,
        share: Annotated[float, Query(ge=0, le=1)] = 0,
    ) -> Response:
        said = (thing, key, limit, cursor, total, year, word, column, other, share, at, seen, around[1])
        return Response(repr((said, around[0] == id(seen), clock.today(), request.url.query)))

    built = small.application(router, ["read"])
    [route] = [one for one in routes.flat(built.routes) if isinstance(one, routes.GuardedRoute)]
    assert route.answer is not route.app
    if not planned:
        route.answer = route.app
    return built


PLANNED, SOLVED = _application(planned=True), _application(planned=False)


async def _both(address: str) -> tuple[httpx.Response, httpx.Response]:
    answers = []
    for app in (PLANNED, SOLVED):
        async with small.calling(app) as http:
            answers.append(await http.get(address, headers={"X-Request-ID": "same", "Accept-Language": "en"}))
    return answers[0], answers[1]


def _alike(one: httpx.Response, other: httpx.Response) -> None:
    assert (one.status_code, one.content, sorted(one.headers.items())) == (
        other.status_code,
        other.content,
        sorted(other.headers.items()),
    )


def _address(sent: list[tuple[str, str]]) -> str:
    return f"/v1/things/{uuid.UUID(int=5)}/k?{urllib.parse.urlencode(sent)}"


@pytest.mark.parametrize("name", NAMES)
async def test_each_value_of_each_parameter(name: str) -> None:
    statuses = set()
    for value in VALUES:
        one, other = await _both(_address([(name, value)]))
        _alike(one, other)
        statuses.add(one.status_code)
    assert statuses <= {200, 422}
    assert 422 in statuses


@pytest.mark.parametrize("thing", ["x", "13475002a4105ea78a55eef7a18a166e", "%7B%7D", "5", "a" * 200])
@pytest.mark.parametrize("key", ["k", "k" * 121, "%E1%BA%A1"])
async def test_each_value_of_the_path(thing: str, key: str) -> None:
    _alike(*await _both(f"/v1/things/{thing}/{key}?limit=x"))
    _alike(*await _both(f"/v1/things/{thing}/{key}"))


@settings(max_examples=60, deadline=None)
@given(sent=st.lists(st.tuples(st.sampled_from(NAMES[:-1]), st.sampled_from(VALUES) | st.text(max_size=5)), max_size=6))
async def test_any_query(sent: list[tuple[str, str]]) -> None:
    sent = [(name, value.encode("utf-8", "ignore").decode()) for name, value in sent]
    _alike(*await _both(_address(sent)))


async def test_defaults_and_dependencies() -> None:
    one, other = await _both(_address([]))
    _alike(one, other)
    assert one.status_code == 200
    assert ", 50, None, False, None, None, None, None, 0, Moment(" in one.text
    assert "True" in one.text.rpartition("[None, 'GET']")[2]  # what two depend on is made once


async def _closing() -> AsyncIterator[int]:
    yield 1


async def _counted(seen: Annotated[list[str], Query()]) -> int:
    return len(seen)


def _plans(endpoint: Any, **named: Any) -> bool:
    router = routes.router()
    router.add_api_route("/v1/x", endpoint, operation_id="x", **{"methods": ["GET"], **named})
    [route] = router.routes
    assert isinstance(route, routes.GuardedRoute)
    return route.answer is not route.app


async def _plain(reader: doors.Reading) -> Response:
    return Response()


async def _closes(one: Annotated[int, Depends(_closing)]) -> Response:
    return Response()


async def _writes(session: doors.Transaction) -> Response:
    return Response()


async def _many(one: Annotated[int, Depends(_counted)]) -> Response:
    return Response()


async def _of_headers(one: Annotated[str, Header()]) -> Response:
    return Response()


async def _anew(one: Annotated[Any, Depends(_twice, use_cache=False)]) -> Response:
    return Response()


async def _changes(response: Response) -> Response:
    return response


async def _no_answer() -> dict[str, str]:
    return {}


def _in_a_thread() -> Response:
    return Response()


def test_what_needs_more_is_left_to_fastapi() -> None:
    assert _plans(_plain)
    assert not _plans(_plain, methods=["POST"])
    assert not _plans(_plain, methods=["GET", "POST"])
    for one in (_closes, _writes, _many, _of_headers, _anew, _changes, _no_answer, _in_a_thread):
        assert not _plans(one), one.__name__
