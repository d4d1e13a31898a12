"""What the addresses of measurements take."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Body
from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

from shared.kit.web import fields
from shared.targets import values as targets
from shared.targets.measuring import values

# What an officer of Sở Nội vụ may send as it stands, in every installation.
EXAMPLE: dict[str, Any] = {
    "target": "CQS.01",
    "measured_on": "2022-06-30",
    "numerator": 412,
    "denominator": 980,
    "kind": "final",
    "quality_note": "Số liệu từ hệ thống một cửa điện tử.",
}
MANY: dict[str, Any] = {
    "items": [EXAMPLE, {"target": "KTS.01", "measured_on": "2022-06-30", "value": 11.5, "kind": "estimate"}]
}
_Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
_Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class MeasurementBody(_Strict):
    """Một số liệu: giá trị, hoặc tử số và mẫu số. / One figure: a value, or a numerator and a denominator."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    target: Annotated[str, Field(max_length=60, description="Mã hoặc id của chỉ tiêu / code or id of a target")]
    organisation: Annotated[
        Annotated[str, StringConstraints(min_length=1, max_length=120)] | None,
        Field(description="Slug hoặc id của chính cơ quan mình, mặc định là nó / the caller's own, the default."),
    ] = None
    measured_on: Annotated[
        fields.Day, Field(description="Ngày của số liệu, không sau hôm nay / day of the figure, not after today")
    ]
    numerator: Annotated[fields.Number | None, Field(description="Tử số / numerator.")] = None
    denominator: Annotated[fields.Number | None, Field(description="Mẫu số / denominator.")] = None
    value: Annotated[fields.Number | None, Field(description="Theo đơn vị của chỉ tiêu / in the target's unit")] = None
    kind: Annotated[
        targets.Kind,
        Field(
            description="Ước hay chính thức; số chính thức chốt số ước của cùng ngày / estimate or final; a final"
            " closes the estimates of its day."
        ),
    ] = "final"
    origin: Annotated[
        targets.Origin,
        Field(
            description="Nguồn: cơ quan; máy (chỉ tài khoản dịch vụ); cơ quan thống kê (chỉ cơ quan giữ nhiệm vụ"
            " `statistics`) / where it comes from: the organisation; a machine (service accounts only); the statistics"
            " office (whoever holds the duty `statistics`)."
        ),
    ] = "organisation"
    quality_note: Annotated[_Note | None, Field(description="Chất lượng số liệu / quality of the figure.")] = None
    corrects: Annotated[
        Annotated[UUID, Field(strict=False)] | None,
        Field(description="Lần ghi mà số liệu này đính chính / the vintage that this one corrects."),
    ] = None
    reason: Annotated[
        _Reason | None,
        Field(
            description="Lý do đính chính; bắt buộc khi ghi số ước sau số chính thức / why; required for an estimate"
            " after a final figure."
        ),
    ] = None

    def statement(self) -> values.Statement:
        """The domain's word for it."""
        figure = targets.Figure(self.target, self.value, self.numerator, self.denominator, self.kind, self.quality_note)
        return values.Statement(figure, self.measured_on, self.origin, self.corrects, self.reason)


class MeasurementsBody(_Strict):
    """Nhiều số liệu, ghi tất cả hoặc không ghi gì. / Several figures: all are recorded or none."""

    model_config = ConfigDict(json_schema_extra={"examples": [MANY]})

    items: Annotated[list[MeasurementBody], Field(min_length=1, max_length=200)]


def _which(sent: Any) -> str:
    return "=items" if isinstance(sent, dict) and "items" in sent else "=one"


OneOrMany = Annotated[
    Annotated[MeasurementBody, Tag("=one")] | Annotated[MeasurementsBody, Tag("=items")],
    Discriminator(_which),
    Body(examples=[EXAMPLE, MANY]),
]
