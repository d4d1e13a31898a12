"""All SQL of the register."""

from __future__ import annotations

from collections.abc import Sequence

from shared.kit import db, rows


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
