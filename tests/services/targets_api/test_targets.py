"""Targets over HTTP."""

from __future__ import annotations

import unicodedata

import httpx
import pytest

from shared.catalog import read

CATALOG = {target.code: target for target in read.catalog().targets}
ONLINE_FILES = "CQS.03"


async def _codes(api: httpx.AsyncClient, **filters: str | int) -> set[str]:
    answer = await api.get("/v1/targets", params={"limit": 200, **filters})
    assert answer.status_code == 200, answer.text
    return {item["code"] for item in answer.json()["items"]}


async def test_every_target_of_the_catalog_is_listed_in_its_order(api: httpx.AsyncClient) -> None:
    page = (await api.get("/v1/targets", params={"limit": 200, "total": "true"})).json()
    assert [item["code"] for item in page["items"]] == list(CATALOG)
    assert page["total"] == len(CATALOG)


@pytest.mark.parametrize("pillar", ["government", "economy", "society"])
async def test_by_pillar(api: httpx.AsyncClient, pillar: str) -> None:
    assert await _codes(api, pillar=pillar) == {code for code, row in CATALOG.items() if row.pillar == pillar}


@pytest.mark.parametrize("level", ["province", "district", "commune", "enterprise"])
async def test_by_level(api: httpx.AsyncClient, level: str) -> None:
    assert await _codes(api, level=level) == {code for code, row in CATALOG.items() if row.level == level}


@pytest.mark.parametrize("measure", ["numeric", "qualitative", "by_reference"])
async def test_by_measure(api: httpx.AsyncClient, measure: str) -> None:
    assert await _codes(api, measure=measure) == {code for code, row in CATALOG.items() if row.measure == measure}


@pytest.mark.parametrize("year", [2022, 2025, 2030, 2026])
async def test_by_year_of_a_milestone(api: httpx.AsyncClient, year: int) -> None:
    expected = {code for code, row in CATALOG.items() if year in [milestone.year for milestone in row.milestones]}
    assert await _codes(api, year=year) == expected


async def test_owners_of_single_targets_are_in_an_annex_that_is_missing(api: httpx.AsyncClient) -> None:
    assert await _codes(api, owner="so-thong-tin-va-truyen-thong") == set()


@pytest.mark.parametrize("written", ["GRDP", "kinh te so trong grdp", unicodedata.normalize("NFD", "kinh tế số trong")])
async def test_a_search_ignores_signs_case_and_form(api: httpx.AsyncClient, written: str) -> None:
    assert "KTS.01" in await _codes(api, q=written)


async def test_a_milestone_shows_who_governs_and_the_other_wordings(api: httpx.AsyncClient) -> None:
    target = (await api.get(f"/v1/targets/{ONLINE_FILES}")).json()
    milestones = {milestone["year"]: milestone for milestone in target["milestones"]}
    for given in CATALOG[ONLINE_FILES].milestones:
        governing, *others = given.statements
        shown = milestones[given.year]
        assert (shown["operator"], shown["value"]) == (governing.operator, governing.value)
        assert shown["source"]["quote"] == governing.source.quote
        assert [wording["source"]["document"] for wording in shown["wordings"]] == [
            statement.source.document for statement in others
        ]
    assert (milestones[2022]["operator"], milestones[2022]["source"]["number"]) == ("gt", "187/KH-UBND")


async def test_a_milestone_appears_with_the_document_that_sets_it(api: httpx.AsyncClient) -> None:
    address = f"/v1/targets/{ONLINE_FILES}"
    before = (await api.get(address, params={"as_of": "2022-10-02"})).json()
    on_the_day = (await api.get(address, params={"as_of": "2022-10-03"})).json()
    assert [milestone["year"] for milestone in before["milestones"]] == [2025, 2030]
    assert [milestone["year"] for milestone in on_the_day["milestones"]] == [2022, 2025, 2030]


async def test_a_target_does_not_exist_before_its_resolution(api: httpx.AsyncClient) -> None:
    assert await _codes(api, as_of="2021-11-14") == set()
    assert (await api.get(f"/v1/targets/{ONLINE_FILES}", params={"as_of": "2021-11-14"})).status_code == 404


async def test_a_target_by_id_is_the_one_by_code(api: httpx.AsyncClient) -> None:
    by_code = (await api.get("/v1/targets/XHS.11")).json()
    by_id = (await api.get(f"/v1/targets/{by_code['id']}")).json()
    assert by_id["code"] == "XHS.11"
    stated = CATALOG["XHS.11"].baseline
    assert stated is not None
    assert by_code["baseline"]["qualifier"] == stated.qualifier


async def test_progress_of_what_nobody_measured_says_so(api: httpx.AsyncClient) -> None:
    progress = (await api.get(f"/v1/targets/{ONLINE_FILES}/progress")).json()
    assert {standing["status"] for standing in progress["milestones"]} == {"not_measured"}
    assert progress["organisations"] == []
    assert progress["rule"]["version"]
