"""The words of measuring: who states a figure, what is stated, and what a list can be narrowed by."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from shared.targets import rules
from shared.targets.values import Figure, Kind, Origin

Basis = Literal["own", "successor"]
# current: counts among the figures of its target, organisation and day. closed: an estimate that a final figure
# followed. superseded: another vintage took its place.
Status = Literal["current", "closed", "superseded"]


@dataclass(frozen=True)
class Statement:
    """A figure with its day. `corrects` names the vintage it corrects, `reason` says why (also why an estimate follows
    a final figure)."""

    figure: Figure
    measured_on: dt.date
    origin: Origin = "organisation"
    corrects: uuid.UUID | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Speaker:
    """Who states figures: an organisation (`level` as the register has it), the days on which it is in force
    (`[from, to)`), and the origins it may name."""

    organisation_id: uuid.UUID
    slug: str
    level: str | None
    in_force: Sequence[tuple[dt.date, dt.date]]
    origins: frozenset[Origin]

    def stands_on(self, day: dt.date) -> bool:
        """Whether the organisation is in force on a day, as known now."""
        return any(begin <= day < end for begin, end in self.in_force)


@dataclass(frozen=True)
class Measured(rules.Measured):
    """What the checks need of a target. It may be measured on days before its document: a trajectory begins there."""

    id: uuid.UUID
    level: str


@dataclass(frozen=True)
class Vintage:
    """What was recorded of a figure before. `firm`: a final figure, or an estimate that says why it follows one."""

    id: uuid.UUID
    kind: Kind
    origin: Origin
    value: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    quality_note: str | None
    corrects: uuid.UUID | None
    reason: str | None
    firm: bool


@dataclass(frozen=True)
class Filter:
    """What narrows the list; None does not. `since` and `until` are days of measuring, both included.

    `latest`: of each target and organisation the figure that counts, among those that the other filters leave.
    """

    target_id: uuid.UUID | None = None
    organisation_id: uuid.UUID | None = None
    kind: Kind | None = None
    origin: Origin | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    latest: bool = False
    # Whose figures are read in the place of the organisation's own: predecessor → slugs from it down to the successor.
    paths: Mapping[uuid.UUID, Sequence[str]] | None = field(default=None)
