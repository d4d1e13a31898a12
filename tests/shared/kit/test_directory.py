"""A route is found where FastAPI's router would find it, and nothing is found that it would refuse."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.routing import Match

from shared.kit.web import directory, routes
from tests.shared.kit import small

SEGMENTS = ("things", "parts", "{one}", "{two}", "import")
PATHS = st.lists(
    st.tuples(st.sampled_from(["GET", "POST"]), st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=3)),
    min_size=1,
    max_size=6,
)
ADDRESSES = st.lists(st.sampled_from(["things", "parts", "import", "x", "", "{one}", "%2F"]), max_size=4)


async def answer(request: Request) -> Response:
    return Response()


def _application(wanted: Iterable[tuple[str, str]]) -> FastAPI:
    router = routes.router()
    names = []
    for number, (method, path) in enumerate(wanted):
        names.append(f"operation_{number}")
        router.add_api_route(path, answer, methods=[method], operation_id=names[-1])
    return small.application(router, names)


def found(app: FastAPI, method: str, path: str) -> tuple[routes.GuardedRoute, dict[str, str]] | None:
    """By the directory."""
    known = app.router.middleware_stack
    assert isinstance(known, directory.Directory)
    return known.find(method, path)


def tried(app: FastAPI, method: str, path: str) -> tuple[Any, dict[str, str]] | None:
    """One after the other, as Starlette's router does."""
    scope = {"type": "http", "method": method, "path": path, "root_path": "", "app": app}
    for route in routes.flat(app.routes):
        match, inner = route.matches(scope)
        if match is Match.FULL:
            return route, inner["path_params"]
    return None


@settings(max_examples=150, deadline=None)
@example(  # the way along `things` is given up after a parameter was taken
    wanted=[("GET", ["things", "{one}", "parts"]), ("GET", ["{one}", "{two}", "import"])],
    addresses=[["things", "x", "import"]],
)
@given(wanted=PATHS, addresses=st.lists(ADDRESSES, min_size=1, max_size=8))
def test_what_is_found_is_what_trying_finds(wanted: list[tuple[str, list[str]]], addresses: list[list[str]]) -> None:
    different = {(method, tuple(dict.fromkeys(path))) for method, path in wanted}
    app = _application((method, "/v1/" + "/".join(path)) for method, path in sorted(different))
    for address in ("/v1/" + "/".join(one) for one in addresses):
        for method in ("GET", "POST", "DELETE"):
            assert found(app, method, address) == tried(app, method, address)


async def test_what_is_not_found_is_refused_by_the_router() -> None:
    async with small.calling(_application([("GET", "/v1/things/{one}")])) as http:
        assert (await http.get("/v1/things/x")).status_code == 200
        refused = [
            await http.get(path) for path in ("/v1/things", "/v1/things/", "/v1/things/x/", "/v1/thingsx/x", "/")
        ]
        refused.append(await http.post("/v1/things/x"))
    assert [one.status_code for one in refused] == [404, 404, 404, 404, 404, 405]


@pytest.mark.parametrize("path", ["/v1/{rest:path}", "/v1/{one}.csv", "/v1/a-{one}"])
def test_a_parameter_that_is_no_whole_segment_does_not_start(path: str) -> None:
    with pytest.raises(directory.PathNotPlain):
        _application([("GET", path)])
