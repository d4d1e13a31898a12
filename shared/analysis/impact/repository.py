"""All SQL of impact. It writes nothing."""

from __future__ import annotations

import uuid

from shared.kit import db


async def revisions(reader: db.Reader, evidence_id: uuid.UUID) -> set[uuid.UUID]:
    """Every revision of a document; of one that the caller may not read none."""
    found = await reader.rows("SELECT id FROM evidence_revisions WHERE evidence_id = $1", evidence_id)
    return {row["id"] for row in found}
