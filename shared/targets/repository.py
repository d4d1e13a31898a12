"""All SQL of targets, milestones and measurements."""

from __future__ import annotations

from collections.abc import Sequence

from shared.kit import db, rows


async def install(session: db.Session, targets: Sequence[rows.Row], milestones: Sequence[rows.Row]) -> int:
    """Store the targets, and make these the current statements of their milestones; the number of rows changed."""
    return await rows.install(session, "targets", targets) + await rows.install_versions(
        session, "milestones", milestones
    )
