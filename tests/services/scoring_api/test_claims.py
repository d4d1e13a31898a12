"""Claims over HTTP: kept one after another, within the maximum, and shown once computed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from services.scoring_api.app import create_app
from services.scoring_worker import jobs
from shared.assessments.service import assessment_id
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from tests import clients

OPEN = assessment_id("dti-922", "tinh-tuyen-quang", 2022)
IMPORTED = assessment_id("dti-922", "tinh-tuyen-quang", 2021)


@pytest.fixture
async def http(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[httpx.AsyncClient]:
    """The scoring application, called by a reporter of the department."""
    async with clients.client(create_app, configured) as client:
        client.headers.update(tokens.header("reporter") | {"Accept-Language": "en"})
        yield client


async def _claim(http: httpx.AsyncClient, code: str, body: Any, assessment: object = OPEN) -> httpx.Response:
    return await http.put(f"/v1/assessments/{assessment}/claims/{code}", json=body)


async def test_the_latest_claim_holds_and_the_earlier_one_is_kept(
    http: httpx.AsyncClient, database: db.Database, clock: FakeClock, tokens: clients.Tokens
) -> None:
    first = await _claim(http, "1.7", {"points": 8.5, "note": "Lần một"})
    last = await _claim(http, "1.7", {"points": 2})
    assert (first.status_code, last.status_code) == (200, 200)
    version = last.json()["assessment_version"]
    assert version == first.json()["assessment_version"] + 1
    await jobs.compute(jobs.context(database, clock), str(OPEN), str(version))
    shown = (await http.get(f"/v1/assessments/{OPEN}/scores?min_version={version}&wait=1")).json()
    assert (shown["computed_version"], shown["pending"]) == (version, False)
    component = next(row for row in shown["self"]["components"] if row["code"] == "1.7")
    assert component["points"] == 2
    kept = await database.reader.rows("SELECT points, note FROM claims ORDER BY seq")
    assert [row["note"] for row in kept] == ["Lần một", None]
    why = (await http.get(f"/v1/scores/{component['score_id']}/explain")).json()
    (used,) = why["inputs"]["claims"]
    assert (used["id"], used["points"], used["organisation"]) == (last.json()["id"], 2, clients.DEPARTMENT)
    assert (used["claimed_by"], used["note"]) == (f"reporter@{clients.DEPARTMENT}", None)
    stranger = tokens.header("reporter", "so-tai-chinh")
    told = (await http.get(f"/v1/scores/{component['score_id']}/explain", headers=stranger)).json()
    assert told["inputs"]["claims"][0]["claimed_by"] is None
    run = (await http.get(f"/v1/runs/{shown['run_id']}")).json()
    assert run["inputs_version"] == version
    audit = await database.reader.rows("SELECT after FROM audit_entries WHERE action = 'claim.put' ORDER BY id")
    assert [json.loads(row["after"])["component"] for row in audit] == ["1.7", "1.7"]


@pytest.mark.parametrize(
    ("code", "body", "status", "field"),
    [
        ("1.7", {"points": 10}, 200, None),
        ("1.7", {"points": 10.000001}, 422, "points"),
        ("1.7", {"points": -1}, 422, "points"),
        ("1.7", {"points": 1.0000001}, 422, "points"),
        ("1.7", {"points": "5"}, 422, "points"),
        ("1.7", {"points": None}, 422, "points"),
        ("1.7", {}, 422, "points"),
        ("1.7", {"points": 1, "why": "x"}, 422, "why"),
        ("6.1", {"points": 0}, 422, "component"),
        ("9.99", {"points": 0}, 422, "component"),
    ],
)
async def test_what_a_claim_may_say(
    http: httpx.AsyncClient, code: str, body: Any, status: int, field: str | None
) -> None:
    answer = await _claim(http, code, body)
    assert answer.status_code == status, answer.text
    named = [error["field"] for error in answer.json().get("errors", [])]
    assert named == ([field] if field else [])


async def test_where_nothing_can_be_claimed(http: httpx.AsyncClient, tokens: clients.Tokens) -> None:
    assert (await _claim(http, "1.7", {"points": 1}, IMPORTED)).json()["code"] == "assessment-closed"
    assert (await _claim(http, "1.7", {"points": 1}, "00000000-0000-0000-0000-000000000000")).status_code == 404
    http.headers.update(tokens.header("reviewer"))
    assert (await _claim(http, "1.7", {"points": 1})).status_code == 403
    del http.headers["Authorization"]
    assert (await _claim(http, "1.7", {"points": 1})).status_code == 401


async def test_a_claim_is_replaced_only_if_it_is_the_known_one(http: httpx.AsyncClient, tokens: clients.Tokens) -> None:
    """Another agency's claim, which this one may not read, counts as well."""
    path, other = f"/v1/assessments/{OPEN}/claims/1.7", tokens.header("reporter", "so-tai-chinh")
    for sent in ("*", '"anything"'):
        answer = await http.put(path, json={"points": 1}, headers={"If-Match": sent})
        assert (answer.status_code, answer.json()["code"]) == (412, "precondition-failed")
    first = await http.put(path, json={"points": 1})
    assert first.headers["etag"] == f'"{first.json()["id"]}"'
    known = {"If-Match": first.headers["etag"]}
    second = await http.put(path, json={"points": 2}, headers=known)
    assert second.status_code == 200
    assert (await http.put(path, json={"points": 3}, headers=known)).status_code == 412
    third = await http.put(path, json={"points": 3}, headers=other)
    assert third.status_code == 200
    stale = await http.put(path, json={"points": 4}, headers={"If-Match": second.headers["etag"]})
    assert stale.status_code == 412
    assert (await http.put(path, json={"points": 4}, headers={"If-Match": third.headers["etag"]})).status_code == 200
    assert (await http.put(path, json={"points": 5}, headers={"If-Match": "*"})).status_code == 200


async def test_of_two_who_know_the_same_claim_one_replaces_it(http: httpx.AsyncClient) -> None:
    path = f"/v1/assessments/{OPEN}/claims/1.7"
    known = {"If-Match": (await http.put(path, json={"points": 1})).headers["etag"]}
    answers = await asyncio.gather(*(http.put(path, json={"points": 2}, headers=known) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]
