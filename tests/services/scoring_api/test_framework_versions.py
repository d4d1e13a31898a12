"""Versions of frameworks over HTTP: who drafts, who reads drafts, what is refused, what publication does."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from services.scoring_api import frameworks_bodies
from services.scoring_api.app import create_app
from shared.kit.settings import ServiceSettings
from tests import clients

VERSION = "/v1/frameworks/bo-chi-so-vi-du/versions/1"


@pytest.fixture
async def http(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[httpx.AsyncClient]:
    """The scoring application, called by the coordinator."""
    async with clients.client(create_app, configured) as client:
        client.headers.update(tokens.header("coordinator") | {"Accept-Language": "en"})
        yield client


def said(**changes: Any) -> dict[str, Any]:
    """The example with changes."""
    return {**copy.deepcopy(frameworks_bodies.EXAMPLE), **changes}


async def test_from_draft_to_publication(http: httpx.AsyncClient, tokens: clients.Tokens) -> None:
    drafted = await http.post("/v1/frameworks", json=said())
    assert (drafted.status_code, drafted.headers["Location"]) == (201, VERSION)
    assert drafted.json()["main_indices"][0]["components"][0]["rule"]["kind"] == "tiers"
    content = {name: value for name, value in said().items() if name not in ("framework", "identity")}
    assert (await http.put(VERSION, json=content)).status_code == 428
    short = {**content, "total_points": 31}
    written = await http.put(VERSION, json=short, headers={"If-Match": drafted.headers["ETag"]})
    assert (written.status_code, written.json()["revision"]) == (200, 2)
    stale = await http.put(VERSION, json=content, headers={"If-Match": drafted.headers["ETag"]})
    assert stale.status_code == 412
    worthless = await http.put(VERSION, json={**content, "total_points": -1}, headers={"If-Match": '"another"'})
    assert worthless.status_code == 422, "no revision of it would do"
    checked = (await http.get(f"{VERSION}/check")).json()
    (wrong,) = checked["findings"]
    assert (checked["publishable"], wrong["code"], wrong["severity"]) == (False, "weights_sum", "error")
    assert wrong["detail"] == "The weights of the main indices sum to 30, the total is 31: 1 missing."
    refused = await http.post(f"{VERSION}/publish", json=frameworks_bodies.PUBLICATION)
    assert (refused.status_code, refused.json()["code"]) == (422, "draft-incomplete")
    assert [one["code"] for one in refused.json()["errors"]] == ["weights_sum"]
    mended = await http.put(VERSION, json=content, headers={"If-Match": written.headers["ETag"]})
    stale = await http.post(
        f"{VERSION}/publish", json=frameworks_bodies.PUBLICATION, headers={"If-Match": written.headers["ETag"]}
    )
    assert stale.status_code == 412
    published = await http.post(
        f"{VERSION}/publish", json=frameworks_bodies.PUBLICATION, headers={"If-Match": mended.headers["ETag"]}
    )
    assert (published.status_code, published.json()["status"]) == (200, "published")
    again = await http.put(VERSION, json=short, headers={"If-Match": "*"})
    assert (again.status_code, again.json()["code"]) == (409, "published-version-is-immutable")
    twice = await http.post(f"{VERSION}/publish", json=frameworks_bodies.PUBLICATION)
    assert twice.status_code == 409


async def test_a_draft_is_not_everybodys(http: httpx.AsyncClient, tokens: clients.Tokens) -> None:
    await http.post("/v1/frameworks", json=said())
    await http.post("/v1/frameworks", json=frameworks_bodies.CONTENT | {"framework": "dti-405"})
    del http.headers["Authorization"]
    assert (await http.get(VERSION)).status_code == 404
    assert (await http.get("/v1/frameworks/bo-chi-so-vi-du")).status_code == 404
    assert (await http.get("/v1/frameworks/bo-chi-so-vi-du/versions")).status_code == 404
    assert (await http.get(f"{VERSION}/check")).status_code == 401
    listed = (await http.get("/v1/frameworks/dti-405/versions?total=true")).json()
    assert ([one["version"] for one in listed["items"]], listed["total"]) == ([1], 1)
    everybody = (await http.get("/v1/frameworks")).json()
    assert "bo-chi-so-vi-du" not in {one["slug"] for one in everybody["items"]}
    reporter = tokens.header("reporter", "so-noi-vu")
    assert (await http.get(VERSION, headers=reporter)).json()["status"] == "draft"
    page = (await http.get("/v1/frameworks/dti-405/versions?limit=1", headers=reporter)).json()
    assert ([one["status"] for one in page["items"]], page["next"] is None) == (["draft"], False)
    token = tokens.of("system", "so-noi-vu", scopes=("evidence:read",))
    service = {"Authorization": f"Bearer {token}"}
    assert (await http.get(VERSION, headers=service)).status_code == 404
    for role in ("reporter", "reviewer", "committee", "admin"):
        answer = await http.post("/v1/frameworks", json=said(), headers=tokens.header(role))
        assert answer.status_code == 403, role
    elsewhere = tokens.header("coordinator", "so-noi-vu")
    assert (await http.post("/v1/frameworks", json=said(), headers=elsewhere)).status_code == 403


def _with_rule(rule: Any) -> dict[str, Any]:
    body = said()
    body["main_indices"][0]["components"][1]["rule"] = rule
    return body


def _twice() -> dict[str, Any]:
    body = said()
    body["main_indices"][0]["components"][1]["code"] = "1.1"
    return body


_RULE = "main_indices.0.components.1.rule"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (_with_rule({"kind": "guessed"}), _RULE),
        (_with_rule({"kind": "ratio", "numerator": {"name": "a", "unit": "x"}}), f"{_RULE}.ratio.denominator"),
        (_with_rule({"kind": "steps", "steps": [{"code": "a", "share": "1.5"}]}), f"{_RULE}.steps"),
        (_twice(), "main_indices.0.components.1.code"),
        (said(source={"document": "khong-co", "clause": "1"}), "source.document"),
        (said(source={"document": "ke-hoach-187-kh-ubnd-2022", "clause": "1", "quote": "không hề có"}), "source.quote"),
        (said(total_points=True), "total_points"),
        (said(identity=None), "identity"),
        (said(framework="dti-922"), "identity"),
        (said(framework="Không Hợp Lệ"), "framework"),
    ],
)
async def test_what_is_refused_names_its_field(http: httpx.AsyncClient, body: dict[str, Any], field: str) -> None:
    refused = await http.post("/v1/frameworks", json=body)
    assert refused.status_code == 422, refused.text
    fields = [one["field"] for one in refused.json()["errors"]]
    assert any(one.startswith(field) for one in fields), fields
    assert (await http.get(f"{VERSION}")).status_code == 404


async def test_one_draft_at_a_time(http: httpx.AsyncClient) -> None:
    await http.post("/v1/frameworks", json=said())
    second = await http.post("/v1/frameworks", json=said(identity=None))
    assert (second.status_code, second.json()["code"]) == (409, "draft-exists")


async def test_the_catalogs_versions_are_checked_too(http: httpx.AsyncClient) -> None:
    checked = (await http.get("/v1/frameworks/dti-922/versions/1/check")).json()
    assert (checked["status"], checked["publishable"], checked["error_count"]) == ("published", False, 0)
    assert {one["code"] for one in checked["findings"]} >= {"maximum_provisional", "rule_missing"}
    unknown = (await http.get("/v1/frameworks/dti-405/versions/1/check")).json()
    assert {one["code"] for one in unknown["findings"]} == {"total_unknown", "empty"}
    assert (await http.get("/v1/frameworks/dti-922/versions/9/check")).status_code == 404
