"""The auditor's reading: the trail with its seals, the access log, the signed lines; all of it recorded."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.gateway.app import create_app
from shared.audit import sealing
from shared.audit import service as audit
from shared.audit.notary import at
from shared.identity import values
from shared.kit import callers, db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services.gateway import contract

PROVINCE = "tinh-tuyen-quang"
ACTOR = audit.Actor("deputy@so-noi-vu", "sso", "so-noi-vu", "request-1")
AT = dt.datetime(2022, 11, 1, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
async def system(database_url: str) -> AsyncIterator[db.Database]:
    """Both doors as the worker has them."""
    opened = db.Database(database_url, pool_size=2, caller=callers.SYSTEM)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def http(configured: ServiceSettings) -> AsyncIterator[httpx.AsyncClient]:
    """The gateway."""
    async with clients.client(create_app, configured) as opened:
        yield opened


@pytest.fixture
def auditor(tokens: clients.Tokens) -> dict[str, str]:
    """Who may read the trail."""
    return tokens.header("auditor", PROVINCE)


async def _write(system: db.Database, count: int, actor: audit.Actor = ACTOR, **told: Any) -> None:
    async with system.transaction() as session:
        for number in range(count):
            given: dict[str, Any] = {"action": "thing.change", "entity_kind": "thing", "entity_id": number} | told
            moment = AT + dt.timedelta(hours=number)
            await audit.record(session, actor, occurred_at=moment, before={"n": number}, after=None, **given)


async def _get(http: httpx.AsyncClient, path: str, headers: dict[str, str]) -> Any:
    answer = await http.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_entry_shows_who_for_whom_what_and_its_seal(
    http: httpx.AsyncClient, system: db.Database, auditor: dict[str, str]
) -> None:
    await _write(system, 1, dataclasses.replace(ACTOR, on_behalf_of="approver@so-noi-vu"))
    await sealing.seal(system)
    await _write(system, 1)
    page = await _get(http, "/v1/audit?total=true", auditor)
    contract.check(page, contract.schema_of("list_audit_entries"))
    waiting, sealed = page["items"]
    assert page["total"] == 2
    assert waiting["seal"] is None
    assert (sealed["subject"], sealed["on_behalf_of"]) == ("deputy@so-noi-vu", "approver@so-noi-vu")
    assert (sealed["before"], sealed["after"], sealed["request_id"]) == ({"n": 0}, None, "request-1")
    (row,) = await system.reader.rows("SELECT position, chain_sha256 FROM audit_seals")
    assert (sealed["seal"]["position"], sealed["seal"]["chain_sha256"]) == (1, row["chain_sha256"])
    assert sealed["seal"]["row_sha256"] == sealed["row_sha256"]
    assert await _get(http, f"/v1/audit/{sealed['id']}", auditor) == sealed
    contract.check(sealed, contract.schema_of("get_audit_entry"))
    assert (await http.get("/v1/audit/999999", headers=auditor)).status_code == 404


async def test_every_filter_finds_its_entries_and_no_others(
    http: httpx.AsyncClient, system: db.Database, auditor: dict[str, str]
) -> None:
    await _write(system, 3)
    await _write(
        system,
        1,
        audit.Actor("other@so-tai-chinh", "sso", "so-tai-chinh", "request-2", on_behalf_of="chief@so-tai-chinh"),
        action="thing.create",
        entity_kind="task",
        entity_id="nhiệm vụ",
    )
    for query in (
        *("subject=other@so-tai-chinh", "on_behalf_of=chief@so-tai-chinh", "organisation=so-tai-chinh"),
        *("action=thing.create", "entity_kind=task", "entity_id=nhiệm vụ", "request_id=request-2"),
    ):
        (found,) = (await _get(http, f"/v1/audit?{query}", auditor))["items"]
        assert found["entity_kind"] == "task", query
    page = await _get(http, "/v1/audit?from=2022-11-01T04:00:00Z&until=2022-11-01T12:00:00%2B07:00&total=true", auditor)
    assert ([item["entity_id"] for item in page["items"]], page["total"]) == (["1"], 1)
    assert (await _get(http, "/v1/audit?subject=nobody", auditor))["items"] == []


async def test_pages_follow_each_other_while_entries_are_added(
    http: httpx.AsyncClient, system: db.Database, auditor: dict[str, str]
) -> None:
    await _write(system, 7)
    seen, path = [], "/v1/audit?limit=3&entity_kind=thing"
    while path:
        answer = await http.get(path, headers=auditor)
        seen += [item["id"] for item in answer.json()["items"]]
        path = answer.links["next"]["url"] if "next" in answer.links else ""
        await _write(system, 1, entity_id="later")
    assert len(seen) == 7
    assert seen == sorted(seen, reverse=True)


PATHS = ["/v1/audit", "/v1/audit/1", "/v1/audit/accesses", "/v1/audit/checkpoints"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("role", sorted(values.ROLES - {"auditor"}))
async def test_nobody_but_the_auditor(
    http: httpx.AsyncClient, tokens: clients.Tokens, system: db.Database, path: str, role: str
) -> None:
    await _write(system, 1)
    scopes = tuple(f"{name}:read" for name in ("targets", "reports", "evidence", "scores", "changes"))
    token = tokens.of(role, PROVINCE, scopes=scopes)
    assert (await http.get(path, headers={"Authorization": f"Bearer {token}"})).status_code == 403
    assert (await http.get(path)).status_code == 401
    assert await system.reader.rows("SELECT FROM access_entries") == []


async def test_reading_the_trail_is_recorded_and_readable(
    http: httpx.AsyncClient, system: db.Database, auditor: dict[str, str]
) -> None:
    await _write(system, 1)
    (entry,) = (await _get(http, "/v1/audit?subject=deputy@so-noi-vu&limit=5", auditor))["items"]
    await _get(http, f"/v1/audit/{entry['id']}", auditor)
    await _get(http, "/v1/audit/checkpoints", auditor)
    page = await _get(http, "/v1/audit/accesses?total=true", auditor)
    contract.check(page, contract.schema_of("list_audit_accesses"))
    assert page["total"] == 3  # its own reading is committed after it looked, and before it is sent
    told = [(item["operation"], item["entity_id"], item["detail"]) for item in page["items"]]
    assert told == [
        ("list_audit_checkpoints", None, None),
        ("get_audit_entry", str(entry["id"]), None),
        ("list_audit_entries", None, {"subject": "deputy@so-noi-vu", "limit": "5"}),
    ]
    assert {item["subject"] for item in page["items"]} == {f"auditor@{PROVINCE}"}
    found = await _get(http, "/v1/audit/accesses?operation=list_audit_accesses&entity_kind=audit", auditor)
    assert len(found["items"]) == 1
    assert (await _get(http, "/v1/audit/accesses?until=2022-11-01T03:00:00Z", auditor))["items"] == []


@pytest.mark.parametrize(
    "query",
    [
        "subject=%00",
        "subject=a%00b&cursor=%00",
        "cursor=x",
        "cursor=%00",
        "from=2022",
        "from=0001-01-01T00:00%2B14:00",
        "until=1e5",
        "limit=0",
        "limit=201",
        "x=1",
        "subject=a&subject=b",
        "entity_id=" + "a" * 301,
    ],
)
async def test_a_wrong_question_is_refused_and_leaves_no_reading(
    http: httpx.AsyncClient, system: db.Database, auditor: dict[str, str], query: str
) -> None:
    assert (await http.get(f"/v1/audit?{query}", headers=auditor)).status_code in (400, 422)
    assert await system.reader.rows("SELECT FROM access_entries") == []


@pytest.mark.parametrize("entry", ["0", "-1", "9223372036854775808", "x", "1.0"])
async def test_an_impossible_number_is_refused(http: httpx.AsyncClient, auditor: dict[str, str], entry: str) -> None:
    assert (await http.get(f"/v1/audit/{entry}", headers=auditor)).status_code in (400, 404, 422)


async def test_checkpoints_are_served_with_their_keys(
    http: httpx.AsyncClient, system: db.Database, auditor: dict[str, str], configured: ServiceSettings, tmp_path: Path
) -> None:
    empty = await _get(http, "/v1/audit/checkpoints", auditor)
    assert (empty["items"], empty["keys"], empty["next"]) == ([], [], None)
    notary = at(tmp_path / "worker", configured.checkpoints_dir, FakeClock())
    for _ in range(3):
        await _write(system, 2)
        await sealing.seal(system)
        await notary.sign(system)
    await _write(system, 1)
    first = await http.get("/v1/audit/checkpoints?limit=2", headers=auditor)
    contract.check(first.json(), contract.schema_of("list_audit_checkpoints"))
    second = (await http.get(first.links["next"]["url"], headers=auditor)).json()
    items = [*first.json()["items"], *second["items"]]
    assert second["next"] is None
    assert (second["sealed"], second["waiting"]) == (6, 1)
    assert [item["line"] for item in items] == notary.journal.file.read_text().splitlines()[::-1]
    assert [(item["sequence"], item["position"], item["count"]) for item in items] == [(3, 6, 2), (2, 4, 2), (1, 2, 2)]
    payload = items[0]["line"].split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(payload + "=="))["chain_sha256"] == items[0]["chain_sha256"]
    assert "d" not in second["keys"][0]


async def test_a_line_that_nobody_signed_is_shown_as_such(
    http: httpx.AsyncClient, system: db.Database, auditor: dict[str, str], configured: ServiceSettings, tmp_path: Path
) -> None:
    notary = at(tmp_path / "worker", configured.checkpoints_dir, FakeClock())
    await _write(system, 1)
    await sealing.seal(system)
    await notary.sign(system)
    with notary.journal.file.open("a") as file:
        file.write("nonsense\n")
    page = await _get(http, "/v1/audit/checkpoints", auditor)
    contract.check(page, contract.schema_of("list_audit_checkpoints"))
    assert [(item["genuine"], item["sequence"]) for item in page["items"]] == [(False, None), (True, 1)]


async def test_the_key_of_the_audit_signs_no_token(
    http: httpx.AsyncClient, configured: ServiceSettings, tokens: clients.Tokens
) -> None:
    notary = at(configured.keys_dir, configured.checkpoints_dir, FakeClock())
    notary.keys.signing_key()
    kids = {key["kid"] for key in (await http.get("/.well-known/jwks.json")).json()["keys"]}
    assert notary.keys.public_set()[0]["kid"] not in kids
