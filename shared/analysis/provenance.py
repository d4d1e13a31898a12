"""What every answer of an analysis says of the run that it rests on."""

from __future__ import annotations

import uuid
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shared.analysis import errors
from shared.assessments import service as assessments
from shared.kit import db, decimals
from shared.scoring import captured, rules


async def at_head(reader: db.Reader, assessment_id: uuid.UUID) -> captured.Captured:
    """The inputs of the run at the head. Raises AssessmentNotFound, NotComputedYet."""
    found = await captured.one(reader, assessment_id)
    if found is None:
        raise errors.NotComputedYet(year=(await assessments.read(reader, assessment_id)).year)
    return found


def of(run: captured.Captured) -> dict[str, Any]:
    """As JSON. The figures are computed now, by the engine named, from what the run captured."""
    return {
        "assessment": run.assessment_id,
        "organisation": run.organisation,
        "year": run.year,
        "framework": run.framework,
        "framework_version": run.framework_version,
        "run_id": run.run_id,
        "engine_version": rules.ENGINE_VERSION,
        "assessment_version": run.assessment_version,
        "computed_version": run.computed_version,
        "pending": run.assessment_version > run.computed_version,
    }


def exact(value: Fraction | None) -> Decimal | None:
    """A figure as it is shown: at most six places."""
    return None if value is None else decimals.rounded(value)
