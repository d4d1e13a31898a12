"""Names of things: stable identifiers of catalog rows, and Vietnamese alphabetical order."""

from __future__ import annotations

import unicodedata
import uuid

# Every installation derives the same ids from the same natural keys; this value must never change.
_NAMESPACE = uuid.UUID("5c1f3f0e-6a5e-5b0e-9d0a-4d5449000001")
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
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

    Stored, because the embedded server has no ICU and a collation may change with the operating system.
    """
    letters: list[str] = []
    tones: list[str] = []
    for character in unicodedata.normalize("NFD", nfc(text).lower().replace("đ", "\ue000")):
        if character in _TONES:
            tones[-1:] = [str(_TONES.index(character) + 1)]
        elif unicodedata.combining(character) and letters:
            letters[-1] = nfc(letters[-1] + character)
        else:
            letters.append("đ" if character == "\ue000" else character)
            tones.append("0")
    weights = "".join(chr(0x41 + _LETTERS.index(c)) if c in _LETTERS else (c if c < "A" else " ") for c in letters)
    return weights + "\x01" + "".join(tones)
