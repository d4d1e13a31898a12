"""Installing the catalog into an empty database and again, beside a process that only starts and commits."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence

import asyncpg

from bench import machine, ratios
from bench.system import System
from bench.table import Row
from shared.kit import db

_SAMPLES = 3


def rows(system: System, empty: str) -> list[Row]:
    """Measure in copies of a migrated, empty database; the last copy, `catalog`, stays for others to copy."""
    cold, warm, bare = [], [], []
    before = machine.times()
    with machine.on(system.cores.server):
        for number in range(_SAMPLES):
            name = "catalog" if number == _SAMPLES - 1 else f"catalog_{number}"
            url = asyncio.run(system.create_database(name, empty))
            cold.append(_seconds(system, ["shared.catalog"], url))
            warm.append(_seconds(system, ["shared.catalog"], url))
            bare.append(_seconds(system, ["bench.installing"], url))
    stolen = machine.times().stolen_since(before)
    baseline = f"start Python, commit once: {statistics.median(bare):.2f} s"
    note = f"{_SAMPLES} processes of each: too few to judge"
    return [
        Row(
            figure=f"catalog install, {name}",
            measured=f"{statistics.median(samples):.2f} s",
            baseline=baseline,
            ratio=ratios.of_rounds(samples, bare),
            stolen=stolen,
            notes=(note,) if name == "cold" else (),
        )
        for name, samples in (("cold", cold), ("warm", warm))
    ]


def _seconds(system: System, module: Sequence[str], url: str) -> float:
    began = time.perf_counter()
    system.run(module, DATABASE_URL=url)
    return time.perf_counter() - began


async def _commit(url: str) -> None:
    connection = await asyncpg.connect(db.dsn(url))
    async with connection.transaction():
        await connection.execute("CREATE TABLE IF NOT EXISTS bench_started (at timestamptz)")
        await connection.execute("INSERT INTO bench_started VALUES (now())")
    await connection.close()


if __name__ == "__main__":
    import os

    asyncio.run(_commit(os.environ["DATABASE_URL"]))
