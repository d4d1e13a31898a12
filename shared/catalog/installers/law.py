"""The legal documents, with the text of those we hold."""

from __future__ import annotations

from typing import Any

from shared.catalog import read, schema
from shared.catalog.installers import ground
from shared.kit import db
from shared.law import rules, service, sources

_SAME = {"slug", "number", "title", "kind", "issuer", "issued_on", "effective_on", "ends_on"}


async def install(session: db.Session, catalog: schema.Catalog) -> int:
    """Rows changed."""
    changed = await ground.install(session, (document.source for document in catalog.legal_documents))
    return changed + await service.install(session, [_document(document) for document in catalog.legal_documents])


def _document(document: schema.LegalDocument) -> dict[str, Any]:
    body = read.document_text(document.text_file) if document.text_file else None
    return {
        "id": sources.document_id(document.slug),
        **document.model_dump(include=_SAME),
        **{link: [sources.document_id(slug) for slug in getattr(document, link)] for link in rules.LINKS},
        **rules.text_columns(body),
        **ground.of(document),
    }
