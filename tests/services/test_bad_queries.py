"""Every address that reads, with every parameter spoilt in every way: an answer or a refusal, never a fault."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import pytest_asyncio
from fastapi.dependencies.models import Dependant

from services.reporting_api.app import create_app as reporting_api
from services.scoring_api.app import create_app as scoring_api
from services.targets_api.app import create_app as targets_api
from shared.kit import names
from shared.kit.web import routes
from tests import clients, servers
from tests.clients import DEPARTMENT
from tests.services import world
from tests.services.world import World
from tests.shared.kit import small

pytestmark = pytest.mark.asyncio(loop_scope="module")

# Percent-encoded, as they stand in an address.
REFUSED_ANYWHERE = ["%00", "a%00b", quote("x" * 1000), quote("đ" * 600)]
REFUSED = {
    "limit": ["0", "201", "-1", "abc", "1.5", "9" * 30, "", "NaN", "true%20"],
    "cursor": ["abc", "!!!", "%C4%91", "W10", "WzVd", "bnVsbA", "x" * 501, "WyJcdTAwMDAiXQ"],
    "year": ["99999", "0", "-1", "abc", "2022.5", "1999", "2101", "", "9" * 30],
    "as_of": ["2022-13-01", "2022-02-30", "01/06/2022", "1654041600", "abc", "", "2022", "2022-06-01T10:00"],
    "known_at": [
        *("abc", "", "2022-06-01T00:00:00", "2022-06-01", "1654041600", "2022-13-01T00:00:00Z"),
        *("0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00"),
    ],
    "total": ["abc", "", "2", "null"],
    "undecided": ["abc", "", "2"],
    "pillar": ["abc", "", "GOVERNMENT"],
    "level": ["abc", "", "tinh"],
    "measure": ["abc", ""],
    "assessment": ["abc", "", "1"],
    "min_version": ["abc", "-1", "1.5", "9" * 30],
    "wait": ["abc", "-1", "11", "NaN", "inf", "1e999"],
    "main_index": ["abc", "0", "100"],
    "status": ["abc", ""],
    "state": ["abc", ""],
    "period": ["abc", ""],
}
# What may be answered or refused, but not with a fault of ours.
STRANGE = [
    *("%25", "_", "'%20OR%201=1%20--", "%F0%9F%98%80", "%ff%fe", "%ED%A0%80", "$1", "%7B0%7D", "%5C", "*", "..%2F.."),
    *(
        "0001-01-01",
        "9999-12-31",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "-1",
        "2147483648",
        "NaN",
        "infinity",
    ),
    *("00000000-0000-4000-8000-000000000000", "%E1%BA%A1", "e%CC%81", "%E2%80%AE", "tree"),
]

# An import is read by whoever may send one.
_IMPORTING = {
    "/v1/measurements/imports/": "reporter",
    "/v1/budget/spending/imports/": "reporter",
    "/v1/organisations/imports/": "admin",
}
# As part of a path these never reach a route (shared/kit/web/entrance.py).
UNREADABLE = ("%00", "a%00b", "%ff%fe", "%ED%A0%80", "..%2F..")


def _query_names(dependant: Dependant) -> list[str]:
    own = [field.alias for field in dependant.query_params]
    return own + [name for inner in dependant.dependencies for name in _query_names(inner)]


def _required_names(dependant: Dependant) -> list[str]:
    own = [field.alias for field in dependant.query_params if field.field_info.is_required()]
    return own + [name for inner in dependant.dependencies for name in _required_names(inner)]


def _reads(of: Callable[[Dependant], list[str]]) -> list[tuple[str, list[str]]]:
    """Path and query parameters of every address that reads."""
    configured = clients.settings(small.NOWHERE, "redis://127.0.0.1:9/0", Path("nowhere"))
    found = {}
    for create_app in (targets_api, reporting_api, scoring_api):  # the gateway makes a key at its start
        for route in routes.flat(create_app(configured).routes):
            if isinstance(route, routes.GuardedRoute) and "GET" in (route.methods or ()):
                found[route.path] = sorted(set(of(route.dependant)))
    return sorted(found.items())


READS = _reads(_query_names)
REQUIRED = dict(_reads(_required_names))
# What an address cannot be asked without.
NEEDED = {"framework": "dti-922", "year": "2022", "against": str(world.OPEN), "from": "dti-922", "to": "dti-405"}
WITH_QUERY = [(path, name) for path, taken in READS for name in taken]
WITH_PATH = [path for path, _ in READS if "{" in path] + ["/docs/assets/{name}"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def prepared(
    module_database_url: str, server_urls: servers.Urls, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """One world for all; nothing here writes."""
    async with world.world(module_database_url, server_urls.redis, tmp_path_factory.mktemp("world")) as made:
        yield made


def _known(prepared: World, path: str) -> str:
    """The path with ids of things that exist, where they are at hand."""
    ids = {
        "report": prepared.ids["draft"],
        "evidence": prepared.ids["evidence"],
        "obligation": prepared.ids["obligation"],
        "assessment": str(world.OPEN),
        "measurement": prepared.ids["measurement"],
        "organisation": DEPARTMENT,
        "target": "KTS.01",
        "import": str(uuid.UUID(int=0)),
        "framework": "dti-922",
        "version": "1",
        "ranking": str(names.uuid_of("ranking", "dti-922", 2022, "province")),
    }
    for name, value in ids.items():
        path = path.replace("{" + name + "}", value)
    return path.replace("{", "").replace("}", "")


async def _get(prepared: World, address: str) -> httpx.Response:
    role = next((role for start, role in _IMPORTING.items() if address.startswith(start)), "coordinator")
    answer = await prepared.send("GET", address.replace("{", "%7B").replace("}", "%7D"), role, DEPARTMENT)
    assert answer.status_code < 500, (address, answer.text)
    if answer.status_code >= 400:
        await world.refused(answer)
    return answer


async def test_the_addresses_are_found() -> None:
    assert len(READS) >= 30
    assert len(WITH_QUERY) >= 60


@pytest.mark.parametrize(("path", "name"), WITH_QUERY)
async def test_what_no_parameter_takes_is_refused_by_name(prepared: World, path: str, name: str) -> None:
    beside = "".join(f"&{other}={NEEDED[other]}" for other in REQUIRED[path] if other != name)
    base = _known(prepared, path)
    for value in [*REFUSED_ANYWHERE, *REFUSED.get(name, [])]:
        answer = await _get(prepared, f"{base}?{name}={value}{beside}")
        assert answer.status_code == 422, (value, answer.status_code, answer.text)
        assert [error["field"] for error in answer.json()["errors"]] == [name], value


@pytest.mark.parametrize(("path", "name"), WITH_QUERY)
async def test_what_is_strange_is_no_fault(prepared: World, path: str, name: str) -> None:
    base = _known(prepared, path)
    for value in STRANGE:
        await _get(prepared, f"{base}?{name}={value}")


@pytest.mark.parametrize("path", WITH_PATH)
async def test_a_strange_path_is_404_or_422(prepared: World, path: str) -> None:
    head, _, rest = path.partition("{")
    tail = rest.partition("}")[2]
    for value in [*REFUSED_ANYWHERE, *STRANGE]:
        answer = await _get(prepared, head + value + _known(prepared, tail))
        taken = (400,) if value in UNREADABLE else (404, 422)
        assert answer.status_code in taken or value == "tree", (value, answer.text)


@pytest.mark.parametrize("path", [path for path, _ in READS if path.startswith("/v1/")])
async def test_an_unknown_parameter_is_named(prepared: World, path: str) -> None:
    answer = await _get(prepared, f"{_known(prepared, path)}?limitt=5")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["limitt"]


@pytest.mark.parametrize(("path", "name"), WITH_QUERY)
async def test_a_parameter_sent_twice_is_named(prepared: World, path: str, name: str) -> None:
    value = {"limit": "5", "year": "2022", "total": "true", "as_of": "2022-06-01"}.get(name, "x")
    answer = await _get(prepared, f"{_known(prepared, path)}?{name}={value}&{name}={value}")
    assert answer.status_code == 422
    assert [error["code"] for error in answer.json()["errors"]] == ["twice"]


@pytest.mark.parametrize("path", [path for path, _ in READS])
async def test_a_forged_token_is_401_even_where_none_is_needed(prepared: World, path: str) -> None:
    address = _known(prepared, path)
    for token in ("Bearer", "Bearer a.b.c", "Basic YTpi", f"Bearer {prepared.tokens.of('reviewer')}x"):
        answer = await prepared.send("GET", address, None, headers={"Authorization": token})
        assert answer.status_code == 401
        await world.refused(answer, 401)


@pytest.mark.parametrize("address", ["/nothing", "/v1", "/v1/", "/v1/nothing", "/v1/targets/", "//v1/targets", "/.env"])
async def test_there_is_nothing_else(prepared: World, address: str) -> None:
    assert (await _get(prepared, address)).status_code == 404


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "PUT", "POST", "OPTIONS", "TRACE", "BREW"])
async def test_another_method_is_405(prepared: World, method: str) -> None:
    answer = await prepared.send(method, "/v1/targets/XHS.01", "coordinator", DEPARTMENT)
    await world.refused(answer, 405)
    assert answer.headers["allow"] == "GET"
