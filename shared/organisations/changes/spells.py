"""Rows with a validity, one after another: cutting them at a day, and what of a time they leave open."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import uuid
from collections.abc import Iterable, Sequence

from shared.organisations.changes.values import Spell


def on(spells: Iterable[Spell], day: dt.date) -> Spell | None:
    """The one that holds on a day."""
    return next((spell for spell in spells if spell.valid_from <= day < spell.valid_to), None)


def cut(spells: Sequence[Spell], day: dt.date, change: uuid.UUID) -> tuple[list[Spell], list[Spell]]:
    """What stays before the day, ended by the change, and what would have held from it on."""
    before, after = [], []
    for spell in spells:
        if spell.valid_to <= day:
            before.append(spell)
        elif spell.valid_from >= day:
            after.append(spell)
        else:
            before.append(dataclasses.replace(spell, valid_to=day, ended_by=change))
            after.append(dataclasses.replace(spell, valid_from=day, began_by=change))
    return before, after


def gaps(spells: Iterable[Spell], first: dt.date, until: dt.date) -> list[tuple[dt.date, dt.date]]:
    """The times between `first` and before `until` that none of the spells holds."""
    found, day = [], first
    for spell in sorted(spells, key=lambda one: one.valid_from):
        if spell.valid_to <= day:
            continue
        if spell.valid_from >= until:
            break
        if spell.valid_from > day:
            found.append((day, spell.valid_from))
        day = spell.valid_to
    if day < until:
        found.append((day, until))
    return found


def overlapping(spells: Iterable[Spell]) -> Spell | None:
    """One that begins before the one before it has ended; None when at most one holds on any day."""
    ordered = sorted(spells, key=lambda one: one.valid_from)
    return next((b for a, b in itertools.pairwise(ordered) if b.valid_from < a.valid_to), None)
