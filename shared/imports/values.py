"""The words of an import."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Protocol

from shared.audit.service import Actor
from shared.kit import tables
from shared.kit.clock import Clock
from shared.kit.errors import Finding

Judged = Literal["new", "changed", "unchanged", "refused"]
VERDICTS: tuple[Judged, ...] = ("new", "changed", "unchanged", "refused")
# waiting, running: the worker's. judged: a dry run that found no fault. done: written. refused: something is wrong with
# the file, and `findings` say what. failed, cancelled: `why` says why. Nothing is written but by `done`.
State = Literal["waiting", "running", "judged", "done", "refused", "failed", "cancelled"]
ENDED: tuple[State, ...] = ("judged", "done", "refused", "failed", "cancelled")


@dataclass(frozen=True)
class File:
    """What was sent; `media_type` is one of `tables.MEDIA_TYPES`."""

    content: bytes
    media_type: str
    name: str | None = None

    @property
    def sha256(self) -> str:
        """Of its bytes, in hex: kept when the bytes are not."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a row (its number in the file). `key`: what the row is about, as people know it."""

    row: int
    verdict: Judged
    key: str = ""


@dataclass
class Plan:
    """What an import would do. `verdicts`: of the rows that could be read; those with an error among the findings are
    `refused` whatever is said here. `work`: whatever the importer's `write` needs."""

    verdicts: Sequence[Verdict] = ()
    findings: Sequence[Finding] = ()
    work: Any = None


class Progress:
    """How far an import is. This one tells nobody; the worker's writes it where the caller can read it."""

    async def read(self, rows: int) -> None:
        """So many rows were read."""

    async def judged(self, rows: int) -> None:
        """So many rows are judged by now."""

    async def written(self, rows: int) -> None:
        """So many rows are written by now (in a transaction that is not committed yet)."""


@dataclass(frozen=True)
class Context:
    """Around an import: who asks and when, and what the request said beside the file (`facts`: JSON values only, they
    travel to the worker). Judge and write tell `progress` how far they are, where that takes long."""

    actor: Actor
    clock: Clock
    facts: Mapping[str, Any] = field(default_factory=dict)
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    progress: Progress = field(default_factory=Progress)

    @property
    def today(self) -> dt.date:
        """The civil day."""
        return self.clock.today()


class Importer(Protocol):
    """What a domain says of its rows. `judge` writes nothing; `write` does what it planned, in the same transaction and
    under the same lock, so that nothing has changed between the two."""

    @property
    def kind(self) -> str:
        """The resource: measurements, tasks, organisations."""

    @property
    def columns(self) -> Sequence[tables.Column]:
        """What its files hold."""

    async def judge(self, session: Any, sheet: tables.Sheet, context: Context) -> Plan:
        """A verdict for each row of the sheet, and what is wrong with them, without writing anything."""

    async def write(self, session: Any, plan: Plan, context: Context) -> None:
        """Do what was planned: all of it."""


@dataclass(frozen=True)
class Outcome:
    """How an import ended. `rows`: of the file; `verdicts` by row, `findings` from top to bottom, at most 1,000."""

    id: uuid.UUID
    kind: str
    state: State
    dry_run: bool
    rows: int
    verdicts: Sequence[Verdict]
    findings: Sequence[Finding]
    errors: int
    warnings: int

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each verdict."""
        found: dict[str, int] = dict.fromkeys(VERDICTS, 0)
        for one in self.verdicts:
            found[one.verdict] += 1
        return found


def said(finding: Finding) -> dict[str, Any]:
    """A finding as it is stored and answered: flat, in both languages."""
    place = asdict(finding.place) if finding.place else {"sheet": None, "row": None, "column": None}
    return {
        "field": finding.field,
        **place,
        "code": finding.code,
        "severity": finding.severity,
        "vi": finding.vi,
        "en": finding.en,
    }
