"""Citing the law by API: what a caller states rests on a document's clause, and quotes it word for word.

Whoever records a row of law (a target, an amendment, a task) calls `cite` in the same transaction; the rows of a file
are judged by `judge` first, which writes nothing. Whether the caller may is the operation's to say.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.kit import db, names
from shared.kit.errors import Finding
from shared.law import errors, quotes, repository, sources


@dataclass(frozen=True)
class Citation:
    """A clause of a legal document. `document`: its slug or id; `quote`: verbatim, as the document prints it."""

    document: str
    clause: str
    quote: str | None = None
    note: str | None = None


async def cite(session: db.Session, citation: Citation, *, field: str = "source") -> uuid.UUID:
    """Store the source and answer its id; the same citation has the same id. Raises SourceRefused.

    `field`: where the body holds the citation, e.g. `milestones.0.source`; findings name `<field>.document` and so on.
    """
    [found] = await cite_all(session, {field: citation})
    return found


async def cite_all(session: db.Session, cited: Mapping[str, Citation]) -> list[uuid.UUID]:
    """Store the sources and answer their ids in the order given; two statements whatever their number.

    `cited`: each by the field that holds it. Raises SourceRefused with everything that is wrong in any of them.
    """
    known = await repository.look_up_quotes(session, [_asked(citation) for citation in cited.values()])
    wrong = list(_findings(cited, known))
    if wrong:
        raise errors.SourceRefused(*wrong)
    stored = [_source(citation, row["slug"]) for citation, row in zip(cited.values(), known, strict=True)]
    await sources.install(session, stored)
    return [source.id for source in stored]


async def ids_of(session: db.Session, cited: Sequence[Citation]) -> list[uuid.UUID]:
    """The ids that sources of these citations have or will have, none of which `judge` refused; nothing is written."""
    known = await repository.look_up_quotes(session, [_asked(citation) for citation in cited])
    return [_source(citation, row["slug"]).id for citation, row in zip(cited, known, strict=True)]


async def judge(session: db.Session, cited: Mapping[str, Citation]) -> list[Finding]:
    """What is wrong with the citations, by the field of each; nothing is written. One statement."""
    known = await repository.look_up_quotes(session, [_asked(citation) for citation in cited.values()])
    return list(_findings(cited, known))


def quote_not_found(field: str, document: str) -> Finding:
    """What is said of a quote that does not stand in the text of a document (slug)."""
    return Finding(
        f"{field}.quote",
        f"These words are not in the text of {document}.",
        f"Không có đoạn này trong toàn văn của {document}.",
        "quote_not_found",
    )


def _asked(citation: Citation) -> dict[str, object]:
    """What the table is asked about a citation."""
    return {
        "slug": citation.document,
        "id": names.uuid_or_none(citation.document),
        "quote": None if citation.quote is None else quotes.one_line(names.nfc(citation.quote)),
    }


def _findings(cited: Mapping[str, Citation], known: db.Rows) -> Iterator[Finding]:
    for (field, citation), row in zip(cited.items(), known, strict=True):
        if row["slug"] is None:
            yield Finding(
                f"{field}.document",
                f"There is no legal document {citation.document}.",
                f"Không có văn bản {citation.document}.",
                "unknown_document",
            )
        if not citation.clause.strip():
            yield Finding(f"{field}.clause", "This field is required.", "Thiếu trường bắt buộc.", "missing")
        if not row["quoted"]:
            yield quote_not_found(field, row["slug"])


def _source(citation: Citation, slug: str) -> sources.Source:
    """The source as it is stored: NFC, and by the document's slug, whichever way it was named."""
    quote, note = (None if text is None else names.nfc(text.strip()) for text in (citation.quote, citation.note))
    return sources.Source("legal", slug, names.nfc(citation.clause.strip()), quote, note=note)
