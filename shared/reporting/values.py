"""The words of reporting."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Literal, get_args

from shared.identity import relations
from shared.kit import names
from shared.kit.errors import Phrase
from shared.targets import values as targets

State = Literal["draft", "submitted", "returned", "accepted"]
Action = Literal["revise", "submit", "return", "accept"]
Status = Literal["open", "overdue", "due_unknown", "submitted", "returned", "accepted", "passed"]
Period = Literal["half_year", "year", "once"]

STATES: tuple[State, ...] = get_args(State)
STATE_WORDS: dict[State, Phrase] = {
    "draft": Phrase("dự thảo (draft)", "draft"),
    "submitted": Phrase("đã trình (submitted)", "submitted"),
    "returned": Phrase("trả lại (returned)", "returned"),
    "accepted": Phrase("đã tiếp nhận (accepted)", "accepted"),
}
ACTIONS: tuple[Action, ...] = get_args(Action)
STATUSES: tuple[Status, ...] = get_args(Status)
# Neither submitted nor accepted: who is listed as not having reported. `passed`: another owes it now.
NOT_REPORTED: frozenset[Status] = frozenset({"open", "overdue", "due_unknown", "returned"})


@dataclass(frozen=True)
class Relation:
    """How a caller stands to a report, on the day of asking.

    `own`: the report is of the caller's organisation. `coordinating`: that organisation holds the coordinating duty.
    `author`: the caller wrote in any round. `signer`: the caller submitted any. Of any round, not of the current one: a
    text that is returned and sent again unchanged is still its first author's. Acting for one of them counts, too.
    """

    own: bool
    coordinating: bool
    author: bool
    signer: bool

    @property
    def related(self) -> frozenset[relations.Relation]:
        """As the written table names it. A successor does with a report what any other may do: nothing."""
        found: dict[relations.Relation, bool] = {"own": self.own, "coordinating": self.coordinating}
        return frozenset(name for name, holds in found.items() if holds) or frozenset({"other"})

    @property
    def hands(self) -> frozenset[relations.Hand]:
        """As the written table names them."""
        found: dict[relations.Hand, bool] = {"author": self.author, "signer": self.signer}
        return frozenset(name for name, holds in found.items() if holds)


def regime_id(code: str) -> uuid.UUID:
    """The id of a reporting regime."""
    return names.uuid_of("reporting-regime", code)


def obligation_id(regime: str, organisation: str, year: int, period: Period) -> uuid.UUID:
    """The id of what `organisation` (slug) owes under a regime (code) for a period."""
    return names.uuid_of("obligation", regime, organisation, year, period)


def inherited_id(obligation: uuid.UUID, successor: uuid.UUID) -> uuid.UUID:
    """The id of what is left of an obligation to the organisation (id) that took the place of its debtor."""
    return names.uuid_of("obligation", obligation, successor)


@dataclass(frozen=True)
class Content:
    """What a drafter writes: the day the figures were measured on, a summary, a note on their quality, the figures."""

    measured_on: dt.date
    summary: str | None
    note: str | None
    figures: tuple[targets.Figure, ...]
