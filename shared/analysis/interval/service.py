"""What can be asked of an interval."""

from __future__ import annotations

import asyncio
import uuid

from shared.analysis import provenance
from shared.analysis.field import rules as ranking
from shared.analysis.field import service as fields
from shared.analysis.field.values import Other, Reach
from shared.analysis.interval import rules, shown
from shared.kit import db, exact_json
from shared.scoring import captured


async def of(reader: db.Reader, assessment_id: uuid.UUID) -> bytes:
    """Every verified figure as it stands, at the least and at the most, and the best and worst rank, as JSON.

    Cost: three computations, and two for each other assessment whose evidence waits, where totals are computed ones.
    Raises AssessmentNotFound, NotComputedYet.
    """
    run = await provenance.at_head(reader, assessment_id)
    found = rules.bounds(run.inputs, run.read.scores)
    others = await fields.others(reader, assessment_id)
    field = ranking.field_of(others, "verified", await _reaches(reader, others))
    return exact_json.dump(shown.answer(run, found, field))


async def _reaches(reader: db.Reader, others: list[Other]) -> dict[uuid.UUID, Reach]:
    """What others still can reach; nothing to ask where published totals are compared."""
    waiting = [other.assessment_id for other in others if other.undecided]
    if not waiting or any(other.published is not None for other in others):
        return {}
    runs = await captured.of(reader, waiting)

    def computed() -> dict[uuid.UUID, Reach]:
        reaches = {item: rules.reach(run.inputs) for item, run in runs.items()}
        return {item: reached for item, reached in reaches.items() if reached is not None}

    return await asyncio.to_thread(computed)  # other requests are answered meanwhile
