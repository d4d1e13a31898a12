"""Client credentials at the token endpoint, asked by an OAuth client that is not ours and by hand: scopes narrow, bad
clients learn nothing, answers and refusals are those of RFC 6749; what is given back is refused everywhere."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote_plus

import httpx
import pytest
import pytest_asyncio
from authlib.oauth2.auth import ClientAuth

from services.gateway import app as gateway
from services.targets_api import app as targets_api
from shared.identity import revocation
from shared.kit import callers, db
from shared.kit.clock import SystemClock
from shared.kit.settings import ServiceSettings
from shared.kit.web import rate_limits
from tests import clients, servers
from tests.services.gateway.conftest import Gate
from tests.shared.identity.test_revocation import ADMIN

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCOPES = ["reports:read", "targets:read"]
FORM = "application/x-www-form-urlencoded"
GRANT = {"grant_type": "client_credentials"}


class Desk:
    """The gateway, a service beside it, and one service account."""

    def __init__(
        self, http: httpx.AsyncClient, targets: httpx.AsyncClient, database: db.Database, tokens: clients.Tokens
    ) -> None:
        self.http = http
        self.targets = targets
        self.database = database
        self.tokens = tokens
        self.account: dict[str, Any] = {}

    async def make(self, **changes: Any) -> dict[str, Any]:
        """A new account with its secret."""
        body = {"name": "LGSP", "organisation": "so-noi-vu", "scopes": SCOPES, **changes}
        answer = await self.http.post("/v1/service-accounts", json=body, headers=self.tokens.header("admin"))
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def token(self, account: dict[str, Any], **fields: str) -> httpx.Response:
        """A request with the secret in HTTP Basic."""
        basic = httpx.BasicAuth(quote_plus(account["client_id"]), quote_plus(account["client_secret"]))
        return await self.http.post("/oauth/token", data={**GRANT, **fields}, auth=basic)

    async def reads(self, token: str, path: str = "/v1/tasks") -> int:
        """What the other service says to a bearer of this token."""
        return (await self.targets.get(path, headers={"Authorization": f"Bearer {token}"})).status_code


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(
    module_database_url: str, server_urls: servers.Urls, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Desk]:
    """Both processes, and an account of so-noi-vu."""
    folder = tmp_path_factory.mktemp("desk")
    tokens = clients.Tokens(folder / "keys")
    configured = clients.settings(module_database_url, server_urls.redis, folder)
    database = db.Database(module_database_url, pool_size=2, caller=callers.SYSTEM)
    await database.open()
    async with (
        clients.client(gateway.create_app, configured) as http,
        clients.client(targets_api.create_app, configured) as targets,
    ):
        made = Desk(http, targets, database, tokens)
        made.account = await made.make()
        yield made
    await database.close()


def _said(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


@pytest.mark.parametrize("way", ["client_secret_basic", "client_secret_post"])
async def test_a_client_that_is_not_ours_gets_in(desk: Desk, way: str) -> None:
    ids = (desk.account["client_id"], desk.account["client_secret"])
    _, headers, body = ClientAuth(*ids, way).prepare(
        "POST", "/oauth/token", {"Content-Type": FORM}, "grant_type=client_credentials"
    )
    token = (await desk.http.post("/oauth/token", content=body, headers=headers)).json()
    assert (token["token_type"], token["expires_in"], token["scope"]) == ("Bearer", 900, "reports:read targets:read")
    assert await desk.reads(token["access_token"]) == 200
    said = _said(token["access_token"])
    assert (said["sub"], said["client_id"], said["org"]) == (ids[0], ids[0], "so-noi-vu")
    assert said["roles"] == ["system"]


async def test_the_answer_is_kept_by_nobody(desk: Desk) -> None:
    for answer in (await desk.token(desk.account), await desk.token(desk.account, scope="x")):
        assert (answer.headers["cache-control"], answer.headers["pragma"]) == ("no-store", "no-cache")


async def test_scopes_narrow_and_never_widen(desk: Desk) -> None:
    narrow = (await desk.token(desk.account, scope="reports:read")).json()
    assert narrow["scope"] == "reports:read"
    assert await desk.reads(narrow["access_token"]) == 403
    for wanted in ("targets:write", "reports:read admin", "everything", "Reports:read", "reports:read  targets:read"):
        answer = await desk.token(desk.account, scope=wanted)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope"), wanted
    assert (await desk.token(desk.account, scope="")).json()["scope"] == "reports:read targets:read"  # as left out


async def test_an_account_of_no_organisation_reads_what_its_scopes_say(desk: Desk) -> None:
    nobodys = await desk.make(organisation=None)
    token = (await desk.token(nobodys)).json()["access_token"]
    assert _said(token)["org"] == ""
    assert await desk.reads(token) == 200


def _basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


REFUSED_CLIENTS = {
    "no client at all": {},
    "a wrong secret": {"Authorization": "ID:wrong"},
    "an empty secret": {"Authorization": "ID:"},
    "an unknown client": {"Authorization": "sa-00000000000000000000:SECRET"},
    "no colon": {"Authorization": "ID"},
    "an empty client": {"Authorization": ":SECRET"},
    "a NUL": {"Authorization": "ID%00:SECRET"},
    "half a sign": {"Authorization": "ID:%ff"},
    "a very long secret": {"Authorization": "ID:" + "x" * 600},
}


@pytest.mark.parametrize("name", REFUSED_CLIENTS)
async def test_a_client_that_is_refused_learns_nothing(desk: Desk, name: str) -> None:
    sent = {
        header: _basic(text.replace("ID", desk.account["client_id"]).replace("SECRET", desk.account["client_secret"]))
        for header, text in REFUSED_CLIENTS[name].items()
    }
    answer = await desk.http.post("/oauth/token", data=GRANT, headers=sent)
    assert answer.status_code == 401
    assert answer.json() == {
        "error": "invalid_client",
        "error_description": "The client id or the secret is not accepted.",
    }
    assert answer.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize("sent", ["Bearer x", "Basic", "Basic %%%", "Basic =", "Digest abc", "", "sa-1:x"])
async def test_whatever_else_stands_in_authorization_is_refused(desk: Desk, sent: str) -> None:
    ids = {"client_id": desk.account["client_id"], "client_secret": desk.account["client_secret"]}
    answer = await desk.http.post("/oauth/token", data={**GRANT, **ids}, headers={"Authorization": sent})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_a_good_bearer_token_is_no_client_either(desk: Desk) -> None:
    good = (await desk.token(desk.account)).json()["access_token"]
    answer = await desk.http.post("/oauth/token", data=GRANT, headers={"Authorization": f"Bearer {good}"})
    assert answer.status_code == 401


ID, SECRET = "client_id=ID", "client_secret=SECRET"
MALFORMED: dict[str, tuple[str, bytes]] = {
    "JSON": ("application/json", b'{"grant_type": "client_credentials"}'),
    "multipart": ("multipart/form-data; boundary=x", b"--x--"),
    "no content type": ("", b"grant_type=client_credentials"),
    "a parameter twice": (FORM, f"grant_type=client_credentials&{ID}&{SECRET}&{SECRET}".encode()),
    "no grant type": (FORM, f"{ID}&{SECRET}".encode()),
    "an empty grant type": (FORM, f"grant_type=&{ID}&{SECRET}".encode()),
    "no body": (FORM, b""),
    "not UTF-8": (FORM, f"grant_type=client_credentials&{ID}&{SECRET}&scope=%ff".encode()),
    "raw bytes": (FORM, b"grant_type=\xff\xfe"),
    "a NUL": (FORM, f"grant_type=client_credentials&{ID}&{SECRET}&scope=a%00".encode()),
    "half a surrogate": (FORM, f"grant_type=client_credentials&{ID}&{SECRET}&scope=%ed%a0%80".encode()),
    "a line break": (FORM, f"grant_type=client_credentials%0a&{ID}&{SECRET}".encode()),
    "a hundred parameters": (FORM, "&".join(f"a{n}=1" for n in range(100)).encode()),
    "40 KB": (FORM, b"grant_type=client_credentials&scope=" + b"x" * 40_000),
}


@pytest.mark.parametrize("name", MALFORMED)
async def test_a_malformed_request_is_told_so(desk: Desk, name: str) -> None:
    kind, body = MALFORMED[name]
    body = body.replace(b"ID", desk.account["client_id"].encode())
    body = body.replace(b"SECRET", desk.account["client_secret"].encode())
    headers = {"Content-Type": kind} if kind else {}
    answer = await desk.http.post("/oauth/token", content=body, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request"), answer.text
    assert desk.account["client_secret"] not in answer.text


async def test_two_ways_at_once_and_parameters_in_the_address_are_refused(desk: Desk) -> None:
    for fields in ({"client_secret": "x"}, {"client_id": "sa-another"}):
        answer = await desk.token(desk.account, **fields)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    ids = {"client_id": desk.account["client_id"], "client_secret": desk.account["client_secret"]}
    answer = await desk.http.post("/oauth/token", params=ids, data=GRANT)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert (await desk.http.get("/oauth/token")).status_code == 405


async def test_too_large_a_body_is_refused_in_the_same_words(desk: Desk) -> None:
    answer = await desk.http.post("/oauth/token", content=b"a=" + b"x" * 2_000_000, headers={"Content-Type": FORM})
    assert answer.status_code == 413


async def _issued(desk: Desk, account: dict[str, Any]) -> list[dict[str, Any]]:
    return await desk.database.reader.rows(
        "SELECT * FROM audit_entries WHERE action = 'tokens.issue' AND subject = $1", account["client_id"]
    )


async def test_each_token_leaves_a_row_and_no_secret(desk: Desk) -> None:
    account = await desk.make()
    token = (await desk.token(account, scope="reports:read")).json()["access_token"]
    (row,) = await _issued(desk, account)
    assert row["entity_id"] == _said(token)["jti"]
    said = json.loads(row["after"])
    assert (said["grant"], said["scopes"]) == ("client_credentials", ["reports:read"])
    assert account["client_secret"] not in str(dict(row))
    assert token.split(".")[2] not in str(dict(row))


async def test_a_refused_request_leaves_none(desk: Desk) -> None:
    account = await desk.make()
    await desk.token(account, scope="everything")
    await desk.token({**account, "client_secret": "wrong"})
    assert not await _issued(desk, account)


async def test_what_is_given_back_is_refused_everywhere(desk: Desk) -> None:
    token = (await desk.token(desk.account)).json()["access_token"]
    other = (await desk.token(desk.account)).json()["access_token"]
    basic = httpx.BasicAuth(desk.account["client_id"], desk.account["client_secret"])
    for _ in range(2):
        answer = await desk.http.post("/oauth/revoke", data={"token": token}, auth=basic)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert await desk.reads(token) == 401
    assert await desk.reads(other) == 200


async def test_a_service_accounts_token_is_given_back_by_that_account_only(desk: Desk) -> None:
    token = (await desk.token(desk.account)).json()["access_token"]
    another = await desk.make()
    cases: list[tuple[httpx.BasicAuth | None, int, str]] = [
        (None, 401, "invalid_client"),
        (httpx.BasicAuth(desk.account["client_id"], "wrong"), 401, "invalid_client"),
        (httpx.BasicAuth(another["client_id"], another["client_secret"]), 400, "unauthorized_client"),
    ]
    for auth, status, error in cases:
        answer = await desk.http.post("/oauth/revoke", data={"token": token}, auth=auth or httpx.Auth())
        assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert await desk.reads(token) == 200


async def test_a_persons_token_is_given_back_by_whoever_holds_it(desk: Desk) -> None:
    token = desk.tokens.of("reporter", "so-noi-vu")
    assert (await desk.http.post("/oauth/revoke", data={"token": token})).status_code == 200
    assert await desk.reads(token) == 401


@pytest.mark.parametrize("token", ["x", "a.b.c", "..", "e30.e30.AAAA"])
async def test_what_is_no_token_is_revoked_already(desk: Desk, token: str) -> None:
    assert (await desk.http.post("/oauth/revoke", data={"token": token})).status_code == 200
    assert (await desk.http.post("/oauth/revoke", data={})).json()["error"] == "invalid_request"


async def test_after_a_revocation_the_next_token_is_good_at_once(desk: Desk) -> None:
    old = (await desk.token(desk.account)).json()["access_token"]
    async with desk.database.transaction() as session:
        await revocation.revoke(
            session, "client", desk.account["client_id"], reason="x", actor=ADMIN, now=SystemClock()
        )
    answer = await desk.token(desk.account)
    assert await desk.reads(answer.json()["access_token"]) == 200
    assert answer.json()["expires_in"] == 900
    assert await desk.reads(old) == 401


@pytest.mark.asyncio(loop_scope="function")
async def test_a_token_never_outlives_its_account_or_its_secret(gate: Gate) -> None:
    ends = gate.clock.now() + dt.timedelta(seconds=400)
    body = {"name": "LGSP", "organisation": None, "scopes": SCOPES, "expires_at": ends.isoformat()}
    account = (await gate.post("admin", "/v1/service-accounts", body)).json()
    basic = httpx.BasicAuth(account["client_id"], account["client_secret"])
    answer = await gate.http.post("/oauth/token", data=GRANT, auth=basic)
    assert answer.json()["expires_in"] == 400
    gate.clock.instant = ends - dt.timedelta(seconds=0.5)
    assert (await gate.http.post("/oauth/token", data=GRANT, auth=basic)).status_code in (200, 401)
    gate.clock.instant = ends
    assert (await gate.http.post("/oauth/token", data=GRANT, auth=basic)).status_code == 401


async def test_twenty_at_once_wait_for_nobody(desk: Desk) -> None:
    answers = await asyncio.gather(*(desk.token(desk.account) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({_said(answer.json()["access_token"])["jti"] for answer in answers}) == 20


@pytest.mark.asyncio(loop_scope="function")
async def test_who_guesses_is_slowed_down(configured: ServiceSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "PREFIX", f"test:{uuid.uuid4().hex}")  # a run of a minute ago counts elsewhere
    monkeypatch.setattr(rate_limits, "TIMEOUT_S", 60.0)  # a busy machine's Redis is not away
    limited = configured.model_copy(update={"rate_limit_token": "3/hour"})
    async with clients.client(gateway.create_app, limited) as http:
        wrong = httpx.BasicAuth("sa-00000000000000000001", "guess")
        said = [await http.post("/oauth/token", data=GRANT, auth=wrong) for _ in range(5)]
    assert [answer.status_code for answer in said][:3] == [401] * 3
    assert said[-1].status_code == 429
    assert said[-1].json()["error"] == "temporarily_unavailable"
    assert int(said[-1].headers["retry-after"]) >= 1
