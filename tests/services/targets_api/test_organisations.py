"""The register over HTTP."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from shared.kit import names


async def test_the_province_is_found_by_slug_and_by_id(api: httpx.AsyncClient) -> None:
    by_slug = (await api.get("/v1/organisations/tinh-tuyen-quang")).json()
    by_id = (await api.get(f"/v1/organisations/{by_slug['id']}")).json()
    assert by_slug["name"] == "Tỉnh Tuyên Quang"
    assert {**by_id, "known_at": None} == {**by_slug, "known_at": None}
    assert (by_slug["as_of"], by_slug["complete_until"]) == ("2022-11-01", "2025-02-28")


async def test_the_list_is_in_vietnamese_alphabetical_order(api: httpx.AsyncClient) -> None:
    listed = [item["name"] for item in (await api.get("/v1/organisations", params={"limit": 200})).json()["items"]]
    assert listed == sorted(listed, key=names.sort_key)
    assert listed != sorted(listed)


@pytest.mark.parametrize(
    "written", ["Sở Tư pháp", "so tu phap", "SỞ TƯ PHÁP", unicodedata.normalize("NFD", "sở tư pháp")]
)
async def test_a_search_finds_with_and_without_signs_in_any_form(api: httpx.AsyncClient, written: str) -> None:
    found = (await api.get("/v1/organisations", params={"q": written})).json()["items"]
    assert [item["slug"] for item in found] == ["so-tu-phap"]


async def test_signs_of_like_mean_themselves(api: httpx.AsyncClient) -> None:
    assert (await api.get("/v1/organisations", params={"q": "%"})).json()["items"] == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"kind": "district"}, {"thanh-pho-tuyen-quang", "huyen-lam-binh", "huyen-na-hang", "huyen-chiem-hoa",
                                "huyen-ham-yen", "huyen-yen-son", "huyen-son-duong"}),
        ({"kind": "province", "q": "tuyen quang"}, {"tinh-tuyen-quang"}),
        ({"parent": "hdnd-tinh"}, {"thuong-truc-hdnd-tinh"}),
        ({"level": "individual"}, set()),
    ],
)  # fmt: skip
async def test_filters(api: httpx.AsyncClient, filters: dict[str, str], expected: set[str]) -> None:
    found = (await api.get("/v1/organisations", params=filters)).json()["items"]
    assert {item["slug"] for item in found} == expected


async def test_the_coordinating_department_shows_its_duty(api: httpx.AsyncClient) -> None:
    department = "/v1/organisations/so-thong-tin-va-truyen-thong"
    assert (await api.get(department)).json()["duties"] == ["coordination"]
    assert (await api.get(department, params={"as_of": "2022-04-11"})).json()["duties"] == []


async def test_the_tree_holds_every_organisation_of_the_day_once(api: httpx.AsyncClient) -> None:
    tree = (await api.get("/v1/organisations/tree")).json()
    listed = (await api.get("/v1/organisations", params={"limit": 200, "total": "true"})).json()
    slugs = [node["slug"] for node in _nodes(tree["roots"])]
    assert len(slugs) == len(set(slugs)) == listed["total"]
    province = next(node for node in tree["roots"] if node["slug"] == "tinh-tuyen-quang")
    assert "so-thong-tin-va-truyen-thong" in {node["slug"] for node in _nodes(province["children"])}


async def test_the_tree_as_of_a_day_and_known_at_an_instant_never_changes(api: httpx.AsyncClient) -> None:
    first = await api.get("/v1/organisations/tree", params={"as_of": "2022-11-01"})
    again = await api.get(
        "/v1/organisations/tree", params={"as_of": "2022-11-01", "known_at": first.json()["known_at"]}
    )
    assert again.content == first.content


async def test_nothing_was_known_before_the_first_recording(api: httpx.AsyncClient) -> None:
    before = {"known_at": "2020-01-01T00:00:00Z"}
    assert (await api.get("/v1/organisations", params=before)).json()["items"] == []
    assert (await api.get("/v1/organisations/tree", params=before)).json()["roots"] == []
    assert (await api.get("/v1/organisations/tinh-tuyen-quang", params=before)).status_code == 404


async def test_nobody_knows_the_future(api: httpx.AsyncClient) -> None:
    answer = (await api.get("/v1/organisations", params={"known_at": "2999-01-01T00:00:00Z", "limit": 1})).json()
    assert answer["known_at"] < "2999"


def _nodes(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield node
        yield from _nodes(node["children"])
