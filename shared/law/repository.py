"""All SQL of the legal documents."""

from __future__ import annotations

from collections.abc import Sequence

from shared.kit import db, rows


async def install(session: db.Session, documents: Sequence[rows.Row]) -> int:
    """Store the documents; the number of rows changed."""
    return await rows.install(session, "legal_documents", documents)
