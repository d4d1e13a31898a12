"""All SQL of what-ifs. It reads only."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from shared.kit import db


async def newest_revisions(
    reader: db.Reader, evidence: Sequence[uuid.UUID], among: Sequence[uuid.UUID]
) -> dict[uuid.UUID, uuid.UUID]:
    """The newest revision of each piece of evidence `among` those of a run, as far as the caller may read them."""
    rows = await reader.rows(
        "SELECT DISTINCT ON (r.evidence_id) r.evidence_id, r.id FROM evidence_revisions r"
        " WHERE r.evidence_id = ANY($1::uuid[]) AND r.id = ANY($2::uuid[]) ORDER BY r.evidence_id, r.revision DESC",
        list(evidence),
        list(among),
    )
    return {row["evidence_id"]: row["id"] for row in rows}
