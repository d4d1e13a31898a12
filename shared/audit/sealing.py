"""Chaining committed entries: one sealer at a time, in batches, each batch whole or not at all."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from shared.audit import hashing, repository, values
from shared.kit import db, failpoints

_LOG = logging.getLogger("dti.audit")
BATCH = 1000


async def seal(database: db.Database, *, limit: int = BATCH) -> int:
    """Seal one batch of committed entries; how many it took from those waiting. 0 also when another sealer is at it.

    Unit: one transaction. A kill before its commit leaves everything as it was; after it, nothing waits any more.
    """
    async with database.transaction() as session:
        sealed_at = await repository.lock_sealing(session)
        if sealed_at is None:
            return 0
        waiting = await repository.list_waiting(session, limit=limit)
        if not waiting:
            return 0
        await failpoints.reach("sealer.read")
        seals = _chained(await repository.find_last_link(session), waiting, sealed_at)
        await repository.add_seals(session, seals)
        await repository.remove_waiting(session, [row["waiting_id"] for row in waiting])
        await failpoints.reach("sealer.written")
    await failpoints.reach("sealer.committed")
    return len(waiting)


def _chained(last: tuple[int, str], waiting: db.Rows, sealed_at: str) -> list[values.Seal]:
    position, previous = last
    seals: list[values.Seal] = []
    for row in waiting:
        if row["sealed"]:
            _LOG.error("audit entry %s is sealed and waited again; somebody put it there", row["waiting_id"])
            continue
        position += 1
        row_sha256 = _row_sha256(row)
        chain = hashing.link(previous, position, row["waiting_id"], row_sha256, sealed_at)
        seals.append(values.Seal(position, row["waiting_id"], row_sha256, previous, chain, sealed_at))
        previous = chain
    return seals


def _row_sha256(row: Mapping[str, Any]) -> str:
    """The hash of what the entry says now. A fault is sealed as it is found: it stays provable and holds up nobody."""
    if row["id"] is None:
        _LOG.error("audit entry %s is gone before it was sealed", row["waiting_id"])
        return values.GONE
    found = hashing.row(row)
    if found != row["row_sha256"]:
        _LOG.error("audit entry %s does not fit its hash: it was changed before it was sealed", row["waiting_id"])
    return found
