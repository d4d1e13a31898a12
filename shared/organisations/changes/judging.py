"""Whether a change can be what it says, on the register as the changes before it leave it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator

from shared.organisations.changes import spells
from shared.organisations.changes.timelines import Timelines
from shared.organisations.changes.values import BEGINNING, Change, Code, Part, Problem

_ONE = 1


def of_statements(lines: Timelines) -> list[Problem]:
    """Two statements of one organisation, duty or membership for the same day."""
    found = [
        *(spells.overlapping(line) for line in lines.versions.values()),
        *(spells.overlapping(line) for line in lines.duties.values()),
        *(spells.overlapping(line) for line in lines.memberships.values()),
    ]
    return [Problem("overlap", one.organisation) for one in found if one is not None]


def of_trees(lines: Timelines) -> list[Problem]:
    """Rings in a hierarchy. A ring exists on the day on which the last of its steps begins: that day is asked."""
    found = []
    for version in list(lines.all_versions()):
        day = version.valid_from
        up = lines.upwards(version.parent, day) if version.parent is not None else []
        if version.organisation in up:
            found.append(Problem("cycle", version.organisation, version.began_by))
    return found


def of_change(lines: Timelines, change: Change) -> list[Problem]:
    """Everything that keeps a change from being applied; empty when nothing does."""
    return list(_shape(change)) or list(_OF[change.kind](lines, change))


def receivers(lines: Timelines, change: Change) -> dict[uuid.UUID, uuid.UUID]:
    """To whom passes what each abolished organisation held: the receiver that is stated, else the nearest superior that
    stays. One without either is missing."""
    stated = [part.organisation for _, part in change.of("successor")]
    ended = {part.organisation for _, part in change.of("predecessor")}
    before = change.effective_on - dt.timedelta(days=1)
    found = {}
    for organisation in ended:
        above = lines.upwards(organisation, before)[1:]
        staying = (one for one in above if one not in ended and _stands(lines, one, change.effective_on))
        heir = stated[0] if stated else next(staying, None)
        if heir is not None:
            found[organisation] = heir
    return found


def _shape(change: Change) -> Iterator[Problem]:
    """The number of parts that each kind has; nobody takes his own place."""
    predecessors, successors = change.of("predecessor"), change.of("successor")
    subjects = change.of("subject")
    counted = (len(predecessors), len(successors), len(subjects))
    sound = {
        "merge": counted[0] >= _ONE and counted[1:] == (1, 0),
        "split": counted[0] == _ONE and counted[1] >= _ONE and not subjects,
        "abolish": counted[0] >= _ONE and counted[1] <= _ONE and not subjects,
        "transfer": counted == (1, 1, 0),
        "rename": counted[:2] == (0, 0) and counted[2] >= _ONE,
        "move": counted[:2] == (0, 0) and counted[2] >= _ONE,
    }
    if not sound[change.kind]:
        yield _problem(change, "incomplete", None, None)
    if change.kind == "split" and counted[1] == _ONE and not all(part.continues for _, part in predecessors):
        yield _problem(change, "incomplete", None, None)
    named: set[uuid.UUID] = set()
    for position, part in enumerate(change.parts):
        if part.organisation in named:
            yield _problem(change, "itself", position, part)
        named.add(part.organisation)


def _merge(lines: Timelines, change: Change) -> Iterator[Problem]:
    yield from _ending(lines, change)
    yield from _successors(lines, change)


def _split(lines: Timelines, change: Change) -> Iterator[Problem]:
    yield from _ending(lines, change)
    yield from _successors(lines, change)
    ((_, giver),) = change.of("predecessor")
    for position, part in change.of("successor"):
        yield from _duties(lines, change, giver, position, part)


def _abolish(lines: Timelines, change: Change) -> Iterator[Problem]:
    problems = [*_ending(lines, change), *_successors(lines, change)]
    yield from problems
    known = receivers(lines, change) if not problems else {}
    for position, part in change.of("predecessor"):
        if not problems and part.organisation not in known:
            yield _problem(change, "no_receiver", position, part)


def _transfer(lines: Timelines, change: Change) -> Iterator[Problem]:
    ((at, giver),) = change.of("predecessor")
    if not _stands(lines, giver.organisation, change.effective_on):
        yield _problem(change, "not_in_force", at, giver)
    yield from _successors(lines, change)
    ((position, taker),) = change.of("successor")
    if not taker.duties:
        yield _problem(change, "incomplete", position, taker)
    yield from _duties(lines, change, giver, position, taker)


def _rename(lines: Timelines, change: Change) -> Iterator[Problem]:
    for position, part in change.of("subject"):
        standing = lines.version_on(part.organisation, change.effective_on)
        if standing is None:
            yield _problem(change, "not_in_force", position, part)
        elif not part.name:
            yield _problem(change, "incomplete", position, part)
        elif (standing.name, standing.short_name) == (part.name, part.short_name):
            yield _problem(change, "unchanged", position, part)


def _move(lines: Timelines, change: Change) -> Iterator[Problem]:
    day = change.effective_on
    for position, part in change.of("subject"):
        standing = lines.version_on(part.organisation, day)
        if standing is None:
            yield _problem(change, "not_in_force", position, part)
        elif part.parent is None:
            yield _problem(change, "incomplete", position, part)
        elif standing.parent == part.parent:
            yield _problem(change, "unchanged", position, part)
        elif lines.version_on(part.parent, day) is None:
            yield _problem(change, "parent_not_in_force", position, part)
        elif part.organisation in lines.upwards(part.parent, day):
            yield _problem(change, "cycle", position, part)


_OF: dict[str, Callable[[Timelines, Change], Iterator[Problem]]] = {
    "merge": _merge,
    "split": _split,
    "abolish": _abolish,
    "transfer": _transfer,
    "rename": _rename,
    "move": _move,
}


def _ending(lines: Timelines, change: Change) -> Iterator[Problem]:
    """Whoever ends was in force the day before and would be on the day; who goes on is in force on it."""
    day = change.effective_on
    for position, part in change.of("predecessor"):
        standing = lines.version_on(part.organisation, day)
        if standing is None or (
            not part.continues and BEGINNING < standing.valid_from == day and _new(lines, part, day)
        ):
            yield _problem(change, "not_in_force", position, part)


def _new(lines: Timelines, part: Part, day: dt.date) -> bool:
    """Whether it begins on that very day."""
    return lines.version_on(part.organisation, day - dt.timedelta(days=1)) is None


def _successors(lines: Timelines, change: Change) -> Iterator[Problem]:
    day = change.effective_on
    ending = {part.organisation for _, part in change.of("predecessor") if not part.continues}
    for position, part in change.of("successor"):
        if not part.founded:
            if not _stands(lines, part.organisation, day):
                yield _problem(change, "not_in_force", position, part)
            continue
        if not part.name:
            yield _problem(change, "incomplete", position, part)
        if lines.versions.get(part.organisation):
            yield _problem(change, "overlap", position, part)
        if part.parent is not None and (part.parent in ending or not _stands(lines, part.parent, day)):
            yield _problem(change, "parent_not_in_force", position, part)


def _duties(lines: Timelines, change: Change, giver: Part, position: int, taker: Part) -> Iterator[Problem]:
    for duty in taker.duties:
        if spells.on(lines.duties.get((giver.organisation, duty), ()), change.effective_on) is None:
            yield _problem(change, "no_duty", position, taker, duty)


def _stands(lines: Timelines, organisation: uuid.UUID, day: dt.date) -> bool:
    return lines.version_on(organisation, day) is not None


def _problem(change: Change, code: Code, position: int | None, part: Part | None, detail: str | None = None) -> Problem:
    return Problem(code, part.organisation if part else None, change.id, position, detail)
