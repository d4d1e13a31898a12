"""A table file as the body of a request: as it is with its media type, or as the part `file` of a form."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from starlette.datastructures import Headers, UploadFile

from shared.kit import errors, names, tables
from shared.kit.web import forms

# 100,000 rows of 160 bytes. The whole file is in memory while it is read, several times over once it is unpacked.
LIMIT_BYTES = 16 * 1024 * 1024
_FORM = "multipart/form-data"
_PARTS = forms.Parts(frozenset({"file"}), frozenset())
# What browsers on Windows call a CSV, and what says nothing: there the name decides.
_SAYS_LITTLE = frozenset({"", "application/octet-stream", "application/vnd.ms-excel", "text/plain"})
_LONGEST_NAME = 200


class NotTableContent(errors.UnsupportedMedia):
    """Send a table as XLSX, CSV or JSON: as the part `file` of multipart/form-data, or as the body with the
    Content-Type text/csv, application/json or application/vnd.openxmlformats-officedocument.spreadsheetml.sheet."""

    vi = (
        "Hãy gửi bảng dạng XLSX, CSV hoặc JSON: là phần `file` của multipart/form-data, hoặc là nội dung với"
        " Content-Type text/csv, application/json hoặc"
        " application/vnd.openxmlformats-officedocument.spreadsheetml.sheet."
    )


class FileMissing(errors.Invalid):
    """A table file must be sent; see the fields."""

    vi = "Phải gửi kèm tệp; xem danh sách trường."


@dataclass(frozen=True)
class Sent:
    """What was sent; `media_type` is one of `tables.MEDIA_TYPES`."""

    content: bytes
    media_type: str
    name: str | None

    @property
    def fingerprint(self) -> tuple[str, ...]:
        """What makes two sendings the same."""
        return (self.media_type, hashlib.sha256(self.content).hexdigest())


async def read(headers: Headers, stream: AsyncGenerator[bytes, None]) -> Sent:
    """The file of a request. Raises NotTableContent, FileMissing, TooLarge and what `forms.read` raises."""
    said = _base(headers.get("content-type", ""))
    if said != _FORM:
        if said not in tables.MEDIA_TYPES:
            raise NotTableContent
        return _checked(b"".join([chunk async for chunk in stream]), said, None)
    form = await forms.read(headers, stream, _PARTS)
    try:
        part = form.get("file")
        if not isinstance(part, UploadFile):
            raise FileMissing(errors.Finding("file", "Field required.", "Thiếu trường này.", "missing"))
        name = _name(part.filename or "")
        return _checked(await part.read(), _type(_base(part.content_type or ""), name), name)
    finally:
        await form.close()


def takes_one(dependant: Dependant) -> bool:
    """Whether a route asks for a table file."""
    return any(inner.call is _sent or takes_one(inner) for inner in dependant.dependencies)


async def _sent(request: Request) -> Sent:
    sent: Sent = request.scope["table_file"]  # the route read it: after its guard, before its handler
    return sent


TableFile = Annotated[Sent, Depends(_sent)]


def in_openapi(schema: dict[str, Any], example: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """`openapi_extra` of a route that takes a table file; `schema` is that of a row as a JSON object, `example` rows
    that may be sent."""
    rows = {
        "type": "object",
        "properties": {"rows": {"type": "array", "items": schema, "maxItems": tables.MOST_ROWS}},
        "required": ["rows"],
        "additionalProperties": False,
        "description": "Các dòng của tệp; cũng nhận riêng mảng `rows` / the rows of the file; the array `rows` alone is"
        " taken as well.",
    }
    file = {"type": "string", "format": "binary", "title": "File"}
    described = {**file, "description": "Tệp XLSX, CSV hoặc JSON / an XLSX, CSV or JSON file."}
    form = {"type": "object", "properties": {"file": described}, "required": ["file"]}
    content = {
        _FORM: {"schema": form, "encoding": {"file": {"contentType": ", ".join(tables.MEDIA_TYPES)}}},
        tables.XLSX: {"schema": file},
        tables.CSV: {"schema": file},  # as it is, byte order mark and all: no text for a client to encode
        tables.JSON: {"schema": {**rows, "examples": [{"rows": list(example)}]} if example else rows},
    }
    return {"requestBody": {"required": True, "content": content}}


def row_schema(columns: tuple[tables.Column, ...]) -> dict[str, Any]:
    """A row of a JSON file, as OpenAPI says it."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {column.name: _schema(column) for column in columns},
        "required": [column.name for column in columns if column.required],
    }


def _schema(column: tables.Column) -> dict[str, Any]:
    kinds: dict[str, dict[str, Any]] = {
        "number": {"type": "number"},
        "integer": {"type": "integer"},
        "date": {"type": "string", "format": "date"},
        "choice": {"type": "string", "enum": list(column.choices)},
    }
    shape = dict(kinds.get(column.kind, {"type": "string", "maxLength": column.longest}))
    if not column.required:
        shape = {"anyOf": [shape, {"type": "null"}]}
    notes = " / ".join(text for text in (column.note_vi, column.note_en) if text)
    said = f"{column.heading_vi} / {column.heading_en}" + (f". {notes}" if notes else "")
    return {**shape, "description": said}


def _checked(content: bytes, media_type: str, name: str | None) -> Sent:
    if len(content) > LIMIT_BYTES:
        raise errors.TooLarge(limit=LIMIT_BYTES)
    if not content:
        raise FileMissing(errors.Finding("file", "The file is empty.", "Tệp rỗng.", "empty"))
    return Sent(content, media_type, name)


def _type(said: str, name: str) -> str:
    if said in tables.MEDIA_TYPES:
        return said
    ending = PurePosixPath(name.lower()).suffix
    if said in _SAYS_LITTLE and ending in tables.ENDINGS:
        return tables.ENDINGS[ending]
    raise NotTableContent


def _base(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _name(sent: str) -> str:
    """The last part of a name, whatever machine it comes from; it serves people only."""
    last = sent.replace("\\", "/").rpartition("/")[2]
    shown = "".join(
        character for character in last if character.isprintable() and not 0xD800 <= ord(character) <= 0xDFFF
    )
    return (names.nfc(shown) if names.is_stream_safe(shown) else "")[:_LONGEST_NAME]
