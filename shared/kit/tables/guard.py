"""Texts that a spreadsheet would run as formulas: an apostrophe before them when written, taken away when read.

The rule is one to one, so that whatever was written comes back: a text that begins with apostrophes and then a sign
of a formula gets one more of them.
"""

from __future__ import annotations

import re

_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
# A minus or a plus begins many an honest line ("- Hoàn thành …"): alone it does nothing. These do.
_FORMULA = re.compile(r"[=@\t\r]|[+\-]\s*(?:[\w.]+\(|[^|]*\|[^!]*!)")


def guarded(text: str) -> str:
    """The text as it may stand in a cell."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unguarded(text: str) -> str | None:
    """The text that `guarded` was given; None when it had no need of the guard and stands as it is."""
    return text[1:] if _GUARDED.match(text) else None


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run this text as it stands."""
    return _FORMULA.match(text) is not None
