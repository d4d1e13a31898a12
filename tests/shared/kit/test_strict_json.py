"""JSON bodies: what is refused and says why, what arrives and in which form."""

from __future__ import annotations

import contextlib
import json
import tracemalloc
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kit import strict_json

REFUSED = {
    "NaN": (b'{"a": NaN}', "NaN"),
    "Infinity": (b"[Infinity]", "Infinity"),
    "minus Infinity": (b"-Infinity", "-Infinity"),
    "beyond floats": (b'{"a": 1e999}', "out of range"),
    "beyond decimals": (b'{"a": 1e99999999999999999999}', "out of range"),
    "below floats": (b'{"a": 1e-999}', "out of range"),
    "zero with a huge exponent": (b"0e999", "out of range"),
    "a fraction of 61 digits": (b"0." + b"1" * 61, "out of range"),
    "an integer of 61 digits": (b"9" * 61, "out of range"),
    "an integer of 5,000 digits": (b"9" * 5000, "out of range"),
    "NUL": (b'{"a": "x\\u0000y"}', "\\u0000"),
    "NUL in a key": (b'{"a\\u0000": 1}', "\\u0000"),
    "half a surrogate pair": (b'{"a": "\\ud800"}', "surrogate"),
    "the other half": (b'["\\udfff x"]', "surrogate"),
    "half a pair in a key": (b'{"\\ud800": 1}', "surrogate"),
    "a key twice": (b'{"points": 1, "points": 9}', "twice"),
    "a key twice below": (b'{"a": [{"b": 1, "b": 1}]}', "twice"),
    "a key twice, escaped": (b'{"a": 1, "\\u0061": 2}', "twice"),
    "a key in NFC and in NFD": ('{"\u00e1": 1, "a\u0301": 2}'.encode(), "twice"),
    "half a pair as a key, twice": (b'{"\\ud800": 1, "\\ud800": 2}', "twice"),
    "65 levels": (b"[" * 65 + b"]" * 65, "64"),
    "65 levels of objects": (b'{"a":' * 65 + b"1" + b"}" * 65, "64"),
    "100,000 brackets": (b"[" * 100_000, "64"),
    "not UTF-8": (b'{"a": "\xff"}', "UTF-8"),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), "UTF-8"),
    "a surrogate in UTF-8": (b'"\xed\xa0\x80"', "UTF-8"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "line 1"),
    "cut off": (b'{"a": ', "line 1"),
    "two values": (b"{} {}", "line 1"),
    "a trailing comma": (b'{"a": 1,}', "line 1"),
    "a comment": (b"{} // a", "line 1"),
    "a raw line break in a string": (b'"a\nb"', "line 1"),
    "single quotes": (b"{'a': 1}", "line 1"),
    "a plus sign": (b"+1", "line 1"),
    "a leading zero": (b"01", "line 1"),
    "nothing but space": (b"  ", "line 1"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_the_reason_in_both_languages(name: str) -> None:
    body, reason = REFUSED[name]
    with pytest.raises(strict_json.BodyNotJson) as caught:
        strict_json.parse(body, field="body")
    (finding,) = caught.value.findings
    assert finding.field.startswith("body")
    assert reason in finding.en
    assert finding.vi != finding.en
    finding.en.encode()  # the answer itself must be sendable
    finding.vi.encode()


def test_the_field_at_fault_is_named() -> None:
    with pytest.raises(strict_json.BodyNotJson) as caught:
        strict_json.parse(b'{"figures": [{"note": "ok"}, {"note": "\\u0000"}]}')
    assert caught.value.findings[0].field == "body.figures.1.note"


def test_64_levels_are_taken() -> None:
    assert strict_json.parse(b"[" * 64 + b"]" * 64) == json.loads("[" * 64 + "]" * 64)


def test_brackets_in_strings_are_no_depth() -> None:
    assert strict_json.parse(json.dumps("[" * 100 + '\\"' + "{" * 100).encode()) == "[" * 100 + '\\"' + "{" * 100


def test_a_number_with_a_fraction_is_a_decimal_as_written() -> None:
    value = strict_json.parse(b"[0.1, 1.10, 5, -2.5e1, 123456789012345.123456]")
    assert [str(item) for item in value] == ["0.1", "1.10", "5", "-25", "123456789012345.123456"]
    assert [type(item) for item in value] == [Decimal, Decimal, int, Decimal, Decimal]


def test_text_and_keys_arrive_in_nfc() -> None:
    decomposed = unicodedata.normalize("NFD", "Tuyên Quang: hoà")
    value = strict_json.parse(json.dumps({decomposed: [decomposed]}).encode())
    assert value == {"Tuyên Quang: hoà": ["Tuyên Quang: hoà"]}


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(st.characters(blacklist_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcđếø", max_size=3), inner, max_size=4),
    max_leaves=12,
)


@given(_VALUES)
def test_what_is_plain_arrives_as_json_says(value: object) -> None:
    text = unicodedata.normalize("NFC", json.dumps(value, ensure_ascii=False))
    if "\\u0000" in text:
        with pytest.raises(strict_json.BodyNotJson):
            strict_json.parse(text.encode())
    else:
        assert strict_json.parse(text.encode()) == json.loads(text)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_value_or_a_refusal(body: bytes) -> None:
    with contextlib.suppress(strict_json.BodyNotJson):
        strict_json.parse(body)


@pytest.mark.parametrize("where", ["value", "key", "escaped"])
def test_a_long_run_of_marks_is_refused_before_it_is_normalised(where: str) -> None:
    """Normalising 524,000 unordered marks takes minutes; refusing them takes one look at each."""
    marks = "\u0323\u0301" * 100_000
    escaped = "\\u0323\\u0301" * 20
    body = {"value": f'{{"a": "x{marks}"}}', "key": f'{{"x{marks}": 1}}', "escaped": f'{{"a": "x{escaped}"}}'}[where]
    with pytest.raises(strict_json.BodyNotJson) as caught:
        strict_json.parse(body.encode())
    assert "30" in caught.value.findings[0].en


def test_thirty_marks_are_still_text() -> None:
    assert strict_json.parse(('"a' + "\u0301" * 30 + '"').encode())


def test_the_place_of_what_is_taken_is_not_written_out() -> None:
    """A million values below a key of half a megabyte would copy it a million times: a body that stops a process."""
    long = "k" * 20_000
    body = (f'{{"{long}":' * 60 + "1" + "}" * 60).encode()
    tracemalloc.start()
    try:
        strict_json.parse(body)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 8 * len(body)


def test_a_long_key_at_fault_is_named_by_its_beginning() -> None:
    with pytest.raises(strict_json.BodyNotJson) as caught:
        strict_json.parse(('{"' + "k" * 100_000 + '": ["\\u0000"]}').encode())
    assert caught.value.findings[0].field == f"body.{'k' * 200}.0"
