"""The SQL of standing duties."""

from __future__ import annotations

from collections.abc import Sequence

from shared.kit import db, rows


async def install(session: db.Session, duties: Sequence[rows.Row], parties: Sequence[rows.Row]) -> int:
    """Store the duties and their parties, and close those no longer stated; the number of rows changed."""
    return await rows.install_closing(session, "standing_duties", duties) + await rows.install_closing(
        session, "standing_duty_parties", parties
    )
