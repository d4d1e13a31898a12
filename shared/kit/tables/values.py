"""What is read from and written to table files: columns, rows, and a sheet with all that is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from shared.kit.errors import Finding, Place

# text: as it is; code: no blanks around it, never a number cell; choice: one of `choices`, or its Vietnamese label.
Kind = Literal["text", "code", "choice", "number", "integer", "date"]
Value = str | Decimal | int | dt.date | None

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"
MEDIA_TYPES = (XLSX, CSV, JSON)
ENDINGS = {".xlsx": XLSX, ".csv": CSV, ".json": JSON}

# What is read of one file. A province's 50,000 figures are an import of ten years; more is sent in several files. The
# columns are those of the widest form by far; whoever sends thousands wants the reader's memory.
MOST_ROWS = 100_000
MOST_COLUMNS = 200
# Nobody reads more; how many there are in all is said.
MOST_FINDINGS = 1000


@dataclass(frozen=True)
class Column:
    """A column of a table.

    `name` is its name for machines and in findings. `required`: no row leaves it empty. `choices`: value → how a
    person reads it in Vietnamese; both are taken. `longest`: characters of a text. `also`: other headings it has.
    """

    name: str
    kind: Kind = "text"
    heading_vi: str = ""
    heading_en: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    _: KW_ONLY
    required: bool = False
    note_vi: str = ""
    note_en: str = ""
    longest: int = 2000
    also: tuple[str, ...] = ()


class Row(NamedTuple):
    """One row that could be read whole: its number in the file (in JSON the place in the array, from 1), its values."""

    number: int
    values: dict[str, Value]


class Findings:
    """All that is wrong: the first `MOST_FINDINGS`, and how many there are of each severity."""

    def __init__(self, found: Iterable[Finding] = ()) -> None:
        self.kept: list[Finding] = []
        self.errors = 0
        self.warnings = 0
        self.rows: set[int] = set()
        for one in found:
            self.add(one)

    def add(self, finding: Finding) -> None:
        """One more. Errors push out warnings when there are too many to keep."""
        if finding.severity == "error":
            self.errors += 1
            if finding.place is not None and finding.place.row is not None:
                self.rows.add(finding.place.row)
        else:
            self.warnings += 1
        if len(self.kept) < MOST_FINDINGS:
            self.kept.append(finding)
        elif finding.severity == "error" and self.errors <= MOST_FINDINGS:
            self.kept.remove(next(one for one in reversed(self.kept) if one.severity == "warning"))
            self.kept.append(finding)

    def in_order(self) -> list[Finding]:
        """Those kept, from top to bottom; what is wrong with the whole file first."""
        return sorted(self.kept, key=_place_of)


def _place_of(finding: Finding) -> tuple[int, int, str]:
    place = finding.place or Place()
    column = place.column or ""
    return (place.row or 0, len(column), column)


@dataclass
class Sheet:
    """A table as read. `rows` are those that could be read whole, `refused` the numbers of the others.

    `readable` is False when there is no table to judge at all (wrong file, wrong headings): `found` says why.
    `columns` are the table's columns that the file has, by name, with what the file calls their place.
    """

    name: str | None = None
    rows: list[Row] = field(default_factory=list)
    found: Findings = field(default_factory=Findings)
    columns: dict[str, str] = field(default_factory=dict)
    row_count: int = 0
    readable: bool = True

    @property
    def findings(self) -> list[Finding]:
        """The findings kept, from top to bottom."""
        return self.found.in_order()

    @property
    def refused(self) -> set[int]:
        """Numbers of the rows that could not be read."""
        return self.found.rows

    def place(self, row: Row | int | None = None, column: str | None = None) -> Place:
        """Where a row and a column (by name) stand in the file."""
        number = row.number if isinstance(row, Row) else row
        return Place(self.name, number, None if column is None else self.columns.get(column))

    def finding(
        self,
        row: Row | int | None,
        column: str | None,
        code: str,
        *,
        en: str,
        vi: str,
        severity: Literal["error", "warning"] = "error",
    ) -> Finding:
        """A finding at a cell (or a row, or the whole table) for whoever judges what was read."""
        return Finding(column or "row", en, vi, code, self.place(row, column), severity)


def letter(index: int) -> str:
    """The letter of a column, 0 for A."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
