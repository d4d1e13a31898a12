"""A component that does not apply: its points are left out or spread, as the framework version says."""

from __future__ import annotations

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
from tests import clients, synthetic

AGENCY = "so-noi-vu"
SOURCE = {"document": "ke-hoach-187-kh-ubnd-2022", "clause": "II.2.6"}
OPEN = assessment_id("dti-922", "tinh-tuyen-quang", 2022)
EXEMPT = {"applicable": False, "reason": "Không giải quyết thủ tục hành chính", "source": SOURCE}


@pytest.fixture
async def http(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[httpx.AsyncClient]:
    """The scoring application, called by the coordinator."""
    async with clients.client(create_app, configured) as client:
        client.headers.update(tokens.header("coordinator") | {"Accept-Language": "en"})
        yield client


async def _opened(http: httpx.AsyncClient, database: db.Database, not_applicable: str) -> str:
    async with database.transaction() as session:
        await synthetic.publish(session, not_applicable=not_applicable)
    said = {"framework": synthetic.DEPARTMENTS, "organisation": AGENCY, "year": 2022, "source": SOURCE}
    answer = await http.post("/v1/assessments", json=said)
    assert answer.status_code == 201, answer.text
    return f"/v1/assessments/{answer.json()['id']}"


async def _self(
    http: httpx.AsyncClient, database: db.Database, clock: FakeClock, path: str, version: int
) -> dict[str, Any]:
    await jobs.compute(jobs.context(database, clock), path.rpartition("/")[2], str(version))
    shown = (await http.get(f"{path}/scores")).json()
    assert shown["computed_version"] == version
    column: dict[str, Any] = shown["self"]
    return column


@pytest.mark.parametrize(
    ("not_applicable", "of_index", "of_sibling", "whole"), [("excluded", 10, 10, 40), ("redistributed", 20, 20, 50)]
)
async def test_points_go_where_the_version_says(
    http: httpx.AsyncClient,
    database: db.Database,
    clock: FakeClock,
    *,
    not_applicable: str,
    of_index: int,
    of_sibling: int,
    whole: int,
) -> None:
    path = await _opened(http, database, not_applicable)
    stated = await http.put(f"{path}/applicability/1.7", json=EXEMPT)
    assert stated.status_code == 200, stated.text
    column = await _self(http, database, clock, path, stated.json()["assessment_version"])
    maxima = {row["code"]: row["max_points"] for row in column["components"]}
    indices = {row["number"]: row["max_points"] for row in column["main_indices"]}
    assert maxima == {"1.7": 0, "1.8": of_sibling, "2.1": 30}
    assert (indices, column["max_points"]) == ({1: of_index, 2: 30}, whole)
    back = await http.put(f"{path}/applicability/1.7", json={**EXEMPT, "applicable": True})
    column = await _self(http, database, clock, path, back.json()["assessment_version"])
    assert {row["code"]: row["max_points"] for row in column["components"]} == {"1.7": 10, "1.8": 10, "2.1": 30}
    kept = await database.reader.rows("SELECT applicable FROM component_applicability ORDER BY seq")
    assert [row["applicable"] for row in kept] == [False, True]


async def test_what_stands_is_listed_and_replaced_only_if_known(
    http: httpx.AsyncClient, database: db.Database, tokens: clients.Tokens
) -> None:
    path = await _opened(http, database, "excluded")
    one = f"{path}/applicability/1.8"
    assert (await http.put(one, json=EXEMPT, headers={"If-Match": '"x"'})).status_code == 412
    first = await http.put(one, json=EXEMPT)
    assert first.headers["etag"] == f'"{first.json()["id"]}"'
    second = await http.put(one, json={**EXEMPT, "reason": "Lý do khác"}, headers={"If-Match": first.headers["etag"]})
    assert second.status_code == 200
    assert (await http.put(one, json=EXEMPT, headers={"If-Match": first.headers["etag"]})).status_code == 412
    listed = (await http.get(f"{path}/applicability", headers=tokens.header("reporter", "so-tai-chinh"))).json()
    assert [(item["component"], item["reason"]) for item in listed["items"]] == [("1.8", "Lý do khác")]
    assert listed["not_applicable"] == "excluded"
    audit = await database.reader.rows("SELECT count(*) AS n FROM audit_entries WHERE action = 'applicability.state'")
    assert audit == [{"n": 2}]


@pytest.mark.parametrize(
    ("component", "said", "status", "code"),
    [
        ("9.9", {}, 422, "no-such-component"),
        ("1.7", {"reason": " "}, 422, "invalid"),
        ("1.7", {"applicable": "no"}, 422, "invalid"),
        ("1.7", {"source": {"document": "x", "clause": "I"}}, 422, "source-refused"),
        ("1.7", {"source": {"document": SOURCE["document"]}}, 422, "invalid"),
    ],
)
async def test_what_is_refused(
    http: httpx.AsyncClient, database: db.Database, component: str, said: dict[str, Any], *, status: int, code: str
) -> None:
    path = await _opened(http, database, "excluded")
    answer = await http.put(f"{path}/applicability/{component}", json={**EXEMPT, **said})
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert (await http.get(f"{path}/applicability")).json()["items"] == []


async def test_where_the_version_does_not_say_what_becomes_of_the_points(http: httpx.AsyncClient) -> None:
    answer = await http.put(f"/v1/assessments/{OPEN}/applicability/1.7", json=EXEMPT)
    assert (answer.status_code, answer.json()["code"]) == (409, "applicability-not-provided")
    assert "dti-922" in answer.json()["detail"]


async def test_a_component_that_is_not_scored_anyway(http: httpx.AsyncClient, database: db.Database) -> None:
    async with database.transaction() as session:
        await synthetic.publish(session, not_applicable="excluded", rules={"1.8": '{"kind": "not_scored"}'})
    said = {"framework": synthetic.DEPARTMENTS, "organisation": AGENCY, "year": 2022, "source": SOURCE}
    made = (await http.post("/v1/assessments", json=said)).json()["id"]
    answer = await http.put(f"/v1/assessments/{made}/applicability/1.8", json=EXEMPT)
    assert (answer.status_code, answer.json()["code"]) == (422, "applicability-refused")


async def test_a_closed_assessment_stays_as_it_is(http: httpx.AsyncClient, database: db.Database) -> None:
    path = await _opened(http, database, "excluded")
    assert (await http.post(f"{path}/close", json={})).status_code == 200
    answer = await http.put(f"{path}/applicability/1.7", json=EXEMPT)
    assert (answer.status_code, answer.json()["code"]) == (409, "assessment-closed")
