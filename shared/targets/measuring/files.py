"""Figures in files: the columns, and the form with the targets that an organisation measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from shared.kit import tables
from shared.kit.tables import Column, Value
from shared.targets import columns

COLUMNS: tuple[Column, ...] = (
    Column("target", "code", "Mã chỉ tiêu", "Target", required=True, longest=60),
    columns.to_read("name", "Tên chỉ tiêu", "Name"),
    columns.to_read("unit", "Đơn vị tính", "Unit"),
    columns.OWN,
    Column(
        "measured_on",
        "date",
        "Ngày số liệu",
        "Measured on",
        note_vi="Bắt buộc khi có số liệu; không sau hôm nay.",
        note_en="Required with a figure; not after today.",
    ),
    Column("value", "number", "Giá trị", "Value", note_vi="Hoặc tử số và mẫu số.", note_en="Or the two parts."),
    Column("numerator", "number", "Tử số", "Numerator"),
    Column("denominator", "number", "Mẫu số", "Denominator"),
    columns.kind(),
    Column(
        "origin",
        "choice",
        "Nguồn",
        "Origin",
        {"organisation": "Cơ quan", "machine": "Máy", "statistics_office": "Cơ quan thống kê"},
        note_vi="Để trống: cơ quan.",
        note_en="Empty: the organisation.",
    ),
    Column("quality_note", "text", "Chất lượng số liệu", "Quality note", longest=10_000),
    Column(
        "corrects",
        "code",
        "Đính chính lần ghi",
        "Corrects",
        longest=36,
        note_vi="Id của lần ghi được đính chính.",
        note_en="Id of the recording that this one corrects.",
    ),
    Column(
        "reason",
        "text",
        "Lý do",
        "Reason",
        note_vi="Bắt buộc khi ghi số ước sau số chính thức.",
        note_en="Required for an estimate after a final figure.",
    ),
)
Written = Literal["xlsx", "csv", "csv-excel"]
_NOTES = (
    "Mỗi dòng một số liệu; dòng chưa có ngày và số thì được bỏ qua. Không cần xóa các dòng không dùng.",
    "One figure per row; a row without a day and a figure is passed over, and need not be deleted.",
)


def form(rows: Sequence[Mapping[str, Value]], written: Written) -> tuple[bytes, str]:
    """The form with a row per target, and its media type. `written`: xlsx, csv, or csv-excel."""
    if written == "xlsx":
        return tables.write_xlsx(COLUMNS, rows, sheet="Số liệu", notes=_NOTES), tables.XLSX
    return tables.write_csv(COLUMNS, rows, excel=written == "csv-excel"), tables.CSV
