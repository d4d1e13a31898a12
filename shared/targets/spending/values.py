"""The words of spending. Money in million VND."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from shared.kit import names
from shared.targets.values import Kind

Area = Literal["digital_government", "digital_economy", "digital_society", "information_security"]
Nature = Literal["investment", "recurrent"]
NATURES: tuple[Nature, ...] = ("investment", "recurrent")
# own: what the agency itself spends. province: what the whole province spends, by whoever the clause has determine it.
Scope = Literal["own", "province"]
# The years that spending is recorded for, however it is sent.
FIRST_YEAR, LAST_YEAR = 2000, 2100


def area_id(code: str) -> uuid.UUID:
    """The id of an area of the catalog."""
    return names.uuid_of("spending-area", code)


def ask_id(area: str, position: int) -> uuid.UUID:
    """The id of what a clause asks for."""
    return names.uuid_of("spending-ask", area, position)


def share_id(code: str) -> uuid.UUID:
    """The id of a share of the budget that the law wants spent."""
    return names.uuid_of("spending-share", code)


@dataclass(frozen=True)
class Amount:
    """What is stated of an area; a nature that is not stated is None. `total`: their sum, or one sum for both."""

    area: str
    scope: Scope
    investment: Decimal | None
    recurrent: Decimal | None
    total: Decimal | None

    @property
    def stated(self) -> list[Nature]:
        """The natures that are stated."""
        return [nature for nature in NATURES if getattr(self, nature) is not None]

    @property
    def sum(self) -> Decimal:
        """The sum of the natures stated, or the one sum."""
        if not self.stated:
            return self.total or Decimal(0)
        return (self.investment or Decimal(0)) + (self.recurrent or Decimal(0))


Content = tuple[object, ...]


def content(budget: Decimal | None, note: str | None, reason: str | None, amounts: Iterable[Amount]) -> Content:
    """What a set says, whatever the order of its areas: two sets that say the same are equal here."""
    said = {(one.area, one.scope): (one.investment, one.recurrent, one.sum) for one in amounts}
    return budget, note, reason, tuple(sorted(said.items(), key=lambda item: item[0]))


@dataclass(frozen=True)
class Statement:
    """An agency's whole set for a year. `total`: of its own spending; `budget`: all that it spends from the budget."""

    year: int
    kind: Kind
    amounts: Sequence[Amount]
    total: Decimal | None = None
    budget: Decimal | None = None
    note: str | None = None
    reason: str | None = None

    @property
    def content(self) -> Content:
        """What the set says."""
        return content(self.budget, self.note, self.reason, self.amounts)

    @property
    def own(self) -> Decimal:
        """What the agency itself spends, over all areas."""
        return sum((one.sum for one in self.amounts if one.scope == "own"), Decimal(0))


@dataclass(frozen=True)
class Vintage:
    """A set recorded before. `firm`: a final one, or an estimate that says why it follows one."""

    id: uuid.UUID
    kind: Kind
    firm: bool
    content: Content


@dataclass(frozen=True)
class Ask:
    """What a clause asks for; `mine`: of the agency that states (itself, or as a member of the group, that day)."""

    area: str
    natures: tuple[Nature, ...]
    scope: Scope
    mine: bool
