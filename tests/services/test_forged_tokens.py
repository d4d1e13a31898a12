"""A few kinds of bad tokens at every route there is: 401 everywhere, public routes included. All kinds: tests/soak."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from shared.identity import values
from tests import clients
from tests.services import every_route
from tests.services.gateway import contract
from tests.shared.identity import forged
from tests.shared.kit.small import NOWHERE

KINDS = (
    *("alg none", "HS256 with the public key in PEM", "another issuer's key", "another payload", "exp past"),
    *("another audience", "typ JWT", "jku", "roles unknown", "a token of the single sign-on"),
)


@pytest.fixture
async def callers(tmp_path: Path) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    """The four applications, whose database nobody reaches: a refused token needs none."""
    configured = clients.settings(NOWHERE, "redis://127.0.0.1:9/0", tmp_path, rate_limit="", rate_limit_anonymous="")
    async with AsyncExitStack() as stack:
        made = {}
        for name, create in every_route.FACTORIES.items():
            transport = httpx.ASGITransport(app=create(configured), raise_app_exceptions=False)
            made[name] = await stack.enter_async_context(
                httpx.AsyncClient(transport=transport, base_url="http://dti.test")
            )
        yield made


def test_every_documented_operation_is_a_route(tmp_path: Path) -> None:
    documented = {one["operationId"] for methods in contract.DOCUMENT["paths"].values() for one in methods.values()}
    assert documented <= {route.operation for route in every_route.of_all(tmp_path)}


async def test_a_bad_token_is_401_at_every_route(callers: dict[str, httpx.AsyncClient], tmp_path: Path) -> None:
    now = int(time.time())
    store = clients.Tokens(tmp_path / "keys").store
    said = {**forged.CLAIMS, "iss": clients.ISSUER, "iat": now - 10, "exp": now + 3590, "roles": sorted(values.ROLES)}
    key = replace(forged.of(store.signing_key()), claims=said, ahead=3600)
    bad = dict(forged.all_of(key, replace(forged.new_key("other"), claims=said)))
    for route in every_route.of_all(tmp_path):
        if route.path.startswith(every_route.OAUTH):
            continue
        for kind in KINDS:
            headers = {"Authorization": f"Bearer {bad[kind]}"}
            answer = await callers[route.service].request(route.method, route.path, headers=headers)
            assert answer.status_code == 401, (route, kind, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["www-authenticate"].startswith("Bearer")
