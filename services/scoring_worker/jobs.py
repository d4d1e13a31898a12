"""The jobs. Each is idempotent: run twice, it writes once."""

from __future__ import annotations

import uuid
from typing import Any

from shared.kit import clock, db, failpoints
from shared.scoring import service as scoring


async def compute(context: dict[str, Any], assessment_id: str, version: str) -> None:
    """Compute an assessment until at least `version` is computed; later writes in the meantime are included."""
    database: db.Database = context["database"]
    now: clock.Clock = context["clock"]
    wanted, key = int(version), uuid.UUID(assessment_id)
    await failpoints.reach("compute.started")
    while await scoring.computed_version(database.reader, key) < wanted:
        async with database.serialised(scoring.lock_name(key)) as session:
            await failpoints.reach("compute.locked")
            await scoring.compute(session, now, key)
        await failpoints.reach("compute.committed")
