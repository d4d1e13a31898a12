"""Questions that compare and simulate: a page of a ranking, a what-if, and draws of ranks, each beside its baseline."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

import asyncpg
import numpy as np
import numpy.typing as npt

from bench import computing, load, machine, ratios, readings, sides
from bench.system import System, free_port
from bench.table import Row
from shared.analysis.robustness import draws, values
from shared.kit import callers, clock, db
from shared.rankings import service as rankings
from shared.scoring import service as scoring

OVERRIDES = 50
WHAT_IF_CEILING = DRAWS_CEILING = 3.0
ENTRANTS, COMPONENTS, DRAWS = 63, 98, 1_000
_PAGE, _DRAWN = 50, 20
_PIECES = 200
_TURN_S = 0.5
_PROVINCE = "tinh-tuyen-quang"


def rows(system: System, database_url: str, rounds: int) -> Iterator[Row]:
    """Measure on a database that holds the catalog."""
    assessment, components = asyncio.run(_computed(database_url))
    yield _ranking(system, database_url, rounds)
    yield _what_if(system, database_url, assessment, components, rounds)
    yield _draws(system, rounds)


def _ranking(system: System, database_url: str, rounds: int) -> Row:
    """A page of the published ranking of 63 provinces."""
    ranking = asyncio.run(_fetched(database_url, "SELECT id FROM rankings WHERE basis = 'imported' LIMIT 1"))
    reading = readings.Reading(
        f"page of {_PAGE} rows of a ranking",
        f"/v1/rankings/{ranking}/rows?limit={_PAGE}",
        lambda reader: rankings.list_rows(reader, ranking, after=None, limit=_PAGE),
        service="services.scoring_api",
    )
    token = system.token("committee", _PROVINCE)
    return readings.against_bare(system, database_url, reading, token, rounds, amid=f"{ENTRANTS} ranked")


def _draws(system: System, rounds: int) -> Row:
    """Ranks drawn with other weights: exact, in whole numbers, beside the same draws in floats."""
    entrants = _entrants()
    asked = values.Asked("bench", 2101, "verified", values.Weights("component", Decimal("0.2")), DRAWS, seed=2022)
    points = np.array([[float(cell.points) for cell in one.cells] for one in entrants])
    ours, theirs, before = [], [], machine.times()
    with machine.on(system.cores.server):
        for _ in range(rounds + 1):  # the first one warms up
            ours.append(statistics.median(_seconds(lambda: draws.spreads(entrants, asked)) for _ in range(_DRAWN)))
            theirs.append(statistics.median(_seconds(lambda: _bare_draws(points)) for _ in range(_DRAWN)))
    ratio = ratios.of_rounds(ours[1:], theirs[1:])
    return Row(
        figure=f"ranks drawn, {ENTRANTS} x {COMPONENTS} x {DRAWS:,}",
        measured=f"{statistics.median(ours[1:]) * 1000:.1f} ms",
        baseline=f"bare NumPy, floats: {statistics.median(theirs[1:]) * 1000:.1f} ms",
        ratio=ratio,
        stolen=machine.times().stolen_since(before),
        verdict=ratios.against_ceiling(ratio, DRAWS_CEILING),
        notes=(f"ceiling {DRAWS_CEILING}; both draw a factor for each component, rank with ties and count the ranks",),
    )


def _entrants() -> list[values.Entrant]:
    shares = {index: Fraction(1, 1000) for index in range(1, 10)}
    return [
        values.Entrant(
            f"bench-{number}",
            uuid.UUID(int=number),
            uuid.UUID(int=number),
            tuple(
                values.Cell(1 + place % 9, str(place), (number * 7919 + place * 104_729) % 10_000_000, 0)
                for place in range(COMPONENTS)
            ),
            shares,
        )
        for number in range(ENTRANTS)
    ]


def _bare_draws(points: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """How often each entrant has each rank, as one would write it: floats, ranks by counting who is better."""
    drawn = np.random.default_rng(2022).uniform(0.8, 1.2, (DRAWS, COMPONENTS)) @ points.T
    ordered = -np.sort(-drawn, axis=1)
    found = np.stack([np.searchsorted(-row, -one) for row, one in zip(ordered, drawn, strict=True)])
    return np.stack([np.bincount(found[:, place], minlength=ENTRANTS) for place in range(ENTRANTS)])


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


async def _fetched(database_url: str, sql: str) -> uuid.UUID:
    connection = await asyncpg.connect(db.dsn(database_url), server_settings=callers.AS_SYSTEM)
    try:
        found: uuid.UUID = await connection.fetchval(sql)
    finally:
        await connection.close()
    return found


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
        notes=(
            f"ceiling {WHAT_IF_CEILING}, of the cost of an answer; one connection, {_PIECES} pieces of evidence",
            "all questions are about one run, so what it read is read by the first of them alone",
        ),
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
