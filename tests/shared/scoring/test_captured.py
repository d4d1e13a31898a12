"""What a run read is kept by its hash: read once, never stale, and for nobody who may not read it."""

from __future__ import annotations

import uuid

import pytest

from shared.assessments import service as assessments
from shared.kit import callers, db
from shared.kit.clock import FakeClock
from shared.scoring import captured, repository, rules
from shared.scoring import service as scoring
from tests.shared.scoring.test_loading import _CLAIM, NEXT, OPEN, fill


async def _compute(database: db.Database, clock: FakeClock, *wanted: uuid.UUID) -> None:
    for one in wanted:
        async with database.transaction() as session:
            await assessments.raise_version(session, one)
        async with database.serialised(scoring.lock_name(one)) as session:
            await scoring.compute(session, clock, one)


async def _one(database: db.Database, assessment: uuid.UUID) -> captured.Captured:
    found = await captured.one(database.reader, assessment)
    assert found is not None
    return found


async def test_it_is_what_the_run_read_and_its_figures(database: db.Database, clock: FakeClock) -> None:
    await fill(database)
    await _compute(database, clock, OPEN)
    inputs = (await scoring.inputs(database.reader, [OPEN]))[OPEN]
    first, again = await _one(database, OPEN), await _one(database, OPEN)
    assert first.inputs == inputs
    assert first.read.scores == rules.compute(inputs)
    assert again.read is first.read
    assert (await captured.of(database.reader, [OPEN]))[OPEN].inputs == inputs


async def test_what_is_said_afterwards_is_read_anew(database: db.Database, clock: FakeClock) -> None:
    await fill(database)
    await _compute(database, clock, OPEN)
    before = await _one(database, OPEN)
    async with database.transaction() as session:
        await db.execute(session, _CLAIM, assessment=str(OPEN), code="1.1", points=5)
    assert (await _one(database, OPEN)).read is before.read  # nothing was computed of it yet
    await _compute(database, clock, OPEN)
    after = await _one(database, OPEN)
    assert [claim.points for one in (before, after) for claim in one.inputs.claims] == [2, 5]
    assert after.run_id != before.run_id


async def test_only_who_may_read_it_is_given_it(database: db.Database, clock: FakeClock) -> None:
    await fill(database)
    await _compute(database, clock, OPEN)
    await _one(database, OPEN)
    nobody = db.Reader(database.reader._pool, callers.NOBODY)
    assert await captured.one(nobody, OPEN) is None
    assert await captured.one(database.reader, uuid.UUID(int=1)) is None


async def test_no_more_are_kept_than_fit(
    database: db.Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(database)
    await _compute(database, clock, OPEN, NEXT)
    monkeypatch.setattr(captured, "_KEPT_READINGS", 1)
    first = await _one(database, OPEN)
    await _one(database, NEXT)
    again = await _one(database, OPEN)
    assert again.read is not first.read
    assert again.inputs == first.inputs
    assert len(captured._readings) == 1


async def test_what_is_kept_is_not_said_again(database: db.Database, clock: FakeClock) -> None:
    await fill(database)
    await _compute(database, clock, OPEN)
    (row,) = await repository.captured(database.reader, [OPEN], score_ids=False)
    hashes = ["another", row["inputs_sha256"]]
    (known,) = await repository.captured(database.reader, [OPEN], score_ids=False, but=hashes)
    assert row["inputs"] is not None
    assert known == {**row, "inputs": None}
