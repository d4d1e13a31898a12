"""People whose sign-on carries no organisation and roles: an administrator assigns both, with dates and a reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from shared.identity import people_repository as repository
from shared.kit import db


@dataclass(frozen=True)
class Assignment:
    """What a person is on a day: of which organisation (slug), with which roles."""

    organisation: str
    roles: frozenset[str]


async def assignment_of(reader: db.Reader, issuer: str, subject: str, today: dt.date) -> Assignment | None:
    """What is assigned on a civil day to the person whom the sign-on `issuer` (configured name) calls `subject`."""
    if "\x00" in issuer + subject:
        return None
    row = await repository.find_assignment(reader, issuer, subject, today)
    return None if row is None else Assignment(row["organisation"], frozenset(row["roles"]))
