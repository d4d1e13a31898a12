"""What a change has done, as its recorder is told: rows of the register that ended or began, what passed to whom."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from shared.kit import db
from shared.organisations.changes import service as changes
from shared.organisations.changes.recording import Recorded
from shared.organisations.changes.values import BEGINNING, END, Duty, Membership, Succession, Version
from shared.reporting.calendar import Passed

# Beyond that many rows of a kind the answer tells the number only; the register itself shows all.
MOST_TOLD = 200
Slugs = Mapping[uuid.UUID, str]


@dataclass(frozen=True)
class Outcome:
    """A change that was recorded, or would be, and its effects as JSON."""

    id: uuid.UUID
    body: bytes


async def told(session: db.Session, recorded: Recorded, passed: Passed, *, tasks: int, placements: int) -> Outcome:
    """The change as every answer shows it, with its effects."""
    named = await changes.named(session)
    difference = recorded.differences
    said: dict[str, Any] = {
        "versions": _both(difference.versions.closed, difference.versions.added, named),
        "duties": _both(difference.duties.closed, difference.duties.added, named),
        "memberships": _both(difference.memberships.closed, difference.memberships.added, named),
        "successions": _both(difference.successions.closed, difference.successions.added, named),
        "obligations": _obligations(passed, named),
        "placements": {"count": placements},
        "tasks": {"count": tasks},
    }
    change = (await changes.shown(session, recorded.id)).rstrip()
    return Outcome(recorded.id, change[:-1] + b', "effects": ' + orjson.dumps(said) + b"}")


def _both(closed: tuple[Any, ...], added: tuple[Any, ...], named: Slugs) -> dict[str, Any]:
    rows = [*_rows(closed, "no_longer", named), *_rows(added, "from_now_on", named)]
    return {"count": len(rows), "rows": rows[:MOST_TOLD]}


def _rows(spells: tuple[Any, ...], known: str, named: Slugs) -> Iterator[dict[str, Any]]:
    for spell in spells:
        yield {"known": known, **_row(spell, named)}


def _row(spell: Version | Duty | Membership | Succession, named: Slugs) -> dict[str, Any]:
    if isinstance(spell, Succession):
        return {
            "predecessor": named[spell.predecessor],
            "successor": named[spell.successor],
            "effective_on": spell.effective_on,
            "heir": spell.heir,
            "continues": spell.continues,
            "certainty": spell.certainty,
        }
    said: dict[str, Any] = {
        "organisation": named[spell.organisation],
        "valid_from": _day(spell.valid_from),
        "valid_to": _day(spell.valid_to),
    }
    if isinstance(spell, Version):
        return {**said, "name": spell.name, "parent": named[spell.parent] if spell.parent else None}
    if isinstance(spell, Duty):
        return {**said, "duty": spell.duty}
    return {**said, "group": named[spell.group]}


def _obligations(passed: Passed, named: Slugs) -> dict[str, Any]:
    """What is owed by another from now on; `passed_on`: what each successor inherited."""
    inherited = [one for one in passed.written if one.inherited_from is not None]
    rows = [
        {
            "id": one.id,
            "organisation": named[one.organisation_id],
            "inherited_from": one.inherited_from,
            "year": one.year,
            "period": one.period,
            "valid_from": _day(one.valid_from),
            "valid_to": _day(one.valid_to),
            "certainty": one.certainty,
        }
        for one in inherited
    ]
    return {"count": len(passed.written) + len(passed.closed), "passed_on": len(rows), "rows": rows[:MOST_TOLD]}


def _day(day: dt.date) -> dt.date | None:
    return None if day in (BEGINNING, END) else day
