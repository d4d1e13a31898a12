"""The caller's own organisation in the register."""

from __future__ import annotations

import uuid

from shared.identity import errors
from shared.kit import db
from shared.organisations import service as organisations
from shared.organisations.errors import OrganisationNotFound


async def own_id(door: db.Session | db.Reader, organisation: str) -> uuid.UUID:
    """The id of the organisation (slug) that a token names. Raises TokenOrganisationUnknown."""
    try:
        return await organisations.id_of(door, organisation)
    except OrganisationNotFound as error:
        raise errors.TokenOrganisationUnknown(organisation=organisation) from error
