"""The quick way comes to the same as Fraction's own arithmetic."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from shared.scoring.engines import exact

_FRACTIONS = st.fractions(max_denominator=10**6)


@given(st.lists(_FRACTIONS))
def test_totals(values: list[Fraction]) -> None:
    assert exact.total(values) == sum(values, Fraction(0))


@given(_FRACTIONS, _FRACTIONS.filter(bool))
def test_quotients(part: Fraction, whole: Fraction) -> None:
    assert exact.quotient(part, whole) == part / whole
    assert exact.quotient(whole, whole) == 1


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_decimals(value: Decimal) -> None:
    assert exact.of(value) == Fraction(value)
