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
_MAX_DIGITS = 60
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")


class BodyNotJson(errors.Invalid):
    """The body is not the JSON that this address takes."""

    vi = "Nội dung gửi lên không phải JSON mà địa chỉ này nhận."


def parse(body: bytes, *, field: str = "body") -> Any:
    """The value of a JSON text, strings in NFC. Raises BodyNotJson naming what is wrong."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refused(field, "is not UTF-8", "không phải UTF-8") from error
    if _depth(text) > MAX_DEPTH:
        raise _refused(field, f"is nested deeper than {MAX_DEPTH}", f"lồng sâu quá {MAX_DEPTH} tầng")
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
    return _checked(value, field)


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


def _depth(text: str) -> int:
    """Deepest nesting, without recursion; brackets inside strings do not count."""
    depth = deepest = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _checked(value: Any, field: str) -> Any:
    if isinstance(value, str):
        return _text(value, field)
    if isinstance(value, list):
        return [_checked(item, f"{field}.{index}") for index, item in enumerate(value)]
    if isinstance(value, dict):
        return {_text(key, field): _checked(item, f"{field}.{key}") for key, item in value.items()}
    return value


def _text(value: str, field: str) -> str:
    if "\x00" in value:
        raise _refused(field, "holds \\u0000, which cannot be stored", "chứa \\u0000, không lưu được")
    if any(0xD800 <= ord(character) <= 0xDFFF for character in value):
        raise _refused(field, "holds half of a surrogate pair", "chứa nửa cặp surrogate")
    if not names.is_stream_safe(value):
        raise _refused(field, "holds more than 30 combining marks in a row", "chứa hơn 30 dấu liền nhau")
    return names.nfc(value)
