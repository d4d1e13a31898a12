"""The caller's own organisation in the register."""

from __future__ import annotations

import datetime as dt
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


async def check_in_force(reader: db.Reader, organisation: str, today: dt.date) -> None:
    """Nobody writes for an organisation (slug) that was abolished or merged, or is not founded yet, whatever their
    sign-on still says. Raises OrganisationNotInForce; who is not in the register at all is refused by `own_id`."""
    if "\x00" not in organisation and await organisations.has_left(reader, organisation, on=today):
        raise errors.OrganisationNotInForce(organisation=organisation, on=today)
