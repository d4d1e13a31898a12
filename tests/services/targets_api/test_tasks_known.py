"""What was said of a day as known at an instant is said again, whatever is recorded afterwards."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest

from shared.kit import db
from shared.kit.settings import ServiceSettings
from shared.organisations.values import organisation_id
from shared.tasks import service
from tests import clients
from tests.services.targets_api import desk_of_tasks
from tests.services.targets_api.desk_of_tasks import LEAD, OTHER, PDF, SOURCE, Desk


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """These tests write."""
    return own_database_url


@pytest.fixture
async def desk(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[Desk]:
    """The register's people."""
    async for made in desk_of_tasks.desk(configured, tokens):
        yield made


DAY = "2022-10-15"


async def answers(desk: Desk, known: str) -> dict[str, Any]:
    """Every reading of tasks for a day as known at an instant, `known_at` itself left out."""
    at = {"as_of": DAY, "known_at": known}
    asked = [
        ("/v1/tasks/T.1", at),
        ("/v1/tasks/T.2", at),
        ("/v1/tasks", {**at, "kind": "plan", "total": "true"}),
        ("/v1/tasks", {**at, "lead": LEAD, "total": "true"}),
        ("/v1/tasks", {**at, "status": "in_progress", "total": "true"}),
        ("/v1/tasks", {**at, "overdue": "true"}),
        ("/v1/tasks", {**at, "target": "CQS.03"}),
        ("/v1/tasks/T.1/progress", at),
        ("/v1/budget", at),
    ]
    return {f"{path} {params}": await desk.done("GET", path, params=params) for path, params in asked}


async def test_nothing_that_is_recorded_later_changes_an_answer(desk: Desk, database: db.Database) -> None:
    plan = {"kind": "plan", "group": "ha-tang-so", "deliverables_owed": 1, "due_by_on": "2022-10-01"}
    money = [{"fund": "recurrent", "year": 2022, "amount_million_vnd": 5}]
    await desk.task("T.1", **plan, budget=money, targets=[{"code": "CQS.03"}])
    await desk.task("T.2", **plan, depends_on=["T.1"])
    first = await desk.deliver()
    await desk.decide(first)
    assert (await desk.change("T.1", status="done", status_on="2022-10-10")).status_code == 200
    said = {"percent": 30, "reported_on": "2022-10-01"}
    await desk.done("POST", "/v1/tasks/T.1/progress", "reporter", LEAD, json=said)
    known = (await desk.get("T.1"))["known_at"]
    before = await answers(desk, known)
    assert before[f"/v1/tasks/T.1 {{'as_of': '{DAY}', 'known_at': '{known}'}}"]["status"] == "done"

    await desk.decide(first, "reject")
    more = [{"fund": "socialised", "amount_million_vnd": 9}]
    other = {"deliverables_owed": 3, "due_by_on": "2023-01-01", "lead": OTHER, "partners": [LEAD], "name": "X"}
    changed = await desk.change("T.1", budget=more, targets=[], **other)
    assert changed.status_code == 200, changed.text
    assert (await desk.change("T.2", depends_on=[], group="nhan-thuc")).status_code == 200
    assert (
        await desk.change("T.2", status="cancelled", status_on="2022-10-02", status_source=SOURCE)
    ).status_code == 200
    said = {"percent": 90, "reported_on": "2022-10-02"}
    await desk.done("POST", "/v1/tasks/T.1/progress", "reporter", OTHER, json=said)
    await desk.task("T.3", **plan, budget=more)
    await desk.deliver(content=PDF + b"x", org=OTHER)
    async with database.transaction() as session:
        heir = [organisation_id("so-tu-phap")]
        day = dt.date(2022, 10, 1)
        await service.rehome(session, organisation_id(LEAD), heir, on=day, change=uuid.UUID(int=9))
    after = await answers(desk, known)
    assert after == before
    assert await answers(desk, (await desk.get("T.1"))["known_at"]) != before
