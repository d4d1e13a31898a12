"""Signing how far the chain goes, outside the database, and never over a chain that was rewritten."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.audit import checkpoints, hashing, journal, repository, signing, values
from shared.audit.errors import ChainBroken, LineForged
from shared.kit import clock, db, failpoints

_LOG = logging.getLogger("dti.audit")


@dataclass(frozen=True)
class Notary:
    """The key, the file of checkpoints and the clock."""

    keys: signing.Keys
    journal: journal.Journal
    clock: clock.Clock

    async def sign(self, database: db.Database) -> int:
        """Sign one checkpoint over the seals since the last; how many it covers, 0 when there is nothing new or
        another process signs.

        Raises ChainBroken when the seals do not continue what was signed last, LineForged when the file's end is not
        ours and nothing notes what was, JournalHeld, OSError (a full disk, a folder that may not be written).
        """
        async with database.transaction() as session:
            if not await repository.lock_signing(session):
                return 0
            key = await asyncio.to_thread(self._prepare)
            with contextlib.ExitStack() as stack:
                await asyncio.to_thread(stack.enter_context, self.journal.held())
                last = await asyncio.to_thread(self._last)
                seals = await _new_seals(session, last)
                if not seals:
                    return 0
                line = checkpoints.sign(checkpoints.following(last, seals, self.clock.now()), key)
                await failpoints.reach("sealer.signing")
                await asyncio.to_thread(self.journal.append, line.text)
            await failpoints.reach("sealer.signed")
            await repository.note_standing(session, signed_position=line.checkpoint.position, problem=None)
        return len(seals)

    async def note_problem(self, database: db.Database, problem: str) -> None:
        """Let /health/ready say that nothing is signed, and why."""
        async with database.transaction() as session:
            await repository.note_standing(session, signed_position=None, problem=problem)

    def _prepare(self) -> dict[str, Any]:
        key = self.keys.signing_key()
        self.journal.publish(self.keys.public_file.read_bytes())
        return key

    def _last(self) -> values.Line | None:
        """What was signed last. Where the file ends before the note, it was cut: the next line names the one that is
        missing, so that the hole stays visible for ever."""
        known = {key["kid"]: key for key in self.keys.public_set()}
        said, noted = self.journal.last(), self.journal.noted()
        note = checkpoints.read(noted, known) if noted else None
        try:
            last = checkpoints.read(said, known) if said else None
        except LineForged:
            if note is None:
                raise
            _LOG.error("the last line of %s is not ours", self.journal.file)
            last = None
        if note and (last is None or note.checkpoint.sequence > last.checkpoint.sequence):
            _LOG.error("%s ends before checkpoint %d: it was cut", self.journal.file, note.checkpoint.sequence)
            return note
        return last


def at(keys_dir: Path, checkpoints_dir: Path, now: clock.Clock) -> Notary:
    """The notary of these folders; makes nothing yet."""
    return Notary(signing.Keys(keys_dir), journal.Journal(checkpoints_dir, keys_dir), now)


async def _new_seals(session: db.Session, last: values.Line | None) -> Sequence[values.Seal]:
    """The seals to sign. Raises ChainBroken."""
    position, chain = (last.checkpoint.position, last.checkpoint.chain_sha256) if last else (0, values.GENESIS)
    if last and await repository.find_chain_at(session, position) != chain:
        raise ChainBroken(f"position {position} is not what checkpoint {last.checkpoint.sequence} says")
    seals = await repository.list_seals(session, position, limit=checkpoints.MOST_ENTRIES)
    for seal in seals:
        position += 1
        told = (seal.position, seal.previous_sha256, seal.chain_sha256)
        chain_sha256 = hashing.link(chain, position, seal.entry_id, seal.row_sha256, seal.sealed_at)
        if told != (position, chain, chain_sha256):
            raise ChainBroken(f"position {position} does not follow the one before")
        chain = chain_sha256
    return seals
