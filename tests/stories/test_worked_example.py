"""The worked example of the scoring rules, step by step, over HTTP, as the product runs and as it is deployed.

2022, component 1.7, provisional maximum 10. Two agencies post, another person of the coordinating department decides.
"""

import asyncio
import contextlib
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests import databases, servers, topologies

COMPONENT = "1.7"
POSTS, DECIDES, CLAIMS = (
    ("reporter", "so-tai-chinh"),
    ("reviewer", "so-thong-tin-va-truyen-thong"),
    ("reporter", "so-thong-tin-va-truyen-thong"),
)
Topologies = Callable[[Path, str], contextlib.AbstractContextManager[topologies.Topology]]


@pytest.fixture(scope="module", params=["one process", pytest.param("behind nginx", marks=pytest.mark.nginx)])
def system(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, server_urls: servers.Urls, template: str
) -> Iterator[topologies.Topology]:
    """The running product, either way, on a database of its own."""
    start: Topologies = topologies.one_process if request.param == "one process" else topologies.separate
    name = f"story_{uuid.uuid4().hex[:12]}"
    url = asyncio.run(databases.create(server_urls.database, name, template))
    with start(tmp_path_factory.mktemp("system"), url) as running:
        yield running
    asyncio.run(databases.drop(server_urls.database, name))


class Province:
    """The callers of this story and the assessment of 2022."""

    def __init__(self, system: topologies.Topology, client: httpx.Client) -> None:
        self._system = system
        self._client = client
        self.posted: dict[str, str] = {}
        found = self._ask("GET", "/v1/assessments", DECIDES, params={"organisation": "tinh-tuyen-quang", "year": 2022})
        self.assessment = next(one["id"] for one in found["items"] if one["status"] == "open")

    def post(self, name: str) -> int:
        """Post a document; the version to wait for."""
        metadata = f'{{"assessment": "{self.assessment}", "components": ["{COMPONENT}"], "title": "{name}"}}'
        files = {"file": (f"{name}.pdf", b"%PDF-1.7\n" + name.encode(), "application/pdf")}
        posted = self._ask("POST", "/v1/evidence", POSTS, files=files, data={"metadata": metadata})
        self.posted[name] = posted["id"]
        return int(posted["assessment_version"])

    def decide(self, name: str, **verdict: object) -> int:
        """Decide on a document; the version to wait for."""
        answer = self._ask("POST", f"/v1/evidence/{self.posted[name]}/decisions", DECIDES, json=verdict)
        return int(answer["assessment_version"])

    def claim(self, points: int) -> int:
        """Claim points for the component; the version to wait for."""
        path = f"/v1/assessments/{self.assessment}/claims/{COMPONENT}"
        return int(self._ask("PUT", path, CLAIMS, json={"points": points})["assessment_version"])

    def scores(self, version: int) -> tuple[Decimal | int, Decimal | int, int]:
        """Self and verified points of the component, and undecided evidence, once the version is computed."""
        path = f"/v1/assessments/{self.assessment}/scores"
        found = self._ask("GET", path, DECIDES, params={"min_version": version, "wait": 10})
        assert found["computed_version"] >= version
        own, verified = (_points(found[column]) for column in ("self", "verified"))
        return own, verified, found["undecided"]

    def explain(self) -> Any:
        """Where the component's verified points come from."""
        found = self._ask("GET", f"/v1/assessments/{self.assessment}/scores", DECIDES)
        component = next(one for one in found["verified"]["components"] if one["code"] == COMPONENT)
        return self._ask("GET", f"/v1/scores/{component['score_id']}/explain", DECIDES)

    def _ask(self, method: str, path: str, caller: tuple[str, str], **request: Any) -> Any:
        # The header of an identity must do nothing, in any topology.
        headers = {"Authorization": f"Bearer {self._system.token(*caller)}", "X-User": "admin"}
        answer = self._client.request(method, path, headers=headers, **request)
        assert answer.is_success, answer.text
        return answer.json(parse_float=Decimal)


def _points(column: Any) -> Decimal:
    return Decimal(next(one["points"] for one in column["components"] if one["code"] == COMPONENT) or 0)


def test_the_worked_example(system: topologies.Topology) -> None:
    with httpx.Client(base_url=system.url, timeout=30, trust_env=False) as client:
        province = Province(system, client)
        assert province.scores(0) == (0, 0, 0)
        assert province.scores(province.post("E1")) == (10, 0, 1)
        assert province.scores(province.post("E2")) == (10, 0, 2)
        assert province.scores(province.decide("E1", verdict="accept")) == (10, 10, 1)
        assert province.scores(province.decide("E2", verdict="accept")) == (10, 10, 0)
        assert province.scores(province.decide("E1", verdict="reject", reason_code="wrong_document")) == (10, 10, 0)
        assert province.scores(province.decide("E2", verdict="reject", reason_code="wrong_document")) == (10, 0, 0)
        province.post("E3")
        partial = province.decide("E3", verdict="partial", points=4, reason_code="insufficient")
        assert province.scores(partial) == (10, 4, 0)
        assert province.scores(province.claim(0)) == (0, 4, 0)
        assert province.posted["E3"] in str(province.explain())


def test_every_process_refuses_what_it_should(system: topologies.Topology) -> None:
    """The same answers whichever process gives them, the edge in front or not."""
    with httpx.Client(base_url=system.url, timeout=30, trust_env=False) as client:
        for path in (
            "/v1/measurements",
            "/v1/reports",
            "/v1/evidence",
            "/v1/runs/00000000-0000-0000-0000-000000000000",
        ):
            for headers in ({}, {"Authorization": "Bearer x.y.z"}, {"X-User": "admin", "X-JWT-Assertion": "x"}):
                answer = client.get(path, headers=headers)
                assert answer.status_code == 401, (path, headers, answer.text)
                assert answer.headers["Content-Type"] == "application/problem+json"
                assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
        for path in ("/v1/targets", "/v1/reporting-regimes-x", "/v1/frameworks", "/", "/health/ready", "/docs"):
            assert client.get(path).status_code == (404 if path.endswith("-x") else 200), path
