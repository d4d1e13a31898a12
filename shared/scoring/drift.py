"""Replaying runs, and what follows when one differs: a line in the log, a metric, and nothing is published."""

from __future__ import annotations

import dataclasses
import logging
import operator
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from shared.kit import clock, db, metrics
from shared.scoring import errors, replay, repository

_LOG = logging.getLogger("dti.drift")
# What is kept of a run that differs: enough to see which figures; the count says how many there are.
MOST_KEPT = 50


@dataclass(frozen=True)
class Found:
    """What a replay found: runs, those that differ, differences in all, seconds."""

    runs: int
    drifted: int
    differences: int
    seconds: float


async def of_run(reader: db.Reader, run_id: uuid.UUID) -> list[replay.Difference]:
    """One run replayed now. Raises RunNotFound."""
    kept = await repository.kept(reader, [run_id])
    if not kept:
        raise errors.RunNotFound(run=run_id)
    return replay.differences(kept[0])


async def replay_due(database: db.Database, now: clock.Clock, *, limit: int, before_s: float) -> Found:
    """Replay the runs that were never replayed, or not since `before_s` seconds ago, oldest first, at most `limit`."""
    due = await repository.due_for_replay(database.reader, limit=limit, before_s=before_s)
    return await replay_runs(database, now, due)


async def replay_all(database: db.Database, now: clock.Clock, *, batch: int = 100) -> Found:
    """Replay every run there is, in batches by id."""
    began, total, after = time.perf_counter(), Found(0, 0, 0, 0.0), uuid.UUID(int=0)
    while ids := await repository.runs_after(database.reader, after, limit=batch):
        found = await replay_runs(database, now, ids)
        total = Found(total.runs + found.runs, total.drifted + found.drifted, total.differences + found.differences, 0)
        after = ids[-1]
    return dataclasses.replace(total, seconds=time.perf_counter() - began)


async def replay_runs(database: db.Database, now: clock.Clock, run_ids: Sequence[uuid.UUID]) -> Found:
    """Replay these runs, note what was found, and say each run that differs as an error."""
    began, noted = time.perf_counter(), []
    for run_id in run_ids:  # one at a time: jobs of the same process go on in between, 5 ms later at most
        differing = await of_run(database.reader, run_id)
        noted.append((run_id, differing))
        if differing:
            _LOG.error("run %s differs from its replay in %d places: %s", run_id, len(differing), differing[0])
    async with database.transaction() as session:
        # In one order, so that two who note the same wait for each other, never in a ring.
        for run_id, differing in sorted(noted, key=operator.itemgetter(0)):
            kept = [dataclasses.asdict(one) for one in differing[:MOST_KEPT]]
            await repository.note_replay(session, run_id, now.now(), len(differing), kept)
        await repository.mark_replayed(session, [run_id for run_id, _ in noted])
    drifted = [differing for _, differing in noted if differing]
    metrics.of_process().replays.inc(len(noted))
    metrics.of_process().differences.inc(sum(map(len, drifted)))
    return Found(len(noted), len(drifted), sum(map(len, drifted)), time.perf_counter() - began)


async def drifted(reader: db.Reader) -> int:
    """How many runs differed from their last replay."""
    return await repository.count_drifted(reader)


async def blocks(session: db.Session, runs: Sequence[uuid.UUID] = ()) -> None:
    """Refuse to publish while any run differs from its last replay, or one of `runs`, on which the publication rests,
    from a replay now (3 ms each). Raises DriftFound."""
    reader = await db.reading(session)
    known = await repository.first_drifted(reader)
    if known is not None:
        raise errors.DriftFound(run=known)
    for run_id in runs:
        if await of_run(reader, run_id):
            _LOG.error("run %s differs from its replay: nothing is published", run_id)
            raise errors.DriftFound(run=run_id)


async def as_last_found(reader: db.Reader, run_id: uuid.UUID) -> db.Rows:
    """When this run was last replayed on schedule and how many differences that found: no row or one."""
    return await repository.last_replay(reader, run_id)
