"""What a person, a job or another domain can ask of the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.kit import db, rows
from shared.organisations import repository


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
