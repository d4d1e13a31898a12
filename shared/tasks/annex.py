"""The form of the plan's annex: one row a task, with what it costs by source of funds and year, and its ground."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from shared.kit import tables
from shared.tasks import drafts

FUNDS = {
    "recurrent": ("Kinh phí sự nghiệp", "Recurrent"),
    "public_investment": ("Vốn đầu tư công", "Public investment"),
    "socialised": ("Vốn xã hội hóa", "Socialised"),
}
# From the year of the plan to the one that it looks ahead to; a form may leave columns out.
_YEARS = range(2022, 2031)
_MILLIONS_VI, _MILLIONS_EN = "Triệu đồng.", "Million VND."
_LIST_VI, _LIST_EN = "Nhiều giá trị cách nhau bằng dấu chấm phẩy.", "Several are parted by semicolons."
_CERTAINTIES = {
    "certain": "chắc chắn",
    "derived": "suy ra",
    "provisional": "tạm thời",
    "unknown": "chưa biết",
}


def _money() -> list[tables.Column]:
    found = []
    for fund, (vi, en) in FUNDS.items():
        for year in (None, *_YEARS):
            name = fund if year is None else f"{fund}_{year}"
            headings = (vi, en) if year is None else (f"{vi} năm {year}", f"{en} {year}")
            note_vi, note_en = _MILLIONS_VI, _MILLIONS_EN
            if year is None:
                note_vi, note_en = f"{note_vi} Khi chưa biết năm.", f"{note_en} Where the year is unknown."
            found.append(tables.Column(name, "number", *headings, note_vi=note_vi, note_en=note_en))
    return found


def _listed(name: str, vi: str, en: str) -> tables.Column:
    return tables.Column(name, "text", vi, en, note_vi=_LIST_VI, note_en=_LIST_EN)


COLUMNS: tuple[tables.Column, ...] = (
    tables.Column("code", "code", "Mã nhiệm vụ", "Code", required=True, longest=60),
    tables.Column("group", "code", "Mã nhóm nhiệm vụ", "Group", required=True, longest=120),
    tables.Column("name", "text", "Nội dung nhiệm vụ", "Task", required=True),
    tables.Column("lead", "code", "Đơn vị chủ trì", "Lead", required=True, longest=120),
    _listed("co_leads", "Đơn vị đồng chủ trì", "Co-leads"),
    _listed("partners", "Đơn vị phối hợp", "Partners"),
    tables.Column("due_before_on", "date", "Hạn: trước ngày", "Due before"),
    tables.Column("due_by_on", "date", "Hạn: chậm nhất ngày", "Due by"),
    tables.Column("frequency", "text", "Tần suất", "Frequency", longest=500),
    tables.Column("deliverable", "text", "Sản phẩm", "Deliverable"),
    tables.Column("deliverables_owed", "integer", "Số sản phẩm", "Deliverables owed"),
    *_money(),
    _listed("depends_on", "Nhiệm vụ phải xong trước", "Depends on"),
    _listed("targets", "Chỉ tiêu", "Targets"),
    tables.Column("framework", "code", "Bộ chỉ số", "Framework", longest=120),
    _listed("components", "Chỉ số thành phần", "Components"),
    tables.Column("document", "code", "Văn bản", "Document", required=True, longest=120),
    tables.Column("clause", "text", "Điều khoản", "Clause", required=True, longest=500),
    tables.Column("quote", "text", "Trích nguyên văn", "Quote", longest=10_000),
    tables.Column("certainty", "choice", "Chắc chắn đến đâu", "Certainty", _CERTAINTIES),
)
NOTES = (
    "Mỗi dòng một nhiệm vụ; kinh phí theo triệu đồng; đơn vị ghi bằng slug như trong danh bạ.",
    "One row a task; money in million VND; organisations by their slugs as in the register.",
)
_AS_IT_IS = ("code", "group", "name", "lead", "due_before_on", "due_by_on", "frequency", "deliverable", "framework")
_LISTS = ("co_leads", "partners", "depends_on", "components")
_MONEY = {column.name: column.name for column in _money()}


def stated(said: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a draft that a row states; what the file has no column for is left as it is held."""
    fields: dict[str, Any] = {name: said.get(name) for name in _AS_IT_IS if name in columns}
    fields |= {name: _split(said.get(name)) for name in _LISTS if name in columns}
    if "targets" in columns:
        fields["targets"] = tuple(drafts.Link(code, "certain") for code in _split(said.get("targets")))
    if "deliverables_owed" in columns and said.get("deliverables_owed") is not None:
        fields["deliverables_owed"] = said["deliverables_owed"]
    if "components" in columns:
        fields["components_certainty"] = "certain" if fields["components"] else None
    if _MONEY.keys() & columns.keys():
        fields["budget"] = tuple(money for _, money in moneys(said))
    fields["source"] = drafts.Cited(str(said["document"]), str(said["clause"]), said.get("quote"))
    if said.get("certainty") is not None:
        fields["certainty"] = said["certainty"]
    return {**fields, "kind": "plan"}


def moneys(said: Mapping[str, Any]) -> list[tuple[str, drafts.Money]]:
    """The amounts of a row in the order of the columns, each with its column; nothing is no amount."""
    found = []
    for name in _MONEY:
        amount = said.get(name)
        if isinstance(amount, Decimal) and amount != 0:
            fund, _, year = name.rpartition("_")
            known = fund in FUNDS and year.isdigit()
            found.append((name, drafts.Money(fund if known else name, int(year) if known else None, amount)))
    return found


def column_of(said: Mapping[str, Any], where: str) -> str:
    """The column of a draft's field: `co_leads.1` is in co_leads, `source.quote` in quote, an amount in its own."""
    head, _, rest = where.partition(".")
    if head == "source":
        return rest
    if head == "budget":
        return moneys(said)[int(rest.partition(".")[0])][0]
    return head


def _split(text: object) -> tuple[str, ...]:
    parts = re.split(r"[;\n]", str(text)) if text is not None else []
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
