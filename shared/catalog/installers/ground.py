"""The ground of a catalog row in the tables: its source's id and its certainty."""

from __future__ import annotations

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
