"""The shapes of the answers about the law, for the OpenAPI document; PostgreSQL builds the answers themselves."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from pydantic import Field

from services.targets_api.answers import PageOfDay
from shared.kit.web.shapes import Shape
from shared.law import values
from shared.law.shapes import Certainty, Source

CorrectedField = Literal[
    "number",
    "title",
    "kind",
    "issuer",
    "issued_on",
    "effective_on",
    "ends_on",
    "implements",
    "amends",
    "replaces",
    "text",
]


class Text(Shape):
    """Toàn văn của văn bản ở đâu / Where the text of a document is."""

    address: str
    sha256: str


class InForce(Shape):
    """Hiệu lực vào ngày `as_of` / Whether it holds on the day `as_of`."""

    in_force: values.InForce = Field(
        description="`unknown`: thiếu ngày quyết định điều đó / the day that decides it is not known."
    )
    in_force_from: dt.date | None = Field(description="Ngày có hiệu lực, hoặc ngày ban hành / effective or issued.")
    in_force_until: dt.date | None = Field(
        description="Ngày đầu tiên không còn hiệu lực: văn bản tự nêu, hoặc văn bản thay thế có hiệu lực / the first"
        " day it no longer holds: as it says, or as another replaces it."
    )


class LegalDocument(InForce):
    """Văn bản / A legal document."""

    id: uuid.UUID
    slug: str
    number: str | None
    title: str
    kind: str
    issuer: str
    issued_on: dt.date | None
    effective_on: dt.date | None
    ends_on: dt.date | None
    implements: list[str]
    amends: list[str]
    replaces: list[str]
    implemented_by: list[str]
    amended_by: list[str]
    replaced_by: list[str]
    text: Text | None
    stated_by: values.StatedBy
    certainty: Certainty
    source: Source


class LegalDocumentPage(PageOfDay[LegalDocument]):
    """Một trang văn bản / A page of legal documents."""


class Correction(Shape):
    """Một lần đính chính, có căn cứ riêng / A correction on a ground of its own."""

    fields: list[CorrectedField]
    recorded_at: dt.datetime
    certainty: Certainty
    source: Source


class ChainLink(InForce):
    """Một văn bản trong chuỗi sửa đổi, thay thế / A document of a chain of amendments and replacements."""

    slug: str
    number: str | None
    title: str


class LegalDocumentOfDay(LegalDocument):
    """Văn bản như tại một ngày, kèm các lần đính chính và chuỗi sửa đổi, thay thế của nó /
    One document as on a day, with its corrections and the chain that it is part of."""

    corrections: list[Correction]
    chain: list[ChainLink]
    as_of: dt.date
    known_at: dt.datetime
