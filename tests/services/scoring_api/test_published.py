"""M2: what was published for 2021 and before, as the API shows it to anyone."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from services.scoring_api.app import create_app
from shared.assessments.service import assessment_id
from shared.kit.settings import ServiceSettings
from tests import clients

TOLERANCE = Decimal("0.0001")


@pytest.fixture
async def http(configured: ServiceSettings) -> AsyncIterator[httpx.AsyncClient]:
    """The scoring application."""
    async with clients.client(create_app, configured) as client:
        yield client


async def _published(http: httpx.AsyncClient, year: int, framework: str = "dti-922") -> dict[str, Any]:
    answer = await http.get(f"/v1/assessments/{assessment_id(framework, 'tinh-tuyen-quang', year)}/scores")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json(parse_float=Decimal)
    assert found["self"] is None
    assert found["verified"] is None
    column: dict[str, Any] = found["published"]
    return column


async def test_the_total_of_2021_follows_from_its_eight_values(http: httpx.AsyncClient) -> None:
    column = await _published(http, 2021)
    assert (column["total"], column["rank"], column["rank_of"]) == (Decimal("0.2849"), 58, 63)
    valued = [index for index in column["main_indices"] if index["value"] is not None]
    assert len(valued) == 8
    total = sum(index["value"] * index["max_points"] for index in valued) / 1000
    assert total == Decimal("0.284855")
    assert abs(total - column["total"]) <= TOLERANCE


async def test_smart_city_was_not_scored(http: httpx.AsyncClient) -> None:
    index = (await _published(http, 2021))["main_indices"][5]
    assert (index["number"], index["value"], index["max_points"]) == (6, None, 0)


async def test_pillars_of_2021_are_derived(http: httpx.AsyncClient) -> None:
    pillars = (await _published(http, 2021))["pillars"]
    assert [(p["pillar"], p["value"], p["certainty"]) for p in pillars] == [
        ("government", Decimal("0.326986"), "derived"),
        ("economy", Decimal("0.320946"), "derived"),
        ("society", Decimal("0.252938"), "derived"),
    ]


async def test_components_of_2021(http: httpx.AsyncClient) -> None:
    components = (await _published(http, 2021))["components"]
    outcomes = Counter(component["outcome"] for component in components)
    assert outcomes == {"full": 14, "partial": 17, "zero": 64, "not_scored": 3}
    assert {component["points"] for component in components} == {None}


async def test_2020_has_a_certain_rank_and_a_derived_total(http: httpx.AsyncClient) -> None:
    column = await _published(http, 2020, "dti-1726")
    assert (column["total"], column["certainty"]) == (Decimal("0.2714"), "derived")
    assert (column["rank"], column["rank_of"], column["rank_certainty"]) == (44, 63, "certain")
    assert {pillar["value"] for pillar in column["pillars"]} <= {None}


async def test_a_published_figure_leads_to_its_clause_and_quote(http: httpx.AsyncClient) -> None:
    column = await _published(http, 2021)
    why = (await http.get(f"/v1/scores/{column['main_indices'][7]['score_id']}/explain")).json()
    assert why["source"]["clause"] == "II.1.2.2"
    assert "0,3339" in why["source"]["quote"]
    assert [reason["outcome"] for reason in why["reasons"]] == ["partial", "zero"]
    assert [reason["cause"] for reason in why["reasons"]] == ["partial", "unattributed"]


async def test_an_open_assessment_is_not_public(http: httpx.AsyncClient, tokens: clients.Tokens) -> None:
    path = f"/v1/assessments/{assessment_id('dti-922', 'tinh-tuyen-quang', 2022)}/scores"
    assert (await http.get(path)).status_code == 401
    answer = await http.get(path, headers=tokens.header("committee", "tinh-tuyen-quang"))
    assert answer.status_code == 200
    assert answer.json()["published"]["rank"] == 48
    assert answer.json()["published"]["total"] is None
    assert answer.json()["pending"] is True


async def test_the_ranking_of_2022(http: httpx.AsyncClient) -> None:
    (only,) = (await http.get("/v1/rankings?year=2022&framework=dti-922")).json()["items"]
    rows = (await http.get(f"/v1/rankings/{only['id']}")).json()["rows"]
    assert len(rows) == 63
    assert [row["rank"] for row in rows[13:17]] == [14, 15, 15, 17]
    assert next(row["rank"] for row in rows if row["organisation"] == "tinh-tuyen-quang") == 48


async def test_frameworks(http: httpx.AsyncClient) -> None:
    listed = {item["slug"]: item["status"] for item in (await http.get("/v1/frameworks")).json()["items"]}
    assert listed["dti-922"] == "published"
    assert {listed[slug] for slug in listed if slug.startswith(("dti-405", "dti-742"))} == {"incomplete"}
    tree = (await http.get("/v1/frameworks/dti-922")).json()
    components = [component for index in tree["main_indices"] for component in index["components"]]
    assert len(components) == 98
    assert {component["rule"]["kind"] for component in components} == {"granted", "not_scored"}
    first = tree["main_indices"][0]["components"]
    assert {(c["max_points"], c["max_points_certainty"]) for c in first} == {(10, "provisional")}
    assert (await http.get("/v1/frameworks/khong-co")).status_code == 404


async def test_assessments_are_listed_newest_first_page_by_page(http: httpx.AsyncClient) -> None:
    path, years = "/v1/assessments?limit=1", []
    while path:
        answer = await http.get(path)
        years += [item["year"] for item in answer.json()["items"]]
        path = answer.links["next"]["url"] if "next" in answer.links else ""
    assert years == [2022, 2021, 2020]
    one = (await http.get(f"/v1/assessments/{assessment_id('dti-922', 'tinh-tuyen-quang', 2021)}")).json()
    assert len(one["reasons"]) == 15


@pytest.mark.parametrize("path", ["/v1/frameworks", "/v1/assessments", "/v1/rankings"])
async def test_every_list_pages_alike(http: httpx.AsyncClient, path: str) -> None:
    """The pages of one row hold what the whole list holds, in its order; the total is said on request."""
    whole = (await http.get(f"{path}?total=true")).json()
    assert whole["total"] == len(whole["items"])
    assert whole["next"] is None
    seen, address = [], f"{path}?limit=1"
    while address:
        answer = await http.get(address)
        seen += [item["id"] for item in answer.json()["items"]]
        address = answer.links["next"]["url"] if "next" in answer.links else ""
    assert seen == [item["id"] for item in whole["items"]]


async def test_a_list_takes_slug_or_id(http: httpx.AsyncClient) -> None:
    framework = (await http.get("/v1/frameworks/dti-922")).json()["id"]
    by_id = (await http.get(f"/v1/assessments?framework={framework}")).json()
    assert by_id == (await http.get("/v1/assessments?framework=dti-922")).json()
    assert [item["year"] for item in by_id["items"]] == [2022, 2021]
    assert by_id == (await http.get(f"/v1/assessments?framework={framework.upper()}")).json()
    tree = (await http.get(f"/v1/frameworks/{framework.upper()}")).json()
    assert tree["slug"] == "dti-922"


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/v1/assessments?framework=khong-co", "framework"),
        ("/v1/assessments?organisation=khong-co", "organisation"),
        ("/v1/rankings?framework=khong-co", "framework"),
    ],
)
async def test_a_filter_by_what_does_not_exist_names_the_field(http: httpx.AsyncClient, path: str, field: str) -> None:
    refused = await http.get(path)
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == [field]
