"""Names of things: stable identifiers of catalog rows, and Vietnamese alphabetical order."""

from __future__ import annotations

import unicodedata
import uuid

# Every installation derives the same ids from the same natural keys; this value must never change.
_NAMESPACE = uuid.UUID("5c1f3f0e-6a5e-5b0e-9d0a-4d5449000001")
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_DIGITS = "0123456789"
_LONGEST_RUN = 30
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: dictionary order


def uuid_of(kind: str, *natural_key: object) -> uuid.UUID:
    """The UUIDv5 of a catalog row. `kind` is the resource, the rest its natural key."""
    return uuid.uuid5(_NAMESPACE, ":".join([kind, *(nfc(str(part)) for part in natural_key)]))


def uuid_or_none(text: str) -> uuid.UUID | None:
    """The UUID that a text writes out, None for any other text (a slug, a code)."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def is_stream_safe(text: str) -> bool:
    """Whether no more than 30 combining marks follow each other (UAX #15, Stream-Safe Text Format).

    Normalising a longer run takes time that grows with its square: one hostile megabyte would stop the process.
    """
    if text.isascii():
        return True
    run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run > _LONGEST_RUN:
            return False
    return True


def nfc(text: str) -> str:
    """Unicode NFC, the one form stored; macOS and iOS send NFD. The text is short or was found stream-safe."""
    return unicodedata.normalize("NFC", text)


def sort_key(text: str) -> str:
    """A key whose byte order is the Vietnamese alphabet (An, Ao, Ăn, Ân, …, D, Đ); tones decide only between equals.

    A tone is its syllable's, on whichever letter it is written: hòa and hoà stand side by side, before hoả. Signs of
    other languages do not count; letters that the alphabet has not stand after it. Stored, because the embedded server
    has no ICU and a collation may change with the operating system.
    """
    letters: list[str] = []
    tones = [""]  # of each syllable
    for character in unicodedata.normalize("NFD", nfc(text).lower().replace("\u00f0", "đ")):
        if character in _TONES:
            tones[-1] += str(_TONES.index(character) + 1)
        elif unicodedata.combining(character):
            letters[-1:] = [_signed(letter, character) for letter in letters[-1:]]
        else:
            letters.append(character)
            if not character.isalpha():
                tones.append("")
    return "".join(map(_weight, letters)) + "\x01" + " ".join(tones)


def _signed(letter: str, sign: str) -> str:
    """The letter of the alphabet that a sign makes of another, which is itself where it makes none."""
    signed = nfc(letter + sign)
    return signed if signed in _LETTERS else letter


def _weight(letter: str) -> str:
    """Blanks and signs, digits, the alphabet, everything else."""
    if letter in _LETTERS:
        return chr(0x41 + _LETTERS.index(letter))
    if letter.isalnum():
        return letter if letter in _DIGITS else "~"
    return letter if " " <= letter < "0" else " "
