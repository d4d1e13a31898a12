"""What the addresses of legal documents take."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from shared.kit.web import fields
from shared.law import bodies as common
from shared.law import values
from shared.law.shapes import Certainty

LONGEST_TEXT = 600_000
# No such documents are known: the numbers say so.
EXAMPLE: dict[str, Any] = {
    "slug": "vi-du-ke-hoach-sua-doi-2023",
    "number": "00/KH-UBND",
    "title": "Ví dụ: Kế hoạch sửa đổi, bổ sung Kế hoạch số 55/KH-UBND ngày 12/4/2022",
    "kind": "plan",
    "issuer": "Ủy ban nhân dân tỉnh Tuyên Quang",
    "issued_on": "2023-02-10",
    "effective_on": "2023-03-01",
    "implements": ["nghi-quyet-48-nq-tu-2021"],
    "amends": ["ke-hoach-55-kh-ubnd-2022"],
    "text": "# Kế hoạch\n\nSố: 00/KH-UBND. Sửa đổi mốc năm 2025 tại mục II.2.1.a của Kế hoạch số 55/KH-UBND.",
    "source": {
        "kind": "legal",
        "document": "vi-du-ke-hoach-sua-doi-2023",
        "clause": "đầu văn bản",
        "quote": "Số: 00/KH-UBND",
    },
    "certainty": "certain",
}
CORRECTION: dict[str, Any] = {
    "number": "00/KH-UBND",
    "issued_on": "2022-08-31",
    "source": {
        "kind": "official_site",
        "address": "https://tuyenquang.gov.vn/van-ban",
        "note": "Ví dụ: số và ngày theo bản đăng.",
    },
    "certainty": "certain",
}
_Line = StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)
Slug = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=120),
    Field(description="Tên gọi trong địa chỉ, không đổi về sau / its name in addresses, for ever."),
]
Number = Annotated[Annotated[str, _Line] | None, Field(description="Số, ký hiệu; null: chưa biết / null: unknown.")]
Title = Annotated[str, _Line, Field(description="Trích yếu / what it is about.")]
Issuer = Annotated[str, _Line, Field(description="Cơ quan ban hành / who issued it.")]
IssuedOn = Annotated[fields.Day | None, Field(description="Ngày ban hành; null: chưa biết / null: unknown.")]
EffectiveOn = Annotated[
    fields.Day | None,
    Field(description="Ngày có hiệu lực; null: từ ngày ban hành / takes effect; null: from the day of issue."),
]
EndsOn = Annotated[
    fields.Day | None,
    Field(description="Ngày đầu tiên không còn hiệu lực, nếu văn bản tự nêu / the first day it no longer holds."),
]
_References = Annotated[list[common.Reference], Field(max_length=50)]
Implements = Annotated[_References, Field(description="Văn bản mà nó thực hiện / what it implements (slugs or ids).")]
Amends = Annotated[_References, Field(description="Văn bản mà nó sửa đổi / what it amends (slugs or ids).")]
Replaces = Annotated[_References, Field(description="Văn bản mà nó thay thế / what it replaces (slugs or ids).")]
Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_TEXT, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"),
    Field(
        description="Toàn văn, văn bản thường hoặc Markdown; lưu nguyên văn kèm SHA-256 / the text, plain or Markdown;"
        " kept as it is with its SHA-256."
    ),
]
Confirm = Annotated[
    list[values.Confirmation],
    Field(
        max_length=2,
        description="Những điều đúng là chủ ý: `same_number` hai văn bản cùng số, cùng năm, cùng cơ quan;"
        " `quotes_not_found` trích dẫn đã có không nằm trong toàn văn / what is meant so.",
    ),
]


class DocumentSource(common.Body):
    """Căn cứ của chính văn bản. / Where we know of the document from."""

    kind: Annotated[
        Literal["legal", "official_site", "press", "derived"],
        Field(
            description="`legal`: điều khoản của một văn bản, kể cả chính nó; `official_site`, `press`: kèm `address`;"
            " `derived`: kèm `note` / a clause of a document, be it its own; a site or the press with its address; a"
            " conclusion with its note."
        ),
    ] = "legal"
    document: Annotated[common.Reference | None, Field(description="Slug hoặc id / slug or id.")] = None
    clause: Annotated[common.Clause | None, Field(description="Điều khoản / the clause.")] = None
    quote: Annotated[common.Quote | None, Field(description="Nguyên văn / verbatim.")] = None
    address: Annotated[
        Annotated[str, StringConstraints(pattern=r"^https?://[^\s\x00-\x1f]+$", max_length=2000)] | None,
        Field(description="Địa chỉ trang / address of the page."),
    ] = None
    note: Annotated[common.Note | None, Field(description="Ghi chú / a note.")] = None

    def ground(self) -> values.Ground:
        """The domain's word for it."""
        return values.Ground(**self.model_dump())


class _Stated(common.Body):
    source: DocumentSource
    certainty: Annotated[Certainty, Field(description="Chắc chắn đến đâu / how sure.")] = "certain"
    confirm: Annotated[Confirm, Field(default_factory=list)]

    def statement(self) -> values.Statement:
        """The domain's word for it."""
        said = self._fields()
        if "text" in said:
            said["body"] = said.pop("text")
        return values.Statement(said, self.source.ground(), self.certainty, self.confirm)

    def _fields(self) -> dict[str, Any]:
        return self.model_dump(exclude={"slug", "source", "certainty", "confirm"})


class NewLegalDocument(_Stated):
    """Văn bản mới; điều chưa biết thì để null. / A new document; what is unknown is null."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    slug: Slug
    number: Number = None
    title: Title
    kind: Annotated[values.Kind, Field(description="Loại văn bản / kind of document.")]
    issuer: Issuer
    issued_on: IssuedOn = None
    effective_on: EffectiveOn = None
    ends_on: EndsOn = None
    implements: Annotated[Implements, Field(default_factory=list)]
    amends: Annotated[Amends, Field(default_factory=list)]
    replaces: Annotated[Replaces, Field(default_factory=list)]
    text: Text | None = None


class LegalDocumentCorrection(_Stated):
    """Những trường được nêu lại, kèm căn cứ; trường không gửi thì giữ nguyên.

    The fields that are stated anew, with their ground; those not sent stay as they are.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [CORRECTION]})

    number: Number = None
    title: Annotated[Title, Field(default_factory=str)]
    kind: Annotated[values.Kind, Field(default="plan", description="Loại văn bản / kind of document.")]
    issuer: Annotated[Issuer, Field(default_factory=str)]
    issued_on: IssuedOn = None
    effective_on: EffectiveOn = None
    ends_on: EndsOn = None
    implements: Annotated[Implements, Field(default_factory=list)]
    amends: Annotated[Amends, Field(default_factory=list)]
    replaces: Annotated[Replaces, Field(default_factory=list)]
    text: Annotated[Text, Field(default_factory=str)]

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self._fields():
            raise PydanticCustomError("too_short", "Must have at least 1 items.", {"min_length": 1})
        return self

    def _fields(self) -> dict[str, Any]:
        return {name: value for name, value in super()._fields().items() if name in self.model_fields_set}
