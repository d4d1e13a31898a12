"""Whatever is written is read again: the same values, no finding, in each kind of file."""

from __future__ import annotations

import datetime as dt
import io
import string
import zipfile
from decimal import Decimal

import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.kit import names, tables
from shared.kit.tables import cells, guard
from tests.shared.kit.tables.books import COLUMNS, read_csv, read_xlsx

_LETTERS = "".join(chr(code) for code in range(0x20, 0x7F)) + "ăâđêôơưáàảãạỳỹỵƯỚC\n\t“”–€中"


def _kept(text: str) -> bool:
    """What a table holds as text: something to see, in NFC, and no error's or formula's name."""
    return bool(text.strip()) and not cells.folded(text).startswith("#") and names.nfc(text) == text


TEXTS = st.text(_LETTERS, min_size=1, max_size=40).filter(_kept) | st.sampled_from(
    [
        "=1+1",
        "'=1",
        "''@x",
        "+84 27",
        "-5",
        "- Hoàn thành",
        "@a",
        "\tx",
        "a;b",
        'x "y"',
        "dòng\nhai",
        "1,5",
        "007",
        "3/4",
    ]
)
CODES = st.text(string.ascii_letters + string.digits + ".-/=+@'", min_size=1, max_size=12)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=6)
DAYS = st.dates(dt.date(1800, 1, 1), dt.date(2200, 12, 31))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "target": CODES,
            "measured_on": DAYS,
            "value": st.none() | NUMBERS,
            "count": st.none() | st.integers(-(10**18), 10**18),
            "kind": st.none() | st.sampled_from(["estimate", "final"]),
            "note": st.none() | TEXTS,
        }
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(ROWS)
@pytest.mark.parametrize("kind", ["machine", "excel", "xlsx"])
def test_what_is_written_is_read_again(kind: str, rows: list[dict[str, tables.Value]]) -> None:
    if kind == "xlsx":
        sheet = read_xlsx(tables.write_xlsx(COLUMNS, rows, sheet="Số liệu", notes=["Điền từ dòng 2."]))
    else:
        sheet = read_csv(tables.write_csv(COLUMNS, rows, excel=kind == "excel"))
    assert [one for one in sheet.findings if one.severity == "error"] == []
    assert [row.values for row in sheet.rows] == rows
    assert [row.number for row in sheet.rows] == list(range(2, len(rows) + 2))


@given(st.text("'=+-@\t\rx "))
def test_the_guard_is_one_to_one(text: str) -> None:
    written = guard.guarded(text)
    assert (guard.unguarded(written) if written != text else text) == text
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_csv_for_machines_is_rfc_4180() -> None:
    row: dict[str, tables.Value] = {"target": "A", "measured_on": dt.date(2022, 4, 3), "value": Decimal("1234.50")}
    written = tables.write_csv(COLUMNS, [{**row, "kind": "final", "note": 'a,"b"\nc'}], excel=False)
    assert written == b'target,measured_on,value,count,kind,note\r\nA,2022-04-03,1234.5,,final,"a,""b""\nc"\r\n'


def test_csv_for_excel_opens_right_in_vietnamese() -> None:
    row: dict[str, tables.Value] = {"target": "A", "measured_on": dt.date(2022, 4, 3), "value": Decimal("1234.50")}
    written = tables.write_csv(COLUMNS, [{**row, "kind": "final"}], excel=True).decode()
    assert written.startswith("\ufeffMã chỉ tiêu;Ngày đo;Giá trị;")
    assert written.splitlines()[1] == "A;2022-04-03;1234,5;;Chính thức;"


def test_a_form_has_headings_in_sight_lists_and_notes() -> None:
    form = tables.write_xlsx(COLUMNS, [], sheet="Biểu mẫu", notes=["Đọc trước khi điền."])
    with zipfile.ZipFile(io.BytesIO(form)) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in xml
    assert "<formula1>'Hướng dẫn'!$G$2:$G$3</formula1>" in xml
    assert "autoFilter" not in xml  # rows that a filter hides would be refused
    book = python_calamine.load_workbook(io.BytesIO(form))
    assert book.sheet_names == ["Biểu mẫu", "Hướng dẫn"]
    assert book.get_sheet_by_index(0).to_python()[0][:2] == ["Mã chỉ tiêu *", "Ngày đo *"]
    notes = "\n".join(str(cell) for row in book.get_sheet_by_index(1).to_python() for cell in row)
    assert "Đọc trước khi điền." in notes
    assert "Mã chỉ tiêu / Target (target)" in notes


def test_the_same_rows_are_the_same_bytes() -> None:
    rows: list[dict[str, tables.Value]] = [{"target": "A", "measured_on": dt.date(2022, 4, 3)}]
    assert tables.write_xlsx(COLUMNS, rows, sheet="S") == tables.write_xlsx(COLUMNS, rows, sheet="S")


def test_a_form_without_rows_is_an_empty_table() -> None:
    sheet = read_xlsx(tables.write_xlsx(COLUMNS, [], sheet="S"))
    assert (sheet.readable, sheet.rows, sheet.findings) == (True, [], [])
