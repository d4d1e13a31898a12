"""Proving the trail: every row, every seal and every signed line is recomputed, in batches, until the first that is
wrong. Nothing is believed that somebody with all rights in the database could have written, but the database's answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.audit import journal, repository, values, walking
from shared.audit.proofs import Evidence, Lines, LineWrong
from shared.kit import db, faults

BATCH = 500
WINDOW = 20_000
# Longer than the worker needs after a start; a shorter delay is not worth a doubt.
PATIENCE_S = 60.0
_LATE_S = 3600.0
_LOWEST = -(2**63)


class _Found(Exception):
    """Ends the walk with what it found."""

    def __init__(self, finding: values.Finding) -> None:
        super().__init__(finding.says)
        self.finding = finding


class Verification:
    """One pass over one trail. Writers and the sealer may go on meanwhile: what comes later is not looked at.

    Memory: one batch of entries and one line of checkpoints.
    """

    def __init__(self, reader: db.Reader, evidence: Evidence) -> None:
        self._reader = reader
        # In this order: a line is signed after its seals are committed, so that no line tells of seals beyond the head.
        self._lines = Lines(evidence, journal.size(evidence.file) if evidence.keys else 0)
        self._evidence = evidence
        self._sealed = self._rows = self._waiting = self._late = 0

    async def run(self) -> values.Report:
        """The report; raises what the reader raises when the database is away."""
        head = await repository.find_head(self._reader)
        finding: values.Finding | None = None
        rows: int | None
        try:
            await self._walk(head)
            await self._count(head)
            rows = self._rows
        except _Found as found:
            finding, rows = found.finding, await self._all_rows()
        unproven = None if finding else await self._doubt(head)
        return values.Report(
            rows=rows,
            sealed=head,
            good=self._sealed,
            waiting=self._waiting,
            late=self._late,
            checkpoints=self._lines.count,
            signed_position=self._lines.covered,
            finding=finding,
            unproven=unproven,
        )

    async def _walk(self, head: int) -> None:
        """Every seal with its entry, in the order of the chain. Raises _Found."""
        position, previous = 0, values.GENESIS
        # From below every position: one that no sealer would write is a finding too.
        batch = await repository.walk(self._reader, _LOWEST, until=head, limit=BATCH)
        while batch:
            for row in batch:
                position += 1
                previous = await self._check(row, position, previous)
                self._sealed = position
            batch = await repository.walk(self._reader, position, until=head, limit=BATCH)
        signed = self._signed(position + 1)
        if signed:
            raise _Found(
                values.Finding(
                    "cut",
                    f"the chain was cut: entry {signed[0]} was signed at position {position + 1} and its seal is"
                    " gone with all after it",
                    position + 1,
                    signed[0],
                )
            )
        try:
            self._lines.finish()
        except LineWrong as wrong:
            first = self._lines.covered + 1
            entry = await repository.find_sealed_at(self._reader, first)
            raise _Found(values.Finding("checkpoint", str(wrong), first, entry)) from None

    async def _check(self, row: Mapping[str, Any], position: int, previous: str) -> str:
        """The chain hash at this position. Raises _Found."""
        signed = self._signed(position, row["sealed_id"] if row["position"] == position else None)
        wrong = walking.fault(row, position, previous, signed)
        if wrong is None:
            self._late += _is_late(row)
            return str(row["seal_chain"])
        what, says = wrong
        entry: int | None = row["sealed_id"]
        if what == walking.REWRITTEN and signed:
            what, says = await self._rewritten(row["sealed_id"], signed[0])
            entry = row["sealed_id"] if what == "inserted" else signed[0]
        elif what == "edited" and (other := await self._sealed_elsewhere(row)):
            what, says = "swapped", f"what was sealed as entry {other} stands here: the two were swapped"
        elif what == "seal deleted":
            entry = signed[0] if signed else None
        raise _Found(values.Finding(what, says, position, entry, row["occurred_at"], row["sealed_at"]))

    def _signed(self, position: int, entry_id: int | None = None) -> tuple[int, bytes] | None:
        try:
            return self._lines.expected(position)
        except LineWrong as wrong:
            raise _Found(values.Finding("checkpoint", str(wrong), position, entry_id)) from None

    async def _rewritten(self, sealed_id: int, signed_id: int) -> tuple[str, str]:
        lines = Lines(self._evidence, journal.size(self._evidence.file))
        return walking.rewritten(
            sealed_id,
            signed_id,
            exists=await repository.entry_exists(self._reader, signed_id),
            signed_elsewhere=lines.tell_of(sealed_id),
        )

    async def _sealed_elsewhere(self, row: Mapping[str, Any]) -> int | None:
        """The other entry whose hash stands in this row, when two rows were swapped whole."""
        if row["row_sha256"] in (None, row["seal_row"]):
            return None
        return await repository.find_sealed_with(self._reader, row["row_sha256"])

    async def _count(self, head: int) -> None:
        """Every entry is sealed once, or waits. Raises _Found."""
        after, walked, last = _LOWEST, 0, True
        while last:
            seen = await repository.window(self._reader, after, size=WINDOW, head=head)
            self._rows += seen["entries"]
            self._waiting += seen["waiting"]
            walked += seen["walked"]
            if seen["entries"] != seen["seals"] + seen["waiting"]:
                await self._name_odd_one(after, seen["last"])
            last = seen["last"] is not None
            after = seen["last"] if last else after
        if walked != self._sealed:
            raise _Found(values.Finding("seal inserted", f"{walked} seals stand at {self._sealed} positions"))

    async def _all_rows(self) -> int | None:
        try:
            return await repository.count_entries(self._reader)
        except faults.DatabaseBusy:  # too many to be counted at once
            return None

    async def _name_odd_one(self, after: int, last: int | None) -> None:
        odd = await repository.find_odd_one(self._reader, after, last)
        if odd is None:  # the sealer took a deletion into the chain between the two questions: walking again names it
            raise _Found(values.Finding("deleted", "an entry was deleted before it was sealed"))
        if not odd["entries"]:
            what, says = "deleted", "the entry was deleted before it was sealed"
        elif not odd["seals"] and not odd["waiting"]:
            what, says = "inserted", "the entry is neither sealed nor waiting: it was put there past the trail's door"
        else:
            what, says = "seal inserted", "the entry is sealed, or waits, more than once"
        raise _Found(values.Finding(what, says, None, odd["id"], odd["occurred_at"]))

    async def _doubt(self, head: int) -> str | None:
        """Why nothing bad was found and yet not all is proved."""
        if not self._evidence.keys:
            return "there is no public key to check the checkpoints with"
        first = self._lines.covered + 1
        if first <= head and await repository.is_sealed_since(self._reader, first, seconds=PATIENCE_S):
            return f"positions {first} to {head} are sealed and no checkpoint covers them: the worker does not sign"
        if await repository.has_waited(self._reader, seconds=PATIENCE_S):
            return "entries wait for their seals: the worker does not seal"
        return None


def _is_late(row: Mapping[str, Any]) -> bool:
    """Sealed long after it says that it happened: the worker was away, or the time was put back on purpose."""
    try:
        return float(row["sealed_at"]) - float(row["occurred_at"]) > _LATE_S
    except (TypeError, ValueError):
        return True
