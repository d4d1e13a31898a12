"""I8: two hundred tamperings by somebody with every right, each found and the right row named; no alarm without one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from shared.kit import db
from tests.shared.audit import tampering

TAMPERINGS = 200


async def test_two_hundred_tamperings(database: db.Database, tmp_path: Path, say: Callable[[str], None]) -> None:
    world = await tampering.build(database, tmp_path, seed=20221101)
    kinds = list(tampering.KINDS)
    names = [kinds[number % len(kinds)] for number in range(TAMPERINGS)]
    missed = await tampering.missed(world, names)
    await world.intruder.close()
    say(f"{TAMPERINGS - len(missed)} of {TAMPERINGS} tamperings of {len(kinds)} kinds found and the row named")
    assert missed == []
