"""What a person or a job can ask of the law."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from shared.kit import db, rows
from shared.kit.moment import Moment
from shared.law import errors, repository, values


async def install(session: db.Session, documents: Sequence[rows.Row]) -> int:
    """Bring the legal documents to what the catalog says; the number of rows changed."""
    return await repository.install(session, documents)


async def list_page(
    reader: db.Reader,
    at: Moment,
    wanted: values.Filter,
    *,
    after: tuple[Any, ...],
    limit: int,
    total: bool = False,
) -> bytes:
    """One page of the legal documents known at an instant, as they stand on a day, in the order of their slugs."""
    return await repository.page(reader, at, wanted, after=after, limit=limit, total=total)


async def get(reader: db.Reader, at: Moment, document: str) -> values.Viewed:
    """One document by id or slug, with its corrections and its chain. Raises DocumentNotFound."""
    found = await repository.find(reader, at, document)
    if found is None:
        raise errors.DocumentNotFound(document=document)
    return found


async def find_id(session: db.Session, document: str) -> uuid.UUID | None:
    """The id of a document given by id or slug, None when there is none."""
    found = await repository.find_id(session, document)
    return None if found is None else found["id"]


async def authors(session: db.Session, document: str) -> set[str]:
    """Who recorded or corrected a document (id or slug) by API; nobody for one of the catalog."""
    return await repository.recorded_by(session, document)


async def in_force_since(session: db.Session, document: str) -> dt.date | None:
    """The day from which a document (id or slug) holds: that of its effect, or else of its issue; None if not known."""
    found = await repository.find_since(session, document)
    return None if found is None else found["since"]


async def get_text(reader: db.Reader, at: Moment, document: str) -> values.Text:
    """The text of a document as it was received. Raises DocumentNotFound, TextNotFound."""
    found = await repository.find_text(reader, at.known_at, document)
    if found is None:
        raise errors.DocumentNotFound(document=document)
    if found["body"] is None:
        raise errors.TextNotFound(document=document)
    return values.Text(found["body"], found["body_sha256"])
