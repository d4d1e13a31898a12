"""An accepted report shows the milestone by which it was judged, whatever is amended afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests import clients, servers
from tests.services import world

TARGET = "KTS.01"


@pytest.fixture
async def on(database_url: str, server_urls: servers.Urls, tmp_path: Path) -> AsyncIterator[world.World]:
    """All four applications on 1 June 2022."""
    async with world.world(database_url, server_urls.redis, tmp_path) as made:
        yield made


async def amend(on: world.World, value: int, effective_on: str) -> None:
    """Another milestone of 2025 from a day on."""
    body = {
        "effective_on": effective_on,
        "milestones": [{"year": 2025, "operator": "gte", "value": value}],
        "source": {"document": "quyet-dinh-922-qd-btttt-2022", "clause": "Điều 1"},
    }
    answer = await on.send("POST", f"/v1/targets/{TARGET}/amendments", "coordinator", clients.DEPARTMENT, json=body)
    assert answer.status_code == 201, answer.text


async def judged(on: world.World, report: str) -> tuple[dict[str, Any], ...]:
    """The milestone of 2025 beside the first figure of every round."""
    answer = await on.send("GET", f"/v1/reports/{report}", "committee")
    assert answer.status_code == 200, answer.text
    found = []
    for told in answer.json()["rounds"]:
        by = told["figures"][0]["judged_by"]
        assert by["as_of"] == told["measured_on"]
        found.append(next(milestone for milestone in by["milestones"] if milestone["year"] == 2025))
    return tuple(found)


async def move(on: world.World, report: str, action: str, **body: Any) -> None:
    """One step of a report by who may take it."""
    role, org = ("approver", world.AGENCY) if action == "submit" else ("coordinator", clients.DEPARTMENT)
    sent = {"json": body} if body else {}
    answer = await on.send("POST", f"/v1/reports/{report}/{action}", role, org, **sent)
    assert answer.status_code == 200, answer.text


async def test_a_later_amendment_does_not_rewrite_what_was_accepted(on: world.World) -> None:
    report = await on.submitted(world.AGENCY)
    [first] = await judged(on, report)
    await move(on, report, "accept")
    assert await judged(on, report) == (first,)
    await amend(on, 23, "2022-05-01")
    assert await judged(on, report) == (first,), "recorded after the decision, in force before the figures' day"
    target = (await on.send("GET", f"/v1/targets/{TARGET}?as_of=2022-05-31", None)).json()
    assert [m["value"] for m in target["milestones"] if m["year"] == 2025] == [23], "what is in force now is another"


async def test_what_is_undecided_follows_the_law_in_force_on_its_day(on: world.World) -> None:
    report = await on.submitted(world.AGENCY)
    [before] = await judged(on, report)
    await amend(on, 23, "2022-05-31")
    [after] = await judged(on, report)
    assert (before["value"], after["value"]) == (before["value"], 23) != (23, 23)
    await amend(on, 26, "2022-06-01")
    assert await judged(on, report) == (after,), "measured the day before"


async def test_each_round_keeps_the_knowledge_of_its_own_decision(on: world.World) -> None:
    report = await on.submitted(world.AGENCY)
    [first] = await judged(on, report)
    await move(on, report, "return", comment="Kiểm tra lại")
    await amend(on, 23, "2022-05-01")
    body = {"measured_on": "2022-05-31", "figures": world.report(world.AGENCY)["figures"]}
    revised = await on.send("PUT", f"/v1/reports/{report}", json=body, headers={"If-Match": "*"})
    assert revised.status_code == 200, revised.text
    await move(on, report, "submit")
    returned, resubmitted = await judged(on, report)
    assert (returned, resubmitted["value"]) == (first, 23)
    assert resubmitted["source"]["document"] == "quyet-dinh-922-qd-btttt-2022"
