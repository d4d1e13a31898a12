"""The words of the law: kinds of documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["resolution", "plan", "decision", "decree", "news", "circular", "letter", "law"]


@dataclass(frozen=True)
class Filter:
    """What narrows the list; None does not. `q` is searched in number and title, without signs."""

    kind: str | None = None
    q: str | None = None


@dataclass(frozen=True)
class Text:
    """The text of a document as it was received; `sha256` in hexadecimal."""

    body: str
    sha256: str
