"""Workbooks and texts for tests, and the columns they are read against."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter

from shared.kit import tables
from shared.kit.tables import Column

COLUMNS = (
    Column("target", "code", "Mã chỉ tiêu", "Target", required=True),
    Column("measured_on", "date", "Ngày đo", "Measured on", required=True),
    Column("value", "number", "Giá trị", "Value"),
    Column("count", "integer", "Số lượng", "Count"),
    Column("kind", "choice", "Loại", "Kind", {"estimate": "Ước", "final": "Chính thức"}),
    Column("note", "text", "Ghi chú", "Note", longest=200),
)
HEADING = [column.heading_vi for column in COLUMNS]
DAY = dt.date(2022, 4, 3)
GOOD = ["KTS.01", DAY, 12.5, 3, "Ước", "ghi chú"]


def workbook(
    rows: Sequence[Sequence[Any]],
    *,
    more: Callable[[xlsxwriter.Workbook, Any], None] | None = None,
    **options: Any,
) -> bytes:
    """A workbook with one sheet “Số liệu”; dates as dates. `more` may add whatever else it should hold."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, **options})
    sheet = book.add_worksheet("Số liệu")
    days = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, row in enumerate(rows):
        for index, cell in enumerate(row):
            if isinstance(cell, dt.date):
                sheet.write_datetime(number, index, dt.datetime.combine(cell, dt.time()), days)
            else:
                sheet.write(number, index, cell)
    if more is not None:
        more(book, sheet)
    book.close()
    return target.getvalue()


def repacked(content: bytes, **parts: bytes | None) -> bytes:
    """A workbook with parts replaced, added or (None) left out; `__` in a name stands for `/`."""
    changed = {name.replace("__", "/"): data for name, data in parts.items()}
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, data in changed.items():
            if data is not None:
                new.writestr(name, data)
    return target.getvalue()


def part(content: bytes, name: str) -> bytes:
    """One part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name)


def read_csv(text: str | bytes) -> tables.Sheet:
    """A CSV read against COLUMNS."""
    content = text.encode() if isinstance(text, str) else text
    return tables.read(content, media_type=tables.CSV, columns=COLUMNS)


def read_xlsx(content: bytes) -> tables.Sheet:
    """A workbook read against COLUMNS."""
    return tables.read(content, media_type=tables.XLSX, columns=COLUMNS)


def said(sheet: tables.Sheet) -> list[tuple[int | None, str | None, str]]:
    """Row, column and code of each finding, in order."""
    return [(f.place.row, f.place.column, f.code) if f.place else (None, None, f.code) for f in sheet.findings]
