"""One pass over a sheet's XML for what the reader of cells does not tell: formulas, errors, what is hidden, how far the
cells reach, which of them show percentages.

Straight on expat: half a million cells are one callback each, and every layer above costs as much again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from shared.kit.tables import refusals
from shared.kit.tables.package import BROKEN, ENTITIES
from shared.kit.tables.refusals import FileRefused, Refused
from shared.kit.tables.values import MOST_COLUMNS, MOST_ROWS

# The cells are laid out as a rectangle: 32 bytes each, whether they hold something or not.
_MOST_CELLS = 4_000_000
# A title, a heading, some empty rows.
_SPARE_ROWS = 100
_MOST_WRONG = 20_000
_TRUE = ("1", "true")

TOO_MANY_ROWS = Refused(
    "too_many_rows",
    f"The sheet has cells below row {MOST_ROWS + _SPARE_ROWS}; send them in several files.",
    f"Trang tính có ô bên dưới dòng {MOST_ROWS + _SPARE_ROWS}; hãy chia thành nhiều tệp.",
)
TOO_MANY_COLUMNS = Refused(
    "too_many_columns",
    f"The sheet has cells beyond {MOST_COLUMNS} columns.",
    f"Trang tính có ô ở ngoài {MOST_COLUMNS} cột.",
)
TOO_MANY_CELLS = Refused(
    "too_many_cells",
    f"The cells of the sheet span more than {_MOST_CELLS} places; send them in several files.",
    f"Các ô của trang tính trải trên hơn {_MOST_CELLS} vị trí; hãy chia thành nhiều tệp.",
)


@dataclass
class Seen:
    """What the pass found. Rows count from 1 as spreadsheets do, columns from 0."""

    wrong: dict[int, list[tuple[int | None, Refused]]] = field(default_factory=dict)
    percents: dict[int, set[int]] = field(default_factory=dict)
    hidden_columns: set[int] = field(default_factory=set)
    last_row: int = 0
    last_column: int = 0


class _Pass:
    """The callbacks. `percent_styles`: indexes of the cell formats that show percentages."""

    def __init__(self, percent_styles: frozenset[str]) -> None:
        self.seen = Seen()
        self._styles = percent_styles
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._row = self._column = 0
        self._row_hidden = False
        self._cell: dict[str, str] = {}
        self._after_cell = False
        self._columns: dict[str, int] = {}
        self._wrong_count = 0
        self._hears_text = False

    def run(self, data: bytes) -> Seen:
        try:
            self._parser.Parse(data, True)  # noqa: FBT003 - the parser takes it by position only
        except (expat.ExpatError, LookupError, ValueError):
            raise FileRefused(BROKEN) from None
        if self.seen.last_row * (self.seen.last_column + 1) > _MOST_CELLS:
            raise FileRefused(TOO_MANY_CELLS)
        return self.seen

    def _refuse(self, *_: object) -> None:
        raise FileRefused(ENTITIES)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._hears_text:  # not in the handler of text itself, which would be called anew for the same text
            self._parser.CharacterDataHandler = None
            self._hears_text = False
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self._cell, self._after_cell = attributes, True
            self._at(attributes.get("r"))
        elif self._after_cell and name in ("v", "is"):
            self._after_cell = False
            self._value()
        elif self._after_cell and name == "f":
            self._add(self._column, refusals.FORMULA)
        elif name == "row":
            self._after_cell = False
            self._begin_row(attributes)
        elif name == "col" and attributes.get("hidden") in _TRUE:
            first, last = _number(attributes.get("min")), _number(attributes.get("max"))
            self.seen.hidden_columns.update(range(first - 1, min(last, MOST_COLUMNS)))
        else:
            self._after_cell = False

    def _begin_row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        self._row = self._row + 1 if given is None else _number(given)
        self._column = -1
        self._row_hidden = attributes.get("hidden") in _TRUE

    def _at(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
            return
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = _index(letters)
        self._column = column
        self._row = _number(reference[len(letters) :])

    def _value(self) -> None:
        seen, cell = self.seen, self._cell
        if self._row > seen.last_row:
            if self._row > MOST_ROWS + _SPARE_ROWS:
                raise FileRefused(TOO_MANY_ROWS, row=self._row)
            seen.last_row = self._row
        if self._column > seen.last_column:
            if self._column >= MOST_COLUMNS:
                raise FileRefused(TOO_MANY_COLUMNS, row=self._row)
            seen.last_column = self._column
        if cell.get("t") == "e":
            self._parser.CharacterDataHandler = self._error
            self._hears_text = True
        if self._row_hidden:
            self._row_hidden = False
            self._add(None, refusals.HIDDEN_ROW)
        if self._styles and cell.get("s") in self._styles and cell.get("t", "n") == "n":
            seen.percents.setdefault(self._row, set()).add(self._column)

    def _error(self, text: str) -> None:
        if not any(index == self._column for index, _ in self.seen.wrong.get(self._row, ())):
            self._add(self._column, refusals.error_value(text))

    def _add(self, column: int | None, why: Refused) -> None:
        self._wrong_count += 1
        if self._wrong_count <= _MOST_WRONG:
            self.seen.wrong.setdefault(self._row, []).append((column, why))
        elif not any(index is None for index, _ in self.seen.wrong.get(self._row, ())):
            # So many that they are counted by row only; each of these rows is refused all the same.
            self.seen.wrong.setdefault(self._row, []).append((None, why))


def look(data: bytes, percent_styles: frozenset[str]) -> Seen:
    """What a sheet's XML says beside its values. Raises FileRefused where it is no XML or reaches too far."""
    return _Pass(percent_styles).run(data)


def _number(text: str | None) -> int:
    if text is None or not text.isdigit() or len(text) > 7:
        raise FileRefused(BROKEN)
    return int(text)


def _index(letters: str) -> int:
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        raise FileRefused(BROKEN)
    index = 0
    for one in letters.upper():
        index = index * 26 + ord(one) - 64
    return index - 1
