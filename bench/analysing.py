"""Questions that simulate: what they cost beside one reading of the scores, on the same server."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Iterator

import asyncpg

from bench import computing, load, machine, ratios, sides
from bench.system import System, free_port
from bench.table import Row
from shared.kit import callers, clock, db
from shared.scoring import service as scoring

OVERRIDES = 50
WHAT_IF_CEILING = 3.0
_PIECES = 200
_TURN_S = 0.5
_PROVINCE = "tinh-tuyen-quang"


def rows(system: System, database_url: str, rounds: int) -> Iterator[Row]:
    """Measure on a database that holds the catalog."""
    assessment, components = asyncio.run(_computed(database_url))
    yield _what_if(system, database_url, assessment, components, rounds)


def _what_if(system: System, database_url: str, assessment: uuid.UUID, components: list[str], rounds: int) -> Row:
    supposed = {"overrides": [{"component": code, "points": 1} for code in components[:OVERRIDES]]}
    address, token = f"/v1/assessments/{assessment}", system.token("committee", _PROVINCE)
    before, port = machine.times(), free_port()
    with system.process(
        "services.scoring_api", environment=system.settings(database_url), cores=system.cores.server, port=port
    ) as started:
        asked = sides.Side(
            port, started, load.post(f"{address}/what-if", token, json.dumps(supposed).encode()), connections=1
        )
        read = sides.Side(port, started, load.get(f"{address}/scores", token), connections=1)
        with machine.on(system.cores.client):
            sides.alternate(asked, read, rounds, _TURN_S)
    # What one answer costs: the inverse of how many are given.
    ratio = ratios.of_rounds(read.per_second(), asked.per_second())
    return Row(
        figure=f"what-if of {OVERRIDES} overrides",
        measured=asked.said(),
        baseline=f"GET of the scores: {read.said()}",
        ratio=ratio,
        stolen=machine.times().stolen_since(before),
        verdict=ratios.against_ceiling(ratio, WHAT_IF_CEILING),
        notes=(f"ceiling {WHAT_IF_CEILING}, of the cost of an answer; one connection, {_PIECES} pieces of evidence",),
    )


async def _computed(database_url: str) -> tuple[uuid.UUID, list[str]]:
    """The open assessment, computed, and the codes of its scored components."""
    bare = await asyncpg.connect(db.dsn(database_url), server_settings=callers.AS_SYSTEM)
    database = db.Database(database_url, pool_size=2, caller=callers.SYSTEM)
    await database.open()
    try:
        assessment: uuid.UUID = await bare.fetchval("SELECT id FROM assessments WHERE status = 'open'")
        await bare.execute(computing.sql("evidence"), assessment, _PIECES)
        await bare.execute(computing.sql("decisions"), [assessment])
        await bare.execute("UPDATE assessment_versions SET version = version + 1 WHERE assessment_id = $1", assessment)
        async with database.serialised(scoring.lock_name(assessment)) as session:
            await scoring.compute(session, clock.SystemClock(), assessment)
        await bare.execute("ANALYZE")
        found = await bare.fetch(
            "SELECT code FROM components c JOIN assessments a USING (framework_version_id)"
            " WHERE a.id = $1 AND rule ->> 'kind' <> 'not_scored' ORDER BY c.position",
            assessment,
        )
    finally:
        await database.close()
        await bare.close()
    return assessment, [one["code"] for one in found]
