"""The two changes of 2025 that the province lived through, as data: the answers of each day, and what they say is not
known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from services.targets_api.app import create_app
from shared.kit.settings import ServiceSettings
from tests import clients

DISTRICTS = {
    "thanh-pho-tuyen-quang", "huyen-lam-binh", "huyen-na-hang", "huyen-chiem-hoa", "huyen-ham-yen", "huyen-yen-son",
    "huyen-son-duong",
}  # fmt: skip
OLD, NEW = "so-thong-tin-va-truyen-thong", "so-khoa-hoc-va-cong-nghe"


async def _slugs(api: httpx.AsyncClient, day: str) -> set[str]:
    tree = (await api.get("/v1/organisations/tree", params={"as_of": day})).json()
    assert tree["complete_until"] == "2025-02-28"
    return {node["slug"] for node in _nodes(tree["roots"])}


def _nodes(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield node
        yield from _nodes(node["children"])


async def test_the_tree_holds_districts_until_30_june_2025(api: httpx.AsyncClient) -> None:
    before, after = await _slugs(api, "2025-06-30"), await _slugs(api, "2025-07-01")
    assert before >= DISTRICTS | {"tinh-ha-giang"}
    assert after == before - DISTRICTS - {"tinh-ha-giang"}


async def test_the_province_keeps_its_identity(api: httpx.AsyncClient) -> None:
    province = (await api.get("/v1/organisations/tinh-tuyen-quang", params={"as_of": "2026-01-01"})).json()
    assert (province["name"], province["valid_from"], province["valid_to"]) == ("Tỉnh Tuyên Quang", None, None)


@pytest.mark.parametrize(("day", "slug"), [("2025-02-28", OLD), ("2025-03-01", NEW), ("2026-11-22", NEW)])
async def test_somebody_coordinates_on_every_day(api: httpx.AsyncClient, day: str, slug: str) -> None:
    found = (await api.get("/v1/organisations", params={"duty": "coordination", "as_of": day})).json()["items"]
    assert [item["slug"] for item in found] == [slug]


async def test_an_ended_organisation_says_by_which_change_and_that_only_the_month_is_known(
    api: httpx.AsyncClient,
) -> None:
    old = (await api.get(f"/v1/organisations/{OLD}", params={"as_of": "2025-02-28"})).json()
    assert old["valid_to"] == "2025-03-01"
    assert old["began_by"] is None
    assert {**old["ended_by"], "id": None} == {
        "id": None, "kind": "merge", "effective_on": "2025-03-01", "effective_precision": "month",
        "certainty": "provisional",
    }  # fmt: skip
    assert (await api.get(f"/v1/organisations/{OLD}", params={"as_of": "2025-03-01"})).status_code == 404


async def test_groups_follow(api: httpx.AsyncClient) -> None:
    listed = (await api.get("/v1/organisations", params={"as_of": "2025-07-01", "limit": 200})).json()["items"]
    agencies = {item["slug"] for item in listed if "cac-so-ban-nganh-va-ubnd-huyen-thanh-pho" in item["groups"]}
    assert NEW in agencies
    assert not agencies & (DISTRICTS | {OLD, "tinh-tuyen-quang"})


async def test_the_lineage_says_who_took_whose_place_by_which_step(api: httpx.AsyncClient) -> None:
    address = f"/v1/organisations/{NEW}/lineage"
    lineage = (await api.get(address, params={"as_of": "2025-03-01"})).json()
    (kin,) = lineage["predecessors"]
    assert (kin["slug"], kin["path"], kin["certainty"]) == (OLD, [OLD, NEW], "certain")
    (step,) = kin["steps"]
    assert (step["kind"], step["effective_precision"], step["heir"]) == ("merge", "month", True)
    change = (await api.get(f"/v1/organisations/changes/{step['change']}")).json()
    assert (change["certainty"], change["source"]["kind"], change["source"]["clause"]) == ("provisional", "press", None)
    assert (await api.get(address, params={"as_of": "2025-02-28"})).json()["predecessors"] == []


async def test_an_ended_organisation_keeps_its_lineage_and_a_district_passes_provisionally(
    api: httpx.AsyncClient,
) -> None:
    gone = (await api.get("/v1/organisations/huyen-na-hang/lineage", params={"as_of": "2025-07-01"})).json()
    assert [(kin["slug"], kin["certainty"]) for kin in gone["successors"]] == [("tinh-tuyen-quang", "provisional")]
    province = (await api.get("/v1/organisations/tinh-tuyen-quang/lineage", params={"as_of": "2025-07-01"})).json()
    assert {kin["slug"]: kin["certainty"] for kin in province["predecessors"]} == {
        **dict.fromkeys(DISTRICTS, "provisional"),
        "tinh-ha-giang": "certain",
    }


async def test_the_changes_are_listed_the_latest_first_and_narrowed(api: httpx.AsyncClient) -> None:
    listed = (await api.get("/v1/organisations/changes", params={"total": "true"})).json()
    assert [item["effective_on"] for item in listed["items"]] == ["2025-07-01"] * 2 + ["2025-03-01"] * 2
    assert (listed["total"], listed["complete_until"]) == (4, "2025-02-28")
    first = (await api.get("/v1/organisations/changes", params={"limit": 1})).json()
    second = (await api.get("/v1/organisations/changes", params={"limit": 1, "cursor": first["next"]})).json()
    assert [*first["items"], *second["items"]] == listed["items"][:2]
    for filters in ({"kind": "abolish"}, {"organisation": "huyen-na-hang"}):
        (found,) = (await api.get("/v1/organisations/changes", params=filters)).json()["items"]
        assert {part["organisation"] for part in found["parts"]} == DISTRICTS
    before = await api.get("/v1/organisations/changes", params={"known_at": "2020-01-01T00:00:00Z"})
    assert before.json()["items"] == []


async def test_a_change_that_nobody_recorded_is_not_found(api: httpx.AsyncClient) -> None:
    missing = await api.get("/v1/organisations/changes/00000000-0000-0000-0000-000000000000")
    assert (missing.status_code, missing.json()["code"]) == (404, "change-not-found")


async def test_on_todays_date_there_is_no_district_and_the_successor_coordinates(configured: ServiceSettings) -> None:
    today = configured.model_copy(update={"today": dt.date(2026, 11, 22)})
    async with clients.client(create_app, today) as api:
        assert (await api.get("/v1/organisations", params={"kind": "district"})).json()["items"] == []
        listed = (await api.get("/v1/organisations", params={"duty": "coordination"})).json()
        assert ([item["slug"] for item in listed["items"]], listed["complete_until"]) == ([NEW], "2025-02-28")
        assert (await api.get("/v1/organisations/huyen-na-hang")).status_code == 404
        assert (await api.get("/v1/organisations/huyen-na-hang/lineage")).json()["successors"] != []
