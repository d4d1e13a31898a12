"""Exact numbers: shares that sum, and one rounding that PostgreSQL shares."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kit import callers, db, decimals

AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=6)
# Decimals of seven to twelve places, many of them exactly between two of six.
TIES = st.builds(lambda n, places: Fraction(n, 10**places), st.integers(-(10**15), 10**15), st.integers(7, 12))


@given(AMOUNTS, st.integers(1, 100))
def test_shares_sum_exactly_and_differ_by_the_remainder_only(total: Decimal, parts: int) -> None:
    shares = decimals.split_evenly(total, parts)
    assert len(shares) == parts
    assert sum(shares) == total
    assert len(set(shares[:-1])) <= 1
    assert shares[-1] >= shares[0] >= 0
    assert shares[-1] - shares[0] < parts * Decimal("0.000001")


def test_no_parts_are_no_shares() -> None:
    assert decimals.split_evenly(Decimal(5), 0) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(1, 3), "0.333333"),
        (Fraction(2, 3), "0.666667"),
        (Fraction(5, 10**7), "0.000001"),
        (Fraction(-5, 10**7), "-0.000001"),
        (Fraction(15, 10**7), "0.000002"),
        (Fraction(25, 10**7), "0.000003"),
        (Fraction(4999999, 10**13), "0.000000"),
        (Fraction(10), "10.000000"),
        (Fraction(5, 10**7) - Fraction(1, 10**80), "0.000000"),  # rounding to 60 digits first would make it a tie
        (Fraction(10**70 + 1), f"{10**70 + 1}.000000"),
    ],
)
def test_rounded_once_half_up(value: Fraction, expected: str) -> None:
    assert str(decimals.rounded(value)) == expected


@given(st.fractions() | TIES)
def test_rounded_is_nearest(value: Fraction) -> None:
    result = Fraction(decimals.rounded(value))
    assert abs(result - value) <= Fraction(1, 2 * 10**6)


@given(st.fractions() | TIES)
def test_rounded_always_has_six_places_and_the_sign_of_what_was_rounded(value: Fraction) -> None:
    scaled = abs(value) * 10**6
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    expected = Decimal((int(value < 0), tuple(map(int, str(units))), -6))
    assert decimals.rounded(value).as_tuple() == expected.as_tuple()  # -0.000000 and 1.500000 are told apart by it


@given(TIES)
def test_rounded_equals_decimal_half_up_where_that_is_exact(value: Fraction) -> None:
    exact = Decimal(value.numerator).scaleb(0) / Decimal(value.denominator)
    assert decimals.rounded(value) == exact.quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP)


async def test_rounded_equals_postgresql(module_database_url: str) -> None:
    values = [Fraction(n, 10**places) for places in range(7, 13) for n in range(-25 * 10 ** (places - 7), 26, 5)][:2000]
    values += [Fraction(n * 10 + 5, 10**7) for n in range(-500, 500)]
    exact = [Decimal(value.numerator) / Decimal(value.denominator) for value in values]
    database = db.Database(module_database_url, caller=callers.SYSTEM)
    await database.open()
    rows = await database.reader.rows(
        "SELECT round(v, 6) AS r FROM unnest($1::numeric[]) WITH ORDINALITY AS t(v, n) ORDER BY n", exact
    )
    await database.close()
    assert [row["r"] for row in rows] == [decimals.rounded(value) for value in values]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("10.000000", "10"), ("0.500000", "0.5"), ("1E+3", "1000"), ("0.000000", "0"), ("100", "100"), ("-2.50", "-2.5")],
)
def test_plain_has_no_exponent_and_no_trailing_zeros(value: str, expected: str) -> None:
    assert decimals.plain(Decimal(value)) == expected


@given(
    numerator=st.decimals(min_value=-(10**15), max_value=10**15, places=6, allow_nan=False),
    denominator=st.decimals(min_value=Decimal("0.000001"), max_value=10**15, places=6, allow_nan=False),
    times=st.sampled_from([1, 100]),
)
def test_a_ratio_is_the_rounded_fraction(numerator: Decimal, denominator: Decimal, times: int) -> None:
    exact = decimals.rounded(Fraction(numerator) / Fraction(denominator) * times)
    assert decimals.ratio(numerator, denominator, times=times).as_tuple()[1:] == exact.as_tuple()[1:]
    assert decimals.ratio(numerator, denominator, times=times) == exact
