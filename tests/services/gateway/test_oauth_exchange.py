"""Tokens of a Keycloak-like and a WSO2-like sign-on, made by an implementation that is not ours, exchanged over HTTP:
the good ones become tokens that every service takes, everything else is refused."""

from __future__ import annotations

import base64
import json
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from services.gateway import app as gateway
from services.targets_api import app as targets_api
from shared.identity import trusted, values
from shared.kit import callers, db
from shared.kit.settings import ServiceSettings
from tests import clients, servers, sign_ons
from tests.sign_ons import CLAIM, SignOn, keycloak_claims, wso2_claims

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"
JWT = "urn:ietf:params:oauth:token-type:jwt"


@dataclass
class Office:
    """The gateway, a service, and the sign-ons that they trust."""

    http: httpx.AsyncClient
    targets: httpx.AsyncClient
    keycloak: SignOn
    assigned: SignOn
    wso2: SignOn
    database: db.Database

    async def exchange(self, token: str, **changes: str) -> httpx.Response:
        """The exchange of a token; a field given as "" is left out."""
        sent = {"grant_type": EXCHANGE, "subject_token": token, "subject_token_type": ACCESS_TOKEN, **changes}
        return await self.http.post("/oauth/token", data={name: value for name, value in sent.items() if value})

    async def issued(self) -> int:
        """How many tokens were given out so far."""
        row = await self.database.reader.row("SELECT count(*) AS n FROM audit_entries WHERE action = 'tokens.issue'")
        assert row is not None
        return int(row["n"])


@pytest.fixture(scope="module")
def played() -> Iterator[tuple[SignOn, SignOn, SignOn]]:
    """Two Keycloaks and a WSO2."""
    with (
        sign_ons.running(sign_ons.ec_key("kc-1")) as keycloak,
        sign_ons.running(sign_ons.ec_key("kc-1")) as assigned,
        sign_ons.running(sign_ons.rsa_key("w-1"), issuer=sign_ons.WSO2) as wso2,
    ):
        yield keycloak, assigned, wso2


def settings(database_url: str, redis: str, folder: Path, *rules: dict[str, Any]) -> ServiceSettings:
    """Settings of services that trust these rules; TODAY is the machine's own day."""
    clients.Tokens(folder / "keys")
    file = folder / "trusted-issuers.yaml"
    file.write_text(sign_ons.file_of(*rules), encoding="utf-8")
    return clients.settings(database_url, redis, folder, trusted_issuers=file)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(
    module_database_url: str,
    server_urls: servers.Urls,
    tmp_path_factory: pytest.TempPathFactory,
    played: tuple[SignOn, SignOn, SignOn],
) -> AsyncIterator[Office]:
    """One office for all; nothing that is refused leaves a trace in it."""
    keycloak, assigned, wso2 = played
    rules = [
        sign_ons.keycloak_rule(keycloak),
        sign_ons.keycloak_rule(assigned, name="nhan-su", person={"from": "assigned"}),
        sign_ons.wso2_rule(wso2),
    ]
    folder = tmp_path_factory.mktemp("office")
    configured = settings(module_database_url, server_urls.redis, folder, *rules)
    database = db.Database(module_database_url, pool_size=2, caller=callers.SYSTEM)
    await database.open()
    async with (
        clients.client(gateway.create_app, configured) as http,
        clients.client(targets_api.create_app, configured) as targets,
    ):
        yield Office(http, targets, keycloak, assigned, wso2, database)
    await database.close()


def _said(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


async def test_a_person_of_keycloak_comes_in(office: Office) -> None:
    answer = await office.exchange(office.keycloak.sign(keycloak_claims(office.keycloak.issuer)))
    assert answer.status_code == 200, answer.text
    assert (answer.headers["cache-control"], answer.headers["pragma"]) == ("no-store", "no-cache")
    body = answer.json()
    assert (body["token_type"], body["issued_token_type"]) == ("Bearer", ACCESS_TOKEN)
    assert 290 <= body["expires_in"] <= 300  # never longer than the sign-on's token
    said = _said(body["access_token"])
    assert (said["sub"], said["client_id"]) == ("tinh:6f9e1c1e-0f0e-4a1c-9a55-7f2a7d1c2b11", "tinh:dti-portal")
    assert (said["org"], said["roles"], said["scope"]) == ("so-noi-vu", ["approver", "reporter"], "")
    read = await office.targets.get("/v1/tasks", headers={"Authorization": f"Bearer {body['access_token']}"})
    assert read.status_code == 200
    raw = await office.targets.get(
        "/v1/tasks",
        headers={"Authorization": f"Bearer {office.keycloak.sign(keycloak_claims(office.keycloak.issuer))}"},
    )
    assert raw.status_code == 401  # the services take our tokens only


async def test_a_person_of_wso2_comes_in(office: Office) -> None:
    thumbprint = "ODE3Y2ZhMTBjMDM4ZTBmMjAyYzliYTI2YjRhYTZlOGIyZmUxNWE3YQ=="
    answer = await office.exchange(office.wso2.sign(wso2_claims(), x5t=thumbprint), subject_token_type=JWT)
    assert answer.status_code == 200, answer.text
    assert 590 <= answer.json()["expires_in"] <= 600
    said = _said(answer.json()["access_token"])
    assert (said["sub"], said["org"], said["roles"]) == ("lgsp:tranthib@carbon.super", "so-noi-vu", ["reporter"])
    assert said["client_id"] == "lgsp:cong-dich-vu-cong"


async def test_no_token_of_ours_lives_longer_than_a_quarter_of_an_hour(office: Office) -> None:
    claims = keycloak_claims(office.keycloak.issuer, exp=int(time.time()) + 3590)
    assert (await office.exchange(office.keycloak.sign(claims))).json()["expires_in"] == 900


async def test_each_token_leaves_a_row_that_opens_nothing(office: Office) -> None:
    subject = str(uuid.uuid4())
    sso = office.keycloak.sign(keycloak_claims(office.keycloak.issuer, sub=subject))
    answer = await office.exchange(sso)
    (row,) = await office.database.reader.rows(
        "SELECT * FROM audit_entries WHERE action = 'tokens.issue' AND subject = $1", f"tinh:{subject}"
    )
    assert row["entity_id"] == _said(answer.json()["access_token"])["jti"]
    assert (row["organisation"], row["client_id"]) == ("so-noi-vu", "tinh:dti-portal")
    said = json.loads(row["after"])
    assert (said["grant"], said["sign_on"], said["roles"]) == ("token_exchange", "tinh", ["approver", "reporter"])
    signatures = [token.split(".")[2] for token in (sso, answer.json()["access_token"])]
    assert not [one for one in signatures if one in str(dict(row))]


Make = Callable[[Office], str]


def _kc(**changes: Any) -> Make:
    return lambda office: office.keycloak.sign(keycloak_claims(office.keycloak.issuer, **changes))


def _kc_header(**header: Any) -> Make:
    return lambda office: office.keycloak.sign(keycloak_claims(office.keycloak.issuer), **header)


def _w(**changes: Any) -> Make:
    return lambda office: office.wso2.sign(wso2_claims(**changes))


def _unsigned(claims: Callable[[Office], dict[str, Any]], alg: str, tail: str = "") -> Make:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return lambda office: f"{part({'typ': 'JWT', 'alg': alg, 'kid': 'w-1'})}.{part(claims(office))}.{tail}"


NOW = int(time.time())
OTHER_EC, OTHER_RSA, WEAK_RSA = sign_ons.ec_key("kc-1"), sign_ons.rsa_key("w-1"), sign_ons.ec_key("nobody")
REFUSED: dict[str, Make] = {
    "wrong audience": _kc(aud="portal"),
    "audience missing": _kc(aud=...),
    "audience a list of others": _kc(aud=["portal", "accounts"]),
    "audience an object": _kc(aud={"account": "account"}),
    "wrong client": _kc(azp="another-portal"),
    "client missing": _kc(azp=...),
    "client a list": _kc(azp=["dti-portal"]),
    "an ID token": _kc(typ="ID"),
    "a refresh token": _kc(typ="Refresh"),
    "no payload typ": _kc(typ=...),
    "header typ at+jwt": _kc_header(typ="at+jwt"),
    "header typ missing": _kc_header(typ=...),
    "header typ in small letters": _kc_header(typ="jwt"),
    "thumbprint where none belongs": _kc_header(x5t="AAAA"),
    "kid unknown": _kc_header(kid="nobody"),
    "kid missing": _kc_header(kid=...),
    "kid of the key for encryption": _kc_header(kid="for-encryption"),
    "an embedded key": lambda o: o.keycloak.sign(
        keycloak_claims(o.keycloak.issuer), key=OTHER_EC, jwk=OTHER_EC.as_dict(private=False)
    ),
    "a key by its address": lambda o: o.keycloak.sign(
        keycloak_claims(o.keycloak.issuer), key=OTHER_EC, jku="http://127.0.0.1:9/keys"
    ),
    "another key of the same name": lambda o: o.keycloak.sign(keycloak_claims(o.keycloak.issuer), key=OTHER_EC),
    "another sign-on's key": lambda o: o.assigned.sign(keycloak_claims(o.keycloak.issuer)),
    "another sign-on's issuer": lambda o: o.keycloak.sign(keycloak_claims(o.assigned.issuer)),
    "expired": _kc(exp=NOW - 1, iat=NOW - 300),
    "expires in milliseconds": _kc(exp=(NOW + 300) * 1000),
    "both in milliseconds": _kc(exp=(NOW + 300) * 1000, iat=NOW * 1000),
    "exp missing": _kc(exp=...),
    "exp as text": _kc(exp=str(NOW + 300)),
    "iat missing": _kc(iat=...),
    "iat in an hour": _kc(iat=NOW + 3600, exp=NOW + 4000),
    "lives too long": _kc(exp=NOW + 3700, iat=NOW),
    "not yet": _kc(nbf=NOW + 3600),
    "issuer unknown": _kc(iss="https://sso.example.vn/realms/dti"),
    "issuer with a slash": lambda o: o.keycloak.sign(keycloak_claims(o.keycloak.issuer + "/")),
    "issuer missing": _kc(iss=...),
    "issuer a list": lambda o: o.keycloak.sign(keycloak_claims(o.keycloak.issuer, iss=[o.keycloak.issuer])),
    "our own issuer": _kc(iss=clients.ISSUER),
    "subject missing": _kc(sub=...),
    "subject empty": _kc(sub=""),
    "subject with a line break": _kc(sub="a\nb"),
    "subject too long": _kc(sub="a" * 256),
    "subject a number": _kc(sub=5),
    "no role of ours": _kc(realm_access={"roles": ["offline_access"]}),
    "roles missing": _kc(realm_access=...),
    "roles by a name with a dot": _kc(**{"realm_access": ..., "realm_access.roles": ["reporter"]}),
    "roles an object": _kc(realm_access={"roles": {"reporter": True}}),
    "the role system": _kc(realm_access={"roles": ["system"]}),
    "a role that is not mapped": _kc(realm_access={"roles": ["admin"]}),
    "organisation missing": _kc(org=...),
    "organisation unknown": _kc(org="so-nao-do"),
    "organisation by its id": _kc(org="3f5081c7-29b4-5fed-8ec1-030fb8706cd4"),
    "several organisations": _kc(org=["so-noi-vu", "so-tai-chinh"]),
    "nothing assigned": lambda o: o.assigned.sign(keycloak_claims(o.assigned.issuer)),
    "WSO2: wrong audience": _w(**{f"{CLAIM}/apicontext": "/another/v1"}),
    "WSO2: an aud is not its audience": _w(**{f"{CLAIM}/apicontext": ..., "aud": "/dti/v1"}),
    "WSO2: wrong application": _w(**{f"{CLAIM}/applicationname": "DefaultApplication"}),
    "WSO2: expired in milliseconds": _w(exp=(NOW - 5) * 1000),
    "WSO2: exp in seconds": _w(exp=NOW + 300),
    "WSO2: lives too long": _w(exp=(NOW + 3600) * 1000),
    "WSO2: no end user": _w(**{f"{CLAIM}/enduser": ...}),
    "WSO2: an organisation that is not mapped": _w(**{f"{CLAIM}/organization": "so-noi-vu"}),
    "WSO2: a role that is not mapped": _w(**{f"{CLAIM}/role": "reporter"}),
    "WSO2: another key": lambda o: o.wso2.sign(wso2_claims(), key=OTHER_RSA),
    "WSO2: Keycloak's key": lambda o: o.keycloak.sign(wso2_claims(), kid="w-1"),
    "WSO2: unsigned": _unsigned(lambda _: wso2_claims(), "none"),
    "WSO2: unsigned, in capitals": _unsigned(lambda _: wso2_claims(), "NONE"),
    "WSO2: unsigned with a tail": _unsigned(lambda _: wso2_claims(), "none", "AAAA"),
    "unsigned": _unsigned(lambda o: keycloak_claims(o.keycloak.issuer), "none"),
    "no token": lambda _: "token",
    "three empty parts": lambda _: "..",
    "a token of 9 KB": _kc(note="x" * 9000),
    "a payload of brackets": lambda o: ".".join(
        [*_kc()(o).split(".")[:1], base64.urlsafe_b64encode(b"[" * 3000).decode().rstrip("="), _kc()(o).split(".")[2]]
    ),
}


# Each for its own reason, or a rule that refuses everything would pass.
WHY: dict[str, tuple[str, ...]] = {
    "iss or aud is another one": (
        "wrong audience",
        "audience missing",
        "audience a list of others",
        "audience an object",
        "WSO2: wrong audience",
        "WSO2: an aud is not its audience",
    ),
    "it was issued to a client that is not allowed": (
        "wrong client",
        "client missing",
        "client a list",
        "WSO2: wrong application",
    ),
    "typ is not as configured for its issuer": (
        "an ID token",
        "a refresh token",
        "no payload typ",
    ),
    "typ is not JWT": (
        "header typ at+jwt",
        "header typ missing",
        "header typ in small letters",
    ),
    "header carries a key, an address or crit": (
        "thumbprint where none belongs",
        "an embedded key",
        "a key by its address",
    ),
    "kid is unknown": ("kid unknown",),
    "alg or kid is not acceptable": (
        "kid missing",
        "WSO2: Keycloak's key",
        "WSO2: unsigned with a tail",
    ),
    "algorithm does not fit the key": ("kid of the key for encryption",),
    "signature does not fit": (
        "another key of the same name",
        "another sign-on's key",
        "another sign-on's issuer",
        "WSO2: another key",
    ),
    "it has expired": (
        "expired",
        "WSO2: expired in milliseconds",
        "WSO2: exp in seconds",
    ),
    "iat or lifetime is not plausible": (
        "expires in milliseconds",
        "both in milliseconds",
        "iat in an hour",
        "lives too long",
        "WSO2: lives too long",
    ),
    "exp is missing or not a whole number of seconds": (
        "exp missing",
        "exp as text",
    ),
    "iat is missing or not a whole number of seconds": ("iat missing",),
    "nbf is not reached": ("not yet",),
    "its issuer is not trusted here": (
        "issuer unknown",
        "issuer with a slash",
        "our own issuer",
    ),
    "iss is missing or not text": (
        "issuer missing",
        "issuer a list",
    ),
    "sub is missing or not text": (
        "subject missing",
        "subject empty",
        "subject with a line break",
        "subject too long",
        "subject a number",
        "WSO2: no end user",
    ),
    "the sign-on names no organisation or no role of this person here": (
        "no role of ours",
        "roles missing",
        "roles by a name with a dot",
        "roles an object",
        "the role system",
        "a role that is not mapped",
        "organisation missing",
        "WSO2: an organisation that is not mapped",
        "WSO2: a role that is not mapped",
    ),
    "the organisation of this person is not in the register": (
        "organisation unknown",
        "organisation by its id",
    ),
    "this person has several organisations: name one as organisation": ("several organisations",),
    "no organisation and roles are assigned to this person today": ("nothing assigned",),
    "token is not in three parts": (
        "WSO2: unsigned",
        "WSO2: unsigned, in capitals",
        "unsigned",
        "no token",
        "three empty parts",
    ),
    "token is larger than 8 KB": ("a token of 9 KB",),
    "payload is not JSON": ("a payload of brackets",),
}
REASONS = {name: reason for reason, names in WHY.items() for name in names}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_not_exactly_right_is_refused(office: Office, name: str) -> None:
    before, token = await office.issued(), REFUSED[name](office)
    answer = await office.exchange(token)
    assert answer.status_code == 400, answer.text
    body = answer.json()
    assert body.keys() == {"error", "error_description"}
    assert body["error"] == "invalid_request"
    assert body["error_description"].isascii()
    assert body["error_description"].removeprefix("subject_token: ") == REASONS[name]
    assert answer.headers["cache-control"] == "no-store"
    assert not [part for part in token.split(".") if len(part) > 8 and part in answer.text]
    assert await office.issued() == before


async def test_our_own_token_is_not_exchanged(office: Office) -> None:
    """Or a token would live for ever."""
    ours = (await office.exchange(_kc()(office))).json()["access_token"]
    assert (await office.exchange(ours)).json()["error"] == "invalid_request"


async def test_no_token_makes_the_gateway_ask_often_or_elsewhere(office: Office) -> None:
    """All these forgeries, and each sign-on was asked for its keys at most twice in that minute."""
    for make in (*REFUSED.values(), *(_kc_header(kid=f"unknown-{n}") for n in range(40))):
        await office.exchange(make(office))
    for one in (office.keycloak, office.assigned, office.wso2):
        assert len(one.asked) <= 4, one.asked  # the tests of this module may take two minutes
        assert set(one.asked) <= {
            "/realms/dti/.well-known/openid-configuration",
            "/realms/dti/protocol/openid-connect/certs",
        }


async def test_a_person_with_several_organisations_chooses(office: Office) -> None:
    token = _kc(org=["so-noi-vu", "so-tai-chinh"])(office)
    assert "name one as organisation" in (await office.exchange(token)).json()["error_description"]
    chosen = await office.exchange(token, organisation="so-tai-chinh")
    assert _said(chosen.json()["access_token"])["org"] == "so-tai-chinh"
    other = await office.exchange(token, organisation="so-y-te")
    assert (other.status_code, other.json()["error"]) == (400, "invalid_request")
    assert (await office.exchange(_kc()(office), organisation="so-tai-chinh")).status_code == 400


async def test_who_is_assigned_here_gets_what_was_assigned_and_nothing_the_token_says(office: Office) -> None:
    subject = str(uuid.uuid4())
    async with office.database.transaction() as session:
        await db.execute(
            session,
            "INSERT INTO role_assignments (id, issuer, subject, organisation_id, roles, first_on, reason, assigned_by,"
            " assigned_at) SELECT gen_random_uuid(), 'nhan-su', :subject, id, ARRAY['reviewer'], DATE '2022-10-01',"
            " 'quyết định', 'admin', now() FROM organisations WHERE slug = 'so-thong-tin-va-truyen-thong'",
            subject=subject,
        )
    claims = keycloak_claims(office.assigned.issuer, sub=subject, org="so-noi-vu")
    said = _said((await office.exchange(office.assigned.sign(claims))).json()["access_token"])
    assert (said["org"], said["roles"]) == ("so-thong-tin-va-truyen-thong", ["reviewer"])
    same = keycloak_claims(office.keycloak.issuer, sub=subject)  # another sign-on's person of the same name
    assert _said((await office.exchange(office.keycloak.sign(same))).json()["access_token"])["roles"] == [
        *("approver", "reporter"),
    ]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"subject_token": ""}, "invalid_request"),
        ({"subject_token_type": ""}, "invalid_request"),
        ({"subject_token_type": "urn:ietf:params:oauth:token-type:id_token"}, "invalid_request"),
        ({"requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"}, "invalid_request"),
        ({"audience": "another"}, "invalid_target"),
        ({"resource": "https://another.example.vn"}, "invalid_target"),
        ({"actor_token": "x"}, "invalid_request"),
        ({"scope": "targets:read"}, "invalid_request"),
        ({"client_id": "sa-1", "client_secret": "x"}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "invalid_request"),
    ],
)
async def test_what_an_exchange_does_not_take(office: Office, changes: dict[str, str], error: str) -> None:
    answer = await office.exchange(_kc()(office), **changes)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    taken = {"audience": "dti", "requested_token_type": ACCESS_TOKEN, "client_id": "dti-portal", "unheard-of": "x"}
    assert (await office.exchange(_kc()(office), **taken)).status_code == 200


async def test_who_must_sign_in_again_must(office: Office) -> None:
    """A lost laptop: the sign-on's living token opens nothing any more, a new one does; nobody else is touched."""
    subject, now = str(uuid.uuid4()), int(time.time())
    old = office.keycloak.sign(keycloak_claims(office.keycloak.issuer, sub=subject))
    ours = (await office.exchange(old)).json()["access_token"]
    admin = clients.Tokens(Path(_folder(office)))
    body = {"kind": "subject", "value": f"tinh:{subject}", "reason": "mất máy tính"}
    answer = await office.http.post("/v1/revocations", json=body, headers=admin.header("admin"))
    assert answer.status_code == 201, answer.text
    refused = await office.targets.get("/v1/tasks", headers={"Authorization": f"Bearer {ours}"})
    assert refused.status_code == 401
    assert "the person must sign in again" in (await office.exchange(old)).json()["error_description"]
    again = keycloak_claims(office.keycloak.issuer, sub=subject, iat=now + 10, exp=now + 300)
    new = (await office.exchange(office.keycloak.sign(again))).json()["access_token"]
    assert (await office.targets.get("/v1/tasks", headers={"Authorization": f"Bearer {new}"})).status_code == 200
    assert (await office.exchange(_kc()(office))).status_code == 200


def _folder(office: Office) -> str:
    transport = office.http._transport
    assert isinstance(transport, httpx.ASGITransport)
    assert isinstance(transport.app, FastAPI)
    return str(transport.app.state.configured.keys_dir)


async def test_only_an_administrator_takes_back(office: Office) -> None:
    everybody = clients.Tokens(Path(_folder(office)))
    body = {"kind": "client", "value": "tinh:dti-portal", "reason": "x"}
    for role in ("reporter", "approver", "reviewer", "coordinator", "committee", "auditor", "system"):
        answer = await office.http.post("/v1/revocations", json=body, headers=everybody.header(role))
        assert answer.status_code == 403
    for wrong in ({**body, "kind": "role"}, {**body, "value": ""}, {**body, "reason": ""}, {**body, "x": 1}):
        answer = await office.http.post("/v1/revocations", json=wrong, headers=everybody.header("admin"))
        assert answer.status_code == 422
    assert (await office.http.post("/v1/revocations", json=body)).status_code == 401


async def test_while_a_sign_on_is_away_its_known_keys_hold(office: Office) -> None:
    await office.exchange(_kc()(office))
    office.keycloak.is_up = False
    try:
        assert (await office.exchange(_kc()(office))).status_code == 200
        assert (await office.exchange(_kc_header(kid="new")(office))).status_code == 400
    finally:
        office.keycloak.is_up = True


@pytest.mark.parametrize("reason", ["away", "another issuer in the discovery"])
async def test_a_sign_on_that_was_never_reached_is_told_apart_from_a_bad_token(
    module_database_url: str, server_urls: servers.Urls, tmp_path: Path, reason: str
) -> None:
    with sign_ons.running(sign_ons.ec_key("kc-1")) as away:
        away.is_up = reason != "away"
        away.discovery_names = "http://127.0.0.1:9/realms/evil" if reason != "away" else None
        configured = settings(module_database_url, server_urls.redis, tmp_path, sign_ons.keycloak_rule(away))
        async with clients.client(gateway.create_app, configured) as http:
            token = away.sign(keycloak_claims(away.issuer))
            sent = {"grant_type": EXCHANGE, "subject_token": token, "subject_token_type": ACCESS_TOKEN}
            answer = await http.post("/oauth/token", data=sent)
            assert answer.status_code == 503
            assert answer.json()["error"] == "temporarily_unavailable"
            assert 1 <= int(answer.headers["retry-after"]) <= 60
            assert len(away.asked) <= 2


async def test_the_worked_examples_are_rules_that_load() -> None:
    root = Path(__file__).parents[3]
    found = trusted.load(root / "deploy" / "trusted-issuers.example.yaml", own_issuer="http://localhost:8080")
    assert [one.name for one in found] == ["tinh", "so-ban-nganh", "lgsp"]
    assert trusted.load(root / "deploy" / "trusted-issuers.none.yaml", own_issuer="http://localhost:8080") == ()


async def test_the_realm_of_the_repository_fits_its_worked_example() -> None:
    """What Keycloak is told to write is what the rule asks for."""
    root = Path(__file__).parents[3] / "deploy"
    realm = json.loads((root / "keycloak-realm.json").read_text(encoding="utf-8"))
    rule = trusted.load(root / "trusted-issuers.example.yaml", own_issuer="x")[0]
    (scope,) = realm["clientScopes"]
    written = {mapper["config"].get("claim.name") for mapper in scope["protocolMappers"]}
    audiences = {mapper["config"].get("included.custom.audience") for mapper in scope["protocolMappers"]}
    assert isinstance(rule.person, trusted.FromClaims)
    assert {rule.person.organisation.claim, rule.person.roles.claim} <= written
    assert rule.person.roles.values is None
    assert {role["name"] for role in realm["roles"]["realm"]} <= values.PERSON_ROLES
    assert set(rule.audience.any_of) <= audiences
    assert rule.client.any_of == [client["clientId"] for client in realm["clients"]]
    assert rule.algorithms == [realm["defaultSignatureAlgorithm"]]
    assert realm["accessTokenLifespan"] <= rule.life.longest_s
    assert rule.issuer.endswith(f"/realms/{realm['realm']}")
