"""What a document may say, and what it says after all that was recorded of it. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from shared.kit.errors import Finding
from shared.law import quotes

Node = TypeVar("Node", bound=Hashable)
# What a document does with others.
LINKS = ("implements", "amends", "replaces")


def text_columns(body: str | None) -> dict[str, str | None]:
    """A text as it is stored: verbatim, with single spaces for the search of quotes, and its SHA-256 in hexadecimal."""
    if body is None:
        return {"body": None, "line": None, "body_sha256": None}
    return {"body": body, "line": quotes.one_line(body), "body_sha256": hashlib.sha256(body.encode()).hexdigest()}


def fold(first: Mapping[str, Any], corrections: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A document's row after its corrections (column → value), in the order of recording: the last word counts.

    The catalog's installer and the API fold alike, so that neither takes back what the other recorded.
    """
    folded = dict(first)
    for correction in corrections:
        folded |= correction
        if "body" in correction:
            folded |= text_columns(correction["body"])
    return folded


def cycle(start: Node, links: Mapping[Node, Collection[Node]]) -> list[Node] | None:
    """The way from `start` back to itself along the links, or None: nothing amends what amends it, however far."""
    came: dict[Node, Node] = {}
    waiting = [start]
    while waiting:
        at = waiting.pop()
        for following in links.get(at, ()):
            if following == start:
                return _way(start, at, came)
            if following not in came:
                came[following] = at
                waiting.append(following)
    return None


def _way(start: Node, end: Node, came: Mapping[Node, Node]) -> list[Node]:
    way = [start, end]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]


def day_findings(row: Mapping[str, Any], amended: Mapping[str, dt.date | None]) -> Iterator[Finding]:
    """Days that cannot be: an end before the beginning, an amendment of what was not issued yet.

    `amended`: the field of each document that is amended or replaced, and its day of issue.
    """
    begins = row.get("effective_on") or row.get("issued_on")
    if row.get("ends_on") is not None and begins is not None and row["ends_on"] <= begins:
        yield Finding(
            "ends_on",
            "Must be after the day on which the document takes effect.",
            "Phải sau ngày văn bản có hiệu lực.",
            "ends_before_it_begins",
        )
    for field, issued_on in amended.items():
        if issued_on is not None and row.get("issued_on") is not None and row["issued_on"] < issued_on:
            yield Finding(
                field,
                f"Was issued later, on {issued_on}.",
                f"Được ban hành sau, vào ngày {issued_on}.",
                "amends_a_later_document",
            )
