"""From what stands in a cell to a value: exact, or refused with what would be right. Pure.

A cell arrives as text (CSV, JSON, a text cell), as a float, a date or a boolean (a workbook), or as a Decimal or an
integer (JSON).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Literal

from shared.kit import names
from shared.kit.tables import guard, refusals
from shared.kit.tables.refusals import CellRefused
from shared.kit.tables.values import Column, Value

# Who wrote the file decides how its texts are read.
Origin = Literal["csv", "excel_csv", "workbook", "json"]
Convert = Callable[[Any], Value]

_MOST_DIGITS = 38
_MOST_REMEMBERED = 20_000
# A spreadsheet keeps 15 significant digits of a number (IEEE 754 double).
_DOUBLE_DIGITS = 15
_BEYOND_DOUBLE = 10.0**_DOUBLE_DIGITS
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_WITH_COMMA = re.compile(r"[+-]?\d+(?:,\d+)?", re.ASCII)
_EXPONENT = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+", re.ASCII)
_COMMA_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+", re.ASCII)
_POINT_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+", re.ASCII)
_SIGNS = re.compile(r"[+-]?\d[\d.,]*", re.ASCII)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_OTHER_ORDER = re.compile(r"(\d{1,4})[/.\- ](\d{1,2})[/.\- ](\d{2,4})", re.ASCII)
_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ufffd\u200b-\u200f\u2028-\u202e\u2060]")
# Letters of TCVN3 that no Vietnamese word in Unicode holds between two others.
_TCVN3 = re.compile("[A-Za-z][µ¸¶·¹¨¾»¼½©®ª«¬\xad×÷][a-z]|[A-Za-z][µ¸¶·¹¨¾»¼½ª«¬×÷]\\b")
_EPOCH = dt.date(1899, 12, 30)
_LEAP_FAULT = dt.date(1900, 3, 1)


def converter(column: Column, origin: Origin) -> Convert:
    """How the cells of a column are read; it returns None for an empty one and raises CellRefused."""
    read = _KINDS[column.kind](column, origin)
    known: dict[str, Value] = {}

    def convert(raw: Any) -> Value:
        if raw is None or raw == "":
            value = None
        elif type(raw) is not str:  # 1, 1.0 and True would be one key
            value = read(raw)
        elif raw in known:  # codes, days and choices come again and again
            return known[raw]
        else:
            value = read(raw)
            if value is not None and len(known) < _MOST_REMEMBERED:
                known[raw] = value
        if value is None and column.required:
            raise CellRefused(refusals.MISSING)
        return value

    return convert


def _number(_: Column, origin: Origin) -> Callable[[Any], Decimal | None]:
    def read(raw: Any) -> Decimal | None:
        kind = type(raw)
        if kind is float:
            return _of_double(raw)
        if kind is str:
            return _number_in(raw, origin)
        if kind is Decimal or kind is int:
            return _exact(Decimal(raw))
        raise CellRefused(_not_for_number(raw))

    return read


def _integer(column: Column, origin: Origin) -> Callable[[Any], int | None]:
    number = _number(column, origin)

    def read(raw: Any) -> int | None:
        value = number(raw)
        if value is None:
            return None
        if value != value.to_integral_value():
            raise CellRefused(refusals.NOT_WHOLE)
        return int(value)

    return read


def _of_double(raw: float) -> Decimal:
    if not math.isfinite(raw):
        raise CellRefused(refusals.NOT_FINITE)
    if abs(raw) >= _BEYOND_DOUBLE:
        raise CellRefused(refusals.DIGITS)
    text = repr(raw)  # the shortest decimal that is this double: what was typed, not what the file holds of it
    value = Decimal(text[:-2] if text.endswith(".0") else text)
    if len(text) > _DOUBLE_DIGITS and len(value.as_tuple().digits) > _DOUBLE_DIGITS:
        raise CellRefused(refusals.DIGITS)
    return value if "e" not in text else _exact(value)


def _exact(value: Decimal) -> Decimal:
    """Written out, within what is stored."""
    if not value.is_finite():
        raise CellRefused(refusals.NOT_FINITE)
    if value.adjusted() >= _MOST_DIGITS or -int(value.as_tuple().exponent) > _MOST_DIGITS:
        raise CellRefused(refusals.LONG_NUMBER)
    return Decimal(format(value, "f"))


def _number_in(raw: str, origin: Origin) -> Decimal | None:
    text = raw.strip()
    if not text:
        return None
    if origin == "excel_csv":
        if _WITH_COMMA.fullmatch(text):
            return _exact(Decimal(text.replace(",", ".")))
    elif _PLAIN.fullmatch(text) and not (origin == "workbook" and _POINT_THOUSANDS.fullmatch(text)):
        return _exact(Decimal(text))
    raise CellRefused(_why_no_number(text, origin))


def _why_no_number(text: str, origin: Origin) -> refusals.Refused:
    if not _SIGNS.fullmatch(text):
        shortened = _EXPONENT.fullmatch(text)
        return refusals.exponent(text) if shortened else _error_or(text, refusals.not_a_number(text))
    if origin == "excel_csv":
        return refusals.decimal_point(text) if "." in text else refusals.not_a_number(text)
    if _COMMA_THOUSANDS.fullmatch(text) or _POINT_THOUSANDS.fullmatch(text):
        sign = "," if "," in text else "."
        whole = text.replace(sign, "")
        part = f"{text.replace(',', '.')}0" if text.count(sign) == 1 else ""
        return refusals.thousands(text, whole, part)
    if _WITH_COMMA.fullmatch(text):
        return refusals.decimal_comma(text, text.replace(",", "."))
    return refusals.not_a_number(text)


def _error_or(text: str, other: refusals.Refused) -> refusals.Refused:
    return refusals.error_value(text) if text in _ERRORS else other


def _not_for_number(raw: object) -> refusals.Refused:
    if isinstance(raw, bool):
        return refusals.BOOLEAN
    if isinstance(raw, dt.date):  # a datetime is one, too
        return refusals.date_for_number(raw)
    return refusals.TIME if isinstance(raw, dt.time | dt.timedelta) else refusals.NESTED


def _date(_: Column, origin: Origin) -> Callable[[Any], dt.date | None]:
    def read(raw: Any) -> dt.date | None:
        if isinstance(raw, str):
            return _date_in(raw, origin)
        if isinstance(raw, bool):
            raise CellRefused(refusals.BOOLEAN)
        if isinstance(raw, dt.datetime):
            raise CellRefused(refusals.TIME_IN_DATE)
        if isinstance(raw, dt.date):
            if raw < _LEAP_FAULT:
                raise CellRefused(refusals.BEFORE_1900)
            return raw
        if isinstance(raw, float | int | Decimal):
            raise CellRefused(
                refusals.number_for_date(f"{raw:g}", _day_of(float(raw)) if origin == "workbook" else None)
            )
        raise CellRefused(refusals.TIME if isinstance(raw, dt.time | dt.timedelta) else refusals.NESTED)

    return read


def _day_of(serial: float) -> dt.date | None:
    return _EPOCH + dt.timedelta(days=int(serial)) if 61 <= serial < 1_000_000 else None


def _date_in(raw: str, origin: Origin) -> dt.date | None:
    text = raw.strip()
    if not text:
        return None
    if _ISO.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise CellRefused(refusals.no_such_day(text)) from None
    if text in _ERRORS:
        raise CellRefused(refusals.error_value(text))
    other = _OTHER_ORDER.fullmatch(text)
    found = None if other is None else _day_first(*map(int, other.groups()))
    if found is not None and origin == "excel_csv" and "/" in text and len(text.split("/")[-1]) == 4:
        return found
    if found is None and other is not None and origin == "excel_csv":
        raise CellRefused(refusals.no_such_day(text))
    raise CellRefused(refusals.not_a_date(text, found.isoformat() if found else None))


def _day_first(first: int, month: int, last: int) -> dt.date | None:
    """The day as it is written in Viet Nam, day first; None when it is none so."""
    year, day = (first, last) if first > 31 else (last, first)
    try:
        return dt.date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None


def _text(column: Column, origin: Origin) -> Callable[[Any], str | None]:
    def read(raw: Any) -> str | None:
        if not isinstance(raw, str):
            raw = _as_text(raw, column)
        return _checked(raw, column, origin) if raw.strip() else None

    return read


def _as_text(raw: object, column: Column) -> str:
    if isinstance(raw, bool):
        raise CellRefused(refusals.BOOLEAN)
    if isinstance(raw, dt.date):
        raise CellRefused(refusals.DATE_AS_TEXT)
    if isinstance(raw, dt.time | dt.timedelta):
        raise CellRefused(refusals.TIME)
    if isinstance(raw, float | int | Decimal):
        if column.kind != "text":
            raise CellRefused(refusals.CODE_IS_NUMBER)
        return format(_of_double(raw) if isinstance(raw, float) else _exact(Decimal(raw)), "f")
    raise CellRefused(refusals.NESTED)


def _code(column: Column, origin: Origin) -> Callable[[Any], str | None]:
    text = _text(column, origin)

    def read(raw: Any) -> str | None:
        value = text(raw)
        return None if value is None else value.strip()

    return read


def _choice(column: Column, origin: Origin) -> Callable[[Any], str | None]:
    code = _code(column, origin)
    known = {folded(label): value for value, label in column.choices.items()}
    known |= {folded(value): value for value in column.choices}

    def read(raw: Any) -> str | None:
        value = code(raw)
        if value is None:
            return None
        if (found := known.get(folded(value))) is None:
            raise CellRefused(refusals.not_a_choice(value, column))
        return found

    return read


def _checked(text: str, column: Column, origin: Origin) -> str:
    freed = None if origin == "json" else guard.unguarded(text)
    if freed is not None:
        text = freed
    elif guard.is_formula(text):
        raise CellRefused(refusals.INJECTION)
    if not text.isascii():
        if not names.is_stream_safe(text):
            raise CellRefused(refusals.MARKS)
        text = names.nfc(text)
        if _TCVN3.search(text):
            raise CellRefused(refusals.TCVN3)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _UNSEEN.search(text):
        raise CellRefused(refusals.CONTROL)
    if text in _ERRORS:
        raise CellRefused(refusals.error_value(text))
    if len(text) > column.longest:
        raise CellRefused(refusals.too_long(column.longest))
    return text


def could_be_thousands(raw: object) -> bool:
    """Whether somebody may have meant thousands by a point: 1.234."""
    return isinstance(raw, str) and _POINT_THOUSANDS.fullmatch(raw.strip()) is not None


def folded(text: str) -> str:
    """A heading or a choice as it is compared: without case, without blanks around it or doubled."""
    if not names.is_stream_safe(text):
        return text
    return " ".join(names.nfc(text).casefold().split())


_KINDS: dict[str, Callable[[Column, Origin], Convert]] = {
    "text": _text,
    "code": _code,
    "choice": _choice,
    "number": _number,
    "integer": _integer,
    "date": _date,
}
