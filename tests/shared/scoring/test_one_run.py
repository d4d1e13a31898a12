"""To read the scores of one assessment, its own run is unpacked and no other, however many there are."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import asyncpg
import orjson
import pytest

from shared.analysis.attribution import repository as attribution
from shared.assessments import service as assessments
from shared.kit import callers, db
from shared.kit.clock import FakeClock
from shared.scoring import repository
from shared.scoring import service as scoring
from tests.shared.scoring.test_loading import NEXT, OPEN, fill

_RUNS = 4  # of each of two assessments, with two columns each


class Counting(db.Reader):
    """A read door that counts how many columns each statement unpacks, instead of answering."""

    def __init__(self, connection: Any) -> None:
        self._to = connection
        self.unpacked: list[int] = []

    async def rows(self, sql: str, *args: object) -> db.Rows:
        """None; what was unpacked is counted."""
        (plan,) = orjson.loads(await self._to.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", *args))
        self.unpacked.append(sum(_loops(plan["Plan"])))
        return []

    async def row(self, sql: str, *args: object) -> dict[str, Any] | None:
        """The same."""
        await self.rows(sql, *args)
        return None

    async def json(self, sql: str, *args: object) -> bytes | None:
        """The same."""
        await self.rows(sql, *args)
        return None


def _loops(node: dict[str, Any]) -> Iterator[int]:
    if node["Node Type"] == "Function Scan" and node.get("Alias") == "n":
        yield node["Actual Loops"]
    for part in node.get("Plans", ()):
        yield from _loops(part)


@pytest.fixture
async def counting(database: db.Database, database_url: str, clock: FakeClock) -> AsyncIterator[Counting]:
    """Two assessments, computed several times over; nothing is counted of their tables yet."""
    await fill(database)
    for _ in range(_RUNS):
        async with database.transaction() as session:
            for item in (OPEN, NEXT):
                await assessments.raise_version(session, item)
        async with database.serialised(*map(scoring.lock_name, (OPEN, NEXT))) as session:
            await scoring.compute_all(session, clock, [OPEN, NEXT])
    stored = await database.reader.row("SELECT count(*) AS n FROM run_columns")
    assert stored == {"n": 2 * 2 * _RUNS}
    connection = await asyncpg.connect(db.dsn(database_url), server_settings=callers.AS_SYSTEM)
    yield Counting(connection)
    await connection.close()


_READS: dict[str, Callable[[db.Reader], Awaitable[object]]] = {
    "scores": lambda reader: repository.scores_json(reader, OPEN, computed=True),
    "scores under a version": lambda reader: repository.scores_json(reader, OPEN, computed=True, framework_version=1),
    "at the head": lambda reader: repository.at_head(reader, OPEN),
    "captured": lambda reader: repository.captured(reader, [OPEN], score_ids=True),
    "attribution": lambda reader: attribution.computed(reader, OPEN, "verified"),
}


@pytest.mark.parametrize("analysed", [False, True])
@pytest.mark.parametrize("read", _READS)
async def test_nothing_but_its_own_run_is_unpacked(counting: Counting, read: str, analysed: bool) -> None:
    if analysed:
        await counting._to.execute("ANALYZE")
    await _READS[read](counting)
    assert [1 <= columns <= 2 for columns in counting.unpacked] == [True], counting.unpacked


async def test_the_reading_of_many_unpacks_as_many(counting: Counting) -> None:
    await repository.captured(counting, [OPEN, NEXT], score_ids=True)
    assert counting.unpacked == [4]
