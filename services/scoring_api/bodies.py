"""Bodies that this process takes."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.kit.web import fields


class ClaimBody(BaseModel):
    """Cơ quan tự chấm một chỉ số thành phần: từ 0 đến điểm tối đa của nó /
    The organisation's answer for a component: points between 0 and the component's maximum."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [{"points": 5}]})

    points: Annotated[
        fields.Points,
        Field(description="Từ 0 đến điểm tối đa, nhiều nhất 6 số thập phân / 0 to the maximum, at most 6 decimals."),
    ]
    note: Annotated[
        Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] | None,
        Field(description="Căn cứ của điểm tự chấm / what the claim rests on."),
    ] = None
