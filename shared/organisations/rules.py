"""Nesting a hierarchy."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Node(NamedTuple):
    """One organisation of a day; `json` is its object."""

    id: uuid.UUID
    parent: uuid.UUID | None
    json: str


def nested(nodes: Sequence[Node]) -> str:
    """The JSON array of the roots, each with its `children`, in the order given.

    An organisation whose superior is not in force that day stands at the root, and so does the first of a ring that a
    merger has closed in a hierarchy of placements: nobody may disappear.
    """
    below: dict[uuid.UUID | None, list[Node]] = {node.id: [] for node in nodes}
    roots: list[Node] = []
    for node in nodes:
        below.get(node.parent, roots).append(node)
    _open_rings(nodes, roots, below)
    text: list[str] = []
    _write(roots, below, text)
    return "".join(text)


def _open_rings(nodes: Sequence[Node], roots: list[Node], below: Mapping[uuid.UUID | None, list[Node]]) -> None:
    """Put the first of each ring among the roots."""
    reached = _reached(roots, below)
    if len(reached) == len(nodes):
        return
    for first in nodes:
        if first.id not in reached:
            below[first.parent].remove(first)
            roots.append(first)
            reached |= _reached([first], below)


def _reached(start: Sequence[Node], below: Mapping[uuid.UUID | None, list[Node]]) -> set[uuid.UUID]:
    found = set()
    ahead = list(start)
    for node in ahead:  # grows while it is walked
        found.add(node.id)
        ahead += below[node.id]
    return found


def _write(level: Sequence[Node], below: Mapping[uuid.UUID | None, list[Node]], text: list[str]) -> None:
    """Add a level to the text, piece by piece: nested strings would be copied at every level."""
    text.append("[")
    comma = ""
    for node in level:
        text.append(f'{comma}{node.json[:-1]}, "children": ')
        _write(below[node.id], below, text)
        text.append("}")
        comma = ","
    text.append("]")
