"""What bodies that state law share: the ground of what is stated, and how sure it is."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.law import citations
from shared.law.shapes import Certainty

# What a document's own text bears out, in every installation.
SOURCE_EXAMPLE: dict[str, Any] = {
    "document": "ke-hoach-55-kh-ubnd-2022",
    "clause": "II.2.1.a, gạch đầu dòng 1",
    "quote": "100% thủ tục hành chính đủ điều kiện theo quy định được cung cấp dưới hình thức dịch vụ công trực tuyến"
    " mức độ 4",
}
Reference = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Clause = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Quote = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class Body(BaseModel):
    """Base of the bodies: what is not listed is refused, a number is a number."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SourceBody(Body):
    """Căn cứ: văn bản, điều khoản và trích dẫn nguyên văn. / The ground: document, clause and verbatim quote."""

    model_config = ConfigDict(json_schema_extra={"examples": [SOURCE_EXAMPLE]})

    document: Annotated[Reference, Field(description="Slug hoặc id của văn bản / slug or id of the legal document.")]
    clause: Annotated[
        Clause, Field(description="Điều khoản, như văn bản đánh số / the clause, numbered as in the document.")
    ]
    quote: Annotated[
        Quote | None,
        Field(
            description="Nguyên văn; phải tìm thấy trong toàn văn nếu hệ thống lưu toàn văn / verbatim; must stand in"
            " the text where we hold it."
        ),
    ] = None
    note: Annotated[Note | None, Field(description="Ghi chú / a note.")] = None

    def citation(self) -> citations.Citation:
        """The domain's word for it."""
        return citations.Citation(self.document, self.clause, self.quote, self.note)


class Stated(Body):
    """Base of the bodies that state law: each names its ground and how sure it is."""

    source: SourceBody
    certainty: Annotated[
        Certainty, Field(description="Chắc chắn đến đâu, mặc định `certain` / how sure, `certain` by default.")
    ] = "certain"
