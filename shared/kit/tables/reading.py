"""A table file read against its columns: typed rows, and a finding with sheet, row and column for all that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from shared.kit.errors import Finding, Place
from shared.kit.tables import cells, csv_file, grid, headings, json_file, refusals, workbook
from shared.kit.tables.refusals import CellRefused, FileRefused, Refused
from shared.kit.tables.values import CSV, JSON, MOST_COLUMNS, MOST_ROWS, XLSX, Column, Row, Sheet, Value, letter

_TEXT_KINDS = frozenset({"number", "integer"})
READ_AS_FRACTION = Refused(
    "read_as_fraction",
    "Was read with the point as the decimal sign (one point something, not thousands), here and wherever it stands so"
    " in this file.",
    "Được đọc với dấu chấm là dấu thập phân (không phải ngăn hàng nghìn), ở đây và mọi chỗ viết như vậy trong tệp.",
)


def read(content: bytes, *, media_type: str, columns: Sequence[Column]) -> Sheet:
    """The table in a file of `media_type` (XLSX, CSV or JSON). Never raises for what a file holds: it stands in
    `Sheet.found`. Takes seconds for large files and no input or output: call it in a thread.

    Raises KeyError for another media type.
    """
    readers = {CSV: _csv, XLSX: _xlsx, JSON: _json}
    sheet = Sheet()
    try:
        readers[media_type](content, columns, sheet)
    except FileRefused as refused:
        sheet.name = refused.sheet or sheet.name
        place = Place(sheet.name, refused.row, None)
        sheet.found.add(Finding("file", refused.why.en, refused.why.vi, refused.why.code, place))
        sheet.rows, sheet.readable = [], False
    return sheet


def _csv(content: bytes, columns: Sequence[Column], sheet: Sheet) -> None:
    if workbook.looks_like_one(content):
        raise FileRefused(workbook.IS_WORKBOOK)
    _table(csv_file.read(content), columns, sheet)


def _xlsx(content: bytes, columns: Sequence[Column], sheet: Sheet) -> None:
    _table(workbook.read(content, columns), columns, sheet)


def _json(content: bytes, columns: Sequence[Column], sheet: Sheet) -> None:
    objects = json_file.read(content)
    known = {column.name: column for column in columns}
    has = {name for item in objects for name in item}
    sheet.columns = {column.name: column.name for column in columns if column.required or column.name in has}
    converters = [(column, cells.converter(column, "json")) for column in columns]
    for number, item in enumerate(objects, start=1):
        _count(sheet, number)
        for key in item.keys() - known.keys():
            sheet.found.add(headings.unknown_key(key, known, Place(None, number, key)))
        values = _values(sheet, number, [(c, convert, item.get(c.name)) for c, convert in converters], "json")
        if values is not None and number not in sheet.found.rows:
            sheet.rows.append(Row(number, values))


def _table(given: grid.Grid, columns: Sequence[Column], sheet: Sheet) -> None:
    sheet.name = given.sheet
    for why in given.said:
        sheet.found.add(Finding("file", why.en, why.vi, why.code, Place(given.sheet), "warning"))
    rows = iter(given.rows)
    number, heading = next(((n, r) for n, r in rows if not _is_empty(r)), (1, []))
    places = headings.match(heading, columns, sheet, number)
    for index, why in given.wrong.pop(number, ()):
        _say(sheet, number, index, why)
    if sheet.found.errors:
        sheet.readable = False
        return
    sheet.columns = {column.name: letter(index) for column, index in places}
    for column, index in places:
        if index in given.hidden_columns:
            _say(sheet, number, index, refusals.HIDDEN_COLUMN, column.name)
    _body(rows, _Reading(given, places, columns, heading), sheet)


class _Reading:
    """The columns of one file with the way to read them."""

    def __init__(
        self, given: grid.Grid, places: Sequence[tuple[Column, int]], columns: Sequence[Column], heading: list[Any]
    ) -> None:
        self.given = given
        # Programs head their columns with names and mean a point by a point.
        by_machine = all(heading[index] == column.name for column, index in places)
        self.by_hand = given.origin == "csv" and not by_machine
        self.places = [(column, index, cells.converter(column, given.origin)) for column, index in places]
        self.name_at = {index: column.name for column, index in places}
        self.absent = [column.name for column in columns if column.name not in {c.name for c, _ in places}]
        # So many cells from the first on have a heading each.
        self.without_gap = next(index for index in range(MOST_COLUMNS + 2) if index not in self.name_at)


def _body(rows: Iterable[tuple[int, list[Any]]], reading: _Reading, sheet: Sheet) -> None:
    gap = 0  # empty rows, one after the other, before the next that is not
    wrong, percents = reading.given.wrong, reading.given.percent_cells
    for number, row in rows:
        if _is_empty(row) and number not in wrong:
            gap += 1
            continue
        _check(gap)  # 16 million lines of nothing are a file as well
        for empty in range(number - gap, number):
            _say(sheet, empty, None, refusals.EMPTY_ROW, severity="warning")
        gap = 0
        _count(sheet, sheet.row_count + 1)
        before = sheet.found.errors
        spoiled: set[int | None] = set()
        for index, why in wrong.get(number, ()):
            spoiled.add(index)
            _say(sheet, number, index, why, reading.name_at.get(index) if index is not None else None)
        _surplus(row, number, reading, sheet, spoiled)
        values = _read_row(row, number, reading, sheet, spoiled=spoiled, percents=percents.get(number))
        if sheet.found.errors == before:
            sheet.rows.append(Row(number, values))


def _read_row(
    row: list[Any],
    number: int,
    reading: _Reading,
    sheet: Sheet,
    *,
    spoiled: set[int | None],
    percents: set[int] | None,
) -> dict[str, Value]:
    values: dict[str, Value] = dict.fromkeys(reading.absent)
    length = len(row)
    for column, index, convert in reading.places:
        if index in spoiled:
            continue
        raw = row[index] if index < length else None
        try:
            values[column.name] = convert(raw)
        except CellRefused as refused:
            _say(sheet, number, index, refused.why, column.name)
            continue
        if percents is not None and index in percents and column.kind in _TEXT_KINDS and raw != "":
            _say(sheet, number, index, refusals.PERCENT, column.name)
        if reading.by_hand and column.kind == "number" and cells.could_be_thousands(raw):
            _say_once(sheet, number, index, READ_AS_FRACTION, column.name)
    return values


def _surplus(row: list[Any], number: int, reading: _Reading, sheet: Sheet, spoiled: set[int | None]) -> None:
    """Cells to the right of, or between, the columns that have a heading."""
    if len(row) <= reading.without_gap:
        return
    for index, raw in enumerate(row):
        if raw not in ("", None) and index not in reading.name_at and index not in spoiled:
            _say(sheet, number, index, refusals.TOO_MANY_CELLS)


def _values(
    sheet: Sheet, number: int, read: list[tuple[Column, cells.Convert, Any]], origin: str
) -> dict[str, Value] | None:
    values: dict[str, Value] = {}
    for column, convert, raw in read:
        try:
            values[column.name] = convert(raw)
        except CellRefused as refused:
            place = Place(None, number, column.name)
            sheet.found.add(Finding(column.name, refused.why.en, refused.why.vi, refused.why.code, place))
    return values if len(values) == len(read) else None


def _is_empty(row: list[Any]) -> bool:
    return all(cell is None or cell == "" or (isinstance(cell, str) and not cell.strip()) for cell in row)


def _count(sheet: Sheet, count: int) -> None:
    _check(count)
    sheet.row_count = count


def _check(count: int) -> None:
    if count > MOST_ROWS:
        raise FileRefused(
            Refused(
                "too_many_rows",
                f"More than {MOST_ROWS} rows; send them in several files.",
                f"Nhiều hơn {MOST_ROWS} dòng; hãy chia thành nhiều tệp.",
            )
        )


def _say_once(sheet: Sheet, number: int, index: int, why: Refused, field: str) -> None:
    if not any(one.code == why.code for one in sheet.found.kept):
        _say(sheet, number, index, why, field, severity="warning")


def _say(
    sheet: Sheet,
    number: int,
    index: int | None,
    why: Refused,
    field: str | None = None,
    *,
    severity: Literal["error", "warning"] = "error",
) -> None:
    place = Place(sheet.name, number, None if index is None else letter(index))
    sheet.found.add(Finding(field or "row", why.en, why.vi, why.code, place, severity))
