"""The one fold: statements and changes, in order of effective day and then of recording, make the register of any day.

Pure. The catalog's installer and the API call it with the same rows and write only the differences, so that neither
undoes the other. docs/decisions/one-fold.md says why.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.organisations.changes import judging, spells
from shared.organisations.changes.timelines import Timelines
from shared.organisations.changes.values import (
    UNKNOWN,
    Certainty,
    Change,
    Duty,
    Membership,
    Part,
    Register,
    Statements,
    Succession,
    Version,
    weakest,
)


def fold(statements: Statements, changes: Iterable[Change]) -> Register:
    """The register of every day. A change that cannot be what it says is left out and named in `problems`."""
    lines = Timelines(statements)
    problems = judging.of_statements(lines)
    successions: set[Succession] = set()
    for change in sorted(changes, key=lambda one: (one.effective_on, one.recorded)):
        found = judging.of_change(lines, change)
        problems += found
        if not found:
            successions |= _APPLIED[change.kind](lines, change)
    problems += judging.of_trees(lines)
    return Register(
        frozenset(lines.all_versions()),
        frozenset(lines.all_duties()),
        frozenset(lines.all_memberships()),
        frozenset(successions),
        tuple(problems),
    )


def _merge(lines: Timelines, change: Change) -> set[Succession]:
    ((_, successor),) = change.of("successor")
    ended = [part for _, part in change.of("predecessor")]
    _found(lines, change, [successor])
    _end(lines, change, {part.organisation: successor.organisation for part in ended})
    for part in ended:
        _pass_duties(lines, change, part, {}, successor.organisation)
        _pass_memberships(lines, change, part, [successor])
    return {_succession(change, part, successor, heir=True) for part in ended}


def _split(lines: Timelines, change: Change) -> set[Succession]:
    ((_, source),) = change.of("predecessor")
    successors = [part for _, part in change.of("successor")]
    heir = source if source.continues else next((part for part in successors if part.heir), successors[0])
    chosen = {duty: part.organisation for part in successors for duty in part.duties}
    _found(lines, change, successors)
    if not source.continues:
        _end(lines, change, {source.organisation: heir.organisation})
    _pass_duties(lines, change, source, chosen, None if source.continues else heir.organisation)
    _pass_memberships(lines, change, source, successors)
    return {_succession(change, source, part, heir=part is heir) for part in successors}


def _abolish(lines: Timelines, change: Change) -> set[Succession]:
    """What an organisation held and owed passes to the receiver that is stated, otherwise to its superior: provisional,
    since no document says so. Its places in groups end with it."""
    stated = [part for _, part in change.of("successor")]
    receivers = judging.receivers(lines, change)
    ended = [part for _, part in change.of("predecessor")]
    _end(lines, change, receivers)
    passed = set()
    for part in ended:
        heir = receivers[part.organisation]
        said = next((one for one in stated if one.organisation == heir), None)
        receiver = said or Part(heir, "successor", "provisional")
        _pass_duties(lines, change, part, {}, heir, certainty=receiver.certainty)
        _pass_memberships(lines, change, part, [])
        passed.add(_succession(change, part, receiver, heir=True))
    return passed


def _rename(lines: Timelines, change: Change) -> set[Succession]:
    for _, part in change.of("subject"):
        before, after = spells.cut(lines.versions[part.organisation], change.effective_on, change.id)
        was = (after[0].name, after[0].short_name)
        renamed = [
            _stated_by(change, part, dataclasses.replace(spell, name=part.name or "", short_name=part.short_name))
            if (spell.name, spell.short_name) == was
            else spell
            for spell in after
        ]
        lines.put_versions(part.organisation, [*before, *renamed])
    return set()


def _move(lines: Timelines, change: Change) -> set[Succession]:
    for _, part in change.of("subject"):
        before, after = spells.cut(lines.versions[part.organisation], change.effective_on, change.id)
        was = after[0].parent
        moved = [
            _stated_by(change, part, dataclasses.replace(spell, parent=part.parent)) if spell.parent == was else spell
            for spell in after
        ]
        lines.put_versions(part.organisation, [*before, *moved])
    return set()


def _transfer(lines: Timelines, change: Change) -> set[Succession]:
    ((_, giver),) = change.of("predecessor")
    ((_, taker),) = change.of("successor")
    _pass_duties(lines, change, giver, dict.fromkeys(taker.duties, taker.organisation), None)
    return {_succession(change, giver, taker, heir=False)}


_APPLIED = {
    "merge": _merge,
    "split": _split,
    "abolish": _abolish,
    "rename": _rename,
    "move": _move,
    "transfer": _transfer,
}


def _stated_by(change: Change, part: Part, version: Version) -> Version:
    return dataclasses.replace(version, source=change.source, certainty=weakest(change.certainty, part.certainty))


def _succession(change: Change, predecessor: Part, successor: Part, *, heir: bool) -> Succession:
    return Succession(
        predecessor.organisation,
        successor.organisation,
        change.effective_on,
        change.source,
        weakest(predecessor.certainty, successor.certainty),
        change.id,
        heir,
        predecessor.continues or change.kind == "transfer",
    )


def _found(lines: Timelines, change: Change, successors: Sequence[Part]) -> None:
    """The organisations that begin with this change."""
    for part in successors:
        if part.founded:
            version = Version(
                organisation=part.organisation,
                name=part.name or "",
                short_name=part.short_name,
                parent=part.parent,
                carried=UNKNOWN,
                source=change.source,
                certainty=weakest(change.certainty, part.certainty),
                valid_from=change.effective_on,
                began_by=change.id,
            )
            lines.put_versions(part.organisation, [version])


@dataclass(frozen=True)
class _Ending:
    """Organisations that end on a day: who takes the place of each, and under whom each stood."""

    on: dt.date
    heirs: Mapping[uuid.UUID, uuid.UUID]
    above: Mapping[uuid.UUID, uuid.UUID | None]


def _end(lines: Timelines, change: Change, heirs: Mapping[uuid.UUID, uuid.UUID]) -> None:
    """End organisations; whatever stood below them stands below their heirs from that day on."""
    above: dict[uuid.UUID, uuid.UUID | None] = {}
    for organisation in heirs:
        standing = lines.version_on(organisation, change.effective_on)
        above[organisation] = None if standing is None else standing.parent
        before, _ = spells.cut(lines.versions[organisation], change.effective_on, change.id)
        lines.put_versions(organisation, before)
    ending = _Ending(change.effective_on, heirs, above)
    for organisation in heirs:
        for below in lines.below(organisation):
            lines.put_versions(below, _moved_up(lines, change, below, ending))


def _moved_up(lines: Timelines, change: Change, organisation: uuid.UUID, ending: _Ending) -> list[Version]:
    """The versions of one organisation with the ended superiors replaced from the change's day on."""
    moved: list[Version] = []
    for spell in lines.versions[organisation]:
        if spell.parent not in ending.heirs or spell.valid_to <= ending.on:
            moved.append(spell)
            continue
        below = dataclasses.replace(spell, parent=_superior(lines, organisation, spell.parent, ending))
        if spell.valid_from >= ending.on:
            moved.append(below)
            continue
        moved.append(dataclasses.replace(spell, valid_to=ending.on, ended_by=change.id))
        certainty = weakest(spell.certainty, change.certainty)
        ground = dataclasses.replace(below, source=change.source, certainty=certainty)
        moved.append(dataclasses.replace(ground, valid_from=ending.on, began_by=change.id))
    return moved


def _superior(lines: Timelines, organisation: uuid.UUID, ended: uuid.UUID | None, ending: _Ending) -> uuid.UUID | None:
    """Under whom one stands whose superior ended: the heir, or, where that is itself or stands below it, the superior's
    superior."""
    at = ended
    while at is not None and at in ending.heirs:
        if lines.stands_apart(ending.heirs[at], organisation, ending.on):
            return ending.heirs[at]
        at = ending.above[at]
    return at if at is not None and lines.stands_apart(at, organisation, ending.on) else None


def _pass_duties(
    lines: Timelines,
    change: Change,
    giver: Part,
    chosen: Mapping[str, uuid.UUID],
    heir: uuid.UUID | None,
    *,
    certainty: Certainty | None = None,
) -> None:
    """The duties go to whom the change names for each, the others to the heir; without one they stay."""
    for duty in sorted(lines.duties_of(giver.organisation)):
        taker = chosen.get(duty, heir)
        if taker is None:
            continue
        held = lines.duties[giver.organisation, duty]
        before, after = spells.cut(held, change.effective_on, change.id)
        lines.put_duties((giver.organisation, duty), before)
        said = weakest(change.certainty, giver.certainty, certainty or change.certainty)
        for spell in after:
            for first, until in spells.gaps(lines.duties[taker, duty], spell.valid_from, spell.valid_to):
                ended_by = spell.ended_by if until == spell.valid_to else None
                taken = Duty(taker, duty, change.source, said, first, until, change.id, ended_by)
                lines.put_duties((taker, duty), [*lines.duties[taker, duty], taken])


def _pass_memberships(lines: Timelines, change: Change, giver: Part, takers: Sequence[Part]) -> None:
    """Each successor stands in the groups in which its predecessor stood."""
    for group in sorted(lines.groups_of(giver.organisation)):
        held = lines.memberships[group, giver.organisation]
        before, after = spells.cut(held, change.effective_on, change.id)
        if not giver.continues:
            lines.put_memberships((group, giver.organisation), before)
        for taker in takers:
            mine = (group, taker.organisation)
            for spell in after:
                for first, until in spells.gaps(lines.memberships[mine], spell.valid_from, spell.valid_to):
                    ended_by = spell.ended_by if until == spell.valid_to else None
                    taken = Membership(group, taker.organisation, first, until, change.id, ended_by)
                    lines.put_memberships(mine, [*lines.memberships[mine], taken])
