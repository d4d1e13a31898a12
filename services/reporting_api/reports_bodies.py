"""What the addresses of reporting take and give."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.kit.web import fields
from shared.reporting import values
from shared.targets import values as targets

# What an officer of Sở Nội vụ may send as it stands, in every installation.
EXAMPLE: dict[str, Any] = {
    "obligation": str(values.obligation_id("ke-hoach-55-6-thang", "so-noi-vu", 2022, "half_year")),
    "measured_on": "2022-05-31",
    "summary": "Kết quả thực hiện Kế hoạch 55/KH-UBND 6 tháng đầu năm 2022.",
    "figures": [
        {"target": "CQS.01", "numerator": 412, "denominator": 980},
        {"target": "KTS.01", "value": 11.5, "kind": "estimate"},
    ],
    "note": "Số liệu từ hệ thống một cửa điện tử.",
}


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ReportFigure(_Body):
    """Số liệu của một chỉ tiêu: tử số và mẫu số, hoặc giá trị. / One target: numerator and denominator, or a value."""

    target: Annotated[str, Field(max_length=60, description="Mã hoặc id của chỉ tiêu / code or id of a target")]
    numerator: fields.Number | None = None
    denominator: fields.Number | None = None
    value: Annotated[fields.Number | None, Field(description="Theo đơn vị của chỉ tiêu / in the target's unit")] = None
    kind: Annotated[targets.Kind, Field(description="Ước hay chính thức / estimate or final")] = "final"
    quality_note: Text | None = None


class ReportRevision(_Body):
    """Nội dung báo cáo, thay toàn bộ nội dung dự thảo. / The report's content, in place of the whole draft."""

    measured_on: Annotated[
        fields.Day,
        Field(description="Ngày chốt số liệu, không sau hôm nay / day of the figures, not after today"),
    ]
    summary: Text | None = None
    note: Annotated[Text | None, Field(description="Ghi chú chất lượng số liệu / quality of the figures")] = None
    figures: Annotated[list[ReportFigure], Field(min_length=1, max_length=200)]

    model_config = ConfigDict(json_schema_extra={"examples": [{k: v for k, v in EXAMPLE.items() if k != "obligation"}]})

    def content(self) -> values.Content:
        """The domain's word for it."""
        given = tuple(targets.Figure(**figure.model_dump()) for figure in self.figures)
        return values.Content(self.measured_on, self.summary, self.note, given)


class ReportDraft(ReportRevision):
    """Dự thảo báo cáo cho một nghĩa vụ. / A draft report for an obligation."""

    obligation: Annotated[UUID, Field(strict=False, description="Id của nghĩa vụ / id of the obligation")]

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})


class ReportReturn(_Body):
    """Lý do trả lại. / Why the report is returned."""

    comment: Text

    model_config = ConfigDict(json_schema_extra={"examples": [{"comment": "Đề nghị kiểm tra lại tử số của KTS.01."}]})
