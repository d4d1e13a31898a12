"""The words of appeals."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from shared.evidence.values import Verdict
from shared.identity.values import Reach

# Of a round, on a day.
RoundState = Literal["announced", "open", "over"]
# Of an appeal: `pending` until somebody else judges it, then for good.
State = Literal["pending", "upheld", "dismissed"]
Judgement = Literal["upheld", "dismissed"]


@dataclass(frozen=True)
class Round:
    """Appeals are taken from `opens_on` on and before `closes_before_on`."""

    id: uuid.UUID
    number: int
    opens_on: dt.date
    closes_before_on: dt.date


@dataclass(frozen=True)
class Decision:
    """A decision in force on a component: on whose evidence (slug), and whether it was appealed against.

    `of_round`: the appeal round whose verdict took it, if one did.
    """

    id: uuid.UUID
    organisation: str
    appealed: bool
    of_round: uuid.UUID | None


@dataclass(frozen=True)
class Appeal:
    """What an organisation says against a decision. `decision` None: the only one on its evidence for the component."""

    component: str
    decision: uuid.UUID | None
    grounds: str


@dataclass(frozen=True)
class Better:
    """The decision that an upheld appeal takes in place of the one appealed against."""

    verdict: Verdict
    points: Decimal | None
    inputs: Mapping[str, Any]
    reason_code: str | None
    note: str | None


@dataclass(frozen=True)
class Ruling:
    """What becomes of an appeal, why, and if it is upheld by which decision."""

    verdict: Judgement
    reasons: str
    decision: Better | None


@dataclass(frozen=True)
class Filter:
    """Which appeals of an assessment to list, of those that the caller may read."""

    readable: Reach
    assessment: uuid.UUID
    component: str | None = None
    state: State | None = None
