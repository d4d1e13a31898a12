"""XLSX: values by calamine, what it does not tell by a look at the XML.

The table is the one visible sheet whose headings are ours. What a person cannot see is refused, not read.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import python_calamine

from shared.kit.tables import headings, package, refusals, sheet_xml
from shared.kit.tables.grid import Grid
from shared.kit.tables.refusals import FileRefused, Refused
from shared.kit.tables.values import Column

_MOST_SHEETS = 50
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STYLES, _STRINGS = "xl/styles.xml", "xl/sharedStrings.xml"
_TRUE = ("1", "true")
_BUILT_IN_PERCENTS = ("9", "10")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_MOST_MERGED = 10_000
# Where Rust gives up, Python sees no Exception: what is uncaught would end the process.
_PANIC = "pyo3_runtime"
# The sheet of explanations that we write ourselves: nothing is said about it.
NOTES = "Hướng dẫn"

IS_WORKBOOK = Refused(
    "not_csv",
    "The file is a workbook or an archive, not CSV; send it with its own media type, or save it as CSV UTF-8.",
    "Tệp là bảng tính hoặc tệp nén, không phải CSV; hãy gửi đúng kiểu tệp, hoặc lưu dạng CSV UTF-8.",
)
NO_SHEET = Refused(
    "no_sheet", "The workbook has no sheet that can be seen.", "Bảng tính không có trang tính nào đang hiện."
)


@dataclass
class _Part:
    """One sheet: its name, its part, and whether it is shown."""

    name: str
    path: str
    visible: bool


@dataclass
class _Candidate:
    """A visible sheet that holds something."""

    part: _Part
    cells: python_calamine.CalamineSheet
    seen: sheet_xml.Seen
    fits: int


def looks_like_one(content: bytes) -> bool:
    """Whether a content is a workbook or another archive, whatever it is called."""
    return package.is_zip(content)


def read(content: bytes, columns: Sequence[Column]) -> Grid:
    """The rows of the table's sheet. Raises FileRefused."""
    opened = package.Package(content)
    book = opened.tree(package.WORKBOOK)
    if book is None:
        raise FileRefused(package.NOT_XLSX)
    parts = _parts(opened, book)
    shown = [part for part in parts if part.visible]
    if not shown:
        raise FileRefused(NO_SHEET)
    candidates = _candidates(opened, shown, columns)
    chosen = _chosen(candidates)
    said = [
        _not_read(part) for part in parts if part.name not in (chosen.part.name, NOTES) and _counts(part, candidates)
    ]
    if opened.has("xl/externalLinks/"):
        said.append(refusals.LINKS)
    if any(one.get("date1904") in _TRUE for one in _all(book, "workbookPr")):
        said.append(refusals.DATE_1904)
    _add_merged(chosen)
    return Grid(
        "workbook",
        chosen.part.name,
        _rows(chosen.cells),
        wrong=chosen.seen.wrong,
        said=said,
        hidden_columns=frozenset(chosen.seen.hidden_columns),
        percent_cells=chosen.seen.percents,
    )


def _parts(opened: package.Package, book: Element) -> list[_Part]:
    relations = opened.tree(_RELATIONS)
    targets = (
        {} if relations is None else {one.get("Id"): one.get("Target", "") for one in _all(relations, "Relationship")}
    )
    parts = []
    for one in _all(book, "sheet"):
        relation = next((value for key, value in one.attrib.items() if key.endswith("}id")), None)
        target = targets.get(relation, "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        if path.startswith("xl/worksheets/"):  # a sheet of its own for a chart holds no cells
            parts.append(_Part(one.get("name", ""), path, one.get("state", "visible") == "visible"))
    if len(parts) > _MOST_SHEETS:
        raise FileRefused(package.TOO_LARGE)
    return parts


def _candidates(opened: package.Package, parts: list[_Part], columns: Sequence[Column]) -> list[_Candidate]:
    styles = _percent_styles(opened.tree(_STYLES))
    seen = {part.path: sheet_xml.look(opened.part(part.path), styles) for part in parts}
    every = ["[Content_Types].xml", "_rels/.rels", package.WORKBOOK, _RELATIONS, _STYLES, _STRINGS]
    clean = opened.packed_anew([*every, *seen])
    found = []
    try:
        cells = python_calamine.load_workbook(io.BytesIO(clean))
        for part in parts:
            sheet = cells.get_sheet_by_name(part.name)
            if seen[part.path].last_row:
                first = next((row for _, row in _rows(sheet) if any(cell != "" for cell in row)), [])
                found.append(_Candidate(part, sheet, seen[part.path], headings.matching(first, columns)))
    except python_calamine.CalamineError:
        raise FileRefused(package.BROKEN) from None
    except BaseException as error:
        if type(error).__module__ != _PANIC:
            raise
        raise FileRefused(package.BROKEN) from None
    if not found:
        raise FileRefused(Refused("empty", "The workbook holds nothing.", "Bảng tính không có nội dung."))
    return found


def _chosen(candidates: list[_Candidate]) -> _Candidate:
    fitting = [one for one in candidates if one.fits]
    if not fitting:
        return candidates[0]
    best = max(one.fits for one in fitting)
    equals = [one for one in fitting if one.fits == best]
    if len(equals) > 1:
        listed = ", ".join(one.part.name for one in equals)
        raise FileRefused(
            Refused(
                "several_sheets",
                f"Several sheets have the headings of this table: {listed}. Keep one of them in the file.",
                f"Nhiều trang tính có tiêu đề của bảng này: {listed}. Hãy chỉ giữ một trang trong tệp.",
            )
        )
    return equals[0]


def _counts(part: _Part, candidates: list[_Candidate]) -> bool:
    return not part.visible or any(one.part is part for one in candidates)


def _not_read(part: _Part) -> Refused:
    if part.visible:
        return Refused(
            "sheet_not_read",
            f"The sheet {part.name!r} is not read: its headings are others.",
            f"Trang tính “{part.name}” không được đọc vì tiêu đề khác.",
        )
    return Refused(
        "hidden_sheet",
        f"The sheet {part.name!r} is hidden and is not read.",
        f"Trang tính “{part.name}” đang bị ẩn và không được đọc.",
    )


def _rows(cells: python_calamine.CalamineSheet) -> Iterator[tuple[int, list[Any]]]:
    return enumerate(cells.iter_rows(), start=1)


def _add_merged(chosen: _Candidate) -> None:
    left = _MOST_MERGED
    for (top, first), (bottom, _) in chosen.cells.merged_cell_ranges or ():
        for row in range(top + 1, min(bottom + 1, chosen.seen.last_row) + 1):
            chosen.seen.wrong.setdefault(row, []).append((first, refusals.MERGED))
            left -= 1
            if left == 0:
                return


def _percent_styles(styles: Element | None) -> frozenset[str]:
    """Indexes of the cell formats that show 0.5 as 50%."""
    if styles is None:
        return frozenset()
    formats = {
        one.get("numFmtId", "") for one in _all(styles, "numFmt") if "%" in _QUOTED.sub("", one.get("formatCode", ""))
    }
    formats.update(_BUILT_IN_PERCENTS)
    given = next(iter(_all(styles, "cellXfs")), None)
    if given is None:
        return frozenset()
    return frozenset(str(index) for index, xf in enumerate(_all(given, "xf")) if xf.get("numFmtId") in formats)


def _all(tree: Element, name: str) -> list[Element]:
    """The elements of that local name: a workbook may come in the transitional or the strict namespace."""
    return [one for one in tree.iter() if isinstance(one.tag, str) and one.tag.rpartition("}")[2] == name]
