"""What good files hold is read exactly, and the three kinds of file say the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
import pytest

from shared.kit import tables
from tests.shared.kit.tables.books import COLUMNS, DAY, GOOD, HEADING, read_csv, read_xlsx, said, workbook

VALUES: dict[str, tables.Value] = {
    "target": "KTS.01",
    "measured_on": DAY,
    "value": Decimal("12.5"),
    "count": 3,
    "kind": "estimate",
    "note": "ghi chú",
}
NAMES = ",".join(column.name for column in COLUMNS)


@pytest.mark.parametrize(
    ("media_type", "content", "row"),
    [
        (tables.XLSX, workbook([HEADING, GOOD]), 2),
        (tables.CSV, f"{NAMES}\r\nKTS.01,2022-04-03,12.5,3,estimate,ghi chú\r\n".encode(), 2),
        (tables.CSV, ("\ufeff" + ";".join(HEADING) + "\nKTS.01;03/04/2022;12,5;3;Ước;ghi chú\n").encode(), 2),
        (tables.CSV, f"\ufeff{NAMES}\nKTS.01,2022-04-03,12.50,3,FINAL,ghi chú".replace("FINAL", "ước").encode(), 2),
        (tables.CSV, f"{NAMES.replace(',', ';')}\nKTS.01;2022-04-03;12.5;3;estimate;ghi chú".encode(), 2),
        (tables.CSV, f"sep=,\n{NAMES}\nKTS.01,2022-04-03,12.5,3,estimate,ghi chú".encode(), 3),
        (
            tables.JSON,
            orjson.dumps([VALUES | {"value": 12.5, "measured_on": "2022-04-03"}]),
            1,
        ),
    ],
    ids=["xlsx", "csv", "csv of excel", "csv with bom", "semicolons", "sep=", "json"],
)
def test_each_kind_of_file_says_the_same(media_type: str, content: bytes, row: int) -> None:
    sheet = tables.read(content, media_type=media_type, columns=COLUMNS)
    assert [f for f in sheet.findings if f.severity == "error"] == []
    assert sheet.rows == [tables.Row(row, VALUES)]
    assert (sheet.row_count, sheet.readable) == (1, True)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (0.1, "0.1"),
        (1.1, "1.1"),
        (10.0, "10"),
        (-0.000001, "-0.000001"),
        (123456789.123456, "123456789.123456"),
        (999999999999999.0, "999999999999999"),
        ("123456789012345678.25", "123456789012345678.25"),
        ("-12.50", "-12.50"),
    ],
)
def test_numbers_are_exact(cell: Any, value: str) -> None:
    sheet = read_xlsx(workbook([HEADING, ["KTS.01", DAY, cell]]))
    assert [row.values["value"] for row in sheet.rows] == [Decimal(value)]


def test_headings_are_known_by_name_or_language_in_any_order() -> None:
    sheet = read_csv("measured_on, mã  CHỈ tiêu*,Value\n2022-04-03,KTS.01,1.5\n")
    assert sheet.findings == []
    assert sheet.rows[0].values == dict.fromkeys(VALUES) | {
        "target": "KTS.01",
        "measured_on": DAY,
        "value": Decimal("1.5"),
    }
    assert sheet.columns == {"measured_on": "A", "target": "B", "value": "C"}


def test_a_title_of_empty_rows_keeps_the_numbers_of_the_file() -> None:
    sheet = read_xlsx(workbook([[], [], HEADING, GOOD, [], GOOD]))
    assert [row.number for row in sheet.rows] == [4, 6]
    assert said(sheet) == [(5, None, "empty_row")]


def test_quoted_newlines_are_one_row() -> None:
    sheet = read_csv('target,measured_on,note\r\nA,2022-04-03,"một\r\nhai ""ba"""\r\nB,2022-04-03,\r\n')
    assert [(row.number, row.values["note"]) for row in sheet.rows] == [(2, 'một\nhai "ba"'), (3, None)]


def test_text_is_nfc_whatever_the_machine() -> None:
    sheet = read_csv("target,measured_on,note\nA,2022-04-03,Tuye\u0302n Quang\n")
    assert sheet.rows[0].values["note"] == "Tuyên Quang"
