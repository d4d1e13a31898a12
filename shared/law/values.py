"""The words of the law: documents, what is recorded of them, whether they are in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["resolution", "plan", "decision", "decree", "news", "circular", "letter", "law"]
# On a day: before it took effect, while it holds, after it ended or was replaced; unknown where no day is known.
InForce = Literal["in_force", "not_yet", "no_longer", "unknown"]
StatedBy = Literal["catalog", "api"]
# What is refused unless who sends it says that it is meant so.
Confirmation = Literal["same_number", "quotes_not_found"]


@dataclass(frozen=True)
class Filter:
    """What narrows the list; None does not. `q` is searched in number and title, without signs."""

    kind: str | None = None
    q: str | None = None
    in_force: str | None = None


@dataclass(frozen=True)
class Text:
    """The text of a document as it was received; `sha256` in hexadecimal."""

    body: str
    sha256: str


@dataclass(frozen=True)
class Ground:
    """Where we know of a document from. `legal`: `document` (slug or id; it may be the document itself) and `clause`;
    `official_site` and `press`: `address`; `derived`: `note`."""

    kind: str = "legal"
    document: str | None = None
    clause: str | None = None
    quote: str | None = None
    address: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Statement:
    """What somebody states of a document, on which ground and how surely.

    `fields`: number, title, kind, issuer, issued_on, effective_on, ends_on, implements, amends, replaces (documents by
    slug or id) and body, its text; a correction states some of them, a new document all, None where it is unknown.
    `confirmed`: what was said to be meant so.
    """

    fields: Mapping[str, Any]
    ground: Ground
    certainty: str
    confirmed: Sequence[Confirmation] = ()


@dataclass(frozen=True)
class Viewed:
    """A document as JSON, its slug, and its version for the ETag."""

    slug: str
    version: int
    body: bytes
