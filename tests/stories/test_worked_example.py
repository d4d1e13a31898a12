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
TOPOLOGIES = [
    pytest.param(topologies.one_process, id="one-process"),
    pytest.param(topologies.separate, id="behind-nginx", marks=pytest.mark.nginx),
]


@pytest.mark.parametrize("start", TOPOLOGIES)
def test_worked_example(start: Start, tmp_path: Path, database_url: str) -> None:
    with start(tmp_path, database_url) as system, httpx.Client(base_url=system.url, timeout=30) as http:
        worked_example.play(Province(system, http))


@pytest.mark.parametrize("start", TOPOLOGIES)
def test_every_process_refuses_what_it_should(start: Start, tmp_path: Path, database_url: str) -> None:
    """The same answers whichever process gives them, the edge in front or not."""
    nobody = "/v1/runs/00000000-0000-0000-0000-000000000000"
    with start(tmp_path, database_url) as system, httpx.Client(base_url=system.url, timeout=30) as http:
        for path in ("/v1/measurements", "/v1/reports", "/v1/evidence", nobody):
            for headers in ({}, {"Authorization": "Bearer x.y.z"}, {"X-User": "admin", "X-JWT-Assertion": "x"}):
                answer = http.get(path, headers=headers)
                assert answer.status_code == 401, (path, headers, answer.text)
                assert answer.headers["Content-Type"] == "application/problem+json"
                assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
        for path in ("/v1/targets", "/v1/reporting-regimes-x", "/v1/frameworks", "/", "/health/ready", "/docs"):
            assert http.get(path).status_code == (404 if path.endswith("-x") else 200), path
