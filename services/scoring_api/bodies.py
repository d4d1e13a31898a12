"""Bodies that this process takes."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.frameworks import rule_values
from shared.kit.web import fields


class ClaimBody(BaseModel):
    """Cơ quan tự chấm một chỉ số thành phần: số liệu theo cách tính của nó, hoặc điểm với cách tính `granted` /
    The organisation's answer for a component: the values its rule asks for, or points where a reviewer grants them."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={"examples": [{"points": 5}, {"values": {"numerator": 3, "denominator": 4}}]},
    )

    points: Annotated[
        fields.Points | None,
        Field(
            description="Điểm, với cách tính `granted`: từ 0 đến điểm tối đa, nhiều nhất 6 số thập phân / points, of a"
            " `granted` component: 0 to the maximum, at most 6 decimals."
        ),
    ] = None
    values: Annotated[rule_values.Values | None, Field(description=rule_values.OF_A_CLAIM)] = None
    note: Annotated[
        Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] | None,
        Field(description="Căn cứ của điểm tự chấm / what the claim rests on."),
    ] = None
