"""Numbers in JSON as they are, whichever way they come."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shared.kit import exact_json


@given(st.integers())
def test_whole_millionths_are_written_as_the_decimal_is(units: int) -> None:
    assert exact_json.dump([exact_json.millionths(units)]) == exact_json.dump([Decimal(f"{units}E-6")])


def test_what_is_unknown_is_null() -> None:
    assert exact_json.dump([exact_json.millionths(None), exact_json.millionths(-1)]) == b"[null,-0.000001]"
