"""What runs read is kept between questions: what one question drops, another that is under way still has, and what one
caller was told no other is told who may not read it."""

from __future__ import annotations

from typing import Any

from shared.assessments.service import assessment_id
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.scoring import captured, service
from tests.shared.scoring.builders import structure

OPEN = assessment_id("dti-922", "tinh-tuyen-quang", 2022)


class _Meanwhile(db.Reader):
    """A read during which other questions fill the memory with other structures."""

    def __init__(self) -> None: ...

    async def rows(self, sql: str, *args: object) -> list[dict[str, Any]]:
        """Nothing found."""
        captured._structures.clear()
        return []


async def test_a_structure_that_is_dropped_meanwhile_is_still_answered_with() -> None:
    kept = captured._structures["kept"] = structure()
    found = await captured._read_structures(_Meanwhile(), {"kept", "unknown"})
    assert found == {"kept": kept}
    del captured._structures["kept"]


async def test_what_is_kept_is_told_to_nobody_who_may_not_read_it(
    database: db.Database, database_url: str, clock: FakeClock
) -> None:
    async with database.serialised(service.lock_name(OPEN)) as session:
        await service.compute(session, clock, OPEN)
    told = await captured.one(database.reader, OPEN)
    again = await captured.one(database.reader, OPEN)
    assert told is not None
    assert again is not None
    assert again.read is told.read  # kept
    of_nobody = db.Database(database_url, pool_size=1)
    await of_nobody.open()
    assert await captured.one(of_nobody.reader, OPEN) is None
    await of_nobody.close()
