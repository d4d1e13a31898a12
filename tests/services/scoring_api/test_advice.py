"""Advice and plans over HTTP: what is promised, to whom, and what is not known."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from services.scoring_api.app import create_app
from shared.assessments.service import assessment_id
from shared.kit import db
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services.scoring_api.test_gaps_open import AGENCY, OPEN, Desk, desk

__all__ = ["desk"]
ADVICE, PLAN = f"/v1/assessments/{OPEN}/advice", f"/v1/assessments/{OPEN}/plan"
IMPORTED = assessment_id("dti-922", "tinh-tuyen-quang", 2021)


@pytest.fixture
async def http(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[httpx.AsyncClient]:
    """The scoring application, called by the committee."""
    async with clients.client(create_app, configured) as client:
        client.headers.update(tokens.header("committee", AGENCY) | {"Accept-Language": "en"})
        yield client


async def test_it_names_points_owner_task_and_what_must_be_done(desk: Desk) -> None:
    waits, part = await desk.post("1.7"), await desk.post("1.3")
    await desk.decide(part, "1.3", "partial", points=4, reason_code="insufficient")
    await desk.compute()
    found = await desk.get(ADVICE)
    items = {item["code"]: item for item in found["items"]}
    assert waits
    assert (found["components"], len(items)) == (95, 95)
    assert [item["wins"]["points"] for item in found["items"]] == sorted(
        (item["wins"]["points"] for item in found["items"]), reverse=True
    )
    office = items["1.3"]
    assert (office["wins"], office["cause"]) == ({"points": 6, "total": Decimal("0.006")}, "partial")
    assert [owner["slug"] for owner in office["owners"]] == ["van-phong-ubnd-tinh"]
    assert [(task["code"], task["status"]) for task in office["tasks"]] == [("187.2.1.01", "not_started")]
    assert (office["needs_document"], office["missing_documents"], office["effort_steps"]) == (False, None, 1)
    assert items["1.7"]["cause"] == "undecided"
    assert items["1.1"]["needs_document"] is True
    assert items["1.1"]["tasks"] == []
    assert not {"6.1", "6.2", "6.3"} & set(items)


async def test_then_is_the_sum_of_what_stands_before_it(desk: Desk) -> None:
    await desk.compute()
    whole = await desk.get(ADVICE)
    points = whole["now"]["points"]
    for item in whole["items"]:
        points += item["wins"]["points"]
        assert item["then"]["points"] == points
    assert points == 1000
    assert (await desk.get(ADVICE, limit=3))["items"] == whole["items"][:3]


async def test_the_fewest_changes_to_a_total(desk: Desk) -> None:
    await desk.compute()
    found = await desk.get(PLAN, total="0.05")
    assert (found["result"], found["threshold"]) == ("reachable", Decimal("0.05"))
    largest = [item["wins"]["points"] for item in (await desk.get(ADVICE))["items"]]
    needed = next(n for n in range(1, 99) if sum(largest[:n]) >= 50)
    assert len(found["changes"]) == needed
    assert found["then"]["total"] >= Decimal("0.05")
    assert found["status"] == "open"  # the assessment's, as in every answer
    assert found["last_needs_points"] == 50 - sum(largest[: needed - 1])
    assert (await desk.get(PLAN, total="0"))["result"] == "reached"
    assert (await desk.get(PLAN, total="1"))["then"]["total"] == 1


async def test_a_rank_whose_others_are_unknown_is_unknown(desk: Desk) -> None:
    await desk.compute()
    found = await desk.get(PLAN, rank=40)
    assert (found["result"], found["why"]["code"], found["changes"]) == ("unknown", "peers_unknown", [])
    assert found["peers"] == {"expected": 62, "published": 0, "computed": 0}
    assert found["now"]["rank"] is None


async def test_a_rank_among_others_that_are_published(desk: Desk, database: db.Database) -> None:
    """Two others; the ranking of 63 is forgotten here."""
    async with database.transaction() as session:
        await db.execute(session, "DELETE FROM ranking_rows")
        await db.execute(session, "ALTER TABLE published_values DISABLE TRIGGER USER")
        await db.execute(session, "UPDATE published_values SET rank_of = NULL")
        for slug, value in (("so-noi-vu", "0.0200"), ("so-tai-chinh", "0.0100")):
            await db.execute(
                session,
                "WITH a AS (INSERT INTO assessments (id, framework_version_id, organisation_id, year, status,"
                " source_id, certainty) SELECT gen_random_uuid(), x.framework_version_id, o.id, x.year, 'imported',"
                " x.source_id,"
                " 'certain' FROM assessments x, organisations o WHERE x.id = :open AND o.slug = :slug"
                " RETURNING id, source_id), m AS (INSERT INTO imports (id, assessment_id, imported_by)"
                " SELECT gen_random_uuid(), id, 'test' FROM a RETURNING id)"
                " INSERT INTO published_values (id, import_id, node, value, source_id, certainty)"
                " SELECT gen_random_uuid(), m.id, 'total', CAST(:value AS numeric), a.source_id, 'certain' FROM a, m",
                open=OPEN,
                slug=slug,
                value=value,
            )
    await desk.compute()
    second, first = await desk.get(PLAN, rank=2), await desk.get(PLAN, rank=1)
    assert (second["now"]["rank"], second["then"]["rank"], second["threshold"]) == (3, 2, Decimal("0.00995"))
    assert (first["then"]["rank"], first["threshold"]) == (1, Decimal("0.01995"))
    assert (len(second["changes"]), len(first["changes"])) == (1, 2)
    assert first["peers"] == {"expected": 2, "published": 2, "computed": 0}
    assert (await desk.get(PLAN, rank=3))["result"] == "reached"


@pytest.mark.parametrize("query", ["", "?total=0.5&rank=3"])
async def test_a_plan_has_one_goal(http: httpx.AsyncClient, query: str) -> None:
    answer = await http.get(PLAN + query)
    assert (answer.status_code, answer.json()["code"]) == (422, "one-goal")
    assert {error["field"] for error in answer.json()["errors"]} == {"total", "rank"}


@pytest.mark.parametrize("query", ["total=1.1", "total=-1", "total=abc", "rank=0", "total=0.1234567"])
async def test_a_goal_that_cannot_be_is_refused(http: httpx.AsyncClient, query: str) -> None:
    assert (await http.get(f"{PLAN}?{query}")).status_code == 422


@pytest.mark.parametrize("path", ["advice", "plan?total=0.5"])
async def test_an_imported_year_has_no_advice(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(f"/v1/assessments/{IMPORTED}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (409, "imported-not-computed")
    assert "2021" in answer.json()["detail"]


async def test_who_reads_scores_alone_is_shown_no_task(
    desk: Desk, http: httpx.AsyncClient, tokens: clients.Tokens
) -> None:
    await desk.compute()

    async def seen(*scopes: str) -> Any:
        token = tokens.of("system", AGENCY, scopes=scopes)
        return await http.get(ADVICE, headers={"Authorization": f"Bearer {token}"})

    assert (await seen("targets:read")).status_code == 403
    scores = (await seen("scores:read")).json()
    assert scores["hidden"] == ["tasks"]
    assert {item["tasks"] for item in scores["items"]} == {item["owners"] for item in scores["items"]} == {None}
    assert (await seen("scores:read", "targets:read")).json()["hidden"] == []
