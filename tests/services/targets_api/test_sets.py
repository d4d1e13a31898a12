"""Sets of targets as anybody reads them: a set per level, each criterion with its ground and what it repeats."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from shared.catalog import read
from shared.targets.sets import values

SETS = {row.slug: row for row in read.catalog().target_sets}
DISTRICT = "/v1/targets/sets/thi-dua-cap-huyen"


async def _items(api: httpx.AsyncClient, address: str, **params: str) -> list[dict[str, Any]]:
    answer = await api.get(address, params={"limit": "200", **params})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_every_set_is_listed_with_its_level_its_ground_and_the_number_of_its_criteria(
    api: httpx.AsyncClient,
) -> None:
    listed = await _items(api, "/v1/targets/sets")
    assert [item["slug"] for item in listed] == list(SETS)
    for item in listed:
        row = SETS[item["slug"]]
        assert (item["level"], item["year"], item["criteria_count"]) == (row.level, row.year, len(row.criteria))
        assert item["id"] == str(values.set_id(row.slug))
        assert (item["source"]["clause"], item["source"]["quote"]) == (row.source.clause, row.source.quote)
        assert str(row.year) in item["year_source"]["quote"]


async def test_the_list_is_narrowed_by_level_and_paged(api: httpx.AsyncClient) -> None:
    assert [item["slug"] for item in await _items(api, "/v1/targets/sets", level="commune")] == ["thi-dua-cap-xa"]
    first = (await api.get("/v1/targets/sets", params={"limit": 3, "total": "true"})).json()
    rest = (await api.get("/v1/targets/sets", params={"limit": 3, "cursor": first["next"]})).json()
    assert [item["slug"] for item in first["items"] + rest["items"]] == list(SETS)
    assert (first["total"], rest["next"]) == (len(SETS), None)


@pytest.mark.parametrize("slug", SETS)
async def test_a_set_shows_each_criterion_with_its_target_and_what_it_repeats(
    api: httpx.AsyncClient, slug: str
) -> None:
    found = (await api.get(f"/v1/targets/sets/{slug}")).json()
    assert (await api.get(f"/v1/targets/sets/{found['id']}")).json()["criteria"] == found["criteria"]
    row = SETS[slug]
    for position, (criterion, shown) in enumerate(zip(row.criteria, found["criteria"], strict=True), start=1):
        assert shown["position"] == position
        assert (shown["target"]["code"], shown["target"]["level"]) == (criterion.target, row.level)
        assert (shown["difference"], shown["applies_to"]) == (criterion.difference, criterion.applies_to)
        assert (shown["repeats"] and shown["repeats"]["code"]) == criterion.repeats
        assert [milestone["year"] for milestone in shown["target"]["milestones"]] == [row.year]
        assert shown["target"]["source"]["document"] == "ke-hoach-phong-trao-thi-dua-2022"


async def test_a_criterion_is_the_target_itself_as_the_list_of_targets_shows_it(api: httpx.AsyncClient) -> None:
    shown = (await api.get(DISTRICT)).json()["criteria"][3]
    alone = (await api.get("/v1/targets/TD.HUYEN.04")).json()
    assert shown["target"] == {name: alone[name] for name in shown["target"]}
    assert shown["repeats"] is None
    assert shown["difference"].startswith("Không phải CQS.16")
    repeated = (await api.get(DISTRICT)).json()["criteria"][0]["repeats"]
    target = (await api.get("/v1/targets/CQS.06")).json()
    assert repeated == {name: target[name] for name in repeated}


async def test_targets_are_filtered_by_set(api: httpx.AsyncClient) -> None:
    for slug, row in SETS.items():
        wanted = [criterion.target for criterion in row.criteria]
        assert [item["code"] for item in await _items(api, "/v1/targets", set=slug)] == wanted
    by_id = await _items(api, "/v1/targets", set=str(values.set_id("thi-dua-cap-xa")))
    assert {item["level"] for item in by_id} == {"commune"}


async def test_before_the_plans_month_there_is_no_set_and_no_criterion(api: httpx.AsyncClient) -> None:
    assert await _items(api, "/v1/targets/sets", as_of="2022-07-31") == []
    assert len(await _items(api, "/v1/targets/sets", as_of="2022-08-01")) == len(SETS)
    assert (await api.get(DISTRICT, params={"as_of": "2022-07-31"})).status_code == 404
    assert await _items(api, "/v1/targets", set="thi-dua-cap-xa", as_of="2022-07-31") == []


async def test_before_it_was_recorded_nothing_is_known_and_then_the_answer_stays(api: httpx.AsyncClient) -> None:
    known = (await api.get(DISTRICT)).json()
    again = (await api.get(DISTRICT, params={"as_of": known["as_of"], "known_at": known["known_at"]})).json()
    assert again == known
    assert (await api.get(DISTRICT, params={"known_at": "2020-01-01T00:00:00Z"})).status_code == 404
    assert await _items(api, "/v1/targets/sets", known_at="2020-01-01T00:00:00Z") == []


@pytest.mark.parametrize("address", ["/v1/targets/sets/thi-dua-cap-thon", "/v1/targets/sets/TD.HUYEN.04"])
async def test_an_unknown_set_is_not_found(api: httpx.AsyncClient, address: str) -> None:
    answer = await api.get(address)
    assert answer.status_code == 404
    assert answer.json()["detail"].startswith("Không có bộ chỉ tiêu")


async def test_a_filter_by_an_unknown_set_names_the_field(api: httpx.AsyncClient) -> None:
    answer = await api.get("/v1/targets", params={"set": "thi-dua-cap-thon"})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["set"]
