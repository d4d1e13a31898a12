"""A change of the register that waits for another while a task is entered: it carries that one over, too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from shared.kit import callers, db
from shared.kit.settings import ServiceSettings
from tests import clients, locks
from tests.services.targets_api import desk_of_tasks
from tests.services.targets_api.desk_of_tasks import LEAD, OTHER, SOURCE, Desk


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """These tests write."""
    return own_database_url


@pytest.fixture
async def desk(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[Desk]:
    """The register's people."""
    async for made in desk_of_tasks.desk(configured, tokens):
        yield made


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[db.Database]:
    """Both doors, as the system."""
    opened = db.Database(database_url, pool_size=2, caller=callers.SYSTEM)
    await opened.open()
    yield opened
    await opened.close()


async def test_a_task_entered_while_a_change_waits(desk: Desk, database: db.Database) -> None:
    async with database.transaction() as session:
        await db.execute(session, "SELECT pg_advisory_xact_lock(hashtextextended('register', 0))")
        body = {"kind": "merge", "effective_on": "2022-06-20", "predecessors": [LEAD],
                "successors": [{"organisation": OTHER}], "source": SOURCE}  # fmt: skip
        waiting = asyncio.create_task(
            desk.send("POST", "/v1/organisations/changes", "admin", "tinh-tuyen-quang", json=body)
        )
        await locks.until_waiting(database, waiting)
        await desk.task("T.1")
    answer = await waiting
    assert answer.status_code == 201, answer.text
    assert (await desk.get("T.1"))["lead"]["slug"] == OTHER
