"""Waiting for a version: answered when it is computed, given up in time, one look for everybody."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import pytest

from shared.assessments.service import assessment_id
from shared.kit import db, faults
from shared.kit.clock import FakeClock
from shared.scoring import repository, service
from shared.scoring.waiting import Waiting

OPEN = assessment_id("dti-922", "tinh-tuyen-quang", 2022)


async def _compute(database: db.Database, clock: FakeClock) -> None:
    async with database.serialised(service.lock_name(OPEN)) as session:
        await service.compute(session, clock, OPEN)


async def test_everybody_is_answered_once_it_is_computed(database: db.Database, clock: FakeClock) -> None:
    waiting = Waiting()
    callers = [asyncio.create_task(waiting.reached(database.reader, OPEN, 1, 60)) for _ in range(200)]
    await _compute(database, clock)
    assert all(await asyncio.gather(*callers))


async def test_a_version_that_does_not_come_is_given_up(database: db.Database, clock: FakeClock) -> None:
    await _compute(database, clock)
    waiting = Waiting()
    assert await waiting.reached(database.reader, OPEN, 1, 5)
    assert not await waiting.reached(database.reader, OPEN, 99, 0.05)


async def test_many_callers_cost_one_look(database: db.Database, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    heads = repository.heads

    async def counted(reader: db.Reader, assessments: list[uuid.UUID]) -> dict[uuid.UUID, Any]:
        looks.append(len(assessments))
        return await heads(reader, assessments)

    monkeypatch.setattr(repository, "heads", counted)
    waiting = Waiting()
    await asyncio.gather(*(waiting.reached(database.reader, OPEN, 99, 0.2) for _ in range(100)))
    assert set(looks) == {1}
    assert len(looks) < 60  # each of them by itself would look thousands of times


async def test_a_busy_database_is_told_to_all(database: db.Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async def busy(*_: object) -> dict[uuid.UUID, Any]:
        raise faults.DatabaseBusy(retry_after=1)

    monkeypatch.setattr(repository, "heads", busy)
    waiting = Waiting()
    told = await asyncio.gather(
        *(waiting.reached(database.reader, OPEN, 1, 5) for _ in range(3)), return_exceptions=True
    )
    assert [type(answer) for answer in told] == [faults.DatabaseBusy] * 3
