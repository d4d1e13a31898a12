"""What a person, a job or another domain can ask of the register."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from shared.kit import db, rows
from shared.organisations import errors, repository


@dataclass(frozen=True)
class Register:
    """The rows of the catalog's register, as columns."""

    complete_until: str
    organisations: Sequence[rows.Row]
    versions: Sequence[rows.Row]
    duties: Sequence[rows.Row]
    groups: Sequence[rows.Row]
    members: Sequence[rows.Row]


async def install(session: db.Session, register: Register) -> int:
    """Bring the register to what the catalog says; the number of rows changed."""
    return (
        await repository.install_register(session, register.complete_until)
        + await repository.install_identities(session, "organisations", register.organisations)
        + await repository.install_versions(session, "organisation_versions", register.versions)
        + await repository.install_versions(session, "organisation_duties", register.duties)
        + await repository.install_identities(session, "organisation_groups", register.groups)
        + await repository.install_versions(session, "organisation_group_members", register.members)
    )


async def id_of(session: db.Session, reference: str) -> uuid.UUID:
    """The id of an organisation named by slug or id. Raises OrganisationNotFound."""
    found = await repository.find_id(session, reference)
    if found is None:
        raise errors.OrganisationNotFound(organisation=reference)
    return found


async def has_duty(session: db.Session, organisation_id: uuid.UUID, duty: str, *, on: dt.date) -> bool:
    """Whether an organisation holds a standing duty (`coordination`) on a civil day."""
    return await repository.has_duty(session, organisation_id, duty, on)
