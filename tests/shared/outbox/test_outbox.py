"""Events: in the transaction that they tell of, handed on in order, by one relay at a time."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from dataclasses import dataclass

import asyncpg
import pytest

from shared.kit import callers, db
from shared.outbox import service as outbox


@dataclass(frozen=True)
class ThingHappened:
    """An event of this test."""

    thing: uuid.UUID
    number: int
    on: dt.date = dt.date(2022, 11, 1)


THING = uuid.UUID("5c1f3f0e-6a5e-5b0e-9d0a-4d5449000009")


@pytest.fixture(autouse=True)
async def nothing_waits(database: db.Database) -> None:
    """What the installation of the catalog recorded was handed on long ago."""
    async with database.transaction() as session:
        await db.execute(session, "UPDATE outbox SET dispatched_at = now()")


async def _record(database: db.Database, *numbers: int) -> None:
    async with database.transaction() as session:
        for number in numbers:
            await outbox.record(session, ThingHappened(THING, number))


async def test_an_event_is_recorded_with_its_values(database: db.Database) -> None:
    await _record(database, 1)
    async with database.transaction() as session:
        (row,) = await outbox.claim_waiting(session, limit=10)
    assert row["event"] == "ThingHappened"
    assert row["payload"] == {"thing": str(THING), "number": 1, "on": "2022-11-01"}


async def test_what_is_rolled_back_never_happened(database: db.Database) -> None:
    async def fails() -> None:
        async with database.transaction() as session:
            await outbox.record(session, ThingHappened(THING, 1))
            raise LookupError

    with pytest.raises(LookupError):
        await fails()
    async with database.transaction() as session:
        assert await outbox.claim_waiting(session, limit=10) == []


async def test_in_order_at_most_so_many_and_once(database: db.Database) -> None:
    await _record(database, 1, 2, 3)
    async with database.transaction() as session:
        first = await outbox.claim_waiting(session, limit=2)
        await outbox.mark_dispatched(session, [row["id"] for row in first])
    async with database.transaction() as session:
        rest = await outbox.claim_waiting(session, limit=2)
    assert [row["payload"]["number"] for row in first] == [1, 2]
    assert [row["payload"]["number"] for row in rest] == [3]


async def test_two_relays_never_hold_the_same_event(database: db.Database) -> None:
    await _record(database, 1, 2, 3)
    async with database.transaction() as one, database.transaction() as two:
        mine, others = await outbox.claim_waiting(one, limit=2), await outbox.claim_waiting(two, limit=2)
    assert [row["payload"]["number"] for row in mine + others] == [1, 2, 3]


async def test_a_relay_that_dies_leaves_its_events_to_the_next(database: db.Database) -> None:
    await _record(database, 1)

    async def dies() -> None:
        async with database.transaction() as session:
            claimed = await outbox.claim_waiting(session, limit=5)
            await outbox.mark_dispatched(session, [row["id"] for row in claimed])
            raise LookupError

    with pytest.raises(LookupError):
        await dies()
    async with database.transaction() as session:
        assert len(await outbox.claim_waiting(session, limit=5)) == 1


async def test_the_relay_is_woken_by_the_commit_and_not_before(database: db.Database) -> None:
    woken = asyncio.Event()
    listener = await asyncpg.connect(db.dsn(database.url), server_settings=callers.AS_SYSTEM)
    await listener.add_listener(outbox.CHANNEL, lambda *_: woken.set())
    async with database.transaction() as session:
        await outbox.record(session, ThingHappened(THING, 1))
        await listener.execute("SELECT 1")
        assert not woken.is_set()
    await asyncio.wait_for(woken.wait(), timeout=60)
    await listener.close()
