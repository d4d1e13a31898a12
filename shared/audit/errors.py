"""What may be wrong with the chain, its checkpoints and their files."""

from __future__ import annotations

from shared.kit import errors


class LineForged(Exception):
    """A line of the checkpoints' file is not one that we signed; the argument says why."""


class ChainBroken(Exception):
    """The seals do not continue what was signed last; the argument says where. No checkpoint is signed over that."""


class JournalHeld(Exception):
    """Another process writes the checkpoints' file."""


class SeesNotAll(RuntimeError):
    """Whoever seals or proves must ask as the system (`shared.kit.callers`)."""


class EntryNotFound(errors.NotFound):
    """There is no audit entry {entry}."""

    vi = "Không có bản ghi kiểm toán {entry}."
