"""All SQL of the register."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from shared.kit import db, names, rows


async def install_register(session: db.Session, complete_until: str) -> int:
    """Store up to which day the register is known to be complete."""
    row = {"only_row": True, "complete_until": complete_until}
    return await rows.install(session, "organisation_register", [row], key=("only_row",))


async def install_identities(session: db.Session, table: str, identities: Sequence[rows.Row]) -> int:
    """Store organisations or groups; the number of rows changed."""
    return await rows.install(session, table, identities)


async def install_versions(session: db.Session, table: str, versions: Sequence[rows.Row]) -> int:
    """Make these the current versions, duties or memberships; the number of rows closed or written."""
    return await rows.install_versions(session, table, versions)


async def find_id(session: db.Session, reference: str) -> uuid.UUID | None:
    """The id of an organisation by slug or id, None when there is none."""
    column, value = names.reference(reference)
    row = await db.fetch_one(session, f"SELECT id FROM organisations WHERE {column} = :value", value=value)
    return None if row is None else uuid.UUID(str(row["id"]))


async def has_duty(session: db.Session, organisation_id: uuid.UUID, duty: str, on: dt.date) -> bool:
    """Whether the duty is held on that day, as known now."""
    row = await db.fetch_one(
        session,
        "SELECT 1 AS held FROM organisation_duties WHERE organisation_id = :id AND duty = :duty"
        " AND superseded_at = 'infinity' AND valid_from <= :on AND :on < valid_to",
        id=organisation_id,
        duty=duty,
        on=on,
    )
    return row is not None
