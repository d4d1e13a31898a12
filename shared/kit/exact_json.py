"""JSON out without floats: a Decimal is written as the number it is."""

from __future__ import annotations

from decimal import Decimal

import orjson


def dump(value: object) -> bytes:
    """UTF-8 JSON; Decimals as plain numbers, identifiers as text, times as ISO 8601."""
    return orjson.dumps(value, default=_default)


def _default(value: object) -> object:
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f"))
    return str(value)
