"""Importing a file of measurements: read, judged and written, beside a bare COPY of the same rows."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
import uuid
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import asyncpg

from bench import machine, ratios
from bench.system import TODAY, System
from bench.table import Row
from shared.audit.service import Actor
from shared.imports import running, values
from shared.kit import callers, clock, db, tables
from shared.targets.measuring import files, importing

FLOOR = 0.3
ROWS = 10_000
_AGENCY = "so-noi-vu"
_FIRST_DAY = dt.date(2012, 1, 1)
_COLUMNS = (
    "id", "target_id", "organisation_id", "measured_on", "value", "numerator", "denominator", "kind", "origin",
    "recorded_by",
)  # fmt: skip


def rows(system: System, url: str, beside: str, rounds: int) -> list[Row]:
    """Measure on two databases that hold the catalog: the import in one, the bare COPY in the other."""
    before = machine.times()
    with machine.on(system.cores.server):
        ours, theirs = asyncio.run(_measured(url, beside, rounds))
    ratio = ratios.of_rounds(ours, theirs)
    return [
        Row(
            figure="import of measurements, CSV",
            measured=f"{sorted(ours)[len(ours) // 2]:,.0f} rows/s",
            baseline=f"asyncpg COPY: {sorted(theirs)[len(theirs) // 2]:,.0f} rows/s",
            ratio=ratio,
            stolen=machine.times().stolen_since(before),
            verdict=ratios.against_floor(ratio, FLOOR),
            notes=(
                f"floor {FLOOR}; {ROWS:,} new rows a round, in one transaction, all of one agency; the product reads"
                " the file, judges every row against targets, days and earlier vintages, and writes under row level"
                " security; the baseline copies ready rows into the same table, constraints and triggers as they are",
            ),
        )
    ]


async def _measured(url: str, beside: str, rounds: int) -> tuple[list[float], list[float]]:
    database = db.Database(url, pool_size=2)
    await database.open()
    bare = await asyncpg.connect(db.dsn(beside), server_settings=callers.AS_SYSTEM)
    try:
        # COPY goes into no table whose policies bind its owner.
        await bare.execute("ALTER TABLE measurements NO FORCE ROW LEVEL SECURITY")
        codes = await _accepted(database)
        ids = {row["code"]: row["id"] for row in await bare.fetch("SELECT id, code FROM targets")}
        agency = await bare.fetchval("SELECT id FROM organisations WHERE slug = $1", _AGENCY)
        ours, theirs = [], []
        for number in range(rounds + 1):  # the first one warms up
            stated = list(_stated(codes, number))
            ours.append(ROWS / await _import(database, _csv(stated)))
            theirs.append(ROWS / await _copy(bare, ids, agency, stated))
        return ours[1:], theirs[1:]
    finally:
        await bare.close()
        await database.close()


def _stated(codes: Sequence[str], number: int) -> Iterator[tuple[str, dt.date, int]]:
    """Target, day and numerator of each row of a round: no two rounds share a day."""
    days = -(-ROWS // len(codes))
    first = _FIRST_DAY + dt.timedelta(days=days * number)
    for n in range(ROWS):
        yield codes[n % len(codes)], first + dt.timedelta(days=n // len(codes)), n % 1_001


def _csv(stated: Sequence[tuple[str, dt.date, int]]) -> bytes:
    given: list[dict[str, tables.Value]] = [
        {"target": code, "measured_on": day, "numerator": Decimal(part), "denominator": Decimal(1_000), "kind": "final"}
        for code, day, part in stated
    ]
    return tables.write_csv(files.COLUMNS, given, excel=False)


async def _import(database: db.Database, content: bytes) -> float:
    file = values.File(content, tables.CSV, "bench.csv")
    began = time.perf_counter()
    async with database.transaction(caller=callers.SYSTEM) as session:
        outcome = await running.run(session, importing.Importer(), file, dry_run=False, context=_context())
    seconds = time.perf_counter() - began
    if outcome.counts["new"] != ROWS:
        raise RuntimeError(f"not every row was new: {outcome.counts}")
    return seconds


async def _copy(
    bare: asyncpg.Connection, ids: dict[str, uuid.UUID], agency: uuid.UUID, stated: Sequence[tuple[str, dt.date, int]]
) -> float:
    records: list[tuple[Any, ...]] = [
        (uuid.uuid4(), ids[code], agency, day, Decimal(part) / 10, part, 1_000, "final", "organisation", "bench")
        for code, day, part in stated
    ]
    began = time.perf_counter()
    async with bare.transaction():
        await bare.copy_records_to_table("measurements", records=records, columns=_COLUMNS)
    return time.perf_counter() - began


async def _accepted(database: db.Database) -> list[str]:
    """The targets of which this agency may state a share: those that a dry run takes."""
    given = [row["code"] for row in await database.reader.rows("SELECT code FROM targets ORDER BY position, id")]
    file = values.File(_csv([(code, _FIRST_DAY, 1) for code in given]), tables.CSV, "bench.csv")
    async with database.transaction(caller=callers.SYSTEM) as session:
        outcome = await running.run(session, importing.Importer(), file, dry_run=True, context=_context())
    refused = {verdict.row for verdict in outcome.verdicts if verdict.verdict == "refused"}
    return [code for row, code in enumerate(given, start=2) if row not in refused]


def _context() -> values.Context:
    today = clock.SystemClock(dt.date.fromisoformat(TODAY))
    return values.Context(Actor("bench", "bench", _AGENCY, ""), today)
