"""The sealer beside the jobs: what is committed is chained and signed soon, and no fault of the trail ends it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from services.scoring_worker import sealer
from shared.audit import sealing, service
from shared.audit.notary import Notary
from shared.kit import db, faults
from tests.shared.audit import trail


async def _until(what: Callable[[], Awaitable[bool]]) -> None:
    """Ask until it is so; the test's own time-out says that it never was."""
    async with asyncio.timeout(30):
        while not await what():  # noqa: ASYNC110 - another task, a file and a database have no common event
            await asyncio.sleep(0.02)


@pytest.fixture
def notary(tmp_path: Path) -> Notary:
    """A notary in this test's folder."""
    return trail.notary_at(tmp_path)


def _lines(notary: Notary) -> int:
    return len(notary.journal.file.read_text().splitlines()) if notary.journal.file.exists() else 0


async def _behind(database: db.Database) -> bool:
    return await service.is_behind(database.reader, seconds=30)


async def test_what_is_committed_is_sealed_and_signed_without_being_asked(
    database: db.Database, notary: Notary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealer, "SIGN_EVERY_S", 0.05)
    running = asyncio.create_task(sealer.run(database, notary))
    for turn in range(3):
        await trail.write(database, 2, first=turn * 10)
        await _until(partial(_sealed, database, 2 * turn + 2))
        await _until(partial(_signed, notary, turn + 1))
    assert not await _behind(database)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def _sealed(database: db.Database, count: int) -> bool:
    return len(await trail.seals(database)) == count


async def _signed(notary: Notary, count: int) -> bool:
    return _lines(notary) >= count


async def test_a_folder_that_cannot_be_written_stops_neither_sealing_nor_writing(
    database: db.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealer, "SWEEP_EVERY_S", 0.05)
    monkeypatch.setattr(sealer, "SIGN_EVERY_S", 0.05)
    (tmp_path / "checkpoints").write_text("a file where the folder should be")
    notary = trail.notary_at(tmp_path)
    running = asyncio.create_task(sealer.run(database, notary))
    await trail.write(database, 2)
    await _until(lambda: _behind(database))
    await _until(lambda: _sealed(database, 2))
    (tmp_path / "checkpoints").unlink()
    await _until(lambda: _signed(notary, 1))
    await _until(lambda: _not_behind(database))
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def _not_behind(database: db.Database) -> bool:
    return not await _behind(database)


async def test_a_chain_that_was_rewritten_is_said_and_not_signed(database: db.Database, notary: Notary) -> None:
    await trail.write(database, 3)
    await trail.seal_all(database)
    assert await sealer.sign(database, notary)
    async with database.transaction() as session:
        await db.execute(session, "ALTER TABLE audit_seals DISABLE TRIGGER USER")
        await db.execute(session, "DELETE FROM audit_seals WHERE position = 3")
    await trail.write(database, 1, first=9)
    await trail.seal_all(database)
    assert not await sealer.sign(database, notary)
    assert _lines(notary) == 1
    assert await _behind(database)


async def test_a_sealer_that_meets_the_unforeseen_goes_on(
    database: db.Database, notary: Notary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealer, "SWEEP_EVERY_S", 0.02)
    seal, failures = sealing.seal, iter([LookupError(), faults.DatabaseBusy(retry_after=1), OSError()])

    async def failing(database: db.Database) -> int:
        if (error := next(failures, None)) is not None:
            raise error
        return await seal(database)

    monkeypatch.setattr(sealing, "seal", failing)
    await trail.write(database, 1)
    running = asyncio.create_task(sealer.run(database, notary))
    await _until(lambda: _sealed(database, 1))
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_what_waits_too_long_is_said(database: db.Database, notary: Notary) -> None:
    await trail.write(database, 1)
    assert not await _behind(database)
    async with database.transaction() as session:
        await db.execute(session, "UPDATE audit_unsealed SET queued_at = now() - interval '31 seconds'")
    assert await _behind(database)
    await trail.seal_all(database)
    assert not await _behind(database)
    assert await sealer.sign(database, notary)
    assert not await _behind(database)
