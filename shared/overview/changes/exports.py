"""Full exports: one snapshot of what a caller reads, as NDJSON in parts that pass through any proxy.

Who asks gets a place in the queue; the worker makes it. Every part is small (under 8 MB) and its own request, so that
no answer has to run longer than a buffering proxy waits, and any process of the service can hand it out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from dataclasses import dataclass, field

from shared.identity.values import Principal
from shared.kit import callers, clock, db, faults
from shared.overview.changes import cursor, errors, repository, rights, service, spool, values

KEPT_HOURS = 2
# With the new one two of each caller, so that one may still be read while the next is made.
_KEPT_OF_EACH = 1
_MOST_WAITING = 20
_LEASE_S = 120
_FIRST = ("", uuid.UUID(int=0))


@dataclass(frozen=True)
class Manifest:
    """An export as JSON, and whether it is `ready`."""

    body: bytes
    ready: bool


@dataclass
class _Whole:
    """What one maker has written so far."""

    export: uuid.UUID
    lease: uuid.UUID
    parts: int = 0
    rows: int = 0
    size: int = 0
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def add(self, lines: bytes, row_count: int) -> dict[str, object]:
        """Count a part in; its row."""
        self.parts, self.rows, self.size = self.parts + 1, self.rows + row_count, self.size + len(lines)
        self.digest.update(lines)
        digest = hashlib.sha256(lines).hexdigest()
        counts = {"number": self.parts, "row_count": row_count, "byte_count": len(lines)}
        return {"export_id": self.export, **counts, "sha256": digest, "body": lines}


async def ask(
    session: db.Session, reader: db.Reader, caller: Principal, now: clock.Clock, *, max_age: int
) -> uuid.UUID:
    """The id of the caller's newest export that was asked for at most `max_age` seconds ago, or of a new one.

    One that waits still will be as fresh as a new one. Raises TooManyExports.
    """
    await repository.record_epoch(session)  # before anything is asked for: it drops what another history left
    readable = await rights.of(reader, caller, now)
    owner, fingerprint = _owner(caller), readable.fingerprint.hex()
    others = await spool.waiting(session)
    since = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=max_age)
    found = await spool.find(session, owner, fingerprint, since)
    if found is not None:
        return found
    if others >= _MOST_WAITING:
        raise errors.TooManyExports(retry_after=30)
    export = uuid.uuid4()
    said = json.dumps({"rights": json.loads(readable.to_json()), "caller": callers.current()})
    row = {"id": export, "owner": owner, "fingerprint": fingerprint, "rights": said}
    await spool.add(session, row, keep=_KEPT_OF_EACH)
    return export


async def manifest(reader: db.Reader, caller: Principal, now: clock.Clock, export: uuid.UUID) -> Manifest:
    """An export of the caller's. Raises ExportNotFound, RightsChanged."""
    found = await spool.manifest(reader, export, _owner(caller), hours=KEPT_HOURS)
    if found is None:
        raise errors.ExportNotFound(hours=KEPT_HOURS)
    if found["fingerprint"] != (await rights.of(reader, caller, now)).fingerprint.hex():
        raise errors.RightsChanged
    return Manifest(found["body"].encode(), found["state"] == "ready")


async def part(
    reader: db.Reader, caller: Principal, now: clock.Clock, export: uuid.UUID, number: int
) -> tuple[bytes, str]:
    """The lines of a part and their SHA-256. Raises ExportNotFound (also while it is made), RightsChanged."""
    await manifest(reader, caller, now, export)
    found = await spool.part(reader, export, number)
    if found is None:
        raise errors.ExportNotFound(hours=KEPT_HOURS)
    return found["body"], found["sha256"]


async def make_next(database: db.Database) -> bool:
    """Make the export that waits longest; whether there was one. Run twice, or after a crash, it is made once.

    Read in one snapshot with the eyes of who asked; written part by part, since a long writing transaction would hold
    back the feed itself.
    """
    await service.begin(database)
    async with database.transaction() as session:
        claimed = await spool.claim(session, seconds=_LEASE_S)
    if claimed is None:
        return False
    said, whole = json.loads(claimed["rights"]), _Whole(claimed["id"], claimed["lease"])
    try:
        await _make(database, whole, values.Rights.from_json(said["rights"]), said["caller"])
    except faults.DatabaseBusy:
        raise
    except Exception:
        async with database.transaction() as session:
            await spool.fail(session, whole.export, whole.lease)
        raise
    return True


async def drop_old(session: db.Session) -> int:
    """Take away exports that are kept no longer; how many."""
    return await spool.drop_old(session, hours=KEPT_HOURS)


async def _make(database: db.Database, whole: _Whole, readable: values.Rights, caller: str) -> None:
    last, lines, rows = _FIRST, b"", 0
    async with database.snapshot(caller) as snapshot:
        place = await spool.beginning(snapshot)
        while True:
            found = await spool.stretch(snapshot, readable, *last)
            more = found["lines"].encode()
            if rows and (found["entity"] is None or len(lines) + len(more) > repository.MOST_BYTES):
                if not await _keep(database, whole.add(lines, rows), whole.lease):
                    return
                lines, rows = b"", 0
            if found["entity"] is None:
                break
            lines, rows, last = lines + more, rows + found["row_count"], (found["entity"], found["id"])
    goes_on = values.Place(place["token"], int(place["horizon"]), 0, readable.fingerprint)
    async with database.transaction() as session:
        counts = {"row_count": whole.rows, "byte_count": whole.size, "sha256": whole.digest.hexdigest()}
        await spool.finish(session, {"id": whole.export, "cursor": cursor.encode(goes_on), **counts}, whole.lease)


async def _keep(database: db.Database, part: dict[str, object], lease: uuid.UUID) -> bool:
    async with database.transaction() as session:
        return await spool.add_part(session, part, lease, seconds=_LEASE_S)


def _owner(caller: Principal) -> str:
    return json.dumps([caller.client_id, caller.subject])
