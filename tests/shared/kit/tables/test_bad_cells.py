"""Everything that is wrong with a cell, a heading or a row is a finding at its place; the rest is read on."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from pathlib import Path
from typing import Any

import orjson
import pytest
import xlsxwriter

from shared.kit import tables
from shared.kit.tables import refusals
from tests.shared.kit.tables.books import (
    COLUMNS,
    DAY,
    GOOD,
    HEADING,
    part,
    read_csv,
    read_xlsx,
    repacked,
    said,
    workbook,
)

ROOT = Path(__file__).parents[4]
NAMES = ",".join(column.name for column in COLUMNS)
EXCEL = "\ufeff" + ";".join(HEADING)


def _csv_cell(column: str, text: str, *, excel: bool = False) -> tables.Sheet:
    """A CSV of one row, right but for one cell."""
    values = {"target": "A", "measured_on": "2022-04-03", "value": "", "count": "", "kind": "", "note": ""}
    values[column] = '"' + text.replace('"', '""') + '"'
    separator = ";" if excel else ","
    return read_csv((EXCEL if excel else NAMES) + "\n" + separator.join(values.values()) + "\n")


def _xlsx_cell(column: str, cell: Any, **options: Any) -> tables.Sheet:
    """A workbook of one row, right but for one cell."""
    row = list(GOOD)
    row[[one.name for one in COLUMNS].index(column)] = cell
    return read_xlsx(workbook([HEADING, row], **options))


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("value", "12,5", "decimal_comma"),
        ("value", "1,234", "ambiguous_number"),
        ("value", "1,234,567", "ambiguous_number"),
        ("value", "1.234.567", "ambiguous_number"),
        ("value", "1.234,5", "not_a_number"),
        ("value", "1,234.5", "not_a_number"),
        ("value", "1.2E+05", "exponent"),
        ("value", "1e999", "exponent"),
        ("value", "NaN", "not_a_number"),
        ("value", "inf", "not_a_number"),
        ("value", "Infinity", "not_a_number"),
        ("value", "12.5%", "not_a_number"),
        ("value", "12 tỷ", "not_a_number"),
        ("value", "١٢", "not_a_number"),
        ("value", "½", "not_a_number"),
        ("value", "3/4", "not_a_number"),
        ("value", "--5", "not_a_number"),
        ("value", "0x10", "not_a_number"),
        ("value", "1_000", "not_a_number"),
        ("value", "#REF!", "error_value"),
        ("value", "=1+1", "not_a_number"),
        ("value", "9" * 39, "number_too_long"),
        ("value", "0." + "1" * 39, "number_too_long"),
        ("count", "1.5", "not_whole"),
        ("count", "TRUE", "not_a_number"),
        ("measured_on", "3/4/2022", "not_a_date"),
        ("measured_on", "2022/04/03", "not_a_date"),
        ("measured_on", "31-12-2022", "not_a_date"),
        ("measured_on", "2022-02-30", "not_a_date"),
        ("measured_on", "20220403", "not_a_date"),
        ("measured_on", "44654", "not_a_date"),
        ("measured_on", "0000-01-01", "not_a_date"),
        ("measured_on", "2022-04-03T00:00:00", "not_a_date"),
        ("measured_on", "tháng 4 năm 2022", "not_a_date"),
        ("measured_on", "#N/A", "error_value"),
        ("measured_on", "", "missing"),
        ("target", " ", "missing"),
        ("kind", "cuối", "not_a_choice"),
        ("note", '=HYPERLINK("http://x","y")', "formula_injection"),
        ("note", "@SUM(1)", "formula_injection"),
        ("note", "\t=1", "formula_injection"),
        ("note", "\r=1", "formula_injection"),
        ("note", "+cmd|' /C calc'!A0", "formula_injection"),
        ("note", "-SUM(A1)", "formula_injection"),
        ("target", "=A", "formula_injection"),
        ("note", "a\x01b", "control_character"),
        ("note", "a\x7fb", "control_character"),
        ("note", "a\ufeffb", "control_character"),
        ("note", "a\ufffdb", "control_character"),
        ("target", "A\u200b", "control_character"),
        ("note", "\u202egnouT", "control_character"),
        ("note", "Tuyªn Quang", "tcvn3"),
        ("note", "B¸o c¸o", "tcvn3"),
        ("note", "a" + "\u0301" * 40, "combining_marks"),
        ("note", "x" * 201, "too_long"),
        ("note", "#DIV/0!", "error_value"),
    ],
)
def test_a_cell_of_csv(column: str, text: str, code: str) -> None:
    sheet = _csv_cell(column, text)
    letter = tables.values.letter([one.name for one in COLUMNS].index(column))
    assert said(sheet) == [(2, letter, code)]
    assert (sheet.rows, sheet.refused) == ([], {2})
    (finding,) = sheet.findings
    assert finding.field == column
    assert finding.en != finding.vi


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("12,5", "write 12.5"),
        ("1,234", "write 1234 or 1.2340"),
        ("1.234.567", "write 1234567"),
        ("-1,5", "write -1.5"),
    ],
)
def test_what_would_be_right_is_said(text: str, right: str) -> None:
    assert right in _csv_cell("value", text).findings[0].en


def test_a_date_in_another_order_is_shown_in_ours() -> None:
    assert "2022-04-03" in _csv_cell("measured_on", "3/4/2022").findings[0].vi


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("value", "12.5", "decimal_point"),
        ("value", "1.234", "decimal_point"),
        ("value", "1.234,5", "decimal_point"),
        ("value", "1,234,5", "not_a_number"),
        ("measured_on", "4/13/2022", "not_a_date"),
        ("measured_on", "3/4/22", "not_a_date"),
        ("measured_on", "3-4-2022", "not_a_date"),
    ],
)
def test_a_cell_of_csv_by_vietnamese_excel(column: str, text: str, code: str) -> None:
    sheet = _csv_cell(column, text, excel=True)
    assert [one for one in said(sheet) if one[2] != "excel_csv"] == [(2, said(sheet)[-1][1], code)]


@pytest.mark.parametrize(("text", "excel"), [("2022-02-30", False), ("31/02/2022", True)])
def test_a_day_that_the_calendar_does_not_have_is_called_so(text: str, excel: bool) -> None:
    (found,) = [one for one in _csv_cell("measured_on", text, excel=excel).findings if one.code == "not_a_date"]
    assert "no day of the calendar" in found.en
    assert "không có trong lịch" in found.vi


def test_semicolons_alone_do_not_make_the_comma_a_decimal_sign() -> None:
    sheet = read_csv("target;measured_on;value\nA;2022-04-03;12,5\nA;2022-04-03;12.5\n")
    assert said(sheet) == [(2, "C", "decimal_comma")]
    assert [row.number for row in sheet.rows] == [3]


def test_a_point_that_could_be_thousands_is_said_once_where_people_wrote() -> None:
    people = read_csv("Mã chỉ tiêu,Ngày đo,Giá trị\nA,2022-04-03,1.234\nA,2022-04-03,2.345\n")
    assert said(people) == [(2, "C", "read_as_fraction")]
    assert people.findings[0].severity == "warning"
    assert len(people.rows) == 2
    machine = read_csv("target,measured_on,value\nA,2022-04-03,1.234\n")
    assert machine.findings == []


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("value", "12,5", "decimal_comma"),
        ("value", "1.234", "ambiguous_number"),
        ("value", dt.date(2022, 4, 3), "date_for_number"),
        ("value", True, "boolean"),
        ("value", 0.30000000000000004, None),  # xlsxwriter writes 0.3: see the raw file below
        ("value", 1e15, "too_many_digits"),
        ("value", 1.23456789012345678, "too_many_digits"),
        ("count", 1.5, "not_whole"),
        ("measured_on", 44654, "number_for_date"),
        ("measured_on", "3/4/2022", "not_a_date"),
        ("measured_on", False, "boolean"),
        ("measured_on", "1900-02-28", None),
        ("target", 1.1, "code_as_number"),
        ("target", dt.date(2022, 4, 3), "date_for_text"),
        ("note", dt.date(2022, 4, 3), "date_for_text"),
        ("note", True, "boolean"),
        ("note", 2022, None),
        ("kind", 1, "code_as_number"),
        ("note", "=1+1", "formula"),
        ("value", "=1+1", "formula"),
        ("value", "=1/0", "formula"),
    ],
)
def test_a_cell_of_a_workbook(column: str, cell: Any, code: str | None) -> None:
    sheet = _xlsx_cell(column, cell)
    letter = tables.values.letter([one.name for one in COLUMNS].index(column))
    assert said(sheet) == ([] if code is None else [(2, letter, code)])
    assert sheet.name == "Số liệu"
    if code is not None:
        assert sheet.findings[0].place is not None
        assert (sheet.findings[0].place.sheet, sheet.rows) == ("Số liệu", [])


def test_a_number_for_a_date_says_which_day_it_would_be() -> None:
    assert "2022-04-03" in _xlsx_cell("measured_on", 44654).findings[0].vi


@pytest.mark.parametrize(
    ("shape", "value", "column", "code"),
    [
        ("0%", 0.5, "value", "percent_format"),
        ("0.0#%", 0.125, "value", "percent_format"),
        ('0.0"%"', 50, "value", None),  # a sign beside the number, which is what it looks like
        ("hh:mm", 0.5, "value", "time"),
        ("[h]:mm", 30.5, "value", "time"),
        ("dd/mm/yyyy hh:mm", 44654.5, "measured_on", "time_in_date"),
        ("dd/mm/yyyy", 30, "measured_on", "date_before_1900_03"),
        ("hh:mm", 0.5, "measured_on", "time"),
        ('#,##0 "đồng"', 1234567, "value", None),
    ],
)
def test_a_format_that_shows_something_else(shape: str, value: float, column: str, code: str | None) -> None:
    def write(book: xlsxwriter.Workbook, sheet: Any) -> None:
        index = [one.name for one in COLUMNS].index(column)
        sheet.write_number(1, index, value, book.add_format({"num_format": shape}))

    sheet = read_xlsx(workbook([HEADING, ["A", DAY]], more=write))
    assert [one[2] for one in said(sheet)] == ([] if code is None else [code])


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (b"1.1000000000000001", None),  # what Excel writes for 1.1
        (b"0.30000000000000004", "too_many_digits"),
        (b"1e999", "not_finite"),
        (b"NaN", "not_finite"),
        (b"12345678901234567890", "too_many_digits"),
    ],
)
def test_a_number_as_the_file_holds_it(value: bytes, code: str | None) -> None:
    sheet = read_xlsx(_with_value(value))
    assert [one[2] for one in said(sheet)] == ([] if code is None else [code])


def _with_value(value: bytes) -> bytes:
    made = workbook([HEADING, ["A", DAY, 12.5]])
    name = "xl/worksheets/sheet1.xml"
    xml = part(made, name).replace(b"<v>12.5</v>", b"<v>" + value + b"</v>")
    return repacked(made, **{name.replace("/", "__"): xml})


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (True, "boolean"),
        ([], "nested"),
        ({}, "nested"),
        ("12,5", "decimal_comma"),
        ("=1", "not_a_number"),
    ],
)
def test_a_value_of_json(value: Any, code: str) -> None:
    sheet = tables.read(
        orjson.dumps([{"target": "A", "measured_on": "2022-04-03", "value": value}]),
        media_type=tables.JSON,
        columns=COLUMNS,
    )
    assert said(sheet) == [(1, "value", code)]


@pytest.mark.parametrize(
    ("heading", "findings"),
    [
        ("target,measured_on,valeu", [(1, "C", "unknown_heading")]),
        ("target,measured_on,value,Giá trị", [(1, "D", "duplicate_heading")]),
        ("target,value", [(1, None, "missing_heading")]),
        (
            "value,value,x",
            [(1, None, "missing_heading")] * 2 + [(1, "B", "duplicate_heading"), (1, "C", "unknown_heading")],
        ),
        ("A,2022-04-03,1", [(1, None, "missing_heading")] * 2 + [(1, letter, "unknown_heading") for letter in "ABC"]),
    ],
)
def test_headings(heading: str, findings: list[tuple[int, str | None, str]]) -> None:
    sheet = read_csv(f"{heading}\nA,2022-04-03,1,2\n")
    assert said(sheet) == findings
    assert (sheet.readable, sheet.rows) == (False, [])


def test_a_misspelt_heading_is_told_which_was_meant() -> None:
    sheet = read_csv("Mã chỉ tiêu,Ngày đo,Giá trịi\nA,2022-04-03,1\n")
    assert "Giá trị" in sheet.findings[0].vi.partition("Có phải")[2].partition("?")[0]


def test_a_row_with_more_cells_than_headings_and_one_in_a_gap() -> None:
    sheet = read_csv(
        "target,measured_on,,value\nA,2022-04-03,,1\nA,2022-04-03,x,1\nA,2022-04-03,,1,y\nA,2022-04-03,,1,,\n"
    )
    assert said(sheet) == [(3, "C", "cell_without_heading"), (4, "E", "cell_without_heading")]
    assert [row.number for row in sheet.rows] == [2, 5]


def test_all_that_is_wrong_is_said_at_once_from_top_to_bottom() -> None:
    sheet = read_csv(f'{NAMES}\n,x,"1,5",1.5,?,@a\n\nA,2022-04-03,1,1,final,\n')
    assert [one[:2] for one in said(sheet)] == [(2, letter) for letter in "ABCDEF"] + [(3, None)]
    assert [row.number for row in sheet.rows] == [4]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_signs_do_not_depend_on_how_they_are_written(form: Any) -> None:
    heading = unicodedata.normalize(form, "Mã chỉ tiêu,Ngày đo,Loại,Ghi chú")
    sheet = read_csv(heading + "\n" + unicodedata.normalize(form, "A,2022-04-03,ước,Tuyên Quang") + "\n")
    assert sheet.findings == []
    assert sheet.rows[0].values["note"] == unicodedata.normalize("NFC", "Tuyên Quang")
    assert sheet.rows[0].values["kind"] == "estimate"


@pytest.mark.parametrize(
    "text", ["- Hoàn thành 5 việc", "+84 27 3822 888", "-", "a = b", "mail@x.vn", "C#", "50%", "Microsoft®"]
)
def test_honest_texts_pass(text: str) -> None:
    sheet = _csv_cell("note", text)
    assert (sheet.findings, sheet.rows[0].values["note"]) == ([], text)


def test_every_refusal_speaks_both_languages() -> None:
    found = [one for one in vars(refusals).values() if isinstance(one, refusals.Refused)]
    assert len(found) > 20
    assert all(one.en and one.vi and one.en != one.vi and one.code.replace("_", "").isalnum() for one in found)


def test_errors_are_kept_before_warnings_when_there_are_too_many() -> None:
    blank = "\n" * 1200
    sheet = read_csv(f"{NAMES}\nA,2022-04-03\n{blank}" + "A,x\n" * 1100)
    kept = sheet.findings
    assert (len(kept), sheet.found.errors, sheet.found.warnings) == (tables.MOST_FINDINGS, 1100, 1200)
    assert {one.severity for one in kept} == {"error"}


def test_the_page_for_users_names_every_code() -> None:
    """docs/imports.md is what people look a code up in."""
    page = (ROOT / "docs" / "imports.md").read_text(encoding="utf-8")
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "shared/kit/tables").glob("*.py"))
    codes = set(re.findall(r'Refused\(\s*"(\w+)"', source))
    codes |= set(re.findall(r'"(\w+_heading|too_many_columns)"', source))
    assert len(codes) > 50
    assert {code for code in codes if f"`{code}`" not in page} == set()
