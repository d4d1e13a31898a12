"""One budget over all processes, behind the edge: whichever process a caller asks, the same count."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests import topologies

LIMITS = {"RATE_LIMIT": "6/hour", "RATE_LIMIT_ANONYMOUS": "4/hour", "TRUSTED_PROXIES": "127.0.0.1"}
PUBLIC = ("/v1/targets?limit=1", "/v1/frameworks", "/openapi.json", "/v1/organisations?limit=1")
MINE = ("/v1/reports", "/v1/evidence", "/v1/targets?limit=1", "/v1/frameworks", "/openapi.json", "/v1/organisations")


@pytest.mark.nginx
def test_a_budget_is_spent_once_whichever_process_is_asked(tmp_path: Path, database_url: str) -> None:
    with (
        topologies.separate(tmp_path, database_url, settings=LIMITS) as system,
        httpx.Client(base_url=system.url, timeout=30) as http,
    ):
        known = {"Authorization": f"Bearer {system.token('committee', 'tinh-tuyen-quang')}"}
        for headers, paths, name in (({}, PUBLIC, "address"), (known, MINE, "client")):
            for number, path in enumerate(paths, start=1):
                answer = http.get(path, headers=headers)
                assert answer.status_code == 200, (path, answer.text)
                assert answer.headers["RateLimit"].startswith(f'"{name}";r={len(paths) - number};t=')
            for path in paths:  # and none of them has another budget
                refused = http.get(path, headers=headers | {"X-Forwarded-For": "198.51.100.1"})
                assert (refused.status_code, refused.json()["code"]) == (429, "quota-exceeded")
                assert int(refused.headers["Retry-After"]) > 0
        assert http.get("/.well-known/jwks.json").status_code == 200  # or no service could verify anybody
        assert {http.get("/health/ready").status_code for _ in range(8)} == {200}
        own = httpx.get(system.ports["scoring_api"] + "/v1/frameworks", headers=known)
        assert own.status_code == 429  # going round the edge gains nothing here either
