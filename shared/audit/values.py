"""The words of the audit chain."""

from __future__ import annotations

from dataclasses import dataclass

GENESIS = "0" * 64  # what the first link and the first checkpoint come after
GONE = "0" * 64  # the row hash of an entry that was gone before it was sealed


@dataclass(frozen=True)
class Seal:
    """One link of the chain. `sealed_at` in seconds since 1970 with six decimals, as text."""

    position: int
    entry_id: int
    row_sha256: str
    previous_sha256: str
    chain_sha256: str
    sealed_at: str


@dataclass(frozen=True)
class Checkpoint:
    """What one signed line says of the chain: `entries` and `links` tell the rows since the checkpoint before.

    `links` holds the first bytes of each row's chain hash, so that after a consistent rewriting the first row that
    differs can be named, and not only the checkpoint that does.
    """

    sequence: int
    position: int
    chain_sha256: str
    count: int
    at: str
    previous_sha256: str
    entries: tuple[int, ...]
    links: tuple[bytes, ...]


@dataclass(frozen=True)
class Line:
    """A checkpoint as it stands in the file, with its own hash, which the next one names."""

    text: str
    sha256: str
    checkpoint: Checkpoint


@dataclass(frozen=True)
class Finding:
    """The first thing that is wrong: `what` in a word, `says` in a sentence; position and entry where they are known,
    with what the entry and its seal say of their time."""

    what: str
    says: str
    position: int | None = None
    entry_id: int | None = None
    occurred_at: str | None = None
    sealed_at: str | None = None


@dataclass(frozen=True)
class Report:
    """What a verification saw. Without a finding and without a reason to doubt (`unproven`) the trail is proved.

    `rows` and `sealed` are all there are (None: could not be counted), `good` the positions proved before the finding.
    """

    rows: int | None
    sealed: int
    good: int
    waiting: int
    late: int
    checkpoints: int
    signed_position: int
    finding: Finding | None
    unproven: str | None


@dataclass(frozen=True)
class Access:
    """That somebody read what is confidential: `detail` (JSON as text) says what was asked for."""

    subject: str
    client_id: str
    organisation: str
    on_behalf_of: str | None
    operation: str
    entity_kind: str
    entity_id: str | None
    detail: str | None
    request_id: str
