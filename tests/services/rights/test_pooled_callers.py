"""Who is asking stays with the request: nobody is answered with another caller's eyes on a connection that both use."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.exc import DBAPIError

from services.targets_api.app import create_app
from shared.identity import rights
from shared.kit import callers, db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services.rights.scene import AGENCY, CENTRE, OTHER
from tests.services.rights.test_last_line import principal

ASKING = "SELECT current_setting('dti.caller') AS asking"
WHO = [
    callers.NOBODY,
    callers.SYSTEM,
    *(
        rights.setting(principal(role, organisation), dt.date(2022, 6, day))
        for role in ("reporter", "reviewer", "committee")
        for organisation in (AGENCY, CENTRE, OTHER)
        for day in (1, 2)
    ),
]


@pytest.fixture
async def narrow(database_url: str) -> AsyncIterator[db.Database]:
    """Two connections for each door, which all callers share."""
    opened = db.Database(database_url, pool_size=2)
    await opened.open()
    yield opened
    await opened.close()


async def _reads(database: db.Database, chance: random.Random) -> None:
    """One request on the read door: it may fail, be cancelled, or go well."""
    before = callers.current()
    assert await database.reader.row(ASKING) == {"asking": before}
    await asyncio.sleep(0)
    if chance.random() < 0.2:
        with pytest.raises(Exception, match="division by zero"):
            await database.reader.row("SELECT 1 / 0")
    if chance.random() < 0.2:
        task = asyncio.create_task(database.reader.row("SELECT pg_sleep(0.005)"))
        await asyncio.sleep(0.001 * chance.random())
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert await database.reader.row(ASKING) == {"asking": before}


async def _writes(database: db.Database, chance: random.Random) -> None:
    """One request on the write door, which may fail and roll back."""
    before = callers.current()
    fails = chance.random() < 0.3
    try:
        async with database.transaction() as session:
            assert await db.fetch_one(session, ASKING) == {"asking": before}
            if fails:
                await db.execute(session, "SELECT 1 / 0")
            assert await db.fetch_one(session, ASKING) == {"asking": before}
    except DBAPIError:
        assert fails


@pytest.mark.parametrize("seed", range(4))
async def test_interleaved_callers_never_meet(narrow: db.Database, seed: int) -> None:
    chance = random.Random(seed)

    async def request(who: str) -> None:
        callers.become(who)
        for _ in range(3):
            await (_reads if chance.random() < 0.6 else _writes)(narrow, chance)

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        for _ in range(60):
            group.create_task(request(chance.choice(WHO)))
    with callers.asking(callers.NOBODY):
        for _ in range(4):
            assert await narrow.reader.row(ASKING) == {"asking": callers.NOBODY}


async def test_a_transaction_leaves_no_caller_behind(narrow: db.Database) -> None:
    with callers.asking(callers.SYSTEM):
        async with narrow.transaction(), narrow.serialised("one"):
            pass
    with callers.asking(callers.NOBODY):
        async with narrow.transaction() as one, narrow.transaction() as other:
            assert await db.fetch_one(one, ASKING) == await db.fetch_one(other, ASKING) == {"asking": callers.NOBODY}


async def test_a_serialised_computation_asks_for_its_caller(narrow: db.Database) -> None:
    with callers.asking(WHO[3]):
        async with narrow.serialised("one") as session:
            assert await db.fetch_one(session, ASKING) == {"asking": WHO[3]}


async def test_the_same_caller_is_told_once(narrow: db.Database) -> None:
    """A page pays a round trip only when the connection last asked for somebody else."""
    told: list[str] = []
    pool = narrow._pool
    assert pool is not None
    async with pool.acquire() as one, pool.acquire() as other:
        for connection in (one, other):
            connection.add_query_logger(lambda record: told.append(record.query))
        asked_twice = [WHO[2], WHO[2], WHO[3], WHO[3], WHO[2]]
        for who in asked_twice:
            await one.become(who)
    assert len(told) == 3


async def test_a_database_that_declares_itself_the_system_stays_it(database: db.Database) -> None:
    with callers.asking(WHO[2]):
        assert await database.reader.row(ASKING) == {"asking": callers.SYSTEM}
        async with database.transaction() as session:
            assert await db.fetch_one(session, ASKING) == {"asking": callers.SYSTEM}


async def test_every_request_begins_as_nobody(
    configured: ServiceSettings, tokens: clients.Tokens, clock: FakeClock
) -> None:
    """Whatever the task asked for before: the guard names who asks, and for what is public nobody."""
    header = tokens.header("reporter", AGENCY)
    known = rights.setting(principal("reporter", AGENCY), clock.today())
    async with clients.client(create_app, configured) as http:
        for path, headers, status, asking in (
            ("/v1/targets", {}, 200, callers.NOBODY),
            ("/v1/targets", header, 200, callers.NOBODY),
            ("/v1/tasks", {}, 401, callers.NOBODY),
            ("/v1/tasks", {"Authorization": "Bearer x"}, 401, callers.NOBODY),
            ("/v1/tasks", header, 200, known),
        ):
            with callers.asking(callers.SYSTEM):
                assert (await http.get(path, headers=headers)).status_code == status
                assert callers.current() == asking, path
