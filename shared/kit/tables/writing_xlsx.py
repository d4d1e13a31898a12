"""Workbooks for people: Vietnamese headings that stay in sight, formats that keep codes and dates what they are, lists
to choose from, and a sheet that explains each column. Read again, they say what was written."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

from shared.kit import decimals
from shared.kit.tables import guard
from shared.kit.tables.values import Column, Value
from shared.kit.tables.workbook import NOTES

# Rows below those written that a form's lists and formats reach: whoever fills in more copies a row.
_SPARE_ROWS = 1000
# A workbook is the same bytes for the same rows.
_CREATED = dt.datetime(2022, 1, 1, tzinfo=dt.UTC)
_FIRST_DAY = dt.date(1900, 3, 1)
_WIDTHS = {"text": 44, "code": 24, "choice": 20, "number": 16, "integer": 12, "date": 14}
_KINDS = {
    "text": ("Văn bản", "text"),
    "code": ("Mã, ghi đúng từng ký tự", "a code, as it is spelt"),
    "choice": ("Chọn trong danh sách", "one of the list"),
    "number": ("Số, không kèm đơn vị, không ngăn hàng nghìn", "a number without unit and signs of thousands"),
    "integer": ("Số nguyên", "a whole number"),
    "date": ("Ngày", "a date"),
}
_NOTES_HEADING = ("Cột / Column", "Bắt buộc / Required", "Nội dung / What it holds", "Ghi chú / Note")
_LIST_COLUMN = 6  # on the sheet of notes, to the right of what people read


def write_xlsx(
    columns: Sequence[Column], rows: Iterable[Mapping[str, Value]], *, sheet: str, notes: Sequence[str] = ()
) -> bytes:
    """A workbook whose first sheet is the table; a name that a row leaves out is an empty cell. `notes` are lines above
    the explanations of the columns. Without rows it is a form to fill in."""
    target = io.BytesIO()
    plain = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, {"in_memory": True, **plain})
    book.set_properties({"created": _CREATED})
    formats = {
        "heading": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DDEBF7", "border": 1}
        ),
        "title": book.add_format({"bold": True}),
        "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "dd/mm/yyyy"}),
        "number": book.add_format({"num_format": "General"}),
    }
    table, explained = book.add_worksheet(sheet), book.add_worksheet(NOTES)
    lists = _explain(explained, columns, notes, formats)
    _head(table, columns, formats)
    last = 0
    for last, row in enumerate(rows, start=1):
        for index, column in enumerate(columns):
            _write(table, (last, index), row.get(column.name), column, formats)
    for index, column in enumerate(columns):
        if column.name in lists:
            table.data_validation(1, index, last + _SPARE_ROWS, index, _list(lists[column.name]))
    book.close()
    return target.getvalue()


def _head(table: Any, columns: Sequence[Column], formats: Mapping[str, Any]) -> None:
    for index, column in enumerate(columns):
        table.write_string(0, index, column.heading_vi + (" *" if column.required else ""), formats["heading"])
        table.set_column(index, index, _WIDTHS[column.kind], formats[_format(column)])
    table.freeze_panes(1, 0)


def _write(table: Any, place: tuple[int, int], value: Value, column: Column, formats: Mapping[str, Any]) -> None:
    form, (row, index) = formats[_format(column)], place
    if value is None:
        return
    if isinstance(value, str):
        table.write_string(row, index, guard.guarded(column.choices.get(value, value)), form)
    elif isinstance(value, dt.date):
        if value < _FIRST_DAY:
            table.write_string(row, index, value.isoformat(), form)
        else:
            table.write_datetime(row, index, dt.datetime.combine(value, dt.time()), form)
    elif _is_kept(Decimal(value)):
        table.write_number(row, index, float(value), form)
    else:
        table.write_string(row, index, decimals.plain(Decimal(value)), formats["text"])


def _is_kept(value: Decimal) -> bool:
    """Whether a number cell keeps the number: 15 significant digits (IEEE 754 double)."""
    return len(decimals.plain(abs(value)).replace(".", "").strip("0")) <= 15 and abs(value) < 10**15


def _format(column: Column) -> str:
    if column.kind in ("number", "integer"):
        return "number"
    return "date" if column.kind == "date" else "text"


def _explain(
    explained: Any, columns: Sequence[Column], notes: Sequence[str], formats: Mapping[str, Any]
) -> dict[str, tuple[str, str]]:
    """Write the sheet of notes; where the choices of each column stand on it (first and last cell)."""
    for index, width in enumerate((36, 14, 44, 60)):
        explained.set_column(index, index, width)
    for number, line in enumerate(notes):
        explained.write_string(number, 0, line)
    top = len(notes) + 1 if notes else 0
    explained.write_row(top, 0, _NOTES_HEADING, formats["title"])
    lists: dict[str, tuple[str, str]] = {}
    for number, column in enumerate(columns, start=top + 1):
        kind_vi, kind_en = _KINDS[column.kind]
        texts = (
            f"{column.heading_vi} / {column.heading_en} ({column.name})",
            "bắt buộc / required" if column.required else "",
            f"{kind_vi} / {kind_en}",
            " / ".join(text for text in (column.note_vi, column.note_en) if text),
        )
        for index, text in enumerate(texts):
            explained.write_string(number, index, text, formats["wrapped"])
        if column.choices:
            lists[column.name] = _choices(explained, column, _LIST_COLUMN + len(lists))
    return lists


def _choices(explained: Any, column: Column, index: int) -> tuple[str, str]:
    explained.write_string(0, index, column.heading_vi)
    for number, label in enumerate(column.choices.values(), start=1):
        explained.write_string(number, index, label)
    name = xlsxwriter.utility.xl_col_to_name(index)
    return f"${name}$2", f"${name}${len(column.choices) + 1}"


def _list(cells: tuple[str, str]) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": f"='{NOTES}'!{cells[0]}:{cells[1]}",
        "error_title": "Không có trong danh sách",
        "error_message": "Hãy chọn một giá trị trong danh sách. / Choose one of the list.",
    }
