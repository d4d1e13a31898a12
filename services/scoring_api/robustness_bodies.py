"""What is to be drawn, as it is sent."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic.functional_validators import BeforeValidator

from shared.analysis.robustness import values

MOST_DRAWS = 10_000
_EXAMPLE: dict[str, Any] = {
    "framework": "dti-922",
    "year": 2022,
    "column": "verified",
    "method": {"kind": "weights", "level": "main_index", "spread": 0.2},
    "draws": 1000,
    "seed": 2022,
}


def _whole_as_decimal(given: Any) -> Any:
    """JSON writes 1 for 1.0; true is not a number."""
    return Decimal(given) if type(given) is int else given


_Share = Annotated[
    Decimal,
    BeforeValidator(_whole_as_decimal),
    Field(ge=0, le=1, max_digits=7, decimal_places=6, allow_inf_nan=False),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1}),
]


class WeightsBody(BaseModel):
    """Trọng số được nhân với hệ số ngẫu nhiên / Weights are multiplied by random factors."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kind: Annotated[Literal["weights"], Field(description="Làm nhiễu trọng số / weights are perturbed.")]
    level: Annotated[
        Literal["main_index", "component"],
        Field(description="Một hệ số cho mỗi chỉ số chính hay mỗi chỉ số thành phần / one factor for each of these."),
    ]
    spread: Annotated[_Share, Field(description="Hệ số từ 1 - spread đến 1 + spread / factors between these.")]


class UndecidedBody(BaseModel):
    """Chỉ số thành phần có tài liệu chờ được chấp nhận ngẫu nhiên / Components with evidence that waits are drawn."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kind: Annotated[Literal["undecided"], Field(description="Rút thăm kết luận đang chờ / what waits is drawn.")]
    acceptance: Annotated[_Share, Field(description="Xác suất được chấp nhận / the probability of acceptance.")]


class RobustnessBody(BaseModel):
    """Lấy mẫu gì, bao nhiêu lần, từ hạt giống nào; không tham số nào được tự đặt thay bên gọi /
    What is drawn, how often, from which seed; no parameter is chosen for the caller."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [_EXAMPLE]})

    framework: Annotated[
        Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^\x00]*$")],
        Field(description="Slug hoặc id của bộ chỉ số / slug or id of a framework."),
    ]
    year: Annotated[int, Field(ge=2000, le=2100, description="Năm / year.")]
    column: Annotated[
        Literal["self", "verified", "published"],
        Field(description="Cột điểm được xếp hạng / the column that is ranked."),
    ]
    method: Annotated[
        WeightsBody | UndecidedBody,
        Field(discriminator="kind", description="Phương pháp và tham số / the method and its parameters."),
    ]
    draws: Annotated[int, Field(ge=1, le=MOST_DRAWS, description="Số lần rút / how many draws.")]
    seed: Annotated[
        int, Field(ge=0, le=2**53, description="Hạt giống; cùng hạt giống, cùng kết quả / same seed, same answer.")
    ]

    def value(self) -> values.Asked:
        """As the domain knows it."""
        method: values.Method = (
            values.Weights(self.method.level, self.method.spread)
            if isinstance(self.method, WeightsBody)
            else values.Undecided(self.method.acceptance)
        )
        return values.Asked(self.framework, self.year, self.column, method, self.draws, self.seed)
