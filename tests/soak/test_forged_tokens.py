"""I1: every forged or misused token at every route, in one process, at each service's own port and through nginx."""

from __future__ import annotations

import asyncio
import base64
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import orjson
import pytest

from shared.audit import service as audit
from shared.identity import keys, revocation, values
from shared.kit import callers, clock, db
from tests import servers
from tests.services import every_route
from tests.services.every_route import Route
from tests.shared.identity import forged
from tests.soak import deployed, traps, wire
from tests.soak.deployed import Deployed

# What a header field cannot hold, or more than a server reads: refused before anybody knows that a token was meant.
# nginx takes a bare line feed for the end of the field (RFC 9112, 2.2): what is left of the token is refused then.
UNREADABLE = {"a line break": {400, 401}, "header of 100,000 brackets": {431}}
_BEARER = "Authorization"
_FORM = ("Content-Type", b"application/x-www-form-urlencoded")


@dataclass(frozen=True)
class Scene:
    """A system under attack, what is sent to it, and who must not be called."""

    system: Deployed
    routes: list[Route]
    good: str
    bad: dict[str, str]
    trap: traps.Calls


@pytest.fixture(scope="module")
def trap() -> Iterator[traps.Calls]:
    """An address that only tokens name."""
    with traps.server() as calls:
        yield calls


@pytest.fixture(scope="module")
def separate(
    server_urls: servers.Urls, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Deployed, Deployed, traps.Calls]]:
    """Five processes that read the issuer's keys, each by a name of its own, from a server that counts."""
    folder = tmp_path_factory.mktemp("counted")
    with (
        deployed.own_database(server_urls.database, template) as url,
        traps.server(folder / "data" / "keys" / "jwks.json") as keys_read,
        deployed.separately(folder, url, JWKS=f"{keys_read.url}/{{service}}") as (own, behind),
    ):
        yield own, behind, keys_read


@pytest.fixture(scope="module", params=deployed.NAMES)
def scene(request: pytest.FixtureRequest, trap: traps.Calls, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The tokens of one of the three systems."""
    if request.param == deployed.NAMES[0]:
        system: Deployed = request.getfixturevalue("one_process")
    else:
        system = request.getfixturevalue("separate")[deployed.NAMES.index(request.param) - 1]
    routes = every_route.of_all(tmp_path_factory.mktemp("routes"))
    key, other = _forger(system, trap.url)
    bad = dict(forged.all_of(key, other)) | asyncio.run(_taken_back(system, key))
    return Scene(system, routes, forged.good(key, jti="the good one"), bad, trap)


def _forger(system: Deployed, trap: str) -> tuple[forged.Key, forged.Key]:
    """The running issuer's own key, and another one; what they sign would open every route."""
    now = int(time.time())
    said = {
        **forged.CLAIMS,
        "iss": system.topology.url,
        "iat": now - 10,
        "exp": now + 3590,
        "roles": sorted(values.ROLES - {"system"}),
    }
    store = keys.KeyStore(system.topology.data / "keys")
    ours = replace(forged.of(store.signing_key()), claims=said, trap=f"{trap}/keys.json", ahead=3600)
    return ours, replace(forged.new_key("other"), claims=said, trap=f"{trap}/keys.json", ahead=3600)


async def _taken_back(system: Deployed, key: forged.Key) -> dict[str, str]:
    """Tokens that were good until they, their client or their person were revoked."""
    database = db.Database(system.topology.database_url, pool_size=1, caller=callers.SYSTEM)
    now = clock.SystemClock()
    actor = audit.Actor("soak", "soak", "tinh-tuyen-quang", "soak")
    kinds: dict[revocation.Kind, str] = {"token": "jti", "client": "client_id", "subject": "sub"}
    async with database.transaction() as session:
        for kind in kinds:
            await revocation.revoke(session, kind, f"revoked-{kind}", reason="soak", actor=actor, now=now)
    await database.close()
    return {f"a revoked {kind}": forged.good(key, **{claim: f"revoked-{kind}"}) for kind, claim in kinds.items()}


def test_every_bad_token_at_every_route(scene: Scene, say: Callable[[str], None]) -> None:
    seen: Counter[str] = Counter()

    async def one(connection: wire.Wire, job: tuple[Route, str]) -> None:
        route, kind = job
        oauth = route.path.startswith(every_route.OAUTH)
        sent = [(_BEARER, b"Bearer " + scene.bad[kind].encode("utf-8", "surrogatepass"))]
        answer = await connection.ask(route.method, route.path, [*sent, *([_FORM] if oauth else [])], b"a=b" * oauth)
        if kind in UNREADABLE:
            assert answer.status in UNREADABLE[kind], (route, kind, answer)
            seen[f"{answer.status} (not to be read)"] += 1
        elif oauth:
            assert (answer.status, orjson.loads(answer.body)["error"]) == (401, "invalid_client"), (route, kind, answer)
            seen["401 (RFC 6749)"] += 1
        else:
            _refused(route, kind, answer)
            seen["401"] += 1

    asyncio.run(_at_every_address(scene, scene.bad, one))
    assert scene.trap.number == 0
    listed = ", ".join(f"{number} x {status}" for status, number in sorted(seen.items()))
    say(
        f"{scene.system.name}: {len(scene.bad)} kinds x {len(scene.routes)} routes: {listed};"
        f" 0 x 500, {scene.trap.number} calls to addresses taken from tokens"
    )


def test_a_good_token_in_a_wrong_place_is_none(scene: Scene, say: Callable[[str], None]) -> None:
    """In the address, a cookie, another header, the body or another scheme it counts as if it were not there."""
    token = scene.good.encode()
    basic = b"Basic " + base64.b64encode(b"token:" + token)
    places: dict[str, tuple[str, list[tuple[str, bytes]], bytes]] = {
        "cookie": ("", [("Cookie", b"access_token=" + token + b"; Authorization=" + token)], b""),
        "X-Access-Token": ("", [("X-Access-Token", token), ("X-Forwarded-Access-Token", token)], b""),
        "Proxy-Authorization": ("", [("Proxy-Authorization", b"Bearer " + token)], b""),
        "query": ("?access_token=" + scene.good, [], b""),
        "body": ("", [_FORM], b"access_token=" + token),
    }
    refused: dict[str, list[tuple[str, bytes]]] = {
        "Basic": [(_BEARER, basic)],
        "another scheme": [(_BEARER, b"Token " + token)],
        "no scheme": [(_BEARER, token)],
        "two tokens in one field": [(_BEARER, b"Bearer " + token + b", Bearer " + token)],
        "nothing": [(_BEARER, b"Bearer ")],
        "two fields": [(_BEARER, b"Bearer " + token), (_BEARER, b"Bearer " + token)],
        "two fields, one bad": [(_BEARER, b"Bearer " + token), (_BEARER, b"Bearer x")],
    }

    async def one(connection: wire.Wire, job: tuple[Route, str]) -> None:
        route, kind = job
        if route.path.startswith(every_route.OAUTH):
            return
        if kind in refused:
            answer = await connection.ask(route.method, route.path, refused[kind])
            # nginx itself refuses a second Authorization field: 400, and no service ever sees it.
            if not (kind.startswith("two fields") and scene.system.name == deployed.NAMES[2] and answer.status == 400):
                _refused(route, kind, answer)
            return
        query, headers, body = places[kind]
        if body and route.method in ("GET", "HEAD"):
            return
        answer = await connection.ask(route.method, route.path + query, headers, body)
        without = await connection.ask(route.method, route.path, [], b"")
        if not route.public:
            _refused(route, kind, answer)
        else:
            assert answer.status < 500, (route, kind, answer)
            assert answer.status in (without.status, 422, 415), (route, kind, answer)

    asyncio.run(_at_every_address(scene, [*places, *refused], one))
    say(f"{scene.system.name}: {len(places) + len(refused)} wrong places x {len(scene.routes)} routes: nobody let in")


def test_the_good_token_is_let_in(scene: Scene) -> None:
    """What is refused above is refused for what was spoilt: the same token unspoilt is a caller everywhere."""

    async def one(connection: wire.Wire, job: tuple[Route, str]) -> None:
        route, _ = job
        answer = await connection.ask(route.method, route.path, [(_BEARER, b"Bearer " + scene.good.encode())])
        assert answer.status < 500, (route, answer)
        assert answer.status != 401 or route.path.startswith(every_route.OAUTH), (route, answer)

    asyncio.run(_at_every_address(scene, ["good"], one))


def test_keys_are_fetched_twice_a_minute_at_most(
    separate: tuple[Deployed, Deployed, traps.Calls], say: Callable[[str], None]
) -> None:
    calls = separate[2]
    most = {path.lstrip("/"): calls.most_in_a_minute(path) for path in sorted(calls.at)}
    assert set(most) == set(every_route.FACTORIES)
    assert max(most.values()) <= 2, most
    said = ", ".join(f"{name} {number}" for name, number in most.items())
    say(f"key fetches, most in any minute: {said} ({calls.number} in all)")


def _refused(route: Route, kind: str, answer: wire.Answer) -> None:
    assert answer.status == 401, (route, kind, answer)
    assert answer.headers["content-type"] == "application/problem+json", (route, kind, answer)
    assert answer.headers["www-authenticate"].startswith("Bearer"), (route, kind, answer)
    if route.method != "HEAD":
        assert orjson.loads(answer.body)["status"] == 401, (route, kind, answer)


async def _at_every_address(
    scene: Scene, kinds: Iterable[str], one: Callable[[wire.Wire, tuple[Route, str]], Awaitable[None]]
) -> None:
    """Every kind at every route; a service's own routes at its own port where it has one."""
    by_address: dict[str, list[Route]] = {}
    for route in scene.routes:
        by_address.setdefault(_address(scene, route), []).append(route)
    for address, routes in by_address.items():
        jobs = ((route, kind) for route in routes for kind in kinds)
        await wire.each(jobs, address, one)


def _address(scene: Scene, route: Route) -> str:
    return scene.system.ports.get(route.service, scene.system.topology.url)
