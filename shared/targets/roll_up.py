"""A figure of the whole from those of its parts: Σ numerators ÷ Σ denominators, never the mean of percentages. Pure.

The parts are the districts and communes below the province in the administrative hierarchy of a day, in each branch
the top-most with a figure, so that nothing counts twice.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from shared.targets import rules

VERSION = "roll-up-1"
# A parameter of ours: how much older than the latest figure of the parts, in days, a part's figure may be to be summed
# with it. Half a year: the shorter of the two reporting periods.
WINDOW_DAYS = 183
HIERARCHY = "administrative"
LEVELS = ("district", "commune")
# Shares of a whole; a growth rate has no sum.
SUMMED_UNITS = ("percent", "percent_of_grdp")


@dataclass(frozen=True)
class Unit:
    """A district or commune of the tree of a day. `parent_id`: what it is directly below, be it the province."""

    id: uuid.UUID
    slug: str
    name: str
    level: str
    parent_id: uuid.UUID


@dataclass(frozen=True)
class Figure:
    """What an organisation measured on a day: a value in the target's unit, with its parts where it was stated so."""

    id: uuid.UUID
    organisation_id: uuid.UUID
    on: dt.date
    value: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    kind: str

    @property
    def is_ratio(self) -> bool:
        """Whether it can be summed."""
        return self.numerator is not None and self.denominator is not None


@dataclass
class RollUp:
    """The figure of the whole with every row that made it, and what is missing from it.

    `value` in the target's unit, None while nothing can be summed. `bare`: parts measured as a value without numerator
    and denominator. `unplaced`: communes whose district nobody knows, which may be inside another part's figure.
    """

    on: dt.date
    value: Fraction | None = None
    numerator: Decimal = Decimal(0)
    denominator: Decimal = Decimal(0)
    parts: list[tuple[Unit, Figure]] = field(default_factory=list)
    bare: list[tuple[Unit, Figure]] = field(default_factory=list)
    unplaced: list[tuple[Unit, Figure]] = field(default_factory=list)
    missing: list[Unit] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether every part reported, each as a ratio."""
        return bool(self.parts) and not self.bare and not self.missing

    @property
    def estimated(self) -> bool:
        """Whether one of its figures is an estimate."""
        return any(figure.kind == "estimate" for _, figure in self.parts)


def of(
    province: uuid.UUID, units: Iterable[Unit], figures: Mapping[uuid.UUID, Figure], on: dt.date, unit_of_target: str
) -> RollUp:
    """The roll-up of a day. `figures`: the one figure of each organisation that counts (see `in_window`)."""
    below: dict[uuid.UUID, list[Unit]] = {}
    for unit in units:
        below.setdefault(unit.parent_id, []).append(unit)
    found = RollUp(on)
    heads = below.get(province, [])
    districts = [unit for unit in heads if unit.level == "district"]
    for unit in districts or heads:
        _gather(unit, below, figures, found)
    for unit in heads if districts else ():
        if unit.level != "district" and unit.id in figures:
            found.unplaced.append((unit, figures[unit.id]))
    found.numerator = sum((figure.numerator or Decimal(0) for _, figure in found.parts), Decimal(0))
    found.denominator = sum((figure.denominator or Decimal(0) for _, figure in found.parts), Decimal(0))
    if found.parts:
        ratio = Fraction(found.numerator) / Fraction(found.denominator)
        found.value = ratio * rules.scale(unit_of_target)
    return found


def _gather(
    unit: Unit, below: Mapping[uuid.UUID, Sequence[Unit]], figures: Mapping[uuid.UUID, Figure], found: RollUp
) -> bool:
    """Put a branch into the roll-up; whether any of it was measured. What is missing whole is listed as one."""
    figure = figures.get(unit.id)
    if figure is not None:
        (found.parts if figure.is_ratio else found.bare).append((unit, figure))
        return True
    children, missing = below.get(unit.id, ()), len(found.missing)
    measured = [_gather(child, below, figures, found) for child in children]
    if any(measured):
        return True
    del found.missing[missing:]
    found.missing.append(unit)
    return False


def latest(figures: Iterable[Figure], on: dt.date) -> list[Figure]:
    """Of each organisation the latest figure up to a day; `figures` come the latest day first, of one day the one that
    counts first."""
    found: dict[uuid.UUID, Figure] = {}
    for figure in figures:
        if figure.on <= on:
            found.setdefault(figure.organisation_id, figure)
    return list(found.values())


def in_window(latest: Iterable[Figure], on: dt.date) -> dict[uuid.UUID, Figure]:
    """Of each organisation the figure that may be summed on a day; one that is too old counts as missing."""
    return {figure.organisation_id: figure for figure in latest if 0 <= (on - figure.on).days <= WINDOW_DAYS}


def contradicts(own: Figure, whole: RollUp) -> bool:
    """Whether the province's own figure is another than that of its complete parts, beyond the rounding of the places
    at which it is stated: 66.7 agrees with 66.6667, and 66.8 does not."""
    if whole.value is None or not whole.complete:
        return False
    return abs(Fraction(own.value) - whole.value) > tolerance(own)


def tolerance(own: Figure) -> Fraction:
    """Half a unit of the last place at which the value is stated; of a ratio the places at which it is stored."""
    places = 6 if own.is_ratio else max(0, -int(own.value.as_tuple().exponent))
    return Fraction(1, 2 * 10**places)
