"""The legal documents, with the text of those we hold."""

from __future__ import annotations

import hashlib
from typing import Any

from shared.catalog import read, schema
from shared.catalog.installers import ground
from shared.kit import db
from shared.law import quotes, service, sources


async def install(session: db.Session, catalog: schema.Catalog) -> int:
    """Rows changed."""
    changed = await ground.install(session, (document.source for document in catalog.legal_documents))
    return changed + await service.install(session, [_document(document) for document in catalog.legal_documents])


def _document(document: schema.LegalDocument) -> dict[str, Any]:
    body = read.document_text(document.text_file) if document.text_file else None
    return {
        "id": sources.document_id(document.slug),
        **document.model_dump(include={"slug", "number", "title", "kind", "issuer", "issued_on", "effective_on"}),
        "implements": [sources.document_id(slug) for slug in document.implements],
        "body": body,
        "line": None if body is None else quotes.one_line(body),
        "body_sha256": hashlib.sha256(body.encode()).hexdigest() if body is not None else None,
        **ground.of(document),
    }
