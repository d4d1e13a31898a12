"""M3: the worked example in every topology: one process, each service's own port behind nginx."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

from tests import topologies
from tests.stories import worked_example
from tests.stories.province import Province

Start = Callable[[Path, str], AbstractContextManager[topologies.Topology]]


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(topologies.one_process, id="one-process"),
        pytest.param(topologies.separate, id="behind-nginx", marks=pytest.mark.nginx),
    ],
)
def test_worked_example(start: Start, tmp_path: Path, database_url: str) -> None:
    with start(tmp_path, database_url) as system, httpx.Client(base_url=system.url, timeout=30) as http:
        worked_example.play(Province(system, http))
