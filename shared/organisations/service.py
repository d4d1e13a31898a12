"""What a person, a job or another domain can ask of the register."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from shared.kit import db, rows
from shared.kit.errors import Finding
from shared.kit.moment import Moment
from shared.organisations import errors, repository, values
from shared.organisations.changes import readings


@dataclass(frozen=True)
class Register:
    """The catalog's organisations and groups, as columns; what is said of them in time is installed by `changes`."""

    complete_until: str
    organisations: Sequence[rows.Row]
    groups: Sequence[rows.Row]


async def install(session: db.Session, register: Register) -> int:
    """Bring the register to what the catalog says; the number of rows changed."""
    return (
        await repository.install_register(session, register.complete_until)
        + await repository.install_identities(session, "organisations", register.organisations)
        + await repository.install_identities(session, "organisation_groups", register.groups)
        + await repository.sort_anew(session)
    )


async def id_of(door: db.Session | db.Reader, organisation: str | uuid.UUID) -> uuid.UUID:
    """The id of an organisation given by slug or id. Raises OrganisationNotFound."""
    found = await repository.find_id(door, str(organisation))
    if found is None:
        raise errors.OrganisationNotFound(organisation=organisation)
    return found


async def known_id(reader: db.Reader, at: Moment, organisation: str) -> uuid.UUID:
    """The same, of one that was in the register by then. Raises OrganisationNotFound."""
    found = await repository.find_known_id(reader, organisation, at.known_at)
    if found is None:
        raise errors.OrganisationNotFound(organisation=organisation)
    return found


async def filter_id(door: db.Session | db.Reader, field: str, organisation: str | None) -> uuid.UUID | None:
    """The id behind a list's filter or a body's field; None without one. Raises NoSuchOrganisation naming the field."""
    if organisation is None:
        return None
    found = await repository.find_id(door, organisation)
    if found is None:
        raise errors.NoSuchOrganisation(
            Finding(
                field, f"There is no organisation {organisation!r}.", f"Không có cơ quan, đơn vị {organisation!r}."
            ),
            organisation=organisation,
        )
    return found


async def acting_id(session: db.Session, field: str, organisation: str, *, on: dt.date) -> uuid.UUID:
    """The id of an organisation (slug or id) for which somebody is to act from a day on.

    Raises NoSuchOrganisation naming the field, also for one that is not in force on that day.
    """
    found = await repository.find_id(session, organisation)
    if found is None or not await repository.is_in_force(session, found, on):
        raise errors.NoSuchOrganisation(
            Finding(
                field,
                f"There is no organisation {organisation!r} on {on}.",
                f"Không có cơ quan, đơn vị {organisation!r} vào ngày {on}.",
            ),
            organisation=organisation,
        )
    return found


async def has_left(reader: db.Reader, slug: str, *, on: dt.date) -> bool:
    """Whether an organisation of the register is not in force on a day; False for one that is not registered."""
    return await repository.has_left(reader, slug, on)


async def named(reader: db.Reader, slug: str, on: dt.date) -> dict[str, Any]:
    """`slug`, `id` and `name` of an organisation on a day, the last two None when it is not in force then."""
    found = await repository.find_name(reader, slug, on)
    return {"slug": slug, "id": found and str(found["id"]), "name": found and found["name"]}


async def standing(door: db.Session | db.Reader, slug: str, duty: str, *, on: dt.date) -> values.Standing:
    """How an organisation (slug) stands on a civil day, in one statement."""
    row = await repository.standing(door, slug, duty, on)
    return values.Standing(row["registered"], row["held"], frozenset(row["predecessors"]))


async def members_of_groups(
    session: db.Session, groups: Iterable[uuid.UUID], *, on: dt.date
) -> dict[uuid.UUID, list[uuid.UUID]]:
    """The members of each group on a day, alphabetically; every group asked for has its list, be it empty."""
    members: dict[uuid.UUID, list[uuid.UUID]] = {group: [] for group in groups}
    for row in await repository.list_members(session, members, on):
        members[row["group_id"]].append(row["organisation_id"])
    return members


async def predecessors(reader: db.Reader, organisation: uuid.UUID, at: Moment) -> dict[uuid.UUID, list[str]]:
    """Whose place an organisation took by `at.as_of`, as known at `at.known_at`, over however many changes.

    For each predecessor the slugs from it down to the organisation itself. Who gave only a part away is none.
    """
    return await readings.predecessors(reader, at, organisation)


async def lineage(reader: db.Reader, at: Moment, organisation: str) -> bytes:
    """Predecessors and successors of an organisation with the way to each, as JSON. Raises OrganisationNotFound."""
    return await readings.lineage(reader, at, await known_id(reader, at, organisation))


async def list_page(
    reader: db.Reader, at: Moment, wanted: values.Filter, *, after: tuple[Any, ...], limit: int, total: bool = False
) -> bytes:
    """One page of the organisations in force on a day, in Vietnamese alphabetical order, as JSON."""
    return await repository.page(reader, at, wanted, after=after, limit=limit, total=total)


async def get(reader: db.Reader, at: Moment, organisation: str) -> bytes:
    """One organisation as JSON. Raises OrganisationNotFound, also when it is not in force on that day."""
    found = await repository.find(reader, at, organisation)
    if found is None:
        raise errors.OrganisationNotFound(organisation=organisation)
    return found
