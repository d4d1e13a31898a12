"""The feed over HTTP, seen through row level security by every kind of caller, beside each resource's own answer."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shared.overview.changes import cursor
from tests import feeds, servers
from tests.services import world

SCOPES = ("changes:read", "evidence:read", "reports:read", "targets:read", "scores:read")
DEPARTMENT = "so-thong-tin-va-truyen-thong"


@pytest.fixture
async def made(own_database_url: str, server_urls: servers.Urls, tmp_path: Path) -> AsyncIterator[world.World]:
    """All applications on a database with evidence, a draft and a submitted report."""
    async with world.world(own_database_url, server_urls.redis, tmp_path) as built:
        yield built


async def _all(made: world.World, role: str, org: str = DEPARTMENT, **sent: Any) -> dict[tuple[str, str], Any]:
    """Everything up to what was committed when this began, whatever else the cluster is writing."""
    found: dict[tuple[str, str], Any] = {}
    query, fence = "?limit=90", await feeds.fence(made.database)
    while True:
        answer = await made.send("GET", f"/v1/changes{query}", role, org, **sent)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found |= {(item["entity"], item["id"]): item["data"] for item in page["items"]}
        query = f"?limit=90&cursor={page['next']}"
        if not page["more"] and cursor.decode(page["next"]).xid >= fence:
            return found


def _token(made: world.World, *scopes: str, org: str = DEPARTMENT) -> dict[str, Any]:
    return {"headers": {"Authorization": f"Bearer {made.tokens.of('system', org, scopes=scopes)}"}}


def _kinds(found: dict[tuple[str, str], Any]) -> dict[str, int]:
    return {kind: sum(entity == kind for entity, _ in found) for kind in sorted({entity for entity, _ in found})}


async def test_who_reads_what(made: world.World) -> None:
    assert (await made.send("GET", "/v1/changes", None)).status_code == 401
    refused = await made.send("GET", "/v1/changes", "system", **_token(made, "evidence:read"))
    assert refused.status_code == 403
    whole = _kinds(await _all(made, "system", **_token(made, *SCOPES)))
    assert (whole["evidence"], whole["report"], whole["obligation"]) == (1, 2, 281)
    assert whole == _kinds(await _all(made, "committee")) == _kinds(await _all(made, "coordinator"))
    agency = await _all(made, "reporter", world.AGENCY)
    assert (_kinds(agency)["evidence"], _kinds(agency)["obligation"]) == (1, 15)
    assert "report" not in _kinds(agency)
    other = await _all(made, "approver", world.OTHER)
    assert "evidence" not in _kinds(other)
    assert [row["state"] for (kind, _), row in other.items() if kind == "report"] == ["draft"]
    for found in (agency, other):
        assert {row["organisation"] for (kind, _), row in found.items() if kind == "obligation"} < {
            world.AGENCY,
            world.OTHER,
        }
    narrow = _kinds(await _all(made, "system", **_token(made, "changes:read")))
    assert narrow.keys() == {"organisation", "target", "ranking"}


async def test_an_unsigned_round_is_its_own_organisations(made: world.World) -> None:
    draft = ("report", made.ids["draft"])
    assert (await _all(made, "reporter", world.OTHER))[draft]["rounds"] != []
    for role in ("committee", "coordinator", "auditor"):
        assert (await _all(made, role))[draft]["rounds"] == []


@pytest.mark.parametrize(
    ("entity", "address", "differs"),
    [
        ("evidence", "/v1/evidence/{id}", {"components"}),
        ("report", "/v1/reports/{id}", {"obligation", "organisation", "rounds"}),
        ("obligation", "/v1/obligations/{id}", {"regime", "organisation"}),
        ("task", "/v1/tasks/{id}?as_of=2025-01-01", {"source", "owner", "partners"}),
        ("target", "/v1/targets/{id}?as_of=2025-01-01", {"source", "milestones", "baseline"}),
        ("organisation", "/v1/organisations/{id}", {"groups", "duties", "placements"}),
        ("ranking", "/v1/rankings/{id}", {"source", "rows"}),
        ("score", "/v1/assessments/{id}/scores", {"self", "verified", "published"}),
    ],
)
async def test_a_body_says_what_its_own_resource_says(
    made: world.World, entity: str, address: str, differs: set[str]
) -> None:
    found = await _all(made, "coordinator")
    checked = 0
    for (kind, key), fed in list(found.items())[:: 7 if entity in ("obligation", "organisation") else 1]:
        if kind != entity:
            continue
        answer = await made.send("GET", address.replace("{id}", key), "coordinator", DEPARTMENT)
        if answer.status_code == 404 and entity == "organisation":
            continue  # not in force today: the feed keeps it, with its validity
        own = answer.json()
        same = (fed.keys() & own.keys()) - differs
        assert len(same) >= 4
        for name in same:
            assert _instant(fed[name]) == _instant(own[name]), (name, fed[name], own[name])
        checked += 1
    assert checked


async def test_whoever_acted_and_for_whom_is_told(made: world.World) -> None:
    checked = set()
    for (kind, key), fed in (await _all(made, "coordinator")).items():
        if kind not in ("evidence", "report") or fed.get("rounds") == []:
            continue
        checked.add(kind)
        own = (
            await made.send("GET", f"/v1/{kind.replace('report', 'reports')}/{key}", "coordinator", DEPARTMENT)
        ).json()
        pairs = [(fed, own)] if kind == "evidence" else zip(fed["rounds"], own["rounds"], strict=True)
        for told, shown in pairs:
            persons = [name for name in shown if name.endswith(("_by", "_for", "authors"))]
            assert len(persons) >= 2
            assert {name: told[name] for name in persons} == {name: shown[name] for name in persons}
    assert checked == {"evidence", "report"}


def _instant(value: Any) -> Any:
    """The same instant in both ways of writing it."""
    if isinstance(value, str) and "T" in value[10:11]:
        return dt.datetime.fromisoformat(value)
    return value


async def test_a_decision_and_a_withdrawal_are_told(made: world.World) -> None:
    key = made.ids["evidence"]
    decided = await made.send(
        "POST", f"/v1/evidence/{key}/decisions", "reviewer", DEPARTMENT, json={"verdict": "accept"}
    )
    assert decided.status_code == 201
    (row,) = [row for (kind, _), row in (await _all(made, "reporter", world.AGENCY)).items() if kind == "evidence"]
    assert row["components"][0]["status"] == "accept"
    assert "content" not in json.dumps(row)
    assert (await made.send("POST", f"/v1/evidence/{key}/withdraw", "reporter", world.AGENCY)).status_code == 200
    assert (await _all(made, "reporter", world.AGENCY))[("evidence", key)]["withdrawn_at"] is not None


async def test_a_refused_cursor_says_where_the_export_is_in_both_languages(made: world.World) -> None:
    agencys = (await made.send("GET", "/v1/changes?limit=1", "reporter", world.AGENCY)).json()["next"]
    said = {}
    for language in ("vi", "en"):
        answer = await made.send(
            "GET",
            f"/v1/changes?cursor={agencys}",
            "committee",
            DEPARTMENT,
            headers={"Accept-Language": language, "Authorization": f"Bearer {made.tokens.of('committee', DEPARTMENT)}"},
        )
        assert (answer.status_code, answer.json()["code"]) == (410, "rights-changed")
        assert answer.json()["export"] == "/v1/changes/export"
        said[language] = answer.json()["detail"]
    assert said["en"] != said["vi"]
    await world.refused(await made.send("GET", f"/v1/changes?cursor={agencys[:-3]}", "reporter", world.AGENCY), 422)
    await world.refused(await made.send("GET", "/v1/changes?limit=201", "reporter", world.AGENCY), 422)
