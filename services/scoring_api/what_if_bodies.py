"""What is supposed, as it is sent."""

from __future__ import annotations

import uuid
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.analysis.what_if.values import Override
from shared.frameworks import rule_values
from shared.kit.web import fields

MOST = 200
_EXAMPLE: dict[str, Any] = {"overrides": [{"component": "1.7", "points": 8}, {"component": "2.1", "points": 4}]}
_Code = Annotated[str, StringConstraints(min_length=1, max_length=20, pattern=r"^[^\x00]*$")]


class OverrideBody(BaseModel):
    """Một giả định: điểm của một chỉ số thành phần, hoặc kết luận về một tài liệu /
    One supposition: what a component earns, or a verdict on a piece of evidence."""

    model_config = ConfigDict(extra="forbid", strict=True)

    component: Annotated[
        _Code | None,
        Field(
            description="Mã chỉ số thành phần; có thể bỏ nếu tài liệu chỉ phục vụ một / code of a component; may be"
            " left out where the evidence serves one only."
        ),
    ] = None
    column: Annotated[
        Literal["self", "verified"],
        Field(
            description="Điểm được giả định là tự chấm (`self`) hay là kết luận có hiệu lực (`verified`) / whether the"
            " points are supposed as a claim (`self`) or as the decision in force (`verified`)."
        ),
    ] = "verified"
    points: Annotated[
        fields.Points | None,
        Field(
            description="Từ 0 đến điểm tối đa / 0 to the maximum. *partial* cần điểm / a partial verdict needs them."
        ),
    ] = None
    values: Annotated[
        rule_values.Values | None,
        Field(description="Số liệu mà cách tính cần, thay cho điểm / what the rule asks for, instead of points."),
    ] = None
    part: Annotated[
        Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00]*$")] | None,
        Field(description="Phần được kết luận, với cách tính chia phần / the part decided on, under a rule of parts."),
    ] = None
    evidence: Annotated[
        uuid.UUID | None,
        Field(strict=False, description="Id của tài liệu được giả định kết luận / the evidence that is decided on."),
    ] = None
    verdict: Annotated[
        Literal["accept", "partial", "reject"] | None,
        Field(description="Kết luận về tài liệu / the verdict on the evidence."),
    ] = None

    def value(self) -> Override:
        """As the domain knows it."""
        said = self.values or {}
        return Override(self.component, self.column, self.evidence, self.verdict, self.points, said, self.part)


class WhatIfBody(BaseModel):
    """Các giả định được áp dụng cùng lúc lên lần tính mới nhất; không gì được ghi /
    Suppositions, laid together over the newest run; nothing is written."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [_EXAMPLE]})

    overrides: Annotated[
        list[OverrideBody],
        Field(min_length=1, max_length=MOST, description="1 đến 200 giả định / 1 to 200 suppositions."),
    ]
