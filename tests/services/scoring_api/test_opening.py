"""Assessments are opened for whom the framework assesses, contributed to by whom they concern, and closed for good."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import DBAPIError

from services.scoring_api.app import create_app
from services.scoring_worker import jobs
from shared.assessments import opening_repository
from shared.assessments.service import assessment_id
from shared.catalog import install, read
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from tests import clients, locks, synthetic
from tests.services.gateway import contract

AGENCY = "so-noi-vu"
OPEN = assessment_id("dti-922", "tinh-tuyen-quang", 2022)
SOURCE = {"document": "ke-hoach-187-kh-ubnd-2022", "clause": "Lời dẫn"}


@pytest.fixture
async def http(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[httpx.AsyncClient]:
    """The scoring application, called by the coordinator."""
    async with clients.client(create_app, configured) as client:
        client.headers.update(tokens.header("coordinator") | {"Accept-Language": "en"})
        yield client


@pytest.fixture
async def departments(database: db.Database) -> str:
    """A complete framework for departments."""
    async with database.transaction() as session:
        await synthetic.publish(session)
    return synthetic.DEPARTMENTS


async def _open(http: httpx.AsyncClient, **said: Any) -> httpx.Response:
    return await http.post("/v1/assessments", json={"year": 2022, "source": SOURCE, **said})


async def _opened(http: httpx.AsyncClient, **said: Any) -> str:
    answer = await _open(http, **said)
    assert answer.status_code == 201, answer.text
    contract.check(answer.json(), contract.schema_of("create_assessment", 201))
    assert answer.headers["Location"] == f"/v1/assessments/{answer.json()['id']}"
    return str(answer.json()["id"])


async def test_a_department_is_assessed_and_scored_like_a_province(
    http: httpx.AsyncClient, departments: str, database: db.Database, clock: FakeClock, tokens: clients.Tokens
) -> None:
    made = await _opened(http, framework=departments, organisation=AGENCY)
    path = f"/v1/assessments/{made}"
    claimed = await http.put(f"{path}/claims/2.1", json={"points": 20}, headers=tokens.header("reporter", AGENCY))
    assert claimed.status_code == 200, claimed.text
    await jobs.compute(jobs.context(database, clock), made, str(claimed.json()["assessment_version"]))
    shown = (await http.get(f"{path}/scores")).json()
    assert (shown["organisation"], shown["status"], shown["framework"]) == (AGENCY, "open", departments)
    assert (shown["self"]["points"], shown["self"]["max_points"], shown["self"]["total"]) == (20, 50, 0.4)
    listed = (await http.get("/v1/assessments", params={"organisation": AGENCY, "status": "open"})).json()
    assert [item["id"] for item in listed["items"]] == [made]
    assert (await http.get("/v1/assessments", params={"organisation": AGENCY, "status": "closed"})).json()[
        "items"
    ] == []
    audit = await database.reader.rows("SELECT entity_id FROM audit_entries WHERE action = 'assessment.open'")
    assert [row["entity_id"] for row in audit] == [made]


async def test_the_first_computation_is_asked_for(http: httpx.AsyncClient, database: db.Database) -> None:
    made = await _opened(http, framework="dti-922", organisation="tinh-tuyen-quang", year=2023)
    (event,) = await database.reader.rows(
        "SELECT payload ->> 'assessment_id' AS id, payload ->> 'version' AS version FROM outbox"
        " WHERE event = 'AssessmentOpened' AND payload ->> 'assessment_id' = $1", made
    )  # fmt: skip
    assert event == {"id": made, "version": "1"}


async def test_another_province_of_the_same_year(http: httpx.AsyncClient) -> None:
    made = await _opened(http, framework="dti-922", organisation="tinh-lao-cai")
    assert made == str(assessment_id("dti-922", "tinh-lao-cai", 2022))


@pytest.mark.parametrize(
    ("said", "status", "code", "fields"),
    [
        ({"framework": "dti-922", "organisation": AGENCY}, 422, "assessment-refused", ["organisation"]),
        ({"framework": "dti-922", "organisation": "ubnd-tinh"}, 422, "assessment-refused", ["organisation"]),
        ({"framework": "dti-922", "organisation": "nobody"}, 422, "assessment-refused", ["organisation"]),
        (
            {"framework": synthetic.DEPARTMENTS, "organisation": "huyen-na-hang"},
            *(422, "assessment-refused", ["organisation"]),
        ),
        (
            {"framework": synthetic.DEPARTMENTS, "organisation": "tinh-tuyen-quang", "year": 2021},
            *(422, "assessment-refused", ["organisation", "year"]),
        ),
        (
            {"framework": "dti-922", "organisation": "tinh-tuyen-quang", "year": 2024},
            *(422, "assessment-refused", ["year"]),
        ),
        (
            {"framework": "dti-922", "organisation": "tinh-tuyen-quang", "year": 2030},
            *(422, "assessment-refused", ["year"]),
        ),
        (
            {"framework": "dti-922", "organisation": "tinh-tuyen-quang", "year": 2020},
            *(422, "assessment-refused", ["year"]),
        ),
        ({"framework": "dti-922", "organisation": "tinh-tuyen-quang"}, 409, "assessment-exists", []),
        ({"framework": "dti-9", "organisation": AGENCY}, 422, "no-such-framework", ["framework"]),
        (
            {"framework": "dti-922", "organisation": "tinh-lao-cai", "source": {**SOURCE, "document": "x"}},
            *(422, "source-refused", ["source.document"]),
        ),
        (
            {"framework": "dti-922", "organisation": "tinh-lao-cai", "source": {"document": SOURCE["document"]}},
            *(422, "invalid", ["source.clause"]),
        ),
    ],
)
@pytest.mark.usefixtures("departments")
async def test_what_is_refused(
    http: httpx.AsyncClient, said: dict[str, Any], status: int, code: str, fields: list[str]
) -> None:
    answer = await _open(http, **said)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert [error["field"] for error in answer.json().get("errors", [])] == fields


async def test_an_incomplete_framework_says_what_is_missing(http: httpx.AsyncClient) -> None:
    answer = await _open(http, framework="dti-742-so-nganh", organisation=AGENCY)
    assert (answer.status_code, answer.json()["code"]) == (409, "framework-incomplete")
    said = {error["field"]: error["detail"] for error in answer.json()["errors"]}
    assert said == {
        "framework.main_indices": "The weights of main indices 1, 2, 3, 4, 5, 6 are unknown.",
        "framework.total_points": "The points of the whole are unknown.",
        "framework.components": "No component is known.",
    }
    found = await http.get("/v1/assessments", params={"framework": "dti-742-so-nganh"})
    assert found.json()["items"] == []


async def test_an_agencys_own_assessment_is_contributed_to_by_itself_alone(
    http: httpx.AsyncClient, departments: str, database: db.Database, tokens: clients.Tokens
) -> None:
    made = await _opened(http, framework=departments, organisation=AGENCY)
    for other in ("so-tai-chinh", clients.DEPARTMENT):
        answer = await http.put(
            f"/v1/assessments/{made}/claims/1.7", json={"points": 1}, headers=tokens.header("reporter", other)
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "not-your-assessment")
    with pytest.raises(DBAPIError, match="another organisation's"):
        async with database.transaction() as session:
            await db.execute(
                session,
                "INSERT INTO claims (id, assessment_id, component_id, input_values, claimed_by, organisation_id)"
                " SELECT gen_random_uuid(), a.id, c.id, '{}', 'x', o.id FROM assessments a JOIN components c"
                " ON c.framework_version_id = a.framework_version_id, organisations o"
                " WHERE a.id = CAST(:id AS uuid) AND o.slug = 'so-tai-chinh' LIMIT 1",
                id=made,
            )


async def test_closing_ends_claims_and_lasts(
    http: httpx.AsyncClient, database: db.Database, tokens: clients.Tokens
) -> None:
    closed = await http.post(f"/v1/assessments/{OPEN}/close", json={"note": "Hết hạn"})
    assert closed.status_code == 200, closed.text
    contract.check(closed.json(), contract.schema_of("close_assessment"))
    assert (closed.json()["status"], closed.json()["closed_on"]) == ("closed", "2022-11-01")
    again = await http.post(f"/v1/assessments/{OPEN}/close", json={})
    assert (again.status_code, again.json()["code"]) == (409, "assessment-closed")
    assert "was closed on 2022-11-01" in again.json()["detail"]
    claim = await http.put(
        f"/v1/assessments/{OPEN}/claims/1.7", json={"points": 1}, headers=tokens.header("reporter", AGENCY)
    )
    assert (claim.status_code, claim.json()["code"]) == (409, "assessment-closed")
    async with database.transaction() as session:
        assert sum((await install.install(session, read.catalog())).values()) == 0, "the catalog opens it again"
    assert (await http.get(f"/v1/assessments/{OPEN}")).json()["status"] == "closed"
    with pytest.raises(DBAPIError, match="is closed"):
        async with database.transaction() as session:
            await db.execute(session, "UPDATE assessments SET status = 'open', closed_on = NULL WHERE status='closed'")


async def test_an_imported_or_unknown_assessment_is_not_closed(http: httpx.AsyncClient) -> None:
    imported = assessment_id("dti-922", "tinh-tuyen-quang", 2021)
    answer = await http.post(f"/v1/assessments/{imported}/close", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "assessment-closed")
    assert "imported from a publication" in answer.json()["detail"]
    unknown = "00000000-0000-4000-8000-000000000000"
    assert (await http.post(f"/v1/assessments/{unknown}/close", json={})).status_code == 404


async def test_what_people_opened_stays_when_the_catalog_is_installed_again(
    http: httpx.AsyncClient, database: db.Database
) -> None:
    made = await _opened(http, framework="dti-922", organisation="tinh-lao-cai")
    async with database.transaction() as session:
        assert sum((await install.install(session, read.catalog())).values()) == 0
    assert (await http.get(f"/v1/assessments/{made}")).json()["status"] == "open"


async def test_a_claim_on_its_way_is_counted_or_refused_never_lost(
    http: httpx.AsyncClient, database: db.Database, tokens: clients.Tokens
) -> None:
    """Who closes waits for who is writing; who writes after it is refused, whatever they read before."""
    agency = tokens.header("reporter", AGENCY)
    async with database.transaction() as session:
        await opening_repository.lock(session, OPEN)
        late = asyncio.create_task(http.put(f"/v1/assessments/{OPEN}/claims/1.7", json={"points": 1}, headers=agency))
        await locks.until_waiting(database, late)
        await opening_repository.close(session, OPEN, FakeClock().today())
    assert (await late).status_code == 409
    assert await database.reader.rows("SELECT id FROM claims") == []
