"""Nesting a hierarchy."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """One organisation of a day; `json` is its object."""

    id: uuid.UUID
    parent: uuid.UUID | None
    json: str


def nested(nodes: Sequence[Node]) -> str:
    """The JSON array of the roots, each with its `children`, in the order given.

    An organisation whose superior is not in force that day stands at the root, and so does the first of a ring that a
    merger has closed in a hierarchy of placements: nobody may disappear.
    """
    known = {node.id for node in nodes}
    below: dict[uuid.UUID | None, list[Node]] = defaultdict(list)
    for node in nodes:
        below[node.parent if node.parent in known else None].append(node)

    reached: set[uuid.UUID] = set()
    for first in (*below[None], *nodes):
        if first.id in reached:
            continue
        if first.parent in known:
            below[first.parent].remove(first)
            below[None].append(first)
        ahead = [first]
        while ahead:
            at = ahead.pop()
            reached.add(at.id)
            ahead += below[at.id]

    def level(parent: uuid.UUID | None) -> str:
        return "[" + ",".join(f'{node.json[:-1]}, "children": {level(node.id)}}}' for node in below[parent]) + "]"

    return level(None)
