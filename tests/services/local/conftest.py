"""Local systems over stand-in programs; those that still run at the end of a test are stopped."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.services.local import systems


@pytest.fixture
def make_system(tmp_path: Path) -> Iterator[Callable[..., systems.System]]:
    """Makes systems, not started yet, each in a folder of its own."""
    made: list[systems.System] = []

    def make(data: Path | None = None, **environment: str) -> systems.System:
        folder = tmp_path / f"s{len(made)}"
        folder.mkdir()
        made.append(systems.System(data or folder / "data", folder / "output.txt", environment))
        return made[-1]

    yield make
    for system in made:
        if system.process and not system.ended():
            system.stop()


@pytest.fixture
def system(make_system: Callable[..., systems.System]) -> systems.System:
    """One system, not started yet."""
    return make_system()
