"""One computation of an assessment beside one bare statement that sums the same rows."""

from __future__ import annotations

import asyncio
import statistics
import time
import uuid
from importlib import resources

import asyncpg

from bench import machine, ratios
from bench.system import System
from bench.table import Row
from shared.kit import callers, clock, db
from shared.scoring import service as scoring

PIECES = (20, 500)


def rows(system: System, template: str, rounds: int) -> list[Row]:
    """Measure with few and with many pieces of evidence, each in a copy of a database that holds the catalog."""
    return [asyncio.run(_row(system, template, pieces, rounds)) for pieces in PIECES]


async def _row(system: System, template: str, pieces: int, rounds: int) -> Row:
    url = await system.create_database(f"computing_{pieces}", template)
    database = db.Database(url, pool_size=1, caller=callers.SYSTEM)
    bare = await asyncpg.connect(db.dsn(url), server_settings=callers.AS_SYSTEM)
    before = machine.times()
    with machine.on(system.cores.server):
        await database.open()
        assessment = await bare.fetchval("SELECT id FROM assessments WHERE status = 'open'")
        await bare.execute(sql("evidence"), assessment, pieces)
        await bare.execute(sql("decisions"), [assessment])
        await bare.execute("ANALYZE")
        measured = await _measure(database, bare, assessment, rounds)
        await database.close()
    await bare.close()
    ours, theirs = zip(*measured, strict=True)
    return Row(
        figure=f"computation, 98 components, {pieces} pieces",
        measured=_said(ours),
        baseline=f"bare sum in SQL: {_said(theirs)}",
        ratio=ratios.of_rounds(*([statistics.median(one) for one in side] for side in (ours, theirs))),
        stolen=machine.times().stolen_since(before),
        notes=("with its lock, snapshot, run, scores and commit; the bare statement only reads",)
        if pieces == PIECES[0]
        else (),
    )


async def _measure(
    database: db.Database, bare: asyncpg.Connection[asyncpg.Record], assessment: uuid.UUID, rounds: int
) -> list[tuple[list[float], list[float]]]:
    """Seconds of the computations and of the sums, by round."""
    statement = await bare.prepare(sql("sum"))
    each = -(-ratios.SAMPLES // ratios.ROUNDS)
    measured = []
    for number in range(rounds + 1):  # the first one warms up
        ours, theirs = [], []
        for _ in range(each if number else 5):
            # An input that was computed before writes nothing: each computation gets a version of its own.
            await bare.execute(
                "UPDATE assessment_versions SET version = version + 1 WHERE assessment_id = $1", assessment
            )
            began = time.perf_counter()
            async with database.serialised(scoring.lock_name(assessment)) as session:
                await scoring.compute(session, clock.SystemClock(), assessment)
            ours.append(time.perf_counter() - began)
            began = time.perf_counter()
            await statement.fetch(assessment)
            theirs.append(time.perf_counter() - began)
        measured.append((ours, theirs))
    return measured[1:]


def sql(name: str) -> str:
    """A statement of the benchmark."""
    return resources.files("bench").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


def _said(rounds: tuple[list[float], ...]) -> str:
    samples = [sample for one in rounds for sample in one]
    return f"{statistics.median(samples) * 1000:.1f} ms, p95 {ratios.percentile(samples, 95) * 1000:.1f} ms"
