"""Figures as Vietnamese documents print them: 597.375 (thousands), 0,3750 (decimals), 44/63, 04, 15/6, 20%."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal

from shared.law import quotes

TOKEN = re.compile(r"\d+(?:[.,]\d+)*")
THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
PERCENT = re.compile(rf"({TOKEN.pattern})\s*%")
SLASHED_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
SPOKEN_DATE = re.compile(r"ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})")


def number(token: str) -> Decimal | None:
    """The number a token prints; None for what is no number, such as the code 1.10."""
    if THOUSANDS.fullmatch(token):
        return Decimal(token.replace(".", ""))
    if "." in token or token.count(",") > 1:
        return None
    return Decimal(token.replace(",", "."))


def numbers(text: str) -> set[Decimal]:
    """Every number a text prints outside its full dates; 58/63 prints two."""
    return {value for token in TOKEN.findall(SLASHED_DATE.sub(" ", text)) if (value := number(token)) is not None}


def dates(text: str) -> set[dt.date]:
    """Every full date a text prints, `15/11/2021` or `ngày 12 tháng 4 năm 2022`."""
    found = (*SLASHED_DATE.findall(text), *SPOKEN_DATE.findall(quotes.one_line(text)))
    return set(_real(found))


def words_before_percent(text: str, value: Decimal) -> list[str]:
    """What stands before each place where the text prints this percentage; empty if it prints it nowhere."""
    line = quotes.one_line(text)
    return [line[: found.start()] for found in PERCENT.finditer(line) if number(found[1]) == value]


def _real(found: tuple[tuple[str, str, str], ...]) -> Iterator[dt.date]:
    for day, month, year in found:
        try:
            yield dt.date(int(year), int(month), int(day))
        except ValueError:
            continue  # 31/2/2022 is a slip of the text, and no date
