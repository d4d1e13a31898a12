"""The words of the register: ids, duties, levels, and what a list can be narrowed by."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Literal

from shared.kit import names

Duty = Literal["coordination", "statistics"]
Level = Literal["province", "department", "district", "commune", "enterprise", "individual"]
ADMINISTRATIVE = "administrative"


def organisation_id(slug: str) -> uuid.UUID:
    """The id of an organisation of the catalog."""
    return names.uuid_of("organisation", slug)


def group_id(slug: str) -> uuid.UUID:
    """The id of a group that the law addresses as a group."""
    return names.uuid_of("organisation-group", slug)


@dataclass(frozen=True)
class Filter:
    """What narrows the list; None does not. `q` is searched in the names, without signs. `parent_id`: the superior in
    `hierarchy`; without one a hierarchy of placements narrows to those who have a superior in it."""

    kind: str | None = None
    level: str | None = None
    parent_id: uuid.UUID | None = None
    hierarchy: str = ADMINISTRATIVE
    duty: str | None = None
    q: str | None = None


@dataclass(frozen=True)
class Standing:
    """How an organisation stands on a day: whether the register knows it and whether it holds the duty asked for; whose
    place it has taken (slugs), by successions that are certain or derived."""

    registered: bool
    holds_duty: bool
    predecessors: frozenset[str]
