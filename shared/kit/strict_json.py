"""JSON bodies read strictly: what PostgreSQL cannot hold, or what two readers would read differently, is refused.

Refused: NaN and numbers out of range, duplicate keys, lone surrogates, \\u0000, nesting deeper than 64, wrong type.
Numbers with a fraction arrive as Decimal: no float ever touches a score.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any

from shared.kit import errors, names

MAX_DEPTH = 64
# Where a value stands: within what, and its key or index there. Written out for what is refused alone: each of a
# million values below a key of a megabyte would copy the megabyte.
_Place = tuple["_Place | None", object]
_LONGEST_KEY = 200
_MAX_DIGITS = 60
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")


class BodyNotJson(errors.Invalid):
    """The body is not the JSON that this address takes."""

    vi = "Nội dung gửi lên không phải JSON mà địa chỉ này nhận."


class TooManyInside(Exception):
    """There are more objects and arrays than whoever reads it takes; said before any of them is made."""


def parse(body: bytes, *, field: str = "body", most_inside: int | None = None) -> Any:
    """The value of a JSON text, strings in NFC. Raises BodyNotJson naming what is wrong, and TooManyInside for more
    than `most_inside` objects and arrays: an empty one of two bytes takes seventy, as it is read and again as it is
    checked.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refused(field, "is not UTF-8", "không phải UTF-8") from error
    depth, inside = _nesting(text)
    if depth > MAX_DEPTH:
        raise _refused(field, f"is nested deeper than {MAX_DEPTH}", f"lồng sâu quá {MAX_DEPTH} tầng")
    if most_inside is not None and inside > most_inside:
        raise TooManyInside
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_decimal, parse_int=_int
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _refused(
            field, f"is not JSON at {where}", f"không phải JSON ở dòng {error.lineno}, cột {error.colno}"
        ) from error
    except _Refusal as refusal:
        raise _refused(field, refusal.en, refusal.vi) from refusal
    return _checked(value, (None, field))


class _Refusal(ValueError):
    def __init__(self, en: str, vi: str) -> None:
        super().__init__(en)
        self.en, self.vi = en, vi


def _refused(field: str, en: str, vi: str) -> BodyNotJson:
    return BodyNotJson(errors.Finding(field, f"{field} {en}.", f"{field} {vi}.", "json_invalid"))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if not all(names.is_stream_safe(key) for key, _ in pairs):
        raise _Refusal("holds more than 30 combining marks in a row", "chứa hơn 30 dấu liền nhau")
    result = {names.nfc(key): value for key, value in pairs}  # a key in NFC and again in NFD is one key twice
    if len(result) != len(pairs):
        keys = [names.nfc(key) for key, _ in pairs]
        times = Counter(keys)
        twice = next(key for key in keys if times[key] > 1)
        raise _Refusal(f"has the key {twice!r} twice", f"có khóa {twice!r} hai lần")
    return result


def _constant(name: str) -> Any:
    raise _Refusal(f"holds {name}, which is not a JSON number", f"chứa {name}, không phải số JSON")


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:  # an exponent that even a Decimal cannot hold
        raise _out_of_range(text) from error
    if abs(value.adjusted()) > _MAX_DIGITS or len(text) > _MAX_DIGITS:
        raise _out_of_range(text)
    return value


def _int(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        raise _out_of_range(text)
    return int(text)


def _out_of_range(text: str) -> _Refusal:
    return _Refusal(f"holds a number out of range: {text[:20]}…", f"chứa số ngoài phạm vi: {text[:20]}…")


def _nesting(text: str) -> tuple[int, int]:
    """Deepest nesting and the number of objects and arrays, without recursion; brackets inside strings do not count."""
    depth = deepest = inside = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        if bracket[0] in "[{":
            depth, inside = depth + 1, inside + 1
            deepest = max(deepest, depth)
        else:
            depth -= 1
    return deepest, inside


def _checked(value: Any, place: _Place) -> Any:
    if isinstance(value, str):
        return _text(value, place)
    if isinstance(value, list):
        return [_checked(item, (place, index)) for index, item in enumerate(value)]
    if isinstance(value, dict):
        return {_text(key, place): _checked(item, (place, key)) for key, item in value.items()}
    return value


def _text(value: str, place: _Place) -> str:
    if "\x00" in value:
        raise _refused(_said(place), "holds \\u0000, which cannot be stored", "chứa \\u0000, không lưu được")
    if any(0xD800 <= ord(character) <= 0xDFFF for character in value):
        raise _refused(_said(place), "holds half of a surrogate pair", "chứa nửa cặp surrogate")
    if not names.is_stream_safe(value):
        raise _refused(_said(place), "holds more than 30 combining marks in a row", "chứa hơn 30 dấu liền nhau")
    return names.nfc(value)


def _said(place: _Place) -> str:
    """A place written out, as `body.figures.1.note`."""
    outer, key = place
    shown = str(key)[:_LONGEST_KEY]
    return shown if outer is None else f"{_said(outer)}.{shown}"
