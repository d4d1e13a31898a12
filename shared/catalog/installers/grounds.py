"""From the catalog's source and dates to the columns that every domain's rows share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from shared.catalog import schema
from shared.kit import db
from shared.law import sources


def source(row: schema.Source) -> sources.Source:
    """The ground as the law domain stores it."""
    return sources.Source(**row.model_dump())


async def install(session: db.Session, rows: Iterable[schema.Source]) -> int:
    """Store these grounds before the rows that stand on them; the number of new ones."""
    return await sources.install(session, [source(row) for row in rows])


def columns(row: schema.Sourced) -> dict[str, Any]:
    """The two columns of every catalog row: its ground and how certain it is."""
    return {"source_id": source(row.source).id, "certainty": row.certainty}


def validity(valid_from: dt.date | None, valid_to: dt.date | None = None) -> dict[str, str]:
    """From when until before when; an unknown day is no limit."""
    return {"valid_from": str(valid_from or "-infinity"), "valid_to": str(valid_to or "infinity")}


def in_force(catalog: schema.Catalog, row: schema.Source) -> dict[str, str]:
    """What a document says holds from the day it takes effect, or else the day it was issued."""
    since = {document.slug: document.effective_on or document.issued_on for document in catalog.legal_documents}
    return validity(since.get(row.document or ""))
