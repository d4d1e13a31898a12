"""All SQL of service accounts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from shared.kit import db


async def find_credentials(reader: db.Reader, client_id: str, now: dt.datetime) -> dict[str, Any] | None:
    """What a client may show now: `organisation` (slug), `scopes`, `expires_at`, and side by side the `hashes` and
    `ends` of its living secrets. None when there is no such account, or it is disabled or has expired."""
    return await reader.row(
        "SELECT a.client_id, o.slug AS organisation, a.scopes, nullif(a.expires_at, 'infinity') AS expires_at,"
        " array_agg(s.sha256 ORDER BY s.issued_at, s.sha256) AS hashes,"
        " array_agg(nullif(s.valid_until, 'infinity') ORDER BY s.issued_at, s.sha256) AS ends"
        " FROM service_accounts a JOIN service_account_secrets s ON s.account_id = a.id AND s.valid_until > $2"
        " LEFT JOIN organisations o ON o.id = a.organisation_id"
        " WHERE a.client_id = $1 AND a.disabled_at IS NULL AND a.expires_at > $2 GROUP BY a.id, o.slug",
        client_id,
        now,
    )
