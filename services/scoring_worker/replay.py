"""`make replay`: compute every run again, by the engine stored with it, and compare it with what it kept.

Exit code 0: no differences. 1: a run differs; the log names it, and nothing is published while it does. 2: it could not
be done. DATABASE_URL: another database than that of `make run`. DATA: the data folder.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import asyncpg

from shared.kit import callers, clock, db, faults
from shared.scoring import drift

EQUAL, DIFFERENT, UNDONE = 0, 1, 2


class CannotReplay(Exception):
    """The argument says what to do."""


def main(environment: Mapping[str, str] | None = None) -> int:
    """Print runs, differences and time; returns the exit code."""
    logging.basicConfig(level=logging.ERROR, format="%(message)s")
    try:
        found = asyncio.run(_replay(_database_url(dict(os.environ if environment is None else environment))))
    except (CannotReplay, OSError, asyncpg.PostgresError, faults.DatabaseBusy) as problem:
        print(f"replay: not done: {type(problem).__name__}: {problem}", file=sys.stderr)
        return UNDONE
    print(said(found))
    return code(found)


def said(found: drift.Found) -> str:
    """What was found, line by line."""
    in_runs = f" in {found.drifted} runs" if found.drifted else ""
    rows = [
        ("runs", f"{found.runs}"),
        ("differences", f"{found.differences}{in_runs}"),
        ("seconds", f"{found.seconds:.1f}"),
    ]
    return "\n".join(f"{name:<14}{value}" for name, value in rows)


def code(found: drift.Found) -> int:
    """The exit code."""
    return DIFFERENT if found.drifted else EQUAL


async def _replay(url: str) -> drift.Found:
    database = db.Database(url, pool_size=1, caller=callers.SYSTEM)
    await database.open()
    try:
        return await drift.replay_all(database, clock.SystemClock())
    finally:
        await database.close()


def _database_url(given: Mapping[str, str]) -> str:
    if given.get("DATABASE_URL"):
        return f"postgresql+asyncpg://{given['DATABASE_URL'].partition('://')[2]}"
    note = Path(given.get("DATA") or ".run") / "running.json"
    if not note.exists():
        raise CannotReplay(f"nothing runs in {note.parent}; start it with make run, or give DATABASE_URL")
    return str(json.loads(note.read_text(encoding="utf-8"))["database_url"])


if __name__ == "__main__":
    sys.exit(main())
