"""Exact numbers in rules and answers: decimals and shares as text, figures as JSON numbers. Never a float."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

_FIGURE = re.compile(r"\d{1,18}(\.\d{1,6})?", re.ASCII)
_BEYOND, _PLACES = 10**18, 6
_SHARE = re.compile(r"\d{1,10}(\.\d{1,6})?(/[1-9]\d{0,9})?", re.ASCII)


def figure(given: object) -> Fraction | None:
    """A figure of an answer, not below 0: a whole number, a Decimal or its text; None for anything else.

    At most 18 digits before and 6 after the point however it is written: what is taken, a snapshot keeps as it is.
    """
    if isinstance(given, Decimal | int) and not isinstance(given, bool):
        exact = _exact(given)
        return None if exact is None or exact >= _BEYOND or (exact * 10**_PLACES).denominator != 1 else exact
    if isinstance(given, Fraction):
        return given if given >= 0 else None
    return Fraction(given) if isinstance(given, str) and _FIGURE.fullmatch(given) else None


def _exact(given: Decimal | int) -> Fraction | None:
    finite = not isinstance(given, Decimal) or given.is_finite()
    return Fraction(given) if finite and given >= 0 else None


def share(text: str) -> Fraction | None:
    """A share written "0.75", "1" or, where no decimal holds it, "1/3"; None for anything else."""
    if not _SHARE.fullmatch(text):
        return None
    above, _, below = text.partition("/")
    return Fraction(above) / int(below or 1)


def written(value: Fraction) -> str:
    """A rational as the shortest exact text: a decimal of at most six places, else "a/b"."""
    scaled = value * 10**6
    if scaled.denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    text = format(Decimal(scaled.numerator).scaleb(-6), "f")
    return text.rstrip("0").rstrip(".")


def stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """An answer as a snapshot keeps it: figures as their shortest text, so that equal answers are equal texts."""
    return {key: _stored(value) for key, value in sorted(values.items())}


def _stored(value: Any) -> Any:
    if isinstance(value, Mapping):
        return stored(value)
    number = isinstance(value, Decimal | int) and not isinstance(value, bool)
    exact = _exact(value) if number else None
    return value if exact is None else written(exact)
