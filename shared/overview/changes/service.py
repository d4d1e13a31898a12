"""What another system can ask of the feed."""

from __future__ import annotations

from typing import Any

from shared.identity.values import Principal
from shared.kit import clock, db
from shared.overview.changes import errors, repository, rights, values


async def page(
    database: db.Database, caller: Principal, now: clock.Clock, *, after: values.Place | None, limit: int
) -> values.Page:
    """What changed after a place, oldest first, of what the caller may read; from the beginning without one.

    A thing stands where it changed last, so that a page shows each once. Raises RightsChanged, FeedMoved, CursorTooOld.
    """
    readable = await rights.of(database.reader, caller, now)
    if after is not None and after.fingerprint != readable.fingerprint:
        raise errors.RightsChanged
    found = await repository.page(database.reader, readable, after, limit=limit)
    if not found["standing"]:
        await begin(database)
        found = await repository.page(database.reader, readable, after, limit=limit)
    if after is not None and not found["continues"]:
        raise errors.FeedMoved
    if after is not None and not found["remembered"]:
        raise errors.CursorTooOld
    return values.Page(found["items"], _next(found, readable, after), found["more"], found["lag"])


async def begin(database: db.Database) -> bool:
    """Note the start of the server when nobody has yet; whether it was new.

    Whoever notices first does it: the worker's sweep, or the first reading after a restart.
    """
    async with database.transaction() as session:
        return await repository.record_epoch(session)


async def forget(session: db.Session, *, days: int) -> int:
    """Drop tombstones that are older than this many days; how many."""
    return await repository.forget(session, days=days)


async def lag_s(reader: db.Reader) -> float:
    """Seconds since the oldest change that no page serves yet, because a transaction before it is still open."""
    return await repository.lag_s(reader)


def _next(found: dict[str, Any], readable: values.Rights, after: values.Place | None) -> values.Place:
    """Behind the last row while there are more; else where everything finished ends."""
    if found["more"]:
        xid, sequence = int(found["xid"]), found["sequence"]
    else:
        xid, sequence = max((int(found["horizon"]), 0), (after.xid, after.sequence) if after else (0, 0))
    return values.Place(found["token"], xid, sequence, readable.fingerprint)
