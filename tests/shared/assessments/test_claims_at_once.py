"""Two claims of one component at once: the one that commits later is the one that holds, in order and in version."""

from __future__ import annotations

import asyncio
import uuid
from decimal import Decimal

from shared.assessments import repository, service, values
from shared.audit.service import Actor
from shared.kit import db
from shared.kit.clock import FakeClock
from tests import locks

OPEN = service.assessment_id("dti-922", "tinh-tuyen-quang", 2022)
OFFICER = Actor("reporter@so-noi-vu", "tests", "so-noi-vu", "request")


async def _claim(database: db.Database, clock: FakeClock, points: int) -> int:
    async with database.transaction() as session:
        accepted = await service.put_claim(
            session, OFFICER, clock, assessment=OPEN, component="1.7", said=values.Said(Decimal(points)), note=None
        )
        return accepted.assessment_version


async def test_the_later_commit_holds(database: db.Database, clock: FakeClock) -> None:
    await _claim(database, clock, 9)
    async with database.transaction() as first:
        row = await db.fetch_one(first, "SELECT * FROM claims")
        assert row is not None
        await repository.lock_claims(first, OPEN, row["component_id"])
        await repository.add_claim(first, {**row, "id": uuid.uuid4(), "points": Decimal(1), "input_values": "{}"})
        second = asyncio.create_task(_claim(database, clock, 2))
        await locks.until_waiting(database, second)
        earlier = await service.raise_version(first, OPEN)
    assert await second == earlier + 1
    (claim,) = (await service.claims_in_force(database.reader, [OPEN]))[OPEN]
    assert claim.points == 2
