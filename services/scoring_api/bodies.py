"""Bodies that this process takes."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from shared.kit.web import fields


class ClaimBody(BaseModel):
    """The organisation's answer for a component (tự chấm): points between 0 and the component's maximum."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [{"points": 5}]})

    points: fields.Points
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] | None = None
