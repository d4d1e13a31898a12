"""Whether a worker lives: its own row, because arq's health key says yes for an hour after the last one died."""

from __future__ import annotations

from shared.kit import db

SILENT_AFTER_S = 30


async def beat(session: db.Session, worker: str) -> None:
    """Note that this worker lives now; rows of workers silent for a day go."""
    await db.execute(
        session,
        "INSERT INTO worker_heartbeats (worker, beat_at) VALUES (:worker, now())"
        " ON CONFLICT (worker) DO UPDATE SET beat_at = now()",
        worker=worker,
    )
    await db.execute(session, "DELETE FROM worker_heartbeats WHERE beat_at < now() - interval '1 day'")


async def alive(reader: db.Reader) -> bool:
    """Whether any worker was heard of within 30 s."""
    row = await reader.row(
        "SELECT count(*) AS n FROM worker_heartbeats WHERE beat_at > now() - make_interval(secs => $1)", SILENT_AFTER_S
    )
    return bool(row and row["n"])
