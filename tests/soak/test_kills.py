"""M5 at length: the worker killed at every failpoint and at random moments, with more seeds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stories import test_worker_dies

SEEDS = range(1, 9)


@pytest.mark.parametrize("seed", SEEDS)
def test_killed_at_random_moments(tmp_path: Path, database_url: str, seed: int, say: Callable[[str], None]) -> None:
    kills = test_worker_dies.kill_at_random_moments(tmp_path, database_url, seed=seed)
    say(f"seed {seed}: {kills} kills, scores equal a computation from scratch")


def test_killed_at_each_failpoint(tmp_path: Path, database_url: str) -> None:
    test_worker_dies.test_killed_at_each_failpoint(tmp_path, database_url)


def test_an_import_killed_at_each_failpoint_is_done_once(tmp_path: Path, database_url: str) -> None:
    test_worker_dies.test_an_import_killed_at_each_failpoint_is_done_once(tmp_path, database_url)
