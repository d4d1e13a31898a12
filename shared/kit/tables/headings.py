"""Which column of a file is which: by its name for machines, its Vietnamese or its English heading."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

from shared.kit.errors import Finding, Place
from shared.kit.tables import refusals
from shared.kit.tables.cells import folded
from shared.kit.tables.values import MOST_COLUMNS, Column, Sheet, letter

REQUIRED_SIGN = "*"


def match(heading: Sequence[Any], columns: Sequence[Column], sheet: Sheet, row: int) -> list[tuple[Column, int]]:
    """The columns that the file has, with their index; what is wrong with the headings is added to the sheet."""
    spelt = _spelt(columns)
    found: dict[str, tuple[Column, int]] = {}
    for index, cell in enumerate(heading):
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            continue
        place = Place(sheet.name, row, letter(index))
        text = cell if isinstance(cell, str) else str(cell)
        if len(found) > MOST_COLUMNS or index > MOST_COLUMNS:
            sheet.found.add(_too_many(place))
            break
        column = spelt.get(folded(text.strip().rstrip(REQUIRED_SIGN)))
        if column is None:
            sheet.found.add(_unknown(text, columns, place))
        elif column.name in found:
            sheet.found.add(_twice(column, letter(found[column.name][1]), place))
        else:
            found[column.name] = (column, index)
    for column in columns:
        if column.required and column.name not in found:
            sheet.found.add(_missing(column, Place(sheet.name, row, None)))
    return list(found.values())


def matching(heading: Sequence[Any], columns: Sequence[Column]) -> int:
    """How many of the columns a row of headings names."""
    spelt = _spelt(columns)
    texts = (folded(cell.strip().rstrip(REQUIRED_SIGN)) for cell in heading if isinstance(cell, str) and cell.strip())
    return len({spelt[text].name for text in texts if text in spelt})


def _spelt(columns: Sequence[Column]) -> dict[str, Column]:
    """Every way to head a column, as it is compared."""
    return {
        folded(one): column
        for column in columns
        for one in (column.name, column.heading_vi, column.heading_en, *column.also)
    }


def unknown_key(key: str, known: Iterable[str], place: Place) -> Finding:
    """A key of a JSON object that is no column."""
    said = ", ".join(known)
    shown = refusals.shown(key)
    return Finding(
        shown,
        f"There is no column {shown!r}; the columns are: {said}.",
        f"Không có cột “{shown}”; các cột là: {said}.",
        "unknown_heading",
        Place(place.sheet, place.row, shown),
    )


def _unknown(text: str, columns: Sequence[Column], place: Place) -> Finding:
    spelt = {folded(one): one for column in columns for one in (column.heading_vi, column.name) if one}
    near = difflib.get_close_matches(folded(text)[:200], spelt, n=1)
    hint_en, hint_vi = (f" Did you mean {spelt[near[0]]!r}?", f" Có phải là “{spelt[near[0]]}”?") if near else ("", "")
    said_en = ", ".join(column.name for column in columns)
    said_vi = "; ".join(column.heading_vi or column.name for column in columns)
    shown = refusals.shown(text)
    return Finding(
        "heading",
        f"There is no column {shown!r}.{hint_en} The columns are: {said_en}.",
        f"Không có cột “{shown}”.{hint_vi} Các cột là: {said_vi}.",
        "unknown_heading",
        place,
    )


def _twice(column: Column, first: str, place: Place) -> Finding:
    return Finding(
        column.name,
        f"The column {column.name!r} stands here and in {first}; keep one of them.",
        f"Cột “{column.heading_vi or column.name}” có ở đây và ở cột {first}; hãy giữ lại một.",
        "duplicate_heading",
        place,
    )


def _missing(column: Column, place: Place) -> Finding:
    return Finding(
        column.name,
        f"The column {column.name!r} ({column.heading_en}) is missing from the headings in this row.",
        f"Thiếu cột “{column.heading_vi or column.name}” trong dòng tiêu đề này.",
        "missing_heading",
        place,
    )


def _too_many(place: Place) -> Finding:
    return Finding(
        "heading", f"More than {MOST_COLUMNS} columns.", f"Nhiều hơn {MOST_COLUMNS} cột.", "too_many_columns", place
    )
