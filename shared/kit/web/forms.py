"""A multipart form read part by part; whatever is wrong names the part at fault."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from fastapi.dependencies.models import Dependant
from fastapi.params import File
from starlette.datastructures import FormData, Headers
from starlette.formparsers import MultiPartException, MultiPartParser

from shared.kit import errors

MAX_PARTS = 8
TEXT_LIMIT_BYTES = 1_048_576


class FormUnreadable(errors.Invalid):
    """The form could not be read; see the fields."""

    vi = "Không đọc được biểu mẫu; xem danh sách trường."


class PartsWrong(errors.Invalid):
    """The parts of the form are not those that this address takes; see the fields."""

    vi = "Các phần của biểu mẫu không đúng như địa chỉ này nhận; xem danh sách trường."


class PartTooLarge(errors.TooLarge):
    """A part of the form that is no file is larger than {limit} bytes; see the fields."""

    vi = "Một phần văn bản của biểu mẫu lớn hơn {limit} byte; xem danh sách trường."


@dataclass(frozen=True)
class Parts:
    """The names of the parts that a route takes."""

    files: frozenset[str]
    texts: frozenset[str]


def parts_of(dependant: Dependant) -> Parts:
    """Those of a route and of everything it depends on."""
    inner = [parts_of(one) for one in dependant.dependencies]
    files = {field.alias for field in dependant.body_params if isinstance(field.field_info, File)}
    texts = {field.alias for field in dependant.body_params} - files
    return Parts(
        frozenset(files.union(*(one.files for one in inner))), frozenset(texts.union(*(one.texts for one in inner)))
    )


async def read(headers: Headers, stream: AsyncGenerator[bytes, None], parts: Parts) -> FormData:
    """The form, whose files the caller closes. Raises FormUnreadable, PartTooLarge, PartsWrong."""
    parser = _Parser(headers, stream, max_files=MAX_PARTS, max_fields=MAX_PARTS, max_part_size=TEXT_LIMIT_BYTES)
    parser.texts = parts.texts
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise FormUnreadable(_unreadable(error.message)) from error
    if findings := _findings(form, parts):
        await form.close()
        raise PartsWrong(*findings)
    return form


class _Parser(MultiPartParser):
    """Starlette's, which tells nobody in which part it stopped and takes every part with a filename for a file."""

    texts: frozenset[str] = frozenset()

    def on_headers_finished(self) -> None:
        """Many clients send JSON as a file: a part that is text by its name is read as text all the same."""
        super().on_headers_finished()
        part = self._current_part
        if part.file is not None and part.field_name in self.texts:
            part.file.file.close()
            part.file = None

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        try:
            super().on_part_data(data, start, end)
        except MultiPartException as error:
            raise PartTooLarge(
                errors.Finding(self._current_part.field_name, "Too large.", "Quá lớn.", "too_large"),
                limit=TEXT_LIMIT_BYTES,
            ) from error

    def on_part_end(self) -> None:
        name, text = self._current_part.field_name, self._current_part.data
        if self._current_part.file is None and not _is_utf8(text):
            # Starlette would read it as another alphabet without a word.
            raise FormUnreadable(errors.Finding(name, "Not UTF-8.", "Không phải UTF-8.", "encoding"))
        super().on_part_end()


def _is_utf8(text: bytes | bytearray) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _unreadable(said: str) -> errors.Finding:
    """What the parser says of a whole form, in both languages."""
    if "boundary" in said:
        return errors.Finding(
            "Content-Type", "Has no boundary= parameter.", "Thiếu tham số boundary=.", "boundary_missing"
        )
    if "Too many" in said:
        return errors.Finding("body", f"At most {MAX_PARTS} parts.", f"Nhiều nhất {MAX_PARTS} phần.", "too_many")
    if "name" in said:
        return errors.Finding(
            "body",
            "A part has no name in its Content-Disposition header.",
            "Một phần không có tên (name) trong tiêu đề Content-Disposition.",
            "part_without_name",
        )
    return errors.Finding(
        "body",
        "Not parts between the boundary that Content-Type names, or a part's headers cannot be read.",
        "Không phải các phần ngăn bởi boundary nêu trong Content-Type, hoặc tiêu đề của một phần không đọc được.",
        "not_multipart",
    )


def _findings(form: FormData, parts: Parts) -> list[errors.Finding]:
    sent = [name for name, _ in form.multi_items()]
    known = parts.files | parts.texts
    unknown = [
        errors.Finding(name, "There is no such part.", "Không có phần này.", "extra_forbidden")
        for name in sent
        if name not in known
    ]
    twice = [
        errors.Finding(name, "Sent twice.", "Gửi hai lần.", "twice")
        for name in dict.fromkeys(sent)
        if sent.count(name) > 1
    ]
    as_text = [
        errors.Finding(
            name,
            "Must be a file: a part with a filename.",
            "Phải là một tệp: phần có tên tệp (filename).",
            "not_a_file",
        )
        for name, value in form.items()
        if name in parts.files and isinstance(value, str)
    ]
    return [*unknown, *twice, *as_text]
