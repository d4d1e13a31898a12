"""Service accounts over HTTP: shown once, narrowed, rotated with grace, ended; by administrators only."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import uuid
from typing import Any

import pytest

from shared.identity import accounts, errors
from tests.services import world
from tests.services.gateway import contract
from tests.services.gateway.conftest import Gate

PATH = "/v1/service-accounts"
LGSP = {"name": "LGSP", "organisation": "so-noi-vu", "scopes": ["targets:read", "changes:read"]}
DAY = dt.timedelta(days=1)


async def made(gate: Gate, **changes: Any) -> dict[str, Any]:
    """A new account with its secret."""
    answer = await gate.post("admin", PATH, {**LGSP, **changes})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def opens(gate: Gate, account: dict[str, Any], secret: str | None = None) -> bool:
    """Whether a secret opens the account now."""
    given = account["client_secret"] if secret is None else secret
    try:
        await accounts.authenticate(gate.database.reader, account["client_id"], given, gate.clock.now())
    except errors.ClientRefused:
        return False
    return True


async def test_the_secret_is_shown_once_and_kept_as_a_hash(gate: Gate) -> None:
    answer = await gate.post("admin", PATH, LGSP)
    account = answer.json()
    contract.check(account, contract.schema_of("create_service_account", 201))
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["location"] == f"{PATH}/{account['id']}"
    assert len(account["client_secret"]) >= 43
    assert await opens(gate, account)
    for path in (PATH, f"{PATH}/{account['id']}", f"{PATH}/{account['client_id']}"):
        shown = await gate.get("admin", path)
        assert shown.status_code == 200
        assert account["client_secret"] not in shown.text
        assert "client_secret" not in shown.text
    everything = await gate.database.reader.rows("SELECT to_jsonb(a)::text AS row FROM audit_entries a")
    everything += await gate.database.reader.rows("SELECT to_jsonb(s)::text AS row FROM service_account_secrets s")
    assert everything
    assert not [row for row in everything if account["client_secret"] in row["row"]]


async def test_no_secret_reaches_a_log(gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    account = await made(gate)
    rotated = (await gate.post("admin", f"{PATH}/{account['id']}/secrets")).json()
    assert await opens(gate, account, rotated["client_secret"])
    for one in (account, rotated):
        assert one["client_secret"] not in caplog.text


async def test_a_list_narrows_and_counts(gate: Gate) -> None:
    first = await made(gate, name="A")
    gate.clock.instant += dt.timedelta(seconds=1)
    second = await made(gate, name="B", organisation=None)
    await gate.post("admin", f"{PATH}/{first['id']}/disable")
    listed = (await gate.get("admin", f"{PATH}?total=true")).json()
    contract.check(listed, contract.schema_of("list_service_accounts"))
    assert ([row["name"] for row in listed["items"]], listed["total"]) == (["B", "A"], 2)
    for query, names in (("state=active", ["B"]), ("state=disabled", ["A"]), ("organisation=so-noi-vu", ["A"])):
        assert [row["name"] for row in (await gate.get("admin", f"{PATH}?{query}")).json()["items"]] == names
    page = (await gate.get("admin", f"{PATH}?limit=1")).json()
    rest = (await gate.get("admin", f"{PATH}?limit=1&cursor={page['next']}")).json()
    assert [row["id"] for row in page["items"] + rest["items"]] == [second["id"], first["id"]]


@pytest.mark.parametrize("role", ["reporter", "approver", "reviewer", "coordinator", "committee", "auditor", "system"])
async def test_only_administrators_come_near(gate: Gate, role: str) -> None:
    account = await made(gate)
    path, scopes = f"{PATH}/{account['id']}", tuple(accounts.SCOPES)
    for method, address, body in (
        ("GET", PATH, None),
        ("POST", PATH, LGSP),
        ("GET", path, None),
        ("GET", f"{PATH}/{uuid.uuid4()}", None),
        ("PATCH", path, {"name": "mine"}),
        ("POST", f"{path}/secrets", {}),
        ("POST", f"{path}/disable", None),
    ):
        await world.refused(await gate.send(method, role, address, body, scopes=scopes, if_match="*"), 403)
    assert (await gate.get("admin", path)).json()["version"] == account["version"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scopes": ["targets:delete"]}, "scopes.0"),
        ({"scopes": ["*"]}, "scopes.0"),
        ({"scopes": ["targets:read", "admin"]}, "scopes.1"),
        ({"scopes": []}, "scopes"),
        ({"scopes": "targets:read"}, "scopes"),
        ({"organisation": "so-nao-do"}, "organisation"),
        ({"organisation": None, "scopes": ["evidence:write"]}, "organisation"),
        ({"name": " "}, "name"),
        ({"expires_at": "2022-11-01T03:00:00Z"}, "expires_at"),
        ({"expires_at": "2022-12-01T03:00:00"}, "expires_at"),
        ({"expires_at": 1700000000}, "expires_at"),
        ({"expires_at": "0001-01-01T00:00:00+14:00"}, "expires_at"),
        ({"client_id": "sa-mine"}, "client_id"),
        ({"client_secret": "mine"}, "client_secret"),
        ({"roles": ["admin"]}, "roles"),
        ({"id": str(uuid.UUID(int=7))}, "id"),
    ],
)
async def test_what_an_account_cannot_be(gate: Gate, changes: dict[str, Any], field: str) -> None:
    problem = await world.refused(await gate.post("admin", PATH, {**LGSP, **changes}), 422)
    assert [error["field"] for error in problem["errors"]] == [field]
    assert (await gate.get("admin", f"{PATH}?total=true")).json()["total"] == 0


async def test_a_change_needs_the_version_and_touches_what_was_sent(gate: Gate) -> None:
    account = await made(gate)
    path = f"{PATH}/{account['id']}"
    await world.refused(await gate.send("PATCH", "admin", path, {"name": "Trục"}), 428)
    await world.refused(await gate.send("PATCH", "admin", path, {"name": "Trục"}, if_match='"9"'), 412)
    answer = await gate.send("PATCH", "admin", path, {"name": "Trục"}, if_match='"1"')
    contract.check(answer.json(), contract.schema_of("change_service_account"))
    assert answer.headers["etag"] == '"2"'
    changed = {**answer.json(), "name": "LGSP", "version": 1}
    assert changed == {key: value for key, value in account.items() if not key.startswith("client_secret")}
    assert await gate.revoked("client") == []
    await world.refused(await gate.send("PATCH", "admin", path, {}, if_match='"2"'), 422)
    same = await gate.send("PATCH", "admin", path, {"name": "Trục"}, if_match='"2"')
    assert same.headers["etag"] == '"2"'
    unowned = await made(gate, organisation=None)
    escalation = {"scopes": ["targets:read", "evidence:write"]}
    answer = await gate.send("PATCH", "admin", f"{PATH}/{unowned['id']}", escalation, if_match="*")
    assert (await world.refused(answer, 422))["code"] == "writes-for-nobody"
    for mass in ("organisation", "client_id", "disabled_at", "state", "secrets", "version"):
        await world.refused(await gate.send("PATCH", "admin", path, {mass: None}, if_match="*"), 422)


@pytest.mark.parametrize(
    ("change", "revokes"),
    [
        ({"scopes": ["targets:read"]}, True),
        ({"scopes": ["scores:read"]}, True),
        ({"scopes": ["targets:read", "changes:read", "scores:read"]}, False),
        ({"expires_at": "2022-12-01T00:00:00Z"}, True),
        ({"expires_at": "2024-01-01T00:00:00Z"}, False),
        ({"expires_at": None}, False),
    ],
)
async def test_less_than_before_takes_tokens_back(gate: Gate, change: dict[str, Any], *, revokes: bool) -> None:
    account = await made(gate, expires_at="2023-01-01T00:00:00Z")
    answer = await gate.send("PATCH", "admin", f"{PATH}/{account['id']}", change, if_match='"1"')
    assert answer.status_code == 200, answer.text
    assert await gate.revoked("client") == ([account["client_id"]] if revokes else [])
    (row,) = await gate.audited("service_account.change")
    assert row["entity_id"] == account["id"]


async def test_an_expired_account_is_shut_until_its_time_is_extended(gate: Gate) -> None:
    account = await made(gate, expires_at="2022-11-02T00:00:00Z")
    gate.clock.instant += DAY
    assert not await opens(gate, account)
    path = f"{PATH}/{account['id']}"
    assert (await gate.get("admin", path)).json()["state"] == "expired"
    renamed = await gate.send("PATCH", "admin", path, {"name": "B"}, if_match="*")
    assert renamed.status_code == 200, "what is past may stay past while the name changes"
    await gate.send("PATCH", "admin", path, {"expires_at": "2022-12-02T00:00:00Z"}, if_match="*")
    assert await opens(gate, account)


async def test_rotation_keeps_the_old_secret_for_the_grace(gate: Gate) -> None:
    account = await made(gate)
    answer = await gate.post("admin", f"{PATH}/{account['id']}/secrets", {"grace_seconds": 3600})
    rotated = answer.json()
    contract.check(rotated, contract.schema_of("rotate_service_account_secret", 201))
    assert (answer.headers["cache-control"], answer.headers["etag"]) == ("no-store", '"2"')
    assert [secret["valid_until"] for secret in rotated["secrets"]] == ["2022-11-01T04:00:00+00:00", None]
    assert await gate.revoked("client") == [account["client_id"]]
    assert await opens(gate, account)
    gate.clock.instant += dt.timedelta(seconds=3600)
    assert not await opens(gate, account)
    assert await opens(gate, account, rotated["client_secret"])


async def test_the_grace_of_the_installation_holds_when_none_is_said(gate: Gate) -> None:
    account = await made(gate)
    rotated = (await gate.post("admin", f"{PATH}/{account['id']}/secrets")).json()
    assert rotated["secrets"][0]["valid_until"] == "2022-11-02T03:00:00+00:00"


async def test_a_secret_is_not_shown_again_when_the_request_is_repeated(gate: Gate) -> None:
    first = await gate.post("admin", PATH, LGSP, idempotency_key="k1")
    again = await gate.post("admin", PATH, LGSP, idempotency_key="k1")
    assert again.headers["idempotency-replayed"] == "true"
    assert (again.json()["id"], again.json()["client_secret"]) == (first.json()["id"], None)
    assert again.json()["client_secret_notice"]["code"] == "already_shown"
    contract.check(again.json(), contract.schema_of("create_service_account", 201))
    kept = await gate.database.reader.rows("SELECT to_jsonb(k)::text AS row FROM kept_answers k")
    assert kept
    assert first.json()["client_secret"] not in str(kept)


async def test_no_grace_ends_every_earlier_secret(gate: Gate) -> None:
    account = await made(gate)
    path = f"{PATH}/{account['id']}/secrets"
    second = (await gate.post("admin", path, {"grace_seconds": 600})).json()
    third = (await gate.post("admin", path, {"grace_seconds": 0})).json()
    held = (account["client_secret"], second["client_secret"], third["client_secret"])
    assert [await opens(gate, account, secret) for secret in held] == [False, False, True]


@pytest.mark.parametrize("grace", [-1, 2_592_001, "60", 1.5, True])
async def test_a_grace_is_whole_seconds_of_a_month_at_most(gate: Gate, grace: object) -> None:
    account = await made(gate)
    await world.refused(await gate.post("admin", f"{PATH}/{account['id']}/secrets", {"grace_seconds": grace}), 422)
    assert await opens(gate, account)


async def test_only_so_many_secrets_work_side_by_side(gate: Gate) -> None:
    account = await made(gate)
    path = f"{PATH}/{account['id']}/secrets"
    statuses = [(await gate.post("admin", path, {"grace_seconds": 60})).status_code for _ in range(5)]
    assert statuses == [201] * 4 + [409]
    assert (await gate.post("admin", path, {"grace_seconds": 0})).status_code == 201


async def test_two_rotations_at_once_leave_what_each_was_promised(gate: Gate) -> None:
    account = await made(gate)
    path = f"{PATH}/{account['id']}/secrets"
    both = await asyncio.gather(*(gate.post("admin", path, {"grace_seconds": 60}) for _ in range(2)))
    assert [answer.status_code for answer in both] == [201, 201]
    assert await opens(gate, account)
    assert all([await opens(gate, account, answer.json()["client_secret"]) for answer in both])
    with_tag = await asyncio.gather(*(gate.post("admin", path, {}, if_match='"3"') for _ in range(2)))
    assert sorted(answer.status_code for answer in with_tag) == [201, 412]


async def test_a_disabled_account_stays_so(gate: Gate) -> None:
    account = await made(gate)
    path = f"{PATH}/{account['id']}"
    for _ in range(2):
        answer = await gate.post("admin", f"{path}/disable")
        assert (answer.status_code, answer.json()["state"], answer.json()["secrets"]) == (200, "disabled", [])
        contract.check(answer.json(), contract.schema_of("disable_service_account"))
    assert not await opens(gate, account)
    await world.refused(await gate.post("admin", f"{path}/secrets", {}), 409)
    await world.refused(await gate.send("PATCH", "admin", path, {"expires_at": None}, if_match="*"), 409)
    assert len(await gate.audited("service_account.disable")) == 1
    assert await gate.revoked("client") == [account["client_id"]]


@pytest.mark.parametrize("account", ["sa-unknown", str(uuid.UUID(int=7)), "%E1%BA%A1"])
async def test_an_unknown_account_is_not_found(gate: Gate, account: str) -> None:
    path = f"{PATH}/{account}"
    await world.refused(await gate.get("admin", path), 404)
    await world.refused(await gate.send("PATCH", "admin", path, {"name": "x"}, if_match="*"), 404)
    await world.refused(await gate.post("admin", f"{path}/secrets", {}), 404)
    await world.refused(await gate.post("admin", f"{path}/disable"), 404)


async def test_every_step_stands_in_the_audit_trail(gate: Gate) -> None:
    account = await made(gate)
    path = f"{PATH}/{account['id']}"
    await gate.send("PATCH", "admin", path, {"name": "B"}, if_match="*")
    await gate.post("admin", f"{path}/secrets", {"grace_seconds": 5})
    await gate.post("admin", f"{path}/disable")
    for action in ("create", "change", "rotate_secret", "disable"):
        (row,) = await gate.audited(f"service_account.{action}")
        assert (row["entity_id"], row["subject"]) == (account["id"], "admin@so-thong-tin-va-truyen-thong")
        assert (row["before"] is None) == (action == "create")
