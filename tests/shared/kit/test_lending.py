"""Connections are lent to one at a time, come back whatever happens, and nobody waits for what is free."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

import asyncpg
import pytest

from shared.kit import callers, db, lending

MOST = 3


class Fake:
    """A connection to nothing; it may be cut, and it notices when two use it."""

    def __init__(self) -> None:
        self.loans = 0
        self.idle_since = 0.0
        self.closed = False
        self.in_use = False
        self.asks_for = ""

    def is_closed(self) -> bool:
        return self.closed

    def is_in_transaction(self) -> bool:
        return False

    async def become(self, caller: str) -> None:
        assert not self.in_use
        self.in_use = True
        try:
            await asyncio.sleep(0)
            self.asks_for = caller
        finally:
            self.in_use = False

    async def close(self, *, timeout: float) -> None:  # noqa: ASYNC109 - asyncpg's name
        await asyncio.sleep(0)
        self.closed = True

    def terminate(self) -> None:
        self.closed = True


def _connections(made: list[Fake], fails: Callable[[], bool] = lambda: False) -> lending.Connections:
    async def connect() -> Fake:
        await asyncio.sleep(0)
        if fails():
            raise ConnectionRefusedError
        made.append(Fake())
        return made[-1]

    return lending.Connections(connect, MOST)  # type: ignore[arg-type]  # a fake of asyncpg's


async def _use(connections: lending.Connections, chance: random.Random, caller: str, wait_s: float) -> None:
    for _ in range(chance.randrange(4)):
        await asyncio.sleep(0)
    async with lending.Loan(connections, caller, wait_s=wait_s) as one:
        fake: Fake = one
        assert not fake.in_use
        fake.in_use = True
        try:
            for _ in range(chance.randrange(4)):
                await asyncio.sleep(0)
                assert fake.asks_for == caller
            if chance.random() < 0.1:
                fake.closed = True
            if chance.random() < 0.2:
                raise chance.choice([asyncpg.PostgresError(), ValueError(), TimeoutError()])
        finally:
            fake.in_use = False


@pytest.mark.parametrize("seed", range(60))
async def test_whatever_happens_all_come_back(seed: int) -> None:
    chance, made, away = random.Random(seed), list[Fake](), 0.1
    connections = _connections(made, lambda: chance.random() < away)
    async with asyncio.timeout(10):
        users = [
            asyncio.create_task(_use(connections, chance, str(number), chance.choice([0.0, 5.0])))
            for number in range(60)
        ]
        for _ in range(100):
            await asyncio.sleep(0)
            if chance.random() < 0.3:
                chance.choice(users).cancel()
        assert sum(not one.closed for one in made) <= MOST
        ends = await asyncio.gather(*users, return_exceptions=True)
        assert not [one for one in ends if isinstance(one, AssertionError)]
        away = 0.0
        lent = [await connections.take() for _ in range(MOST)]  # all places are free again
        for one in lent:
            connections.give_back(one)
        await connections.close()
    assert all(one.closed for one in made)


async def test_who_waits_longest_is_served_first() -> None:
    connections, order = _connections([]), list[int]()
    lent = [await connections.take() for _ in range(MOST)]

    async def wait(number: int) -> None:
        connections.give_back(await connections.take())
        order.append(number)

    waiting = [asyncio.create_task(wait(number)) for number in range(5)]
    await asyncio.sleep(0)
    connections.give_back(lent.pop())
    await asyncio.gather(*waiting)
    assert order == [0, 1, 2, 3, 4]


async def test_the_last_used_is_lent_first_and_a_cut_one_not_at_all() -> None:
    made = list[Fake]()
    connections = _connections(made)
    one, other = await connections.take(), await connections.take()
    connections.give_back(one)
    connections.give_back(other)
    assert connections.take_idle() is other
    made[0].closed = True
    assert connections.take_idle() is None
    assert await connections.take() is made[2]


async def test_one_that_did_much_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lending, "MOST_LOANS", 2)
    made = list[Fake]()
    connections = _connections(made)
    for _ in range(4):
        connections.give_back(await connections.take())
    await connections.close()
    assert [one.loans for one in made] == [2, 2]
    assert all(one.closed for one in made)


async def test_of_those_that_nobody_uses_one_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lending, "IDLE_S", 0.0)
    made = list[Fake]()
    connections = _connections(made)
    for one in [await connections.take() for _ in range(MOST)]:
        connections.give_back(one)
    async with asyncio.timeout(5):
        while sum(not one.closed for one in made) > 1:  # noqa: ASYNC110 - the timer tells nobody
            await asyncio.sleep(0)
    for _ in range(10):
        await asyncio.sleep(0)
    assert sum(not one.closed for one in made) == 1
    assert await connections.take() in made


async def test_closing_waits_for_what_is_lent_and_lends_nothing_more() -> None:
    made = list[Fake]()
    connections = _connections(made)
    lent = [await connections.take() for _ in range(MOST)]
    waiting = asyncio.create_task(connections.take())
    await asyncio.sleep(0)
    closing = asyncio.create_task(connections.close())
    with pytest.raises(ConnectionError):
        await waiting
    assert not closing.done()
    for one in lent:
        connections.give_back(one)
    await closing
    assert all(one.closed for one in made)


ASLEEP = (
    "SELECT count(*) AS n FROM pg_stat_activity"
    " WHERE datname = current_database() AND state = 'active' AND wait_event = 'PgSleep'"
)


async def _one(database: db.Database) -> object:
    """One row, however long PostgreSQL lets us wait for the connection."""
    while True:
        try:
            return await database.reader.row("SELECT 1 AS one")
        except db.DatabaseBusy:
            await asyncio.sleep(0)


async def test_a_statement_that_is_given_up_ends_in_postgresql_too(database: db.Database) -> None:
    narrow = db.Database(database.url, pool_size=1, caller=callers.SYSTEM)
    await narrow.open()
    sleeping = asyncio.create_task(narrow.reader.rows("SELECT pg_sleep(19)"))
    async with asyncio.timeout(18):  # PostgreSQL itself would go on for 19 s
        while await database.reader.row(ASLEEP) == {"n": 0}:
            pass
        sleeping.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sleeping
        assert await _one(narrow) == {"one": 1}
        while await database.reader.row(ASLEEP) != {"n": 0}:
            pass
        await narrow.close()


async def test_a_connection_that_was_cut_is_not_lent_again(database: db.Database) -> None:
    narrow = db.Database(database.url, pool_size=1, caller=callers.SYSTEM)
    await narrow.open()
    pid = await narrow.reader.row("SELECT pg_backend_pid() AS pid")
    assert pid is not None
    async with database.transaction() as session:
        await db.execute(session, "SELECT pg_terminate_backend(:pid)", **pid)
    answers = list[object]()
    for _ in range(3):
        try:
            answers.append(await narrow.reader.row("SELECT 1 AS one"))
        except db.DatabaseBusy:
            answers.append(None)
    await narrow.close()
    assert answers[1:] == [{"one": 1}, {"one": 1}]


async def test_a_transaction_left_open_is_not_lent_on(database: db.Database) -> None:
    narrow = db.Database(database.url, pool_size=1, caller=callers.SYSTEM)
    await narrow.open()

    async def fail() -> None:
        async with narrow.reader._connection() as connection:
            await connection.execute("BEGIN")
            await connection.execute("SELECT 1 / 0")

    with pytest.raises(asyncpg.PostgresError):
        await fail()
    assert await narrow.reader.row("SELECT pg_current_xact_id_if_assigned() AS x, 1 AS one") == {"x": None, "one": 1}
    await narrow.close()
