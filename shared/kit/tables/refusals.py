"""Why a cell, a heading or a file is not taken: one sentence in each language that says what would be right."""

from __future__ import annotations

from typing import NamedTuple

from shared.kit.tables import values


class Refused(NamedTuple):
    """A stable code and the sentence in both languages."""

    code: str
    en: str
    vi: str


class CellRefused(Exception):
    """A cell does not hold what its column takes."""

    def __init__(self, why: Refused) -> None:
        super().__init__(why.en)
        self.why = why


class FileRefused(Exception):
    """There is no table to read; `row` where that is in one place."""

    def __init__(self, why: Refused, row: int | None = None, sheet: str | None = None) -> None:
        super().__init__(why.en)
        self.why, self.row, self.sheet = why, row, sheet


_LONGEST_SHOWN = 60


def shown(raw: object) -> str:
    """What somebody wrote, short enough for a sentence."""
    text = str(raw)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


MISSING = Refused("missing", "Must be filled in.", "Bắt buộc điền.")
BOOLEAN = Refused(
    "boolean",
    "Is TRUE or FALSE; write what the column asks for.",
    "Là giá trị TRUE hoặc FALSE; hãy ghi đúng nội dung mà cột yêu cầu.",
)
FORMULA = Refused(
    "formula",
    "Is a formula, whose result may be old; paste it as a value.",
    "Là công thức, kết quả lưu trong tệp có thể đã cũ; hãy dán dưới dạng giá trị (Paste Values).",
)
MERGED = Refused(
    "merged",
    "Lies in merged cells; unmerge them, one value in each cell.",
    "Nằm trong ô gộp; hãy bỏ gộp ô, mỗi ô một giá trị.",
)
HIDDEN_ROW = Refused(
    "hidden_row",
    "The row is hidden: show it or delete it. Only what can be seen is imported.",
    "Dòng đang bị ẩn: hãy hiện hoặc xóa dòng này. Chỉ nhập những gì nhìn thấy được.",
)
HIDDEN_COLUMN = Refused(
    "hidden_column",
    "The column is hidden: show it or delete it. Only what can be seen is imported.",
    "Cột đang bị ẩn: hãy hiện hoặc xóa cột này. Chỉ nhập những gì nhìn thấy được.",
)
PERCENT = Refused(
    "percent_format",
    "Is shown as a percentage: the cell shows 50% and holds 0.5. Give it a number format and write 50.",
    "Ô có định dạng phần trăm: hiện 50% nhưng lưu 0,5. Hãy đổi sang định dạng số và ghi 50.",
)
NOT_FINITE = Refused("not_finite", "Is no finite number.", "Không phải số hữu hạn.")
TIME = Refused("time", "Is a time of day or a duration.", "Là giờ hoặc khoảng thời gian.")
DIGITS = Refused(
    "too_many_digits",
    "Has more than the 15 significant digits a spreadsheet keeps, so it may not be what was meant. Round it, or write"
    " it as text.",
    "Có hơn 15 chữ số có nghĩa mà bảng tính giữ được, nên có thể không còn đúng số ban đầu. Hãy làm tròn, hoặc ghi dưới"
    " dạng văn bản (text).",
)
LONG_NUMBER = Refused("number_too_long", "Has more than 38 digits.", "Có hơn 38 chữ số.")
NOT_WHOLE = Refused("not_whole", "Must be a whole number.", "Phải là số nguyên.")
CONTROL = Refused(
    "control_character",
    "Holds a character that cannot be seen or was damaged (control character, byte order mark, zero-width space,"
    " U+FFFD). Type the text again.",
    "Có ký tự không nhìn thấy hoặc đã hỏng (ký tự điều khiển, BOM, dấu cách không độ rộng, U+FFFD). Hãy gõ lại.",
)
MARKS = Refused("combining_marks", "Holds more than 30 combining marks in a row.", "Có hơn 30 dấu tổ hợp liền nhau.")
INJECTION = Refused(
    "formula_injection",
    "Begins as a formula does (=, @, tab, or a call or link after + or -); a spreadsheet that opens it would run it."
    " Write it in words, or with an apostrophe before it.",
    "Bắt đầu như một công thức (=, @, tab, hoặc lời gọi hay liên kết sau + hoặc -); bảng tính mở ra sẽ chạy nó. Hãy"
    " viết bằng lời, hoặc đặt dấu nháy đơn (') ở trước.",
)
TCVN3 = Refused(
    "tcvn3",
    "Is written in TCVN3 (.VnTime and its like), not in Unicode. Convert the file to Unicode first.",
    "Dùng bảng mã TCVN3 (các phông .VnTime…), không phải Unicode. Hãy chuyển tệp sang Unicode trước.",
)
BEFORE_1900 = Refused(
    "date_before_1900_03",
    "Lies before 1 March 1900, where Excel counts a day that never was. Write the date as text, such as 1899-12-31.",
    "Trước ngày 1/3/1900, khoảng mà Excel đếm thừa một ngày. Hãy ghi ngày dưới dạng văn bản, như 1899-12-31.",
)
CODE_IS_NUMBER = Refused(
    "code_as_number",
    "Is a number cell: a spreadsheet turns 1.10 into 1.1 and 007 into 7. Give the column the format Text and type the"
    " code again.",
    "Ô đang là số: bảng tính đổi 1.10 thành 1.1 và 007 thành 7. Hãy đặt định dạng cột là Văn bản (Text) rồi gõ lại mã.",
)
DATE_AS_TEXT = Refused(
    "date_for_text",
    "Is a date cell; a spreadsheet makes dates of texts such as 3/4. Give the column the format Text and type it"
    " again.",
    "Ô đang là ngày tháng; bảng tính đổi chữ như 3/4 thành ngày. Hãy đặt định dạng cột là Văn bản (Text) rồi gõ lại.",
)
TIME_IN_DATE = Refused(
    "time_in_date", "Has a time of day beside the date; write the date only.", "Có cả giờ; hãy chỉ ghi ngày."
)
NESTED = Refused("nested", "Must be a text, a number or null.", "Phải là chuỗi, số hoặc null.")
TOO_MANY_CELLS = Refused(
    "cell_without_heading",
    "Stands in a column without a heading; delete it or give the column its heading.",
    "Nằm ở cột không có tiêu đề; hãy xóa hoặc thêm tiêu đề cho cột.",
)
EMPTY_ROW = Refused("empty_row", "The row is empty and is passed over.", "Dòng trống, được bỏ qua.")
DATE_1904 = Refused(
    "dates_since_1904",
    "The workbook counts its days from 1904 (as old Excel for Mac does); its dates were read so. Check one of them.",
    "Tệp tính ngày từ năm 1904 (như Excel cho Mac đời cũ); ngày tháng đã được đọc theo cách đó. Hãy kiểm tra một ngày.",
)
EXCEL_CSV = Refused(
    "excel_csv",
    "The file begins with a byte order mark and separates with semicolons: it is read as Vietnamese Excel writes it,"
    " with decimal commas, and dates as day/month/year or YYYY-MM-DD.",
    "Tệp có BOM và ngăn cột bằng dấu chấm phẩy: được đọc như Excel tiếng Việt ghi ra, dấu phẩy là dấu thập phân, ngày"
    " là ngày/tháng/năm hoặc YYYY-MM-DD.",
)
LINKS = Refused(
    "external_links",
    "The workbook links to other files. The links are not followed.",
    "Tệp có liên kết đến tệp khác. Các liên kết không được đọc.",
)


def error_value(text: str) -> Refused:
    """#REF!, #N/A and their like."""
    return Refused(
        "error_value",
        f"Holds the error {shown(text)}; put the value in.",
        f"Chứa lỗi {shown(text)}; hãy ghi giá trị đúng.",
    )


def decimal_comma(text: str, right: str) -> Refused:
    """12,5."""
    return Refused(
        "decimal_comma",
        f"{shown(text)} has a decimal comma; write {right}.",
        f"{shown(text)} dùng dấu phẩy thập phân; hãy ghi {right}.",
    )


def decimal_point(text: str) -> Refused:
    """12.5 where the comma is the decimal sign."""
    return Refused(
        "decimal_point",
        f"{shown(text)} has a point, and in this file (semicolons, byte order mark) the decimal sign is a comma: write"
        f" {shown(text.replace('.', ','))}, or leave out points between thousands.",
        f"{shown(text)} có dấu chấm, mà trong tệp này (dấu chấm phẩy, có BOM) dấu thập phân là dấu phẩy: hãy ghi"
        f" {shown(text.replace('.', ','))}, hoặc bỏ dấu chấm ngăn hàng nghìn.",
    )


def thousands(text: str, one: str, other: str = "") -> Refused:
    """1.234 or 1,234: which of the two?"""
    other_en, other_vi = (f" or {other}", f" hoặc {other}") if other else ("", "")
    return Refused(
        "ambiguous_number",
        f"{shown(text)} can be read in two ways, with or without thousands; write {one}{other_en}.",
        f"{shown(text)} có thể hiểu theo hai cách (có hay không có dấu ngăn hàng nghìn); hãy ghi {one}{other_vi}.",
    )


def exponent(text: str) -> Refused:
    """1,2E+05: a spreadsheet shows it so, and has left digits out."""
    return Refused(
        "exponent",
        f"{shown(text)} is shortened with an exponent and may have lost digits; write all of them.",
        f"{shown(text)} được viết tắt dạng lũy thừa và có thể mất chữ số; hãy ghi đầy đủ.",
    )


def not_a_number(text: str) -> Refused:
    """Anything else."""
    return Refused(
        "not_a_number",
        f"{shown(text)} is no number; write one such as 12.5, without units and signs of thousands.",
        f"{shown(text)} không phải số; hãy ghi như 12.5, không kèm đơn vị, không ngăn hàng nghìn.",
    )


def date_for_number(day: object) -> Refused:
    """3/4 that Excel turned into a day."""
    return Refused(
        "date_for_number",
        f"Is the date {day}, and a number is wanted; a spreadsheet makes dates of texts such as 3/4 or 12.5. Give the"
        " column a number format and type the number again.",
        f"Là ngày {day}, trong khi cần một số; bảng tính đổi chữ như 3/4 hay 12.5 thành ngày. Hãy đặt định dạng số cho"
        " cột rồi gõ lại.",
    )


def number_for_date(number: object, day: object | None) -> Refused:
    """44927: a day as Excel counts them, without its format."""
    hint_en, hint_vi = (f" (as a day it would be {day})", f" (nếu là ngày thì là {day})") if day else ("", "")
    return Refused(
        "number_for_date",
        f"Is the number {shown(number)}{hint_en}; give the cell a date format, or write YYYY-MM-DD.",
        f"Là số {shown(number)}{hint_vi}; hãy đặt định dạng ngày cho ô, hoặc ghi YYYY-MM-DD.",
    )


def not_a_date(text: str, right: str | None) -> Refused:
    """A date in another order."""
    hint_en, hint_vi = (f"such as {right}", f"ví dụ {right}") if right else ("such as 2022-12-31", "ví dụ 2022-12-31")
    return Refused(
        "not_a_date",
        f"{shown(text)} is no date in the order year-month-day; write YYYY-MM-DD, {hint_en}.",
        f"{shown(text)} không phải ngày theo thứ tự năm-tháng-ngày; hãy ghi YYYY-MM-DD, {hint_vi}.",
    )


def no_such_day(text: str) -> Refused:
    """A date in the right order that is not in the calendar."""
    return Refused(
        "not_a_date",
        f"{shown(text)} is no day of the calendar; write year-month-day as YYYY-MM-DD, such as 2022-12-31.",
        f"{shown(text)} không có trong lịch; hãy ghi năm-tháng-ngày dạng YYYY-MM-DD, ví dụ 2022-12-31.",
    )


def not_a_choice(text: str, column: values.Column) -> Refused:
    """None of the column's values."""
    listed = ", ".join(column.choices)
    labelled = ", ".join(f"{value} ({label})" for value, label in column.choices.items())
    return Refused("not_a_choice", f"{shown(text)} is none of: {listed}.", f"{shown(text)} không thuộc: {labelled}.")


def too_long(most: int) -> Refused:
    """A text beyond the column's length."""
    return Refused("too_long", f"Has more than {most} characters.", f"Dài hơn {most} ký tự.")
