"""Fields of request bodies, strict about what JSON says: a number is a number, a day is written as a day."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

# The driver sends the first and the last day that Python knows as -infinity and infinity.
_ENDLESS = (dt.date.min.isoformat(), dt.date.max.isoformat())


def _whole_as_decimal(given: Any) -> Any:
    """JSON writes 5 for 5.0; true is not a number."""
    return Decimal(given) if type(given) is int else given


def _written_out(given: Any) -> Any:
    """Refuse what pydantic would read as seconds since 1970 or cut to its day."""
    if not isinstance(given, str) or re.fullmatch(r"\d{4}-\d{2}-\d{2}", given) is None:
        raise PydanticCustomError("date_parsing", "Must be a date like YYYY-MM-DD.")
    if given in _ENDLESS:
        raise PydanticCustomError("date_parsing", "Must be a date like YYYY-MM-DD.")
    return given


def digits(whole: int) -> str:
    """How many digits a number has, for the document: no multipleOf, which validators check with floats and refuse 41.3
    for."""
    return (
        f"Nhiều nhất {whole} chữ số trước và 6 sau dấu thập phân / at most {whole} digits before and 6 after the point."
    )


Number = Annotated[
    Decimal,
    BeforeValidator(_whole_as_decimal),
    Field(max_digits=24, decimal_places=6, allow_inf_nan=False),
    WithJsonSchema({"type": "number", "description": digits(18)}),
]
# Points of a component: what the columns hold exactly.
Points = Annotated[
    Decimal,
    BeforeValidator(_whole_as_decimal),
    Field(ge=0, max_digits=16, decimal_places=6, allow_inf_nan=False),
    WithJsonSchema({"type": "number", "minimum": 0, "description": digits(10)}),
]
# Points whose limits a domain has words for itself. To be given a schema.
AnyPoints = Annotated[Decimal, BeforeValidator(_whole_as_decimal), Field(allow_inf_nan=False)]
Day = Annotated[dt.date, BeforeValidator(_written_out), Field(strict=False)]
