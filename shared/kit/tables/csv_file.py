"""CSV: RFC 4180 in UTF-8, with or without a byte order mark, separated by commas or semicolons."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from shared.kit.tables import refusals
from shared.kit.tables.grid import Grid
from shared.kit.tables.refusals import FileRefused, Refused

_BOM = "\ufeff"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HINT = "sep="

UTF16 = Refused(
    "utf16",
    "The file is in UTF-16; save it as CSV UTF-8.",
    "Tệp dùng mã UTF-16; hãy lưu lại dạng CSV UTF-8.",
)
NUL = Refused("nul", "The file holds NUL characters: it is no text.", "Tệp chứa ký tự NUL: không phải tệp văn bản.")
EMPTY = Refused("empty", "The file holds nothing.", "Tệp không có nội dung.")
TABS = Refused(
    "tabs",
    "The columns are separated by tabs; separate them by commas or semicolons.",
    "Các cột ngăn bằng tab; hãy ngăn bằng dấu phẩy hoặc dấu chấm phẩy.",
)
QUOTES = Refused(
    "quotes",
    "A quoted value is not closed, or something stands behind its closing quote; double the quotes inside of a value.",
    "Giá trị trong dấu nháy kép chưa đóng, hoặc có ký tự sau dấu đóng; dấu nháy kép bên trong phải viết hai lần.",
)


def read(content: bytes) -> Grid:
    """The rows of a CSV file. Raises FileRefused; `rows` raises it, too, where quotes are wrong."""
    text = _text(content)
    has_mark = text.startswith(_BOM)
    text = text.removeprefix(_BOM)
    if not text.strip():
        raise FileRefused(EMPTY)
    skipped, separator = _separator(text)
    excel = has_mark and separator == ";"
    rows = _rows(text, separator, skipped)
    return Grid("excel_csv" if excel else "csv", None, rows, said=[refusals.EXCEL_CSV] if excel else [])


def _text(content: bytes) -> str:
    if content.startswith(_UTF16):
        raise FileRefused(UTF16)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileRefused(_not_utf8(error), row=content.count(b"\n", 0, error.start) + 1) from None
    if "\0" in text:
        raise FileRefused(NUL, row=text.count("\n", 0, text.index("\0")) + 1)
    return text


def _not_utf8(error: UnicodeDecodeError) -> Refused:
    place = error.start
    return Refused(
        "encoding",
        f"The file is not UTF-8 (byte {place}); save it as CSV UTF-8. Text of TCVN3 or VNI fonts is converted first.",
        f"Tệp không phải UTF-8 (byte {place}); hãy lưu dạng CSV UTF-8. Văn bản phông TCVN3, VNI phải chuyển mã trước.",
    )


def _separator(text: str) -> tuple[int, str]:
    """How many lines stand before the table (Excel's `sep=;`), and what separates its columns."""
    first, _, _ = text.partition("\n")
    hint = first.strip('\r" ')
    if hint.lower().startswith(_HINT) and len(hint) == len(_HINT) + 1 and hint[-1] in ",;":
        return 1, hint[-1]
    heading = next((line for line in text.splitlines() if line.strip(",;\t \r")), first)
    outside = "".join(heading.split('"')[::2])
    commas, semicolons, tabs = (outside.count(sign) for sign in ",;\t")
    if tabs > commas + semicolons:
        raise FileRefused(TABS)
    return 0, ";" if semicolons > commas else ","


def _rows(text: str, separator: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if number > skipped:
                yield number, cells
    except csv.Error:
        raise FileRefused(QUOTES, row=number + 1) from None
