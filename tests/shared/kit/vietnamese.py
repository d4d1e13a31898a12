"""Vietnamese names as tests generate them, and the alphabet as schools teach it, without a word of the product."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]  # ngang, huyền, hỏi, ngã, sắc, nặng
VOWELS = "aăâeêioôơuưy"
ONSETS = ["", "b", "đ", "d", "gi", "h", "kh", "l", "ng", "q", "th", "tr", "x"]
RHYMES = ["a", "ă", "âm", "oa", "oai", "oe", "uy", "uyên", "ưa", "ươ", "iê", "o", "ô", "ơ", "u", "ư", "y", "ê", "e"]
CODAS = ["", "c", "n", "ng", "nh", "t"]
SYLLABLE = st.tuples(
    st.builds("".join, st.tuples(*map(st.sampled_from, (ONSETS, RHYMES, CODAS)))), st.integers(0, 5), st.integers(0, 2)
)
NAMES = st.lists(SYLLABLE, min_size=1, max_size=3)


def written(syllable: tuple[str, int, int]) -> str:
    """A syllable with its tone on one of its vowels: writers differ (hòa, hoà)."""
    letters, tone, which = syllable
    places = [place for place, letter in enumerate(letters) if letter in VOWELS]
    at = places[which % len(places)] + 1
    return unicodedata.normalize("NFC", letters[:at] + TONES[tone] + letters[at:])


def rank(name: list[tuple[str, int, int]]) -> tuple[list[int], list[int]]:
    """The alphabet as schools teach it, without a word of the product: letters (a blank before all), then tones."""
    letters = " ".join(letters for letters, _, _ in name)
    return [-1 if letter == " " else ALPHABET.index(letter) for letter in letters], [tone for _, tone, _ in name]


def text_of(name: list[tuple[str, int, int]]) -> str:
    """A name of several syllables."""
    return " ".join(map(written, name))
