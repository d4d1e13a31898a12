"""The file of checkpoints: lines are added, never changed; what was signed last is also noted beside the key.

The note is what makes a cut of the file visible: whoever shortens it would have to reach the folder of the key too.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from shared.audit import signing
from shared.audit.errors import JournalHeld

NAME = "audit-checkpoints.jws"
PUBLIC_KEYS = "audit-jwks.json"  # a copy for readers who do not see the folder of the key
_BLOCK = 65_536


class Journal:
    """The checkpoints' file in `folder` and the note of the last line in `noted` (the folder of the key)."""

    def __init__(self, folder: Path, noted: Path) -> None:
        self.file = folder / NAME
        self.note = noted / "audit-last-checkpoint.jws"

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Be the only writer. Raises JournalHeld, OSError."""
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise JournalHeld(str(self.file)) from None
            _drop_torn_end(descriptor)
            yield
        finally:
            os.close(descriptor)

    def last(self) -> str | None:
        """The last whole line of the file."""
        return next((line for _, line in lines_backwards(self.file)), None)

    def noted(self) -> str | None:
        """The last line that was signed, wherever the file ends."""
        return self.note.read_text(encoding="ascii") if self.note.exists() else None

    def append(self, line: str) -> None:
        """Add a line durably, then note it. A disk that is full leaves the file as it was. Raises OSError."""
        descriptor = os.open(self.file, os.O_WRONLY | os.O_APPEND)
        try:
            size = os.fstat(descriptor).st_size
            try:
                _write_whole(descriptor, f"{line}\n".encode())
                os.fsync(descriptor)
            except OSError:
                os.ftruncate(descriptor, size)
                raise
        finally:
            os.close(descriptor)
        if size == 0:
            signing.sync_folder(self.file.parent)
        signing.write(self.note, line.encode(), 0o600, replace=True)

    def publish(self, public_keys: bytes) -> None:
        """Lay the public keys beside the lines, for those who read them there."""
        target = self.file.with_name(PUBLIC_KEYS)
        if not target.exists() or target.read_bytes() != public_keys:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            signing.write(target, public_keys, 0o644, replace=True)


def lines(file: Path, *, until: int) -> Iterator[str]:
    """The lines of the first `until` bytes, one at a time; bytes that are no text stay visible as such."""
    with file.open("rb") as source:
        while source.tell() < until and (line := source.readline(_BLOCK * 16)):
            yield _text(line.removesuffix(b"\n"))


def size(file: Path) -> int:
    """Bytes of whole lines; 0 without a file."""
    if not file.exists():
        return 0
    with file.open("rb") as source:
        return _whole(source.fileno())


def lines_backwards(file: Path, before: int | None = None) -> Iterator[tuple[int, str]]:
    """Whole lines from the end (or from the byte `before`, where a line begins), each with where it begins."""
    if not file.exists():
        return
    with file.open("rb") as source:
        whole = _whole(source.fileno())
        position = whole if before is None else max(0, min(before, whole))
        left = b""  # from `position` to the line that was given last
        while position > 0:
            start = max(0, position - _BLOCK)
            left = os.pread(source.fileno(), position - start, start) + left
            position = start
            parts = left.split(b"\n")[:-1]
            at = position + len(left)
            for part in reversed(parts[1:] if position else parts):
                at -= len(part) + 1
                yield at, _text(part)
            left = parts[0] + b"\n" if position and parts else left if position else b""


def _text(line: bytes) -> str:
    return line.decode("ascii", "backslashreplace")


def _whole(descriptor: int) -> int:
    """Where the last newline ends."""
    end = os.fstat(descriptor).st_size
    while end > 0:
        start = max(0, end - _BLOCK)
        found = os.pread(descriptor, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def _drop_torn_end(descriptor: int) -> None:
    """What a power cut left of a line that nobody was told of."""
    whole = _whole(descriptor)
    if whole != os.fstat(descriptor).st_size:
        os.ftruncate(descriptor, whole)
        os.fsync(descriptor)


def _write_whole(descriptor: int, content: bytes) -> None:
    while content:
        content = content[os.write(descriptor, content) :]
