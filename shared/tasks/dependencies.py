"""What waits for what: no task may wait, however indirectly, for itself. Pure."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

Task = TypeVar("Task", bound=Hashable)


def cycle(needs: Mapping[Task, Collection[Task]], changed: Collection[Task]) -> list[Task] | None:
    """A way from a changed task back to itself, as [a, b, …, a] (a waits for b, b for …), or None; the same one
    whatever the order in which the sets are walked.

    Every ring that is new goes through a changed task, so that looking from those is enough. Cost: each task and each
    dependency is looked at once.
    """
    settled: set[Task] = set()
    for start in sorted(changed, key=str):
        found = _ring(start, needs, settled)
        if found is not None:
            return found
    return None


def _ring(start: Task, needs: Mapping[Task, Collection[Task]], settled: set[Task]) -> list[Task] | None:
    """Depth first, without recursion: a chain of thousands of tasks is no reason to fail."""
    way: list[Task] = []
    on_way: set[Task] = set()
    open_ends = [(start, False)]
    while open_ends:
        task, left = open_ends.pop()
        if left:
            way.pop()
            on_way.discard(task)
            settled.add(task)
            continue
        if task in on_way:
            return [*way[way.index(task) :], task]
        if task in settled:
            continue
        way.append(task)
        on_way.add(task)
        open_ends.append((task, True))
        open_ends.extend((one, False) for one in sorted(needs.get(task, ()), key=str, reverse=True))
    return None
