"""All SQL of people's organisations and roles."""

from __future__ import annotations

import datetime as dt
from typing import Any

from shared.kit import db


async def find_assignment(reader: db.Reader, issuer: str, subject: str, today: dt.date) -> dict[str, Any] | None:
    """`organisation` (slug) and `roles` of a person on a day; None when nothing is assigned then."""
    return await reader.row(
        "SELECT o.slug AS organisation, p.roles FROM role_assignments p"
        " JOIN organisations o ON o.id = p.organisation_id"
        " WHERE p.issuer = $1 AND p.subject = $2 AND p.first_on <= $3 AND $3 <= p.last_on AND p.ended_at IS NULL",
        issuer,
        subject,
        today,
    )
