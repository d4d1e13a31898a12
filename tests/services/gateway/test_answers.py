"""What the services really answer is what the OpenAPI document says; its examples are answers of the catalog."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import resources
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.gateway import app as gateway
from services.local import paths, router
from services.reporting_api import app as reporting_api
from services.scoring_api import app as scoring_api
from services.scoring_worker import jobs
from services.targets_api import app as targets_api
from shared.kit import callers, db
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services.gateway import contract

OFTEN_DIFFERENT = {"known_at", "recorded_at", "imported_at", "assessments_behind", "worker", "status"}
# Where in the history of this database something stands.
PLACES = {"list_changes": {"next", "lag_seconds"}}
FILES = resources.files("services.gateway").joinpath("examples").iterdir()
EXAMPLES = {file.name.removesuffix(".json"): json.loads(file.read_text(encoding="utf-8")) for file in FILES}


@asynccontextmanager
async def db_of(configured: ServiceSettings) -> AsyncIterator[db.Database]:
    """Both doors, for a job."""
    opened = db.Database(configured.database_url, pool_size=2, caller=callers.SYSTEM)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def http(configured: ServiceSettings) -> AsyncIterator[httpx.AsyncClient]:
    """The four applications in one process, as `make run` mounts them."""
    parts = (gateway, targets_api, reporting_api, scoring_api)
    rest, *others = [part.create_app(configured) for part in parts]
    owners: dict[str, Any] = {}
    for names, app in zip((paths.TARGETS, paths.REPORTING, paths.SCORING), others, strict=True):
        owners |= dict.fromkeys(names, app)
    async with AsyncExitStack() as stack:
        for app in (rest, *others):
            assert isinstance(app, FastAPI)
            await stack.enter_async_context(app.router.lifespan_context(app))
        transport = httpx.ASGITransport(app=router.Router(rest, owners), raise_app_exceptions=False)
        yield await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://dti.test"))


async def test_examples_are_answers(http: httpx.AsyncClient, tokens: clients.Tokens) -> None:
    asked = {name: example for name, example in EXAMPLES.items() if example["request"]}
    for name, example in asked.items():
        headers = tokens.header(example["role"]) if example["role"] else {}
        answer = await http.get(example["request"], headers=headers)
        assert answer.status_code == 200, (name, answer.text)
        contract.check(answer.json(), contract.schema_of(name))
        _same(example["answer"], answer.json(), name)


def _same(example: Any, answer: Any, at: str) -> None:
    """Equal but for instants and states; a list of the example may leave rows of the answer out."""
    if isinstance(example, dict):
        assert example.keys() == answer.keys(), at
        for key in example.keys() - OFTEN_DIFFERENT - PLACES.get(at, set()):
            _same(example[key], answer[key], f"{at}.{key}")
    elif isinstance(example, list) and example and isinstance(example[0], dict):
        moved = {
            "components": None,
            "children": None,
            **({"version": 0, "changed_at": ""} if "changed_at" in example[0] else {}),
            **({"id": ""} if "stated_by" in example[0] else {}),  # of a statement: new in every installation
            **({"recorded_at": ""} if "recorded_at" in example[0] else {}),
        }
        named = [json.dumps({**row, **moved}, sort_keys=True) for row in answer]
        for row in example:
            assert json.dumps({**row, **moved}, sort_keys=True) in named, at
    else:
        assert example == answer, at


@pytest.mark.parametrize(
    ("operation", "request_", "role"),
    [
        ("get_organisation_tree", "/v1/organisations/tree?as_of=2022-11-01", ""),
        ("list_organisations", "/v1/organisations?limit=200", ""),
        ("list_legal_documents", "/v1/legal-documents", ""),
        (
            "list_document_obligations",
            "/v1/legal-documents/ke-hoach-55-kh-ubnd-2022/obligations?limit=200",
            "committee",
        ),
        ("list_document_obligations", "/v1/legal-documents/ke-hoach-187-kh-ubnd-2022/obligations?total=true", "system"),
        ("get_coverage", "/v1/coverage?as_of=2022-12-01", "auditor"),
        ("list_targets", "/v1/targets?limit=200", ""),
        ("list_tasks", "/v1/tasks?limit=200", "auditor"),
        ("list_frameworks", "/v1/frameworks", ""),
        ("get_framework", "/v1/frameworks/dti-1726", ""),
        ("list_assessments", "/v1/assessments", ""),
        ("list_reporting_regimes", "/v1/reporting-regimes", "reporter"),
        ("list_obligations", "/v1/obligations?year=2022&limit=200", "coordinator"),
        ("get_scores", "/v1/assessments/13475002-a410-5ea7-8a55-eef7a18a166e/scores", "committee"),
    ],
)
async def test_whole_lists_have_the_shape_that_is_documented(
    http: httpx.AsyncClient, tokens: clients.Tokens, operation: str, request_: str, role: str
) -> None:
    answer = await http.get(request_, headers=tokens.header(role) if role else {})
    assert answer.status_code == 200, answer.text
    contract.check(answer.json(), contract.schema_of(operation))


async def test_what_is_written_is_answered_as_documented(http: httpx.AsyncClient, tokens: clients.Tokens) -> None:
    agency, reviewer = tokens.header("reporter", "so-noi-vu"), tokens.header("reviewer")
    assessment = EXAMPLES["list_evidence"]["answer"]["items"][0]["assessment"]

    async def checked(operation: str, method: str, path: str, status: int, **sent: Any) -> Any:
        answer = await http.request(method, path, **sent)
        assert answer.status_code == status, answer.text
        contract.check(answer.json(), contract.schema_of(operation, status))
        assert contract.headers_of(operation, status) - {"Link", "Idempotency-Replayed"} <= {
            name.title() for name in answer.headers
        }
        return answer.json()

    said = json.dumps({"assessment": assessment, "components": ["1.7"], "title": "Kế hoạch"})
    files, body = {"file": ("ke-hoach.pdf", b"%PDF-1.7\n")}, {"metadata": said}
    posted = await checked("post_evidence", "POST", "/v1/evidence", 201, headers=agency, files=files, data=body)
    path = f"/v1/evidence/{posted['id']}"
    for decision in ({"verdict": "accept"}, {"verdict": "partial", "points": 4, "reason_code": "insufficient"}):
        await checked("decide_evidence", "POST", f"{path}/decisions", 201, headers=reviewer, json=decision)
    await checked("get_evidence", "GET", path, 200, headers=agency)
    await checked("list_evidence", "GET", "/v1/evidence", 200, headers=reviewer)
    await checked("withdraw_evidence", "POST", f"{path}/withdraw", 200, headers=agency)
    claim = f"/v1/assessments/{assessment}/claims/1.7"
    await checked("put_claim", "PUT", claim, 200, headers=agency, json={"points": 5})
    refused = await http.put(claim, headers=agency, json={"points": 11})
    contract.check(refused.json(), {"$ref": "#/components/schemas/Problem"})


async def test_explanations_are_answered_as_documented(
    http: httpx.AsyncClient, tokens: clients.Tokens, configured: ServiceSettings
) -> None:
    """Of the total, a pillar, a main index and a component, in both columns, after one computation."""
    assessment = EXAMPLES["list_evidence"]["answer"]["items"][0]["assessment"]
    agency, committee = tokens.header("reporter", "so-noi-vu"), tokens.header("committee")
    said = json.dumps({"assessment": assessment, "components": ["1.7"], "title": "Kế hoạch"})
    files, body = {"file": ("ke-hoach.pdf", b"%PDF-1.7\n")}, {"metadata": said}
    assert (await http.post("/v1/evidence", headers=agency, files=files, data=body)).status_code == 201
    async with db_of(configured) as database:
        await jobs.compute(jobs.context(database, configured.clock()), assessment, "1")
    scores = (await http.get(f"/v1/assessments/{assessment}/scores", headers=committee)).json()
    contract.check(scores, contract.schema_of("get_scores"))
    component = [row for row in scores["self"]["components"] if row["code"] == "1.7"]
    column = scores["verified"]
    for row in (scores["self"], column, column["pillars"][0], column["main_indices"][0], *component):
        answer = await http.get(f"/v1/scores/{row['score_id']}/explain", headers=committee)
        contract.check(answer.json(), contract.schema_of("explain_score"))
    run = await http.get(f"/v1/runs/{scores['run_id']}", headers=committee)
    contract.check(run.json(), contract.schema_of("get_run"))
