"""Between the rows of the tables and the words of the fold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from shared.kit import names
from shared.organisations.changes.values import (
    BEGINNING,
    END,
    UNKNOWN,
    Change,
    Duty,
    Membership,
    Part,
    Succession,
    Version,
)

Row = Mapping[str, Any]
_CARRIED = tuple(name for name, _ in UNKNOWN)


def version_of(row: Row) -> Version:
    """A row of versions, or of what is stated of them."""
    return Version(
        row["organisation_id"],
        row["name"],
        row["short_name"],
        row["parent_id"],
        tuple((name, row[name]) for name in _CARRIED),
        row["source_id"],
        row["certainty"],
        *_ends(row),
    )


def duty_of(row: Row) -> Duty:
    """A row of duties, or of what is stated of them."""
    return Duty(row["organisation_id"], row["duty"], row["source_id"], row["certainty"], *_ends(row))


def membership_of(row: Row) -> Membership:
    """A row of members, or of what is stated of them."""
    return Membership(row["group_id"], row["organisation_id"], *_ends(row))


def succession_of(row: Row) -> Succession:
    """A row of successions."""
    names_ = (
        "predecessor_id",
        "successor_id",
        "effective_on",
        "source_id",
        "certainty",
        "change_id",
        "heir",
        "continues",
    )
    return Succession(*(row[name] for name in names_))


def change_of(row: Row, parts: Sequence[Row]) -> Change:
    """A change with its parts in their order."""
    return Change(
        row["id"],
        row["kind"],
        row["effective_on"],
        row["source_id"],
        row["certainty"],
        tuple(part_of(part) for part in sorted(parts, key=lambda one: int(one["position"]))),
        row["place"],
    )


def part_of(row: Row) -> Part:
    """One part of a change."""
    return Part(
        row["organisation_id"],
        row["role"],
        row["certainty"],
        row["founded"],
        row["heir"],
        row["continues"],
        row["name"],
        row["short_name"],
        row["parent_id"],
        tuple(row["duties"]),
    )


def of_version(version: Version) -> dict[str, Any]:
    """The columns of a version."""
    return {
        "organisation_id": version.organisation,
        "name": version.name,
        "short_name": version.short_name,
        "sort_key": names.sort_key(version.name),
        "hierarchy": "administrative",
        "parent_id": version.parent,
        **dict(version.carried),
        "source_id": version.source,
        "certainty": version.certainty,
        **_validity(version),
    }


def of_duty(duty: Duty) -> dict[str, Any]:
    """The columns of a duty."""
    return {
        "organisation_id": duty.organisation,
        "duty": duty.duty,
        "source_id": duty.source,
        "certainty": duty.certainty,
        **_validity(duty),
    }


def of_membership(member: Membership) -> dict[str, Any]:
    """The columns of a membership."""
    return {"group_id": member.group, "organisation_id": member.organisation, **_validity(member)}


def of_succession(succession: Succession) -> dict[str, Any]:
    """The columns of a succession."""
    return {
        "predecessor_id": succession.predecessor,
        "successor_id": succession.successor,
        "effective_on": succession.effective_on,
        "source_id": succession.source,
        "certainty": succession.certainty,
        "change_id": succession.change,
        "heir": succession.heir,
        "continues": succession.continues,
    }


def of_part(part: Part, position: int) -> dict[str, Any]:
    """The columns of a part, without its change."""
    return {
        "position": position,
        "organisation_id": part.organisation,
        "role": part.role,
        "founded": part.founded,
        "heir": part.heir,
        "continues": part.continues,
        "name": part.name,
        "short_name": part.short_name,
        "parent_id": part.parent,
        "duties": list(part.duties),
        "certainty": part.certainty,
    }


def _ends(row: Row) -> tuple[Any, ...]:
    return row["valid_from"], row["valid_to"], row.get("began_by"), row.get("ended_by")


def _validity(spell: Version | Duty | Membership) -> dict[str, Any]:
    return {
        "valid_from": day(spell.valid_from),
        "valid_to": day(spell.valid_to),
        "began_by": spell.began_by,
        "ended_by": spell.ended_by,
    }


def day(given: dt.date) -> str:
    """A day as PostgreSQL reads it from JSON."""
    return {BEGINNING: "-infinity", END: "infinity"}.get(given, given.isoformat())
