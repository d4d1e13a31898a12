"""The sealer: every committed entry once, in one order, whatever commits late, dies or runs beside it."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from shared.audit import hashing, proofs, sealing, values, verification
from shared.audit.errors import SeesNotAll
from shared.kit import db
from tests.shared.audit import trail


async def _check_chain(database: db.Database) -> list[int]:
    """The sealed ids in their order, every link recomputed."""
    rows = await database.reader.rows(
        "SELECT *, extract(epoch FROM sealed_at)::text AS at FROM audit_seals ORDER BY position"
    )
    hashes = {int(entry["id"]): hashing.row(entry) for entry in await trail.entries(database)}
    previous = values.GENESIS
    for position, row in enumerate(rows, 1):
        assert row["position"] == position
        assert row["row_sha256"] == hashes[row["entry_id"]]
        assert row["previous_sha256"] == previous
        previous = hashing.link(previous, position, row["entry_id"], row["row_sha256"], row["at"])
        assert row["chain_sha256"] == previous
    return [row["entry_id"] for row in rows]


async def _waiting(database: db.Database) -> int:
    row = await database.reader.row("SELECT count(*) AS n FROM audit_unsealed")
    assert row is not None
    return int(row["n"])


async def test_committed_entries_are_chained_in_batches(database: db.Database) -> None:
    await trail.write(database, 7)
    assert await sealing.seal(database, limit=3) == 3
    assert await _waiting(database) == 4
    assert await trail.seal_all(database, limit=3) == 4
    assert await trail.seal_all(database) == 0
    assert len(await _check_chain(database)) == 7


async def test_an_entry_committed_late_is_sealed_late_and_holds_nobody_back(database: db.Database) -> None:
    async with database.transaction() as late:
        await trail.record(late, 1)
        await trail.write(database, 2, first=2)
        assert await sealing.seal(database) == 2
    assert await sealing.seal(database) == 1
    first, *others = [int(entry["id"]) for entry in await trail.entries(database)]
    assert await _check_chain(database) == [*others, first]


async def test_an_entry_rolled_back_leaves_nothing_to_seal(database: db.Database) -> None:
    async def fails() -> None:
        async with database.transaction() as session:
            await trail.record(session, 1)
            raise LookupError

    with pytest.raises(LookupError):
        await fails()
    await trail.write(database, 1, first=2)
    assert await sealing.seal(database) == 1
    assert len(await _check_chain(database)) == 1


async def test_who_does_not_see_all_neither_seals_nor_proves(database: db.Database, tmp_path: Path) -> None:
    """Row level security would make what it hides look deleted."""
    await trail.write(database, 1)
    nobody = db.Database(database.url, pool_size=1)
    await nobody.open()
    with pytest.raises(SeesNotAll):
        await sealing.seal(nobody)
    with pytest.raises(SeesNotAll):
        await verification.Verification(nobody.reader, proofs.Evidence([], tmp_path / "none")).run()
    await nobody.close()


async def test_one_sealer_at_a_time(database: db.Database) -> None:
    await trail.write(database, 50)
    async with database.transaction() as other:
        await db.execute(other, "SELECT pg_advisory_xact_lock(hashtextextended('audit.sealer', 0))")
        assert await sealing.seal(database) == 0
    taken = await asyncio.gather(*(sealing.seal(database, limit=20) for _ in range(3)))
    await trail.seal_all(database)
    assert sum(taken) <= 50
    assert len(await _check_chain(database)) == 50


async def test_writers_and_sealers_at_once_miss_nothing_and_double_nothing(database: db.Database) -> None:
    chance = random.Random(7)
    done = asyncio.Event()

    async def writer(number: int) -> None:
        for turn in range(12):
            async with database.transaction() as session:
                await trail.record(session, number * 100 + turn)
                await asyncio.sleep(chance.random() / 100)  # another order of commits than of ids
                await trail.record(session, number * 100 + turn + 50)

    async def sealer() -> None:
        while not done.is_set():
            await sealing.seal(database, limit=chance.randint(1, 9))

    sealers = asyncio.create_task(sealer())
    async with database.transaction() as late:
        await trail.record(late, 1)
        await asyncio.gather(*(writer(number) for number in range(2)))
        done.set()
        await sealers
        await trail.seal_all(database)
    await trail.seal_all(database)
    order = await _check_chain(database)
    assert len(order) == 49
    assert order[-1] == min(order)


async def test_what_was_done_to_an_entry_before_its_seal_is_sealed_as_it_is_and_holds_up_nobody(
    database: db.Database,
) -> None:
    await trail.write(database, 4)
    edited, gone, *_ = [int(entry["id"]) for entry in await trail.entries(database)]
    async with database.transaction() as session:
        await db.execute(session, "ALTER TABLE audit_entries DISABLE TRIGGER USER")
        await db.execute(session, "UPDATE audit_entries SET subject = 'x' WHERE id = :id", id=edited)
        await db.execute(session, "DELETE FROM audit_entries WHERE id = :id", id=gone)
        await db.execute(session, "ALTER TABLE audit_entries ENABLE TRIGGER USER")
    assert await sealing.seal(database) == 4
    rows = {row["entry_id"]: row["row_sha256"] for row in await trail.seals(database)}
    stored = {int(entry["id"]): entry["row_sha256"] for entry in await trail.entries(database)}
    assert rows[gone] == values.GONE
    assert rows[edited] != stored[edited]


async def test_an_entry_that_is_put_back_among_the_waiting_is_not_sealed_twice(database: db.Database) -> None:
    await trail.write(database, 2)
    await trail.seal_all(database)
    async with database.transaction() as session:
        await db.execute(session, "INSERT INTO audit_unsealed (entry_id) SELECT entry_id FROM audit_seals")
    await trail.write(database, 1, first=3)
    assert await trail.seal_all(database) == 3
    assert len(await _check_chain(database)) == 3


@pytest.mark.parametrize("table", ["audit_entries", "audit_seals", "access_entries"])
@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}"])
async def test_the_application_cannot_change_what_is_written(database: db.Database, table: str, statement: str) -> None:
    await trail.write(database, 1)
    await trail.seal_all(database)
    async with database.transaction() as session:
        await db.execute(
            session,
            "INSERT INTO access_entries (subject, client_id, organisation, operation, entity_kind, request_id)"
            " VALUES ('s', 'c', 'o', 'x', 'k', 'r')",
        )
    column = {"audit_entries": "subject", "audit_seals": "position", "access_entries": "subject"}[table]
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.transaction() as session:
            await db.execute(session, statement.format(table, column))
