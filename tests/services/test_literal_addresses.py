"""An address that several paths of the document match belongs to the most literal of them, whatever the method."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from services.local import paths
from services.local.router import Router
from tests import clients
from tests.services import every_route, world
from tests.services.gateway import contract
from tests.shared.kit import small

pytestmark = pytest.mark.asyncio(loop_scope="module")

DECLARED = {path: {name.upper() for name in methods} for path, methods in contract.DOCUMENT["paths"].items()}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")


def _both(one: str, other: str) -> str | None:
    """An address that both paths match, where the first of their different segments is literal in `one`."""
    pairs = list(zip(one.split("/"), other.split("/"), strict=False))
    if one.count("/") != other.count("/") or any(a != b and "{" not in a + b for a, b in pairs):
        return None
    a, b = next((pair for pair in pairs if ("{" in pair[0]) != ("{" in pair[1])), ("{", ""))
    if "{" in a or "{" not in b:
        return None
    return "/".join("x" if "{" in a and "{" in b else b if "{" in a else a for a, b in pairs)


# Of each address the path it belongs to.
SHARED = {
    address: one for one, other in itertools.permutations(DECLARED, 2) if (address := _both(one, other)) is not None
}
UNDECLARED = [
    (method, address) for address, path in SHARED.items() for method in METHODS if method not in DECLARED[path]
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def http(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    """All services behind one port, as `make run` has them; nothing is reachable that a method would need."""
    folder: Path = tmp_path_factory.mktemp("literal")
    configured = clients.settings(small.NOWHERE, "redis://127.0.0.1:9/0", folder)
    made = {name: create(configured) for name, create in every_route.FACTORIES.items()}
    owners = {
        **dict.fromkeys(paths.TARGETS, made["targets_api"]),
        **dict.fromkeys(paths.REPORTING, made["reporting_api"]),
        **dict.fromkeys(paths.SCORING, made["scoring_api"]),
    }
    transport = httpx.ASGITransport(app=Router(made["gateway"], owners), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://dti.test") as caller:
        yield caller


async def test_the_addresses_are_found() -> None:
    assert SHARED["/v1/measurements/import"] == "/v1/measurements/import"
    assert SHARED["/v1/targets/sets/judgements"] == "/v1/targets/sets/{target_set}"
    assert len([one for one in SHARED.values() if "{" not in one]) >= 14


@pytest.mark.parametrize(("method", "address"), UNDECLARED)
async def test_a_method_that_it_does_not_have_is_405_with_those_it_has(
    http: httpx.AsyncClient, method: str, address: str
) -> None:
    answer = await http.request(method, address)
    problem = await world.refused(answer, 405)
    assert problem["code"] == "method-not-allowed"
    assert answer.headers["allow"] == ", ".join(sorted(DECLARED[SHARED[address]]))


@pytest.mark.parametrize("address", [one for one, path in SHARED.items() if "GET" not in DECLARED[path]])
async def test_head_is_no_way_round(http: httpx.AsyncClient, address: str) -> None:
    answer = await http.head(address)
    assert answer.status_code == 405
    assert answer.headers["allow"] == ", ".join(sorted(DECLARED[SHARED[address]]))
