"""The shapes of answers, for the OpenAPI document. PostgreSQL builds most answers; a test holds them against these."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema

Number = Annotated[Decimal, PlainSerializer(float, return_type=float), WithJsonSchema({"type": "number"})]
Item = TypeVar("Item")


class Shape(BaseModel):
    """Base of all shapes; what is not listed is not sent."""

    model_config = ConfigDict(extra="forbid")


class Page(Shape, Generic[Item]):
    """A page; `next` is the cursor of the next one."""

    items: list[Item]
    next: str | None
    total: int | None = None
