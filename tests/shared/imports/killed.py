"""A worker's process that carries out one import of things: `python -m tests.shared.imports.killed <database> <id>`."""

from __future__ import annotations

import asyncio
import sys
import uuid

from shared.imports import working
from shared.kit import callers, db
from shared.kit.clock import FakeClock
from tests.shared.imports.things import Things


async def main(url: str, import_id: str) -> None:
    """Carry it out, unless the failpoint kills this process first."""
    database = db.Database(url, pool_size=2, caller=callers.SYSTEM)
    await database.open()
    await working.carry_out(database, {"things": Things()}, FakeClock(), uuid.UUID(import_id))
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
