"""What a service account reads of scores: by its scopes, on addresses that are public in part."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from services.reporting_api.app import create_app as reporting_api
from services.scoring_api.app import create_app as scoring_api
from services.scoring_worker import jobs
from shared.assessments.service import assessment_id
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from tests import clients

OPEN = assessment_id("dti-922", "tinh-tuyen-quang", 2022)
PUBLISHED = assessment_id("dti-922", "tinh-tuyen-quang", 2021)
AGENCY, TITLE = "so-noi-vu", "Chuyên mục riêng"


@pytest.fixture
async def http(configured: ServiceSettings) -> AsyncIterator[httpx.AsyncClient]:
    """The scoring application."""
    async with clients.client(scoring_api, configured) as client:
        yield client


@pytest.fixture
async def posted(
    configured: ServiceSettings, tokens: clients.Tokens, database: db.Database, clock: FakeClock
) -> dict[str, Any]:
    """A component with evidence of an agency, computed; its score."""
    said = json.dumps({"assessment": str(OPEN), "components": ["1.7"], "title": TITLE})
    async with clients.client(reporting_api, configured) as reporting:
        answer = await reporting.post(
            "/v1/evidence",
            headers=tokens.header("reporter", AGENCY),
            files={"file": ("a.pdf", b"%PDF-1.7\n")},
            data={"metadata": said},
        )
    version = str(answer.json()["assessment_version"])
    await jobs.compute(jobs.context(database, clock), str(OPEN), version)
    row = await database.reader.row(
        "SELECT id FROM run_scores WHERE node = 'component:1.7' AND score_column = 'self' ORDER BY run_id LIMIT 1"
    )
    assert row is not None
    return row


def _system(tokens: clients.Tokens, *scopes: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens.of('system', 'tinh-tuyen-quang', scopes=scopes)}"}


async def test_without_the_scope_only_what_is_published(
    http: httpx.AsyncClient, tokens: clients.Tokens, posted: dict[str, Any]
) -> None:
    stranger = _system(tokens, "targets:read", "evidence:read", "scores:write")
    for path in (f"/v1/assessments/{OPEN}/scores?min_version=1&wait=1", f"/v1/scores/{posted['id']}/explain"):
        refused = await http.get(path, headers=stranger)
        assert (refused.status_code, refused.json()["code"]) == (403, "scope-missing")
        assert "scores:read" in refused.json()["detail"]
    shown = await http.get(f"/v1/assessments/{PUBLISHED}/scores", headers=stranger)
    assert shown.json() == (await http.get(f"/v1/assessments/{PUBLISHED}/scores")).json()
    figure = shown.json()["published"]["score_id"]
    assert (await http.get(f"/v1/scores/{figure}/explain", headers=stranger)).status_code == 200


async def test_with_the_scope_the_three_columns(http: httpx.AsyncClient, tokens: clients.Tokens) -> None:
    shown = await http.get(f"/v1/assessments/{OPEN}/scores", headers=_system(tokens, "scores:read"))
    assert shown.status_code == 200


@pytest.mark.parametrize(("scopes", "readable"), [(("scores:read",), False), (("scores:read", "evidence:read"), True)])
async def test_what_evidence_says_needs_its_own_scope(
    http: httpx.AsyncClient, tokens: clients.Tokens, posted: dict[str, Any], scopes: tuple[str, ...], readable: bool
) -> None:
    why = (await http.get(f"/v1/scores/{posted['id']}/explain", headers=_system(tokens, *scopes))).json()
    (piece,) = why["inputs"]["evidence"]
    assert (piece["readable"], piece["title"]) == (readable, TITLE if readable else None)
    assert piece["organisation"] == AGENCY


@pytest.mark.parametrize(
    ("caller", "readable"),
    [
        (("reporter", AGENCY), True),
        (("reviewer", "so-tai-chinh"), False),
        (("coordinator", "so-tai-chinh"), False),
        (("admin", "tinh-tuyen-quang"), False),
        (("reviewer", clients.DEPARTMENT), True),
        (("committee", "tinh-tuyen-quang"), True),
    ],
)
async def test_people_read_by_the_rule_of_evidence(
    http: httpx.AsyncClient, tokens: clients.Tokens, posted: dict[str, Any], caller: tuple[str, str], readable: bool
) -> None:
    why = (await http.get(f"/v1/scores/{posted['id']}/explain", headers=tokens.header(*caller))).json()
    assert [piece["readable"] for piece in why["inputs"]["evidence"]] == [readable]


async def test_an_organisation_that_is_not_registered_claims_nothing(
    http: httpx.AsyncClient, tokens: clients.Tokens
) -> None:
    path = f"/v1/assessments/{OPEN}/claims/1.7"
    refused = await http.put(path, json={"points": 1}, headers=tokens.header("reporter", "khong-co"))
    assert (refused.status_code, refused.json()["code"]) == (403, "token-organisation-unknown")
