"""JSON out without floats: a Decimal is written as the number it is."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import orjson

from shared.kit import decimals

_UNITS: int = 10**decimals.PLACES


def dump(value: object) -> bytes:
    """UTF-8 JSON; Decimals as plain numbers, identifiers as text, times as ISO 8601."""
    return orjson.dumps(value, default=_default)


@lru_cache(maxsize=8192)
def millionths(units: int | None) -> orjson.Fragment | None:
    """Whole millionths as a number of six places, as `dump` writes the Decimal; the same few come again and again."""
    if units is None:
        return None
    whole, rest = divmod(abs(units), _UNITS)
    return orjson.Fragment(f"{'-' if units < 0 else ''}{whole}.{rest:0{decimals.PLACES}d}")


def _default(value: object) -> object:
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f"))
    return str(value)
