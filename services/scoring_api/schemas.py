"""Bodies that this process takes."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Points = Annotated[Decimal, Field(ge=0, max_digits=10, decimal_places=6, strict=False, allow_inf_nan=False)]


class ClaimBody(BaseModel):
    """The organisation's answer for a component (tự chấm): points between 0 and the component's maximum."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [{"points": 5}]})

    points: Points
    note: Annotated[str, Field(max_length=2000)] | None = None
