"""The register as a table in a file: what its columns are, and each row of an export.

A row is one version of an organisation: its slug, and the day from which the version holds. What is exported is
imported again unchanged.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shared.kit import tables
from shared.organisations import values

SHEET = "Cơ quan"
CERTAINTIES = {
    "certain": "Chắc chắn",
    "derived": "Suy ra",
    "provisional": "Tạm thời",
    "unknown": "Chưa rõ",
}
COLUMNS: tuple[tables.Column, ...] = (
    tables.Column(
        "slug",
        "code",
        "Mã (slug)",
        "Slug",
        required=True,
        longest=120,
        note_vi="chữ thường không dấu, số, gạch nối; không đổi khi cơ quan đổi tên",
        note_en="lower case, digits, hyphens; it stays when the organisation is renamed",
    ),
    tables.Column("name", "text", "Tên", "Name", required=True, longest=500),
    tables.Column("short_name", "text", "Tên viết tắt", "Short name", longest=200),
    tables.Column("kind", "choice", "Loại", "Kind", values.KINDS, required=True),
    tables.Column("level", "choice", "Cấp", "Level", values.LEVELS),
    tables.Column(
        "superior",
        "code",
        "Cấp trên",
        "Superior",
        longest=120,
        note_vi="slug của cơ quan cấp trên hành chính",
        note_en="slug of the administrative superior",
    ),
    tables.Column("statistics_code", "code", "Mã thống kê", "Statistics code", longest=40),
    tables.Column("valid_from", "date", "Hiệu lực từ", "Valid from", note_vi="trống: không có mốc"),
    tables.Column("valid_to", "date", "Hiệu lực đến trước", "Valid until before", note_vi="trống: chưa hết"),
    tables.Column(
        "national_code",
        "code",
        "Mã định danh điện tử",
        "National code",
        longest=200,
        note_vi="trống: không ghi gì về mã",
        note_en="empty: nothing is said of a code",
    ),
    tables.Column("national_code_status", "choice", "Tình trạng mã", "State of the code", values.CODE_STATUSES),
    tables.Column("national_code_from", "date", "Mã có hiệu lực từ", "Code valid from"),
    tables.Column(
        "placements",
        "text",
        "Vị trí trong hệ thống khác",
        "Other places",
        note_vi="hệ thống=cấp trên@từ ngày, cách nhau bằng dấu chấm phẩy",
        note_en="hierarchy=superior@from, separated by semicolons",
    ),
    tables.Column("certainty", "choice", "Độ chắc chắn", "Certainty", CERTAINTIES),
    tables.Column(
        "document",
        "code",
        "Văn bản",
        "Document",
        longest=120,
        note_vi="slug của văn bản làm căn cứ; bắt buộc khi thêm hoặc thay đổi",
        note_en="slug of the document; required for what is new or changed",
    ),
    tables.Column("clause", "text", "Điều khoản", "Clause", longest=500),
    tables.Column("quote", "text", "Trích dẫn", "Quote", longest=10_000),
    tables.Column("note", "text", "Ghi chú", "Note"),
    tables.Column(
        "effective_on",
        "date",
        "Ngày thay đổi",
        "Change effective on",
        note_vi="chỉ khi đổi tên hoặc chuyển cấp trên: từ ngày nào theo văn bản đã nêu",
        note_en="only when renamed or moved: from which day, by the document named",
    ),
)


def written(rows: list[dict[str, Any]], kind: str) -> bytes:
    """The file of an export. `kind`: csv, csv-excel or xlsx; `rows` by the columns' names."""
    if kind == "xlsx":
        return tables.write_xlsx(COLUMNS, rows, sheet=SHEET)
    return tables.write_csv(COLUMNS, rows, excel=kind == "csv-excel")


def places(text: str) -> Iterator[tuple[str, str, str | None]]:
    """(hierarchy, superior, day or None) of each place that a cell states. Raises ValueError for one that is not so."""
    for stated in filter(None, (part.strip() for part in text.split(";"))):
        hierarchy, equals, rest = stated.partition("=")
        superior, _, day = rest.partition("@")
        if not (equals and hierarchy.strip() and superior.strip()):
            raise ValueError(stated)
        yield hierarchy.strip(), superior.strip(), day.strip() or None
