"""Where everybody stands in a hierarchy beside the administrative one: what is stated, folded over the changes of the
register. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shared.organisations.changes.values import Certainty, Passing, weakest


@dataclass(frozen=True)
class Place:
    """Below whom an organisation stands from a day until before another, by which statement; `change`: by which the
    superior took the place of the one that is stated."""

    statement: uuid.UUID
    organisation: uuid.UUID
    parent: uuid.UUID
    valid_from: dt.date
    valid_to: dt.date
    certainty: Certainty
    change: uuid.UUID | None = None


Places = dict[uuid.UUID, list[Place]]


def fold(stated: Sequence[Place], passings: Sequence[Passing]) -> set[Place]:
    """The places of every day. `stated`: in the order of recording, of which the last holds where two speak of a day.

    Whoever stands below an organisation that ended stands below its heir from that day on, and an heir without a place
    takes that of the one that ended. An heir that would so stand below itself takes that place, too, provisionally, or,
    when there was none, stands at the top.
    """
    changes = sorted((one for one in passings if one.successors), key=lambda one: one.effective_on)
    ended = {one.predecessor: one for one in changes}
    places: Places = defaultdict(list)
    for statement in stated:
        own = places[statement.organisation]
        own[:] = [part for place in own for part in _without(place, statement.valid_from, statement.valid_to)]
        own.append(statement)
    for passing in changes:
        _inherit(places, passing)
    for own in places.values():
        own[:] = [part for place in own for part in _followed(place, ended)]
    _open_circles(places, ended)
    return {place for own in places.values() for place in own}


def _inherit(places: Places, passing: Passing) -> None:
    """Give the places of the one that ended to its heir, on the days on which that has none."""
    heir = passing.successors[0]
    for place in list(places.get(passing.predecessor, ())):
        if place.valid_to <= passing.effective_on:
            continue
        places[passing.predecessor].remove(place)
        places[passing.predecessor].extend(_without(place, passing.effective_on, place.valid_to))
        given = [_passed(replace(place, organisation=heir), passing)] if place.parent != heir else []
        for held in places[heir]:
            given = [part for one in given for part in _without(one, held.valid_from, held.valid_to)]
        places[heir].extend(given)


def _passed(place: Place, passing: Passing) -> Place:
    """The place, in which another organisation was put, from the day of a change on."""
    sure: Certainty = "provisional" if len(passing.successors) > 1 else passing.certainty
    since = max(passing.effective_on, place.valid_from)
    certainty = weakest(place.certainty, sure)
    return replace(place, valid_from=since, certainty=certainty, change=passing.change)


def _followed(place: Place, ended: Mapping[uuid.UUID, Passing]) -> Iterator[Place]:
    """The place, cut where a superior gave its place to another."""
    seen = {place.parent}
    while (passing := ended.get(place.parent)) is not None and passing.effective_on < place.valid_to:
        heir = passing.successors[0]
        if heir in seen:
            break
        seen.add(heir)
        on = max(passing.effective_on, place.valid_from)
        if place.valid_from < on:
            yield replace(place, valid_to=on)
        place = _passed(replace(place, parent=heir), passing)
    yield place


def _without(place: Place, since: dt.date, until: dt.date) -> Iterator[Place]:
    """What is left of a place without these days."""
    if until <= place.valid_from or place.valid_to <= since:
        yield place
        return
    if place.valid_from < since:
        yield replace(place, valid_to=since)
    if until < place.valid_to:
        yield replace(place, valid_from=until)


def _open_circles(places: Places, ended: Mapping[uuid.UUID, Passing]) -> None:
    """Statements alone close no circle (that is refused): each one has a superior that took another's place."""
    days = sorted({place.valid_from for own in places.values() for place in own})
    for day in days:
        moved = [place for own in places.values() for place in own if place.change is not None and _on(place, day)]
        for place in moved:
            heir = place.parent
            if _closes(places, place.organisation, day):
                _lift(places, heir, [one for one in ended.values() if one.successors[0] == heir], day)
            if _closes(places, place.organisation, day):
                _drop(places, heir, day)


def _on(place: Place, day: dt.date) -> bool:
    return place.valid_from <= day < place.valid_to


def _of(places: Places, organisation: uuid.UUID, day: dt.date) -> Place | None:
    return next((place for place in places.get(organisation, ()) if _on(place, day)), None)


def _closes(places: Places, organisation: uuid.UUID, day: dt.date) -> bool:
    seen, at = set[uuid.UUID](), organisation
    while (place := _of(places, at, day)) is not None and place.parent not in seen:
        at = place.parent
        seen.add(at)
    return organisation in seen


def _drop(places: Places, organisation: uuid.UUID, day: dt.date) -> Place | None:
    """Let an organisation have no superior from a day on for as long as its place of that day lasts; that place."""
    place = _of(places, organisation, day)
    if place is not None:
        own = places[organisation]
        own.remove(place)
        own.extend(_without(place, day, place.valid_to))
    return place


def _lift(places: Places, heir: uuid.UUID, passings: Sequence[Passing], day: dt.date) -> None:
    """Put an heir where one of those whose place it took stood."""
    place = _drop(places, heir, day)
    for passing in passings:
        eve = passing.effective_on - dt.timedelta(days=1)
        above = _of(places, passing.predecessor, day) or _of(places, passing.predecessor, eve)
        if place is not None and above is not None and above.parent != heir:
            moved = replace(place, parent=above.parent, valid_from=day, certainty="provisional", change=passing.change)
            places[heir].append(moved)
            return
