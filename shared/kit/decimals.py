"""Exact numbers on their way to the database and to JSON: at most six decimal places, half up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

PLACES = 6
_QUANTUM = Decimal(1).scaleb(-PLACES)


def rounded(value: Fraction) -> Decimal:
    """A rational as a decimal of six places, ROUND_HALF_UP as PostgreSQL's numeric does (its only agreeing mode)."""
    above, below = value.numerator, value.denominator
    units = (2 * abs(above) * 10**PLACES + below) // (2 * below)  # whole numbers: rounded once
    return Decimal(f"{'-' if above < 0 else ''}{units}E-{PLACES}")


def ratio(numerator: Decimal, denominator: Decimal, *, times: int = 1) -> Decimal:
    """`numerator` ÷ `denominator` × `times` at six places, as `rounded` of their Fraction, in a tenth of its time."""
    (a, b), (c, d) = numerator.as_integer_ratio(), denominator.as_integer_ratio()
    above, below = a * d * times * 10**PLACES, b * c
    units = (2 * abs(above) + abs(below)) // (2 * abs(below))
    return Decimal(f"{'-' if (above < 0) != (below < 0) else ''}{units}E-{PLACES}")


def is_exact(value: Decimal) -> bool:
    """Whether six places hold a finite number as it is. Raises InvalidOperation for more than 22 digits before them."""
    return value == value.quantize(_QUANTUM)


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros: 10.000000 reads 10."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def split_evenly(total: Decimal, parts: int) -> list[Decimal]:
    """`total` in `parts` shares of at most six places that sum exactly; the remainder goes to the last one."""
    if not parts:
        return []
    share = (total / parts).quantize(_QUANTUM, rounding="ROUND_DOWN")
    return [*([share] * (parts - 1)), total - share * (parts - 1)]
