"""Files that are not what they say, that hide something, or that would cost too much: said, and nothing is read."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import zipfile
from decimal import Decimal
from typing import Any

import pytest
import python_calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.kit import tables
from shared.kit.tables import package, sheet_xml, values
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

SHEET = "xl/worksheets/sheet1.xml"
GOOD_BOOK = workbook([HEADING, GOOD, GOOD])


def _only(sheet: tables.Sheet) -> str:
    """The code of the one error; nothing was read."""
    (code,) = [one.code for one in sheet.findings if one.severity == "error"]
    assert (sheet.rows, sheet.readable) == ([], False)
    return code


def _changed(pattern: bytes, by: bytes, content: bytes = GOOD_BOOK, name: str = SHEET) -> bytes:
    """A workbook with one place of a part written otherwise."""
    xml, count = re.subn(pattern, by, part(content, name), count=1)
    assert count == 1
    return repacked(content, **{name.replace("/", "__"): xml})


# --- text ---


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("target,measured_on\nA,2022-04-03\n".encode("utf-16"), "utf16"),
        ("target,measured_on\nTuyên Quang,2022-04-03\n".encode("cp1258", "replace"), "encoding"),
        ("target,measured_on\nHà Nội,2022-04-03\n".encode("latin-1", "replace"), "encoding"),
        (b"target,measured_on\nA,2022-04-03\nTuy\xaan,2022-04-03\n", "encoding"),
        (b"target,measured_on\nA\x00,2022-04-03\n", "nul"),
        (b"target\tmeasured_on\nA\t2022-04-03\n", "tabs"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\n\n \n", "empty"),
        (b'target,measured_on\n"A,2022-04-03\n', "quotes"),
        (b'target,measured_on\n"A"x,2022-04-03\n', "quotes"),
        (GOOD_BOOK, "not_csv"),
    ],
)
def test_no_csv(content: bytes, code: str) -> None:
    assert _only(read_csv(content)) == code


def test_where_the_encoding_breaks() -> None:
    sheet = read_csv(b"target,measured_on\nA,2022-04-03\nTuy\xaan,2022-04-03\n")
    assert said(sheet) == [(3, None, "encoding")]


def test_a_byte_order_mark_in_the_middle_is_seen() -> None:
    """Two files with marks, one written behind the other."""
    sheet = read_csv("\ufefftarget,measured_on\nA,2022-04-03\n\ufeffB,2022-04-03\n")
    assert said(sheet) == [(3, "A", "control_character")]


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        (b"{}", "not_rows", None),
        (b'{"rows": {}}', "not_rows", None),
        (b'{"rows": [], "more": 1}', "not_rows", None),
        (b'{"rows": [1]}', "not_rows", 1),
        (b"[1]", "not_rows", 1),
        (b"[{}, []]", "not_rows", 2),
        (b'[{"target": "A"', "json_invalid", None),
        (b'[{"value": NaN}]', "json_invalid", None),
        (b'[{"value": 1e999}]', "json_invalid", None),
        (b'[{"target": "A", "target": "B"}]', "json_invalid", None),
        (b'[{"target": "\\u0000"}]', "json_invalid", None),
        (b'[{"target": "\\ud800"}]', "json_invalid", None),
        (b"[" * 100_000, "json_invalid", None),
        (b"\xff\xfe[]", "json_invalid", None),
        (b"", "json_invalid", None),
    ],
)
def test_no_json(content: bytes, code: str, row: int | None) -> None:
    sheet = tables.read(content, media_type=tables.JSON, columns=COLUMNS)
    assert _only(sheet) == code
    assert said(sheet)[0][0] == row


def test_an_unknown_key_is_told_its_row() -> None:
    content = b'[{"target": "A", "measured_on": "2022-04-03"}, {"target": "A", "measured_on": "2022-04-03", "x": 1}]'
    sheet = tables.read(content, media_type=tables.JSON, columns=COLUMNS)
    assert (said(sheet), [row.number for row in sheet.rows]) == ([(2, "x", "unknown_heading")], [1])


# --- packages ---


def _zip(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return target.getvalue()


def _lying(content: bytes) -> bytes:
    """The sheet's unpacked size said to be ten bytes, wherever it is said."""
    size = len(part(content, SHEET))
    return content.replace(struct.pack("<I", size), struct.pack("<I", 10))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"target,measured_on\nA,2022-04-03\n", "not_xlsx"),
        (b"", "not_xlsx"),
        (b"%PDF-1.7", "not_xlsx"),
        (OLE + bytes(600), "xls"),
        (OLE + bytes(100) + "EncryptedPackage".encode("utf-16-le") + bytes(600), "encrypted"),
        (_zip(word__document_xml=b"<x/>"), "not_xlsx"),
        (_zip(a=b"x"), "not_xlsx"),
        (b"PK\x03\x04" + bytes(50), "broken"),
        (GOOD_BOOK[:-40], "broken"),
        (GOOD_BOOK[: len(GOOD_BOOK) // 2], "broken"),
        (_lying(GOOD_BOOK), "broken"),
        (repacked(GOOD_BOOK, xl__vbaProject=b"x"), "macros"),
        (repacked(GOOD_BOOK, **{SHEET.replace("/", "__"): b"<worksheet><sheetData>"}), "broken"),
        (repacked(GOOD_BOOK, **{SHEET.replace("/", "__"): None}), "broken"),
        (repacked(GOOD_BOOK, xl___rels__workbook=b"x", **{"xl/workbook.xml": b"<x"}), "broken"),
        (workbook([]), "empty"),
    ],
)
def test_no_workbook(content: bytes, code: str) -> None:
    assert _only(read_xlsx(content)) == code


def test_an_encrypted_part() -> None:
    """The flag of a part that a password hides."""
    content = bytearray(GOOD_BOOK)
    for signature, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := content.find(signature, start)) >= 0:
            content[start + flag] |= 1
            start += 4
    assert _only(read_xlsx(bytes(content))) == "encrypted"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packed_as_no_workbook_is(method: int) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD_BOOK)) as good, zipfile.ZipFile(target, "w", method) as other:
        for name in good.namelist():
            other.writestr(name, good.read(name))
    assert _only(read_xlsx(target.getvalue())) == "broken"


def test_a_part_that_goes_on_behind_the_end() -> None:
    """The directory gives a part more bytes than the file has."""
    content = bytearray(_zip(xl__workbook_xml=b""))
    entry = content.find(b"PK\x01\x02")
    content[entry + 10 : entry + 12] = content[8:10] = struct.pack("<H", zipfile.ZIP_STORED)
    content[entry + 20 : entry + 28] = struct.pack("<II", 1_000_000, 1_000_000)
    assert _only(read_xlsx(bytes(content))) == "broken"


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;&a;">]><worksheet><sheetData/></worksheet>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet><sheetData/></worksheet>',
    ],
)
def test_entities_are_refused(xml: bytes) -> None:
    assert _only(read_xlsx(repacked(GOOD_BOOK, **{SHEET.replace("/", "__"): xml}))) == "xml_entities"
    book = xml.replace(b"<worksheet><sheetData/></worksheet>", b"<workbook/>")
    assert _only(read_xlsx(repacked(GOOD_BOOK, **{package.WORKBOOK.replace("/", "__"): book}))) == "xml_entities"


def test_a_package_that_unpacks_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_BYTES", len(part(GOOD_BOOK, SHEET)))
    assert _only(read_xlsx(GOOD_BOOK)) == "unpacks_too_large"


def test_a_bomb_of_zeros_is_refused_before_it_is_unpacked() -> None:
    zeros = bytes(package.MOST_BYTES + 1)
    bomb = repacked(GOOD_BOOK, xl__media__zeros=zeros)
    assert len(bomb) < 1_000_000
    assert _only(read_xlsx(bomb)) == "unpacks_too_large"


@pytest.mark.parametrize("node", [b"<a/>", b"<a><b/></a>"])
def test_a_small_part_of_nothing_but_elements_is_no_tree(node: bytes) -> None:
    bomb = repacked(GOOD_BOOK, **{"xl__styles.xml": b"<s>" + node * 1_000_000 + b"</s>"})
    assert len(bomb) < 100_000
    assert _only(read_xlsx(bomb)) == "unpacks_too_large"


def test_empty_rows_without_end_are_refused_not_listed() -> None:
    gap = "\n" * (tables.MOST_ROWS + 1)
    assert _only(read_csv(f"target,measured_on\nA,2022-04-03\n{gap}B,2022-04-03\n")) == "too_many_rows"
    assert [one.number for one in read_csv(f"target,measured_on\nA,2022-04-03\n{gap}").rows] == [2]


@pytest.mark.parametrize("content", [b"[%s]", b'{"rows": [%s]}', b'[{"note": [%s]}]'])
def test_json_of_more_objects_than_rows_is_not_made_into_objects(content: bytes) -> None:
    many = b",".join([b"{}"] * (tables.MOST_ROWS + 2))
    sheet = tables.read(content.replace(b"%s", many), media_type=tables.JSON, columns=COLUMNS)
    assert _only(sheet) == "too_many_rows"
    assert "objects and arrays" in sheet.findings[0].en


def test_what_a_workbook_says_of_its_size_is_known_before_it_is_unpacked() -> None:
    zeros = bytes(50_000_000)
    assert tables.unpacked_bytes(repacked(GOOD_BOOK, xl__media__zeros=zeros)) > len(zeros)
    assert tables.unpacked_bytes(b"PK\x03\x04no package") == 14
    assert tables.unpacked_bytes(b"target,value") == 12


def test_of_two_parts_of_one_name_both_readers_see_the_same() -> None:
    target = io.BytesIO(GOOD_BOOK)
    evil = part(GOOD_BOOK, SHEET).replace(b"<v>12.5</v>", b"<f>1+1</f><v>99</v>")
    with zipfile.ZipFile(target, "a") as twice, pytest.warns(UserWarning, match="Duplicate name"):
        twice.writestr(SHEET, evil)
    sheet = read_xlsx(target.getvalue())
    assert [one[2] for one in said(sheet)] == ["formula", "formula"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (b"XFD2", "too_many_columns"),
        (b"A1048576", "too_many_rows"),
        (b"A0001048576", "broken"),
        (b"A-1", "broken"),
        (b"\xc3\xa41", "broken"),
    ],
)
def test_a_cell_far_out_does_not_cost_the_memory_between(cell: bytes, code: str) -> None:
    far = b'<row r="3"><c r="' + cell + b'"><v>1</v></c></row></sheetData>'
    assert _only(read_xlsx(_changed(b"</sheetData>", far))) == code


def test_many_rows_times_many_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_xml, "_MOST_CELLS", 3 * len(HEADING) - 1)
    assert _only(read_xlsx(GOOD_BOOK)) == "too_many_cells"


def test_formats_below_the_table_are_not_rows_of_it() -> None:
    """Whoever formats whole columns leaves a million cells that hold nothing."""
    empty = b'<row r="1048576"><c r="A1048576" s="1"/></row></sheetData>'
    sheet = read_xlsx(_changed(b"</sheetData>", empty))
    assert (len(sheet.rows), sheet.findings) == (2, [])


@pytest.mark.parametrize("media_type", tables.MEDIA_TYPES)
def test_too_many_rows(media_type: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (tables.reading, values):
        monkeypatch.setattr(module, "MOST_ROWS", 1)
    row: dict[str, tables.Value] = {"target": "A", "measured_on": DAY}
    content = {
        tables.CSV: tables.write_csv(COLUMNS, [row, row], excel=False),
        tables.XLSX: tables.write_xlsx(COLUMNS, [row, row], sheet="S"),
        tables.JSON: b'[{"target": "A", "measured_on": "2022-04-03"}, {"target": "A", "measured_on": "2022-04-03"}]',
    }[media_type]
    assert _only(tables.read(content, media_type=media_type, columns=COLUMNS)) == "too_many_rows"


def test_too_many_columns() -> None:
    sheet = read_csv(",".join(f"c{number}" for number in range(values.MOST_COLUMNS + 50)) + "\n")
    assert [one[2] for one in said(sheet)].count("too_many_columns") == 1


# --- what a sheet hides, and what calamine does not tell ---


def test_dates_since_1904_are_read_right_and_said() -> None:
    sheet = read_xlsx(workbook([HEADING, GOOD], date_1904=True))
    assert [row.values["measured_on"] for row in sheet.rows] == [DAY]
    assert [(one.code, one.severity) for one in sheet.findings] == [("dates_since_1904", "warning")]


def test_formulas_and_errors_are_not_taken_by_their_stored_value() -> None:
    def write(book: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.write_formula(1, 2, "=A1", None, 12.5)
        sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(3, 5, '="x"', None, "x")
        sheet.write_array_formula(4, 2, 4, 3, "{=1+1}", None, 2)

    sheet = read_xlsx(workbook([HEADING, GOOD, GOOD, GOOD, GOOD], more=write))
    assert said(sheet) == [(2, "C", "formula"), (3, "C", "formula"), (4, "F", "formula"), (5, "C", "formula")]


def test_an_error_that_was_pasted_as_a_value() -> None:
    sheet = read_xlsx(_changed(rb'<c r="C2"><v>12.5</v>', b'<c r="C2" t="e"><v>#N/A</v>'))
    assert said(sheet) == [(2, "C", "error_value")]
    assert "#N/A" in sheet.findings[0].vi


def test_a_formula_of_a_rule_is_none_of_a_cell() -> None:
    def write(book: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.conditional_format("A1:C9", {"type": "formula", "criteria": "=$A$1>1"})
        sheet.data_validation("A2:A9", {"validate": "list", "source": "=$B$2:$B$3"})
        sheet.add_sparkline("H1", {"range": "A1:C1"})  # in an extension, as <xm:f>

    assert read_xlsx(workbook([HEADING, GOOD], more=write)).findings == []


def test_merged_cells_are_refused_in_every_row_that_they_reach() -> None:
    def write(book: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.merge_range(1, 5, 2, 5, "chung")

    sheet = read_xlsx(workbook([HEADING, GOOD, GOOD, GOOD], more=write))
    assert said(sheet) == [(2, "F", "merged"), (3, "F", "merged")]
    assert [row.number for row in sheet.rows] == [4]


def test_merged_headings() -> None:
    def write(book: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.merge_range(0, 2, 0, 3, "Giá trị")

    sheet = read_xlsx(workbook([HEADING, GOOD], more=write))
    assert (said(sheet), sheet.readable) == ([(1, "C", "merged")], False)


def test_hidden_rows_and_columns_are_refused_hidden_emptiness_is_not() -> None:
    def write(book: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_column(5, 5, None, None, {"hidden": True})
        sheet.set_column(9, 20, None, None, {"hidden": True})

    sheet = read_xlsx(workbook([HEADING, GOOD, GOOD], more=write))
    assert said(sheet) == [(1, "F", "hidden_column"), (2, None, "hidden_row")]


def test_hidden_sheets_are_said_and_not_read() -> None:
    def write(book: xlsxwriter.Workbook, sheet: Any) -> None:
        book.add_worksheet("Nháp").hide()
        book.add_worksheet("Mật").very_hidden()

    sheet = read_xlsx(workbook([HEADING, GOOD], more=write))
    assert [(one.code, one.severity) for one in sheet.findings] == [("hidden_sheet", "warning")] * 2
    assert (len(sheet.rows), sheet.name) == (1, "Số liệu")


def test_nothing_but_hidden_sheets() -> None:
    content = _changed(rb"<sheet name=\S+\s?\S*", rb'\g<0> state="hidden"', name=package.WORKBOOK)
    assert _only(read_xlsx(content)) == "no_sheet"


def test_the_sheet_with_our_headings_is_read_others_are_said() -> None:
    def write(book: xlsxwriter.Workbook, sheet: Any) -> None:
        book.add_worksheet("Trống")
        book.add_worksheet("Khác").write(0, 0, "gì đó")
        book.add_worksheet("Hướng dẫn").write(0, 0, "điền thế này")

    sheet = read_xlsx(workbook([HEADING, GOOD], more=write))
    assert [(one.code, one.vi) for one in sheet.findings] == [
        ("sheet_not_read", "Trang tính “Khác” không được đọc vì tiêu đề khác.")
    ]
    assert len(sheet.rows) == 1


def test_two_sheets_with_our_headings_are_one_too_many() -> None:
    def write(book: xlsxwriter.Workbook, sheet: Any) -> None:
        book.add_worksheet("Quý 2").write_row(0, 0, HEADING)

    sheet = read_xlsx(workbook([HEADING, GOOD], more=write))
    assert _only(sheet) == "several_sheets"
    assert "Số liệu, Quý 2" in sheet.findings[0].vi


def test_links_to_other_files_are_said() -> None:
    sheet = read_xlsx(repacked(GOOD_BOOK, xl__externalLinks__externalLink1=b"<x/>"))
    assert [one.code for one in sheet.findings] == ["external_links"]


def test_a_sheet_written_with_prefixes_and_without_references() -> None:
    """As other programs write it: every name with a prefix, no cell with its place."""
    xml = (
        b'<?xml version="1.0"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>target</x:t></x:is></x:c>'
        b'<x:c t="inlineStr"><x:is><x:t>measured_on</x:t></x:is></x:c><x:c t="inlineStr"><x:is><x:t>value</x:t></x:is>'
        b'</x:c></x:row><x:row><x:c t="inlineStr"><x:is><x:t>A</x:t></x:is></x:c>'
        b'<x:c t="inlineStr"><x:is><x:t>2022-04-03</x:t></x:is></x:c><x:c><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row>'
        b"</x:sheetData></x:worksheet>"
    )
    sheet = read_xlsx(repacked(GOOD_BOOK, **{SHEET.replace("/", "__"): xml}))
    assert said(sheet) == [(2, "C", "formula")]
    plain = xml.replace(b"<x:f>1+1</x:f>", b"")
    sheet = read_xlsx(repacked(GOOD_BOOK, **{SHEET.replace("/", "__"): plain}))
    assert (sheet.findings, sheet.rows[0].values["value"]) == ([], Decimal(2))
    assert sheet.rows[0].values["measured_on"] == dt.date(2022, 4, 3)


PARTS = (SHEET, package.WORKBOOK, "xl/styles.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PARTS), st.data())
def test_whatever_is_broken_in_a_workbook_is_said(name: str, data: st.DataObject) -> None:
    """Nothing but a finding comes of it: no exception, which would be an error of ours."""
    broken = bytearray(part(GOOD_BOOK, name))
    at = data.draw(st.integers(0, len(broken) - 1))
    broken[at : at + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=12))
    read_xlsx(repacked(GOOD_BOOK, **{name.replace("/", "__"): bytes(broken)}))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(tables.MEDIA_TYPES), st.binary(max_size=200))
def test_whatever_is_sent_is_said(media_type: str, content: bytes) -> None:
    for begins in (b"", b"PK\x03\x04", b"target,measured_on\n", b'[{"target": "', b"\xef\xbb\xbftarget;measured_on\n"):
        sheet = tables.read(begins + content, media_type=media_type, columns=COLUMNS)
        assert sheet.findings or sheet.rows or sheet.row_count == 0


def test_a_reader_that_panics_is_a_broken_file(monkeypatch: pytest.MonkeyPatch) -> None:
    panic = type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})

    def gives_up(_: Any) -> Any:
        raise panic

    monkeypatch.setattr(python_calamine, "load_workbook", gives_up)
    assert _only(read_xlsx(GOOD_BOOK)) == "broken"
