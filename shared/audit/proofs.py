"""The signed lines in their order, each checked against the key, the line before, the copy and the note."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.audit import checkpoints, journal, values
from shared.audit.errors import LineForged


class LineWrong(Exception):
    """A line of the file is not what it must be; carries the sentence."""


@dataclass(frozen=True)
class Evidence:
    """What a verification believes: public keys, the file of checkpoints, the note of the last line (None when it
    cannot be seen) and a copy of the file kept elsewhere."""

    keys: Sequence[Mapping[str, Any]]
    file: Path
    note: str | None = None
    copy: Path | None = None


@dataclass
class Lines:
    """Walks the lines as the chain is walked; only one of them is in memory."""

    evidence: Evidence
    until: int  # bytes: lines that are added while we read tell of seals that we do not read either
    last: values.Line | None = None
    _texts: Iterator[tuple[str | None, str | None]] = field(init=False)

    def __post_init__(self) -> None:
        file, copy = self.evidence.file, self.evidence.copy
        own = journal.lines(file, until=self.until) if self.until else iter(())
        copied = journal.lines(copy, until=journal.size(copy)) if copy else iter(())
        self._texts = itertools.zip_longest(own, copied)
        self._known = {str(key["kid"]): key for key in self.evidence.keys}

    @property
    def covered(self) -> int:
        """The position up to which the chain is signed by the lines read so far."""
        return self.last.checkpoint.position if self.last else 0

    @property
    def count(self) -> int:
        """The lines read so far."""
        return self.last.checkpoint.sequence if self.last else 0

    def expected(self, position: int) -> tuple[int, bytes] | None:
        """Entry and short hash that were signed for this position, reading on when needed; None beyond the last line.

        Raises LineWrong.
        """
        while position > self.covered and self._read_on():
            pass
        if self.last is None or position > self.covered:
            return None
        index = position - self.covered - 1  # from the end
        return self.last.checkpoint.entries[index], self.last.checkpoint.links[index]

    def tell_of(self, entry_id: int) -> bool:
        """Whether any line tells of this entry; reads them all. Raises LineWrong."""
        while self._read_on():
            if self.last and entry_id in self.last.checkpoint.entries:
                return True
        return False

    def finish(self) -> None:
        """Read what is left and hold the last line against the note. Raises LineWrong."""
        while self._read_on():
            pass
        if self.evidence.note is None or not self._known:
            return
        try:
            note = checkpoints.read(self.evidence.note, self._known)
        except LineForged as error:
            raise LineWrong(f"the note of the last checkpoint was changed: {error}") from None
        # The note is written after the line, so that the file may be one ahead of it, never behind.
        if note.checkpoint.sequence > self.count:
            raise LineWrong(
                f"the file ends at checkpoint {self.count}, and checkpoint {note.checkpoint.sequence}"
                f" was signed at {note.checkpoint.at}: it was cut"
            )
        if self.last and note.checkpoint.sequence == self.count and note.text != self.last.text:
            raise LineWrong(f"checkpoint {self.count} is not the one that was noted when it was signed")

    def _read_on(self) -> bool:
        own, copied = next(self._texts, (None, None))
        number = self.count + 1
        if own is None and copied is None:
            return False
        if own is None:
            raise LineWrong(f"the copy has checkpoint {number} and the file ends before it: it was cut")
        if copied is not None and own != copied:
            raise LineWrong(f"checkpoint {number} is not the one in the copy")
        self.last = self._checked(own, number)
        return True

    def _checked(self, text: str, number: int) -> values.Line:
        try:
            line = checkpoints.read(text, self._known)
        except LineForged as error:
            raise LineWrong(f"line {number} of the checkpoints is forged: {error}") from None
        found, before = line.checkpoint, self.last
        if found.sequence != number:
            raise LineWrong(f"checkpoint {number} is missing: checkpoint {found.sequence} stands in its place")
        if found.previous_sha256 != (before.sha256 if before else values.GENESIS):
            raise LineWrong(f"checkpoint {number} was signed after another line than the one before it")
        if found.position != self.covered + found.count:
            raise LineWrong(f"checkpoint {number} does not begin where the one before it ends")
        return line
