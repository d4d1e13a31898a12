"""Two at once: one wins, the other is told of the conflict, and the effect is there once."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import asyncpg
import httpx
import pytest

from shared.kit import callers, db
from tests.services.reporting_api.conftest import CENTRE, Desk, content, obligation

Asked = Coroutine[Any, Any, httpx.Response]


async def _at_once(database_url: str, lock: str, *asked: Asked) -> list[int]:
    """Hold `lock`, let all requests run into it, release it; the statuses, sorted."""
    holder, watcher = (
        await asyncpg.connect(db.dsn(database_url), server_settings=callers.AS_SYSTEM),
        await asyncpg.connect(db.dsn(database_url), server_settings=callers.AS_SYSTEM),
    )
    transaction = holder.transaction()
    await transaction.start()
    await holder.execute(lock)
    running = [asyncio.create_task(one) for one in asked]
    async with asyncio.timeout(20):
        while await watcher.fetchval(_WAITING) < len(running):
            assert not any(task.done() for task in running), "somebody did not wait"
    await transaction.rollback()
    await holder.close()
    await watcher.close()
    return sorted([answer.status_code for answer in await asyncio.gather(*running)])


_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


async def test_two_signatures(desk: Desk, database_url: str) -> None:
    report = await desk.draft()
    asked = [desk.post("approver", f"{report}/submit", person=person) for person in ("-1", "-2")]
    assert await _at_once(database_url, "SELECT * FROM reports FOR UPDATE", *asked) == [200, 409]


@pytest.mark.parametrize(("first", "second"), [("accept", "accept"), ("accept", "return"), ("return", "return")])
async def test_two_decisions(desk: Desk, database: db.Database, database_url: str, first: str, second: str) -> None:
    report = await desk.submitted()
    bodies = {"accept": None, "return": {"comment": "Xem lại."}}
    asked = [
        desk.post("reviewer", f"{report}/{action}", bodies[action], org=CENTRE, person=f"-{index}")
        for index, action in enumerate((first, second))
    ]
    assert await _at_once(database_url, "SELECT * FROM reports FOR UPDATE", *asked) == [200, 409]
    state = (await desk.get("reporter", report)).json()["state"]
    row = await database.reader.row("SELECT count(*) AS n FROM measurements")
    assert row == {"n": int(state == "accepted")}


async def test_two_first_drafts(desk: Desk, database_url: str) -> None:
    asked = [
        desk.post("reporter", "/v1/reports", content(obligation()), accept_language="en", person=person)
        for person in ("-1", "-2")
    ]
    assert await _at_once(database_url, "LOCK TABLE reports IN SHARE MODE", *asked) == [201, 409]
