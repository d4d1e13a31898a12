"""Pages: together they are the whole list, each row once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

LISTS = {"/v1/organisations": {}, "/v1/legal-documents": {}, "/v1/tasks": {}, "/v1/targets": {"pillar": "government"}}


async def _pages(caller: httpx.AsyncClient, address: str, **query: object) -> AsyncIterator[dict[str, Any]]:
    answer = await caller.get(address, params={key: str(value) for key, value in query.items()})
    while True:
        assert answer.status_code == 200, answer.text
        yield answer.json()
        if "next" not in answer.links:
            return
        answer = await caller.get(answer.links["next"]["url"])


@pytest.mark.parametrize("address", list(LISTS))
@pytest.mark.parametrize("limit", [1, 2, 7, 21, 50, 199, 200])
async def test_the_pages_are_the_list(officer: httpx.AsyncClient, address: str, limit: int) -> None:
    if limit == 1 and address == "/v1/organisations":
        limit = 3  # one row a page would ask over a hundred times
    pages = [page async for page in _pages(officer, address, limit=limit, total="true", **LISTS[address])]
    ids = [item["id"] for page in pages for item in page["items"]]
    assert len(ids) == len(set(ids)) == pages[0]["total"]
    assert all(len(page["items"]) == limit for page in pages[:-1])
    assert 0 < len(pages[-1]["items"]) <= limit
    assert [page["next"] is None for page in pages] == [*[False] * (len(pages) - 1), True]
    whole = [page async for page in _pages(officer, address, limit=200, **LISTS[address])]
    assert ids == [item["id"] for page in whole for item in page["items"]]


async def test_the_link_keeps_the_question(officer: httpx.AsyncClient) -> None:
    answer = await officer.get("/v1/targets?pillar=society&limit=5&q=t%E1%BB%B7%20l%E1%BB%87")
    assert answer.links["next"]["url"].startswith(
        "/v1/targets?pillar=society&limit=5&q=t%E1%BB%B7%20l%E1%BB%87&cursor="
    )
    second = await officer.get(answer.links["next"]["url"])
    assert {item["pillar"] for item in second.json()["items"]} == {"society"}
    assert second.links.get("next", {}).get("url", "cursor=").count("cursor=") == 1


async def test_nothing_found_is_an_empty_page(officer: httpx.AsyncClient) -> None:
    page = (await officer.get("/v1/targets", params={"q": "không có gì như vậy", "total": "true"})).json()
    assert (page["items"], page["next"], page["total"]) == ([], None, 0)


async def test_the_count_comes_only_on_request(officer: httpx.AsyncClient) -> None:
    assert "total" not in (await officer.get("/v1/targets")).json()
