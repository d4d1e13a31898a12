"""Who waits for a lock and how many are held, in this test's database: the views show the whole server, where other
tests wait and hold as well."""

from __future__ import annotations

import asyncio

from shared.kit import db

# Long enough for any machine: it ends a test that waits for what will never be.
_PATIENCE_S = 60
_WAITING = (
    "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    " AND backend_type = 'client backend'"
)
_HELD = (
    "SELECT count(*) AS n FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
    " WHERE l.locktype = 'advisory' AND l.granted AND d.datname = current_database()"
)


async def until_waiting(database: db.Database, *tasks: asyncio.Task[object]) -> None:
    """Until somebody waits for a lock; none of the tasks may be done by then."""
    await _until(database, _WAITING, 1, tasks)


async def until_held(database: db.Database, count: int, *tasks: asyncio.Task[object]) -> None:
    """Until so many advisory locks are held; none of the tasks may be done by then."""
    await _until(database, _HELD, count, tasks)


async def _until(database: db.Database, sql: str, count: int, tasks: tuple[asyncio.Task[object], ...]) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while (await database.reader.row(sql) or {"n": 0})["n"] < count:
            assert not any(task.done() for task in tasks), "it did not wait"
