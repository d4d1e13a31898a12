"""Spending in files: the columns, and the form with what clauses ask of an organisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from shared.kit import tables
from shared.kit.tables import Column, Value
from shared.targets import columns

_MONEY_VI, _MONEY_EN = "Triệu đồng; không chi thì ghi 0.", "Million VND; nothing spent is 0."
_ONCE_VI = "Của cả năm: ghi ở một dòng của năm, các dòng khác để trống hoặc ghi giống."
_ONCE_EN = "Of the whole year: on one of its rows, the others empty or the same."
AREAS = {
    "digital_government": "Chính quyền số",
    "digital_economy": "Kinh tế số",
    "digital_society": "Xã hội số",
    "information_security": "An toàn thông tin",
}
SCOPES = {"own": "Của chính cơ quan", "province": "Của toàn tỉnh"}
# The sum of an agency's own spending, which a request calls `total` beside its areas.
OWN_TOTAL = "own_total"
# What a year says once, whatever the number of its rows.
OF_YEAR = ("kind", OWN_TOTAL, "budget_million_vnd", "note", "reason")
Written = Literal["xlsx", "csv", "csv-excel"]


def _money(name: str, vi: str, en: str, *, once: bool = False) -> Column:
    notes = (f"{_MONEY_VI} {_ONCE_VI}", f"{_MONEY_EN} {_ONCE_EN}") if once else (_MONEY_VI, _MONEY_EN)
    return Column(name, "number", vi, en, note_vi=notes[0], note_en=notes[1])


COLUMNS: tuple[Column, ...] = (
    Column("year", "integer", "Năm", "Year", required=True),
    columns.OWN,
    columns.kind(_ONCE_VI, _ONCE_EN),
    Column("area", "choice", "Lĩnh vực", "Area", AREAS, required=True),
    Column(
        "scope",
        "choice",
        "Phạm vi",
        "Scope",
        SCOPES,
        note_vi="Để trống: của chính cơ quan. Toàn tỉnh: chỉ cơ quan được giao xác định.",
        note_en="Empty: the agency's own. The whole province's: only by whom a clause has determine it.",
    ),
    columns.to_read("asked", "Điều khoản yêu cầu", "Asked"),
    _money("investment", "Chi đầu tư", "Investment"),
    _money("recurrent", "Chi thường xuyên", "Recurrent"),
    Column(
        "total",
        "number",
        "Tổng của lĩnh vực",
        "Total of the area",
        note_vi="Phải bằng các phần; một mình nó khi điều khoản không tách nguồn.",
        note_en="The parts must add up to it; alone where the clause does not tell them apart.",
    ),
    _money(OWN_TOTAL, "Tổng chi của cơ quan", "Own total", once=True),
    _money("budget_million_vnd", "Tổng chi ngân sách của cơ quan", "All spent from the budget", once=True),
    Column("note", "text", "Ghi chú", "Note", note_vi=_ONCE_VI, note_en=_ONCE_EN),
    Column(
        "reason",
        "text",
        "Lý do",
        "Reason",
        note_vi=f"Bắt buộc khi ghi số ước sau số chính thức. {_ONCE_VI}",
        note_en=f"Required for an estimate after a final set. {_ONCE_EN}",
    ),
)
_NOTES = (
    "Mỗi dòng một lĩnh vực của một năm; năm chưa ghi số nào thì được bỏ qua. Một năm phải đủ mọi lĩnh vực được giao.",
    "One area of a year per row; a year without any figure is passed over. A year has every area that is asked.",
)


def form(asked: Sequence[Mapping[str, Any]], year: int, written: Written) -> tuple[bytes, str]:
    """The form of a year with a row for each thing that is asked, and its media type."""
    rows = [{**one, "year": year, "asked": "; ".join(_natures(one))} for one in asked]
    kept: list[dict[str, Value]] = [{name: row[name] for name in row if name not in _ASKED} for row in rows]
    if written == "xlsx":
        return tables.write_xlsx(COLUMNS, kept, sheet="Chi chuyển đổi số", notes=_NOTES), tables.XLSX
    return tables.write_csv(COLUMNS, kept, excel=written == "csv-excel"), tables.CSV


_ASKED = {"asks_investment": "Chi đầu tư", "asks_recurrent": "Chi thường xuyên"}


def _natures(one: Mapping[str, Any]) -> Iterator[str]:
    asked = [said for name, said in _ASKED.items() if one[name]]
    yield from asked or ["Tổng của lĩnh vực"]
