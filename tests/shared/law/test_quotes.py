"""When a quote stands in a text."""

from __future__ import annotations

import pytest

from shared.law import quotes

LINE = quotes.one_line("**Tối thiểu** 80%\n\nhồ sơ \t thủ tục\u00a0hành chính")


def test_line_and_page_breaks_do_not_matter() -> None:
    assert LINE == "**Tối thiểu** 80% hồ sơ thủ tục hành chính"


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("80% hồ sơ", True),
        ("80%\nhồ  sơ", True),
        ("thủ tục hành chính", True),
        ("Tối thiểu 80%", False),
        ("80% ho so", False),
        ("80% hồ sơ thủ tục hành chính công", False),
        (" \n ", False),
    ],
)
def test_a_quote_is_found_word_for_word(quote: str, expected: bool) -> None:
    assert quotes.stands_in(quote, LINE) is expected
