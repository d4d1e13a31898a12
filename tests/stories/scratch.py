"""Scores computed from scratch, to hold against those that are stored."""

from __future__ import annotations

import asyncio
import uuid
from decimal import Decimal

from shared.kit import callers, db, decimals
from shared.scoring import rules
from shared.scoring import service as scoring
from tests.stories.province import ASSESSMENT_2022

Figures = dict[tuple[str, str], tuple[Decimal | None, int]]


def agrees(database_url: str) -> bool:
    """Whether every stored figure of the 2022 head equals a fresh computation; shows both when not."""
    fresh, stored = asyncio.run(_both(database_url))
    assert fresh == stored
    return True


async def _both(database_url: str) -> tuple[Figures, Figures]:
    database = db.Database(database_url, pool_size=2, caller=callers.SYSTEM)
    await database.open()
    try:
        key = uuid.UUID(ASSESSMENT_2022)
        async with database.transaction() as session:
            computed = rules.compute(await scoring.gather(session, key))
        rows = await database.reader.rows(
            "SELECT s.* FROM run_scores s JOIN assessment_heads h ON h.run_id = s.run_id WHERE h.assessment_id = $1",
            key,
        )
    finally:
        await database.close()
    fresh = {
        (score.column, score.node): (None if score.points is None else decimals.rounded(score.points), score.undecided)
        for score in computed
    }
    return fresh, {(row["score_column"], row["node"]): (row["points"], row["undecided"]) for row in rows}
