"""Small registers to change: organisations named by a letter, days counted from one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

from shared.organisations.changes import fold, spells
from shared.organisations.changes.values import (
    Change,
    Duty,
    Kind,
    Membership,
    Part,
    Register,
    Statements,
    Version,
)

FIRST = dt.date(2025, 1, 1)
SOURCE = uuid.uuid5(uuid.NAMESPACE_OID, "source")
GROUP = uuid.uuid5(uuid.NAMESPACE_OID, "group")


def id_of(name: str) -> uuid.UUID:
    """The id of an organisation."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"organisation {name}")


def day(number: int) -> dt.date:
    """A day of the story."""
    return FIRST + dt.timedelta(days=number)


def stated(parents: Mapping[str, str | None], duty: str | None = None, members: Iterable[str] = ()) -> Statements:
    """Organisations under their superiors, one of them with the coordinating duty, some in the group."""
    return Statements(
        tuple(
            Version(id_of(name), name, None, id_of(parent) if parent else None, (), SOURCE, "certain")
            for name, parent in parents.items()
        ),
        (Duty(id_of(duty), "coordination", SOURCE, "certain"),) if duty else (),
        tuple(Membership(GROUP, id_of(name)) for name in members),
    )


def change(kind: Kind, on: int, *parts: Part, recorded: int = 0) -> Change:
    """A change; its id is made of its place in the order of recording."""
    return Change(
        uuid.uuid5(uuid.NAMESPACE_OID, f"change {recorded}"), kind, day(on), SOURCE, "certain", parts, recorded
    )


def ends(*names: str, continues: bool = False) -> tuple[Part, ...]:
    """Organisations that end, or give something away."""
    return tuple(Part(id_of(name), "predecessor", "certain", continues=continues) for name in names)


def takes(name: str, *, heir: bool = False, duties: tuple[str, ...] = ()) -> Part:
    """One that takes a place."""
    return Part(id_of(name), "successor", "certain", heir=heir, duties=duties)


def begins(name: str, under: str | None, *, heir: bool = False) -> Part:
    """One that takes a place and is founded for it."""
    parent = id_of(under) if under else None
    return Part(id_of(name), "successor", "certain", founded=True, heir=heir, name=name, parent=parent)


def called(name: str, anew: str) -> Part:
    """One that is renamed."""
    return Part(id_of(name), "subject", "certain", name=anew)


def under(name: str, parent: str) -> Part:
    """One that is moved."""
    return Part(id_of(name), "subject", "certain", parent=id_of(parent))


def folded(statements: Statements, *changes: Change) -> Register:
    """The register, which must be without contradictions."""
    register = fold.fold(statements, changes)
    assert register.problems == (), register.problems
    return register


def tree(register: Register, on: int) -> dict[str, str | None]:
    """Who stands under whom on a day, by name of that day."""
    names = {version.organisation: version.name for version in register.versions if _holds(version, on)}
    return {
        version.name: names[version.parent] if version.parent else None
        for version in register.versions
        if _holds(version, on)
    }


def coordinators(register: Register, on: int) -> set[uuid.UUID]:
    """Who holds the duty on a day."""
    return {one.organisation for one in register.duties if one.valid_from <= day(on) < one.valid_to}


def members(register: Register, on: int) -> set[uuid.UUID]:
    """Who is in the group on a day."""
    return {one.organisation for one in register.memberships if one.valid_from <= day(on) < one.valid_to}


def _holds(version: Version, on: int) -> bool:
    return spells.on([version], day(on)) is not None
