"""Provisional maxima and the strength of certainty."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.frameworks import rules


@given(st.decimals(min_value=0, max_value=1000, places=6), st.integers(min_value=1, max_value=120))
def test_an_equal_split_sums_exactly_to_the_weight(weight: Decimal, components: int) -> None:
    maxima = rules.provisional_maxima(weight, components)
    assert sum(maxima) == weight
    assert len(set(maxima[:-1])) <= 1
    exponents = [maximum.as_tuple().exponent for maximum in maxima]
    assert all(isinstance(exponent, int) and exponent >= -6 for exponent in exponents)
    assert maxima[-1] >= maxima[0]


def test_the_remainder_lies_on_the_last() -> None:
    assert rules.provisional_maxima(Decimal(100), 7) == [*[Decimal("14.285714")] * 6, Decimal("14.285716")]


@pytest.mark.parametrize(
    ("given_certainties", "expected"),
    [
        ((), "certain"),
        (("certain", "derived"), "derived"),
        (("provisional", "derived"), "provisional"),
        (("unknown", "provisional", "certain"), "unknown"),
    ],
)
def test_weakest(given_certainties: tuple[str, ...], expected: str) -> None:
    assert rules.weakest(*given_certainties) == expected
