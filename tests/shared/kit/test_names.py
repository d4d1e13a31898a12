"""Identifiers that must never change, and the Vietnamese alphabet."""

from __future__ import annotations

import unicodedata
import uuid
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kit import names
from tests.shared.kit.vietnamese import ALPHABET, NAMES, TONES, VOWELS, rank, text_of

SYLLABLES = st.lists(
    st.tuples(st.sampled_from(ALPHABET), st.integers(0, 5)).map(lambda p: (p[0], p[1] if p[0] in VOWELS else 0)),
    min_size=1,
    max_size=6,
)


def _text(letters: list[tuple[str, int]]) -> str:
    return unicodedata.normalize("NFC", "".join(letter + TONES[tone] for letter, tone in letters))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (("organisation", "tinh-tuyen-quang"), "304644d6-7bfc-53fd-9ced-60fa26b981d9"),
        (("target", "CQS.01"), "fcf55b09-6fea-5ba2-90b5-8b468ed6306b"),
        (("assessment", "922", "tinh-tuyen-quang", "2022"), "c63e7e4a-45bf-5056-b29c-e4daf18851ec"),
        (("organisation", "Tuyên Quang"), "2f92f068-c052-5958-96a2-4472998f9d8e"),
    ],
)
def test_ids_of_catalog_rows_are_the_same_in_every_installation(key: tuple[str, ...], expected: str) -> None:
    assert names.uuid_of(*key) == uuid.UUID(expected)


def test_an_id_knows_no_decomposed_form() -> None:
    decomposed = unicodedata.normalize("NFD", "Tuyên Quang")
    assert names.uuid_of("organisation", decomposed) == names.uuid_of("organisation", "Tuyên Quang")


def test_the_vietnamese_alphabet_decides() -> None:
    # A tone decides only between equal letters: An, Àn, An Giang.
    order = [
        *("An", "Àn", "An Giang", "Anh", "Ao", "Ăn", "Ân", "Ba", "Bà", "Bả", "Bã", "Bá", "Bạ", "Cao", "Da", "Dương"),
        *("Đa", "Đà", "Em", "Êm", "Hoa", "Hòa", "Hoàng", "Ôn", "Ơn", "Sơn Dương", "Tuyên", "Ư", "Xã", "Yên"),
    ]
    mixed = order[::-1]
    mixed.sort(key=lambda name: names.sort_key(name).encode())
    assert mixed == order


@given(NAMES, NAMES)
def test_letters_first_then_the_tones_of_the_syllables(one: list[Any], other: list[Any]) -> None:
    before = _key(one) < _key(other)
    assert before == (rank(one) < rank(other))
    assert (_key(one) == _key(other)) == (rank(one) == rank(other))


@given(st.lists(NAMES, max_size=8), st.sampled_from(["NFC", "NFD"]), st.booleans())
def test_a_list_is_in_the_order_of_the_alphabet(
    given_names: list[list[Any]],
    form: Literal["NFC", "NFD"],
    capitals: bool,
) -> None:
    texts = {text_of(name): name for name in given_names}
    written = [unicodedata.normalize(form, text.upper() if capitals else text) for text in texts]
    listed = [unicodedata.normalize("NFC", text).lower() for text in sorted(written, key=_bytes_of)]
    assert [rank(texts[text]) for text in listed] == sorted(map(rank, texts.values()))


def _key(name: list[tuple[str, int, int]]) -> bytes:
    return _bytes_of(text_of(name))


def _bytes_of(text: str) -> bytes:
    return names.sort_key(text).encode()


@pytest.mark.parametrize(
    "order",
    [
        ["hoa", "hòa", "hoà", "hoả", "hõa", "hoá", "họa", "hoa bình"],
        ["thúy", "thuý", "thủy trước", "thuỷ trước"],
        ["Sở", "Sở 1", "Sở 2", "Sở A"],
        ["Xã - Một", "Xã 1", "Xã Một"],
        ["Ða", "Đà", "Em"],  # the Icelandic letter that some keyboards write for Đ
        ["Ea H’leo", "Ea Hleo"],
        ["Café", "Cafe ta"],
        ["Yên", "Zürich", "Я"],
    ],
)
def test_names_that_are_easily_put_wrong(order: list[str]) -> None:
    keys = [_bytes_of(name) for name in order]
    assert keys == sorted(keys)


def test_one_syllable_written_in_two_ways_is_one_place() -> None:
    assert names.sort_key("Hòa Bình") == names.sort_key("Hoà Bình")
    assert len({names.sort_key(name) for name in ("hoa", "hòa", "hoả", "hõa", "hoá", "họa")}) == 6


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=12))
def test_every_form_and_case_of_a_text_has_one_key(text: str) -> None:
    assert names.sort_key(unicodedata.normalize("NFC", text)) == names.sort_key(unicodedata.normalize("NFD", text))


@given(SYLLABLES)
def test_capitals_do_not_matter(letters: list[tuple[str, int]]) -> None:
    assert names.sort_key(_text(letters)) == names.sort_key(_text(letters).upper())


def test_an_id_is_told_from_a_slug() -> None:
    one = uuid.uuid4()
    assert names.uuid_or_none(str(one)) == one
    assert names.uuid_or_none("so-noi-vu") is None
