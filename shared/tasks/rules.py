"""Who takes part in a task on which day: the document's naming folded over the changes of the register. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from shared.tasks.values import NEVER_ENDS, Certainty, Party, Passing, Role, Spell

_ROLES: tuple[Role, ...] = ("lead", "co_lead", "partner")
_FROM_SURE_TO_UNKNOWN: tuple[Certainty, ...] = ("certain", "derived", "provisional", "unknown")


class _Held(NamedTuple):
    """Who stands in a party's place from a day on."""

    since: dt.date
    organisations: tuple[uuid.UUID, ...]
    certainty: Certainty
    change: uuid.UUID | None


def spells(parties: Sequence[Party], since: dt.date, certainty: Certainty, passings: Sequence[Passing]) -> list[Spell]:
    """Who takes part from when until when, whatever the order in which the passings were recorded.

    There is one lead on every day from `since` on. Where one successor stands in several places, the first counts: the
    lead before the co-leads before the partners. Of several successors of a lead the first leads, provisionally, and
    the others co-lead.
    """
    ordered = sorted(passings, key=lambda one: (one.effective_on, str(one.change), str(one.predecessor)))
    held = [(party, _held(party, since, certainty, ordered)) for party in sorted(parties, key=_in_order)]
    days = sorted({step.since for _, steps in held for step in steps})
    found: list[Spell] = []
    for begin, end in pairwise([*days, NEVER_ENDS]):
        found.extend(_of_days(held, begin, end))
    return _joined(found)


def kin(organisation: uuid.UUID, passings: Sequence[Passing]) -> set[uuid.UUID]:
    """The organisation and all that any passing, or several in a row, connect it with: nobody else is touched when what
    one of these passings says is changed."""
    found, size = {organisation}, 0
    while size < len(found):
        size = len(found)
        found.update(*({one.predecessor, *one.successors} for one in passings if _among(one, found)))
    return found


def _among(passing: Passing, found: set[uuid.UUID]) -> bool:
    return passing.predecessor in found or not found.isdisjoint(passing.successors)


def _in_order(party: Party) -> tuple[int, int]:
    return _ROLES.index(party.role), party.place


def _held(party: Party, since: dt.date, certainty: Certainty, passings: Sequence[Passing]) -> list[_Held]:
    """One step for each passing that moves the party; a passing before the task begins counts from its beginning."""
    steps = [_Held(since, () if party.organisation is None else (party.organisation,), certainty, None)]
    for passing in passings:
        last = steps[-1]
        if passing.predecessor not in last.organisations:
            continue
        at = last.organisations.index(passing.predecessor)
        moved = (*last.organisations[:at], *passing.successors, *last.organisations[at + 1 :])
        sure: Certainty = "provisional" if len(passing.successors) > 1 else passing.certainty
        step = _Held(
            max(passing.effective_on, last.since),
            tuple(dict.fromkeys(moved)),
            max(last.certainty, sure, key=_FROM_SURE_TO_UNKNOWN.index),
            passing.change,
        )
        if step.since == last.since:
            steps.pop()
        steps.append(step)
    return steps


def _of_days(held: Sequence[tuple[Party, Sequence[_Held]]], begin: dt.date, end: dt.date) -> Iterator[Spell]:
    """Everybody who takes part on the days from `begin` until before `end`, nobody twice."""
    standing: list[Spell] = []
    for party, steps in held:
        step = next(one for one in reversed(steps) if one.since <= begin)
        who = [(one, None) for one in step.organisations] if party.group is None else [(None, party.group)]
        for number, (organisation, group) in enumerate(who):
            role: Role = "co_lead" if party.role == "lead" and number else party.role
            standing.append(Spell(role, party.place, organisation, group, begin, end, step.certainty, step.change))
    seen: set[uuid.UUID | None] = set()
    for spell in sorted(standing, key=lambda one: _ROLES.index(one.role)):
        who_it_is = spell.organisation or spell.group
        if who_it_is not in seen:
            seen.add(who_it_is)
            yield spell


def _joined(found: Sequence[Spell]) -> list[Spell]:
    """Spells that follow each other and say the same are one."""
    joined: list[Spell] = []
    for spell in found:
        before = next((one for one in joined if _goes_on(one, spell)), None)
        if before is None:
            joined.append(spell)
        else:
            joined[joined.index(before)] = replace(before, valid_to=spell.valid_to)
    return joined


def _goes_on(before: Spell, spell: Spell) -> bool:
    return replace(before, valid_from=spell.valid_from, valid_to=spell.valid_to) == spell and (
        before.valid_to == spell.valid_from
    )
