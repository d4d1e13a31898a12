"""The ground of a catalog row in the tables: its source's id and its certainty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from shared.catalog import schema
from shared.kit import db
from shared.law import sources


async def install(session: db.Session, given: Iterable[schema.Source]) -> int:
    """Store the sources; rows changed."""
    return await sources.install(session, [source(item) for item in given])


def source(given: schema.Source) -> sources.Source:
    """The domain's word for a catalog source."""
    return sources.Source(**given.model_dump())


def of(row: schema.Sourced) -> dict[str, Any]:
    """The two columns that every catalog row has."""
    return {"source_id": str(source(row.source).id), "certainty": row.certainty}


def validity(valid_from: dt.date | None, valid_to: dt.date | None = None) -> dict[str, str]:
    """From when until before when; an unknown day is no limit."""
    return {"valid_from": str(valid_from or "-infinity"), "valid_to": str(valid_to or "infinity")}


def in_force(catalog: schema.Catalog, given: schema.Source) -> dict[str, str]:
    """What a document says holds from the day it takes effect, or else the day it was issued.

    Of a document whose month alone is known: from the first of it, for it held on no day before.
    """
    since = {document.slug: _since(document) for document in catalog.legal_documents}
    return validity(since.get(given.document or ""))


def _since(document: schema.LegalDocument) -> dt.date | None:
    if document.issued_in is not None:
        return dt.date.fromisoformat(f"{document.issued_in}-01")
    return document.effective_on or document.issued_on
