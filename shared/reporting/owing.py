"""Who owes which report on which day: regimes and the register of every day together, and nothing else. Pure."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from shared.organisations.changes import spells
from shared.organisations.changes.values import BEGINNING, END, Certainty, Membership, Succession, Version, weakest
from shared.reporting import rules, values

# Mergers of mergers; nobody is succeeded by itself, so that this is only reached by a register that contradicts itself.
_LONGEST_LINE = 100


@dataclass(frozen=True)
class Regime:
    """A regime with years and periods that its document names, and who reports under it."""

    id: uuid.UUID
    code: str
    period: values.Period
    years: range
    due_before_month: int | None
    due_before_day: int | None
    due_before_on: dt.date | None
    certainty: Certainty
    organisations: tuple[uuid.UUID, ...] = ()
    groups: tuple[uuid.UUID, ...] = ()


@dataclass(frozen=True)
class Obligation:
    """What one organisation owes under a regime for a period, from a day until before another."""

    id: uuid.UUID
    regime_id: uuid.UUID
    organisation_id: uuid.UUID
    year: int
    period: values.Period
    due_before_on: dt.date | None
    certainty: Certainty
    valid_from: dt.date = BEGINNING
    valid_to: dt.date = END
    inherited_from: uuid.UUID | None = None
    change_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Register:
    """The register as far as it decides who owes: who is in force, who is in which group, who takes whose place."""

    slugs: Mapping[uuid.UUID, str]
    versions: Mapping[uuid.UUID, Collection[Version]]
    groups: Mapping[uuid.UUID, Collection[Membership]]
    heirs: Mapping[uuid.UUID, Succession] = field(default_factory=dict)


def owed(regimes: Iterable[Regime], register: Register, given: Collection[uuid.UUID]) -> Iterator[Obligation]:
    """Every obligation, those that passed to another after the one they are inherited from.

    An organisation owes a report only when it is in force on the last day to give it. `given`: the obligations whose
    report was submitted or accepted; they stay with who gave it.
    """
    for regime in regimes:
        for year in regime.years:
            due = rules.due_before(year, regime.due_before_month, regime.due_before_day, regime.due_before_on)
            for organisation in _reporters(regime, register, rules.owed_on(year, regime.period, due)):
                slug = register.slugs[organisation]
                first = Obligation(
                    values.obligation_id(regime.code, slug, year, regime.period),
                    regime.id,
                    organisation,
                    year,
                    regime.period,
                    due,
                    regime.certainty,
                )
                yield from line(first, register.heirs, given)


def line(
    first: Obligation, heirs: Mapping[uuid.UUID, Succession], given: Collection[uuid.UUID]
) -> Iterator[Obligation]:
    """An obligation and those that follow from it: while it is open it passes to whoever takes the place."""
    at = dataclasses.replace(first, valid_to=END)
    for _ in range(_LONGEST_LINE):
        passing = heirs.get(at.organisation_id)
        if passing is None or at.id in given:
            break
        origin = at.inherited_from or at.id  # where its debtor took the place and lost it on the same day
        if passing.effective_on > at.valid_from:
            yield dataclasses.replace(at, valid_to=passing.effective_on)
            origin = at.id
        at = Obligation(
            values.inherited_id(origin, passing.successor),
            at.regime_id,
            passing.successor,
            at.year,
            at.period,
            at.due_before_on,
            weakest(at.certainty, passing.certainty),
            passing.effective_on,
            END,
            origin,
            passing.change,
        )
    yield at


def heirs(successions: Iterable[Succession]) -> dict[uuid.UUID, Succession]:
    """Who takes the place of each organisation that ended."""
    return {one.predecessor: one for one in successions if one.heir and not one.continues}


def _reporters(regime: Regime, register: Register, day: dt.date) -> list[uuid.UUID]:
    """The organisations that report under the regime and are in force on a day, each once.

    One that the document names and that has ended is reported for by its heir.
    """
    named: dict[uuid.UUID, None] = {}
    for group in regime.groups:
        for member in register.groups.get(group, ()):
            if member.valid_from <= day < member.valid_to:
                named[member.organisation] = None
    for organisation in regime.organisations:
        named[_answering(organisation, register, day)] = None
    return [one for one in named if spells.on(register.versions.get(one, ()), day) is not None]


def _answering(organisation: uuid.UUID, register: Register, day: dt.date) -> uuid.UUID:
    at = organisation
    for _ in range(_LONGEST_LINE):
        passing = register.heirs.get(at)
        if passing is None or passing.effective_on > day:
            break
        at = passing.successor
    return at
