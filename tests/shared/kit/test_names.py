"""Identifiers that must never change, and the Vietnamese alphabet."""

from __future__ import annotations

import unicodedata
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kit import names

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]  # ngang, huyền, hỏi, ngã, sắc, nặng
VOWELS = "aăâeêioôơuưy"
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


@given(SYLLABLES, SYLLABLES)
def test_letters_first_then_tones(one: list[tuple[str, int]], other: list[tuple[str, int]]) -> None:
    def expected(letters: list[tuple[str, int]]) -> tuple[list[int], list[int]]:
        return [ALPHABET.index(letter) for letter, _ in letters], [tone for _, tone in letters]

    before = names.sort_key(_text(one)).encode() < names.sort_key(_text(other)).encode()
    assert before == (expected(one) < expected(other))


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
