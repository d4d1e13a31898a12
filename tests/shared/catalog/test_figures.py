"""How Vietnamese documents print figures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from shared.catalog import figures


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("597.375 triệu đồng", {"597375"}),
        ("là **0,2849**, xếp hạng **58/63**", {"0.2849", "58", "63"}),
        ("2\tThế chế số\t0,4000\t42", {"2", "0.4", "42"}),
        ("04 nhiệm vụ", {"4"}),
        ("ít nhất 01 điện thoại", {"1"}),
        ("tăng bình quân từ 7%/năm", {"7"}),
        ("Các tiêu chí (2.2, 1.10)", set()),
        ("Quyết định số 742/QĐ-UBND ngày 24/6/2022", {"742"}),
        ("trên 673.000 thuê bao", {"673000"}),
        ("định kỳ 6 tháng", {"6"}),
    ],
)
def test_numbers(text: str, expected: set[str]) -> None:
    assert figures.numbers(text) == {Decimal(number) for number in expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ngày 15/11/2021 của Ban Chấp hành", {dt.date(2021, 11, 15)}),
        ("*Tuyên Quang, ngày 12 tháng 4\nnăm 2022*", {dt.date(2022, 4, 12)}),
        ("trước ngày 15/6", set()),
        ("ngày 31/2/2022", set()),
    ],
)
def test_dates(text: str, expected: set[dt.date]) -> None:
    assert figures.dates(text) == expected


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("Tối thiểu 80% hồ sơ", 80, ["Tối thiểu "]),
        ("đạt trên 50%", 50, ["đạt trên "]),
        ("100% thôn và trên 80% hộ", 80, ["100% thôn và trên "]),
        ("có ít nhất 01 điện thoại", 1, []),
        ("trên 50%", 5, []),
    ],
)
def test_words_before_percent(text: str, value: int, expected: list[str]) -> None:
    assert figures.words_before_percent(text, Decimal(value)) == expected
