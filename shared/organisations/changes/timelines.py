"""The rows of each organisation, duty and membership in time, while changes are applied to them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence

from shared.organisations.changes import spells
from shared.organisations.changes.values import Duty, Membership, Statements, Version


class Timelines:
    """What holds when. Whoever changes a line puts the whole of it, so that the indexes stay true."""

    def __init__(self, statements: Statements) -> None:
        self.versions: defaultdict[uuid.UUID, list[Version]] = defaultdict(list)
        self.duties: defaultdict[tuple[uuid.UUID, str], list[Duty]] = defaultdict(list)
        self.memberships: defaultdict[tuple[uuid.UUID, uuid.UUID], list[Membership]] = defaultdict(list)
        self._below: defaultdict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
        self._duties: defaultdict[uuid.UUID, set[str]] = defaultdict(set)
        self._groups: defaultdict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
        for version in statements.versions:
            self.put_versions(version.organisation, [*self.versions[version.organisation], version])
        for duty in statements.duties:
            self.put_duties((duty.organisation, duty.duty), [*self.duties[duty.organisation, duty.duty], duty])
        for member in statements.memberships:
            mine = (member.group, member.organisation)
            self.put_memberships(mine, [*self.memberships[mine], member])

    def put_versions(self, organisation: uuid.UUID, given: Sequence[Version]) -> None:
        """The versions of an organisation from now on."""
        self.versions[organisation] = sorted(given, key=lambda one: one.valid_from)
        for version in given:
            if version.parent is not None:
                self._below[version.parent].add(organisation)

    def put_duties(self, key: tuple[uuid.UUID, str], given: Sequence[Duty]) -> None:
        """The times in which an organisation holds a duty."""
        self.duties[key] = sorted(given, key=lambda one: one.valid_from)
        self._duties[key[0]].add(key[1])

    def put_memberships(self, key: tuple[uuid.UUID, uuid.UUID], given: Sequence[Membership]) -> None:
        """The times in which an organisation (second) is in a group (first)."""
        self.memberships[key] = sorted(given, key=lambda one: one.valid_from)
        self._groups[key[1]].add(key[0])

    def below(self, organisation: uuid.UUID) -> list[uuid.UUID]:
        """Who ever stands directly below an organisation."""
        return sorted(self._below[organisation])

    def duties_of(self, organisation: uuid.UUID) -> set[str]:
        """Which duties an organisation ever holds."""
        return set(self._duties[organisation])

    def groups_of(self, organisation: uuid.UUID) -> set[uuid.UUID]:
        """In which groups an organisation ever is."""
        return set(self._groups[organisation])

    def version_on(self, organisation: uuid.UUID, day: dt.date) -> Version | None:
        """Its version of a day, None when it is not in force."""
        return spells.on(self.versions.get(organisation, ()), day)

    def stands_apart(self, superior: uuid.UUID, organisation: uuid.UUID, day: dt.date) -> bool:
        """Whether `superior` is in force that day and is neither the organisation nor below it."""
        if self.version_on(superior, day) is None:
            return False
        return organisation not in self.upwards(superior, day)

    def upwards(self, organisation: uuid.UUID, day: dt.date) -> list[uuid.UUID]:
        """The organisation and its superiors of a day, in a ring each of them once."""
        found: list[uuid.UUID] = []
        at: uuid.UUID | None = organisation
        while at is not None and at not in found:
            found.append(at)
            version = self.version_on(at, day)
            at = None if version is None else version.parent
        return found

    def all_versions(self) -> Iterator[Version]:
        """All of them."""
        return (one for line in self.versions.values() for one in line)

    def all_duties(self) -> Iterator[Duty]:
        """All of them."""
        return (one for line in self.duties.values() for one in line)

    def all_memberships(self) -> Iterator[Membership]:
        """All of them."""
        return (one for line in self.memberships.values() for one in line)
