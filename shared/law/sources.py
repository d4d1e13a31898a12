"""The ground of a row: kind, document, clause, verbatim quote. Every catalog row points to one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shared.kit import db, names, rows


@dataclass(frozen=True)
class Source:
    """`document` is a legal document's slug. `quote` is verbatim, as the document prints it."""

    kind: str
    document: str | None = None
    clause: str | None = None
    quote: str | None = None
    address: str | None = None
    note: str | None = None

    @property
    def id(self) -> uuid.UUID:
        """The same ground has the same id in every installation."""
        return rows.content_id("source", self.columns())

    def columns(self) -> dict[str, Any]:
        """The row to store, without its id."""
        return {
            "kind": self.kind,
            "document_id": str(document_id(self.document)) if self.document else None,
            "clause": self.clause,
            "quote": self.quote,
            "address": self.address,
            "note": self.note,
        }


def document_id(slug: str) -> uuid.UUID:
    """The id of a legal document."""
    return names.uuid_of("legal-document", slug)


async def install(session: db.Session, sources: Iterable[Source]) -> int:
    """Store the sources not yet stored; their number."""
    wanted = {source.id: source for source in sources}
    return await rows.install(
        session, "sources", [{"id": str(key), **source.columns()} for key, source in wanted.items()]
    )


# What a row's `source` looks like in every answer; `alias` is the joined sources row, `document` its document.
JSON = """json_build_object('kind', {alias}.kind, 'document', {document}.slug, 'number', {document}.number,
    'clause', {alias}.clause, 'quote', {alias}.quote, 'address', {alias}.address, 'note', {alias}.note)"""
# A number may be corrected: whoever asks with `known_at` gets the one that was known then.
_NUMBER_THEN = """CASE WHEN {document}.recorded_at <= least({known_at}, now()) THEN {document}.number ELSE (
    SELECT past.number FROM legal_documents_past past WHERE past.id = {document}.id
        AND past.recorded_at <= least({known_at}, now()) AND least({known_at}, now()) < past.superseded_at) END"""


def as_known(alias: str, document: str, known_at: str = "$2") -> str:
    """The SQL of a row's `source` as known at the instant of a parameter; else as `JSON`."""
    now = JSON.format(alias=alias, document=document)
    return now.replace(f"{document}.number", _NUMBER_THEN.format(document=document, known_at=known_at))
