"""No task waits for itself: whatever the graph, a ring through what changed is found, and only a real one."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from shared.tasks import dependencies


def reaches(needs: dict[int, set[int]], start: int) -> set[int]:
    """Everything that a task waits for, however indirectly: by brute force."""
    found: set[int] = set()
    while True:
        more = {one for task in (found or needs.get(start, set())) for one in (needs.get(task, set()) | {task})}
        if more <= found:
            return found
        found |= more


@pytest.mark.parametrize(
    ("needs", "changed", "ring"),
    [
        ({}, [1], None),
        ({1: {2}, 2: {3}}, [1, 2, 3], None),
        ({1: {1}}, [1], [1, 1]),
        ({1: {2}, 2: {1}}, [1], [1, 2, 1]),
        ({1: {2}, 2: {3}, 3: {2}}, [1], [2, 3, 2]),
        ({1: {2, 3}, 2: {4}, 3: {4}, 4: {5}}, [1], None),
        ({1: {2}, 3: {4}, 4: {3}}, [1], None),
    ],
)
def test_known_graphs(needs: dict[int, set[int]], changed: list[int], ring: list[int] | None) -> None:
    assert dependencies.cycle(needs, changed) == ring


@pytest.mark.parametrize("seed", range(400))
def test_a_ring_is_found_exactly_when_there_is_one(seed: int) -> None:
    chance = random.Random(seed)
    size = chance.randrange(2, 12)
    needs = {task: {one for one in range(size) if one != task and chance.random() < 1.4 / size} for task in range(size)}
    changed = chance.sample(range(size), chance.randrange(1, size + 1))
    found = dependencies.cycle(needs, changed)
    near = {one for task in changed for one in reaches(needs, task) | {task}}
    assert (found is not None) == any(task in reaches(needs, task) for task in near)
    if found is not None:
        assert found[0] == found[-1]
        assert len(set(found)) == len(found) - 1
        assert all(after in needs[before] for before, after in pairwise(found))
    shuffled = {task: set(chance.sample(sorted(ones), len(ones))) for task, ones in reversed(list(needs.items()))}
    assert dependencies.cycle(shuffled, list(reversed(changed))) == found


def test_a_chain_of_five_thousand_is_walked() -> None:
    needs = {task: {task + 1} for task in range(5000)}
    assert dependencies.cycle(needs, [0]) is None
    needs[5000] = {0}
    found = dependencies.cycle(needs, [0])
    assert found is not None
    assert len(found) == 5002
