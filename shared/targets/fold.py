"""Milestones as a fold: what the documents say first, then each amendment from its day on. Pure.

Installing the catalog and recording an amendment call the same fold, so that neither undoes the other: a corrected
statement of the catalog is folded anew under the amendments that came after it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from shared.targets import values

ALWAYS, NEVER = dt.date.min, dt.date.max  # -infinity and infinity, as the driver reads them


@dataclass(frozen=True)
class Statement:
    """What a document says of a year's milestone. `position` 0 governs, the others are other documents' wording."""

    year: int
    position: int
    operator: values.Operator | None
    value: Decimal | None
    valid_from: dt.date
    source_id: uuid.UUID
    certainty: str


@dataclass(frozen=True)
class Line:
    """What an amendment says of one year: another milestone, or that there is none any more (`withdrawn`)."""

    year: int
    operator: values.Operator | None
    value: Decimal | None
    withdrawn: bool = False


@dataclass(frozen=True)
class Amendment:
    """Another document's milestones from `effective_on` on. Amendments are compared by that day, then `sequence`."""

    id: uuid.UUID
    sequence: int
    effective_on: dt.date
    lines: tuple[Line, ...]
    source_id: uuid.UUID
    certainty: str
    lowers: bool = False


@dataclass(frozen=True)
class Version:
    """A milestone's statement from a day until before another."""

    year: int
    position: int
    operator: values.Operator | None
    value: Decimal | None
    valid_from: dt.date
    valid_to: dt.date
    source_id: uuid.UUID
    certainty: str
    amendment_id: uuid.UUID | None = None


def based_on(amendment: Amendment, source_id: uuid.UUID) -> Amendment:
    """The same amendment on its stored source."""
    return replace(amendment, source_id=source_id)


def fold(statements: Iterable[Statement], amendments: Iterable[Amendment]) -> list[Version]:
    """The versions of one target's milestones. Grain: year, position and span of days; no two spans of one meet.

    An amendment ends everything that was said of its years before, other documents' wording too. Of two amendments
    of a year from the same day the one recorded later holds.
    """
    ordered = in_order(amendments)
    found: list[Version] = []
    for statement in statements:
        first = next((one.effective_on for one in ordered if _line(one, statement.year)), NEVER)
        if statement.valid_from < first:
            found.append(_of_statement(statement, first))
    for index, amendment in enumerate(ordered):
        for line in amendment.lines:
            until = next((one.effective_on for one in ordered[index + 1 :] if _line(one, line.year)), NEVER)
            if not line.withdrawn and amendment.effective_on < until:
                found.append(_of_line(amendment, line, until))
    return sorted(found, key=lambda version: (version.year, version.position, version.valid_from))


def in_order(amendments: Iterable[Amendment]) -> list[Amendment]:
    """By the day from which they hold, then as they were recorded."""
    return sorted(amendments, key=lambda amendment: (amendment.effective_on, amendment.sequence))


def governing(versions: Iterable[Version], on: dt.date) -> dict[int, Version]:
    """What governs each year on a day: the first statement in force."""
    in_force = [version for version in versions if version.valid_from <= on < version.valid_to]
    return {version.year: version for version in sorted(in_force, key=lambda one: (one.year, -one.position))}


@dataclass(frozen=True)
class Replaced:
    """One line of an amendment, and what governed its year until then; None when nothing did."""

    line: Line
    before: Version | None


def chain(
    statements: Sequence[Statement], amendments: Iterable[Amendment]
) -> Iterator[tuple[Amendment, list[Replaced]]]:
    """The amendments in their order, each with what it replaced."""
    ordered = in_order(amendments)
    for index, amendment in enumerate(ordered):
        before = governing(fold(statements, ordered[:index]), amendment.effective_on)
        yield amendment, [Replaced(line, before.get(line.year)) for line in amendment.lines]


def _line(amendment: Amendment, year: int) -> bool:
    return any(line.year == year for line in amendment.lines)


def _of_statement(given: Statement, until: dt.date) -> Version:
    return Version(
        given.year,
        given.position,
        given.operator,
        given.value,
        given.valid_from,
        until,
        given.source_id,
        given.certainty,
    )


def _of_line(amendment: Amendment, line: Line, until: dt.date) -> Version:
    return Version(
        line.year,
        0,
        line.operator,
        line.value,
        amendment.effective_on,
        until,
        amendment.source_id,
        amendment.certainty,
        amendment.id,
    )
