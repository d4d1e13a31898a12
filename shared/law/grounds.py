"""Where we know of a document from: a clause of another one, its own text, a site, the press, our conclusion."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from shared.kit import db, names
from shared.kit.errors import Finding
from shared.law import citations, errors, quotes, sources, values

# What each kind cannot do without.
_NEEDED = {
    "legal": ("document", "clause"),
    "official_site": ("address",),
    "press": ("address",),
    "derived": ("note",),
}


@dataclass(frozen=True)
class Own:
    """The document itself, which may be its own ground; `line`: its text with single spaces, None when not held."""

    id: uuid.UUID
    slug: str
    line: str | None

    def is_meant_by(self, document: str | None) -> bool:
        """Whether a ground's `document` (slug or id) is this one."""
        return document is not None and (document == self.slug or names.uuid_or_none(document) == self.id)


async def store(session: db.Session, ground: values.Ground, *, own: Own, field: str = "source") -> uuid.UUID:
    """Store the ground and answer the source's id. Raises SourceRefused naming `<field>.clause` and so on."""
    wrong = [*_missing(ground, field), *_superfluous(ground, field)]
    is_own = own.is_meant_by(ground.document)
    if is_own and ground.quote is not None and own.line is not None and not quotes.stands_in(ground.quote, own.line):
        wrong.append(citations.quote_not_found(field, own.slug))
    if wrong:
        raise errors.SourceRefused(*wrong)
    if ground.kind == "legal" and not is_own:
        citation = citations.Citation(ground.document or "", ground.clause or "", ground.quote, ground.note)
        return await citations.cite(session, citation, field=field)
    document = own.slug if is_own else None
    source = sources.Source(ground.kind, document, ground.clause, ground.quote, ground.address, ground.note)
    await sources.install(session, [source])
    return source.id


def _missing(ground: values.Ground, field: str) -> Iterator[Finding]:
    for name in _NEEDED[ground.kind]:
        if not getattr(ground, name):
            yield Finding(f"{field}.{name}", "This field is required.", "Thiếu trường bắt buộc.", "missing")


def _superfluous(ground: values.Ground, field: str) -> Iterator[Finding]:
    for name in ("document", "clause"):
        if ground.kind != "legal" and getattr(ground, name) is not None:
            yield Finding(
                f"{field}.{name}",
                "Only a source of the kind legal names a clause of a document.",
                "Chỉ căn cứ loại legal mới nêu điều khoản của văn bản.",
                "not_legal",
            )
