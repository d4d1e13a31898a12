"""Peers by published figures, groups as data, and anomalies of what was published."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from services.scoring_api.app import create_app
from shared.assessments.service import assessment_id
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services.scoring_api.test_results import Desk, table
from tests.shared.scoring.test_drift import as_the_owner

NORTHERN = "trung-du-va-mien-nui-phia-bac"


@pytest.fixture
async def http(configured: ServiceSettings) -> AsyncIterator[httpx.AsyncClient]:
    """The scoring application."""
    async with clients.client(create_app, configured) as client:
        yield client


@pytest.fixture
def desk(http: httpx.AsyncClient, tokens: clients.Tokens) -> Desk:
    """The coordinating department's."""
    return Desk(http, tokens)


async def _read(desk: Desk, path: str, **params: Any) -> Any:
    headers = desk.tokens.header("committee", "tinh-tuyen-quang")
    answer = await desk.http.get(path, params=params, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json(parse_float=Decimal)


async def test_tuyen_quang_among_the_northern_mountains(desk: Desk) -> None:
    await desk.send(table())
    path = f"/v1/assessments/{assessment_id('dti-922', 'tinh-tuyen-quang', 2022)}/peers"
    found = await _read(desk, path, group=NORTHERN)
    total = next(one for one in found["items"] if one["node"] == "total")
    assert (found["peers"], total["known"], total["rank"], total["published_rank"]) == (14, 14, 10, 48)
    assert (total["best"], total["best_of"]) == (Decimal("0.850000"), ["tinh-lang-son"])
    everybody = next(one for one in (await _read(desk, path))["items"] if one["node"] == "total")
    assert (everybody["known"], everybody["rank"], everybody["mean"]) == (63, 48, Decimal("0.590000"))


async def test_who_has_left_a_group_is_no_peer_any_more(desk: Desk, database_url: str) -> None:
    await desk.send(table())
    left = (
        "UPDATE organisation_group_members SET valid_to = '2022-07-01' WHERE organisation_id ="
        " (SELECT id FROM organisations WHERE slug = 'tinh-lang-son')"
    )
    await as_the_owner(database_url, "organisation_group_members", left)
    path = f"/v1/assessments/{assessment_id('dti-922', 'tinh-tuyen-quang', 2022)}/peers"
    found = await _read(desk, path, group=NORTHERN)
    total = next(one for one in found["items"] if one["node"] == "total")
    assert (found["peers"], total["known"], total["rank"]) == (13, 13, 9)


async def test_of_a_part_no_rank_and_no_mean_are_said(desk: Desk) -> None:
    path = f"/v1/assessments/{assessment_id('dti-922', 'tinh-tuyen-quang', 2021)}/peers"
    found = await _read(desk, path, group=NORTHERN)
    assert {(one["known"], one["rank"], one["mean"]) for one in found["items"]} == {(1, None, None)}


async def test_computed_scores_are_never_compared(desk: Desk) -> None:
    """The open assessment has scores and nothing published but a rank: there is nothing to compare."""
    path = f"/v1/assessments/{assessment_id('dti-922', 'tinh-tuyen-quang', 2022)}/peers"
    assert (await _read(desk, path))["items"] == []


async def test_a_ranking_within_the_group(desk: Desk) -> None:
    await desk.send(table())
    answer = await desk.http.post(
        "/v1/rankings",
        json={"framework": "dti-922", "year": 2022, "column": "published", "group": NORTHERN},
        headers=desk.tokens.header("coordinator"),
    )
    found = answer.json()
    assert (found["ranked"], found["unranked"], found["group"]) == (14, 0, NORTHERN)
    assert [row["organisation"] for row in found["rows"]][:2] == ["tinh-lang-son", "tinh-thai-nguyen"]
    assert next(row["rank"] for row in found["rows"] if row["organisation"] == "tinh-tuyen-quang") == 10


async def test_a_copied_result_is_found(desk: Desk) -> None:
    numbers = (1, 2, 3, 4, 5, 7, 8, 9)
    same = {f"index_{number}": f"0.{number}234" for number in numbers}
    await desk.send(table(tinh_an_giang=same, tinh_ca_mau=same))
    found = await _read(desk, "/v1/rankings/anomalies", framework="dti-922", year=2022)
    copied = {(one["organisation"], *one["others"]) for one in found["items"] if one["kind"] == "copied_from_another"}
    assert copied == {("tinh-an-giang", "tinh-ca-mau"), ("tinh-ca-mau", "tinh-an-giang")}
    assert found["methods"]["version"] == "1"
    assert found["methods"]["outlier"] == {"least_values": 8, "deviations": "5"}


async def test_without_a_token_nothing_is_compared(http: httpx.AsyncClient) -> None:
    path = f"/v1/assessments/{assessment_id('dti-922', 'tinh-tuyen-quang', 2021)}/peers"
    assert (await http.get(path)).status_code == 401
    assert (await http.get("/v1/rankings/anomalies?framework=dti-922&year=2021")).status_code == 401
