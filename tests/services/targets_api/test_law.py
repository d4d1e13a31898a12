"""Legal documents over HTTP."""

from __future__ import annotations

import hashlib

import httpx
import pytest

from shared.catalog import read


async def test_a_document_by_slug_and_by_id(api: httpx.AsyncClient) -> None:
    by_slug = (await api.get("/v1/legal-documents/ke-hoach-55-kh-ubnd-2022")).json()
    assert (by_slug["number"], by_slug["issued_on"]) == ("55/KH-UBND", "2022-04-12")
    assert by_slug["implements"] == ["nghi-quyet-48-nq-tu-2021"]
    at = {"as_of": by_slug["as_of"], "known_at": by_slug["known_at"]}
    assert (await api.get(f"/v1/legal-documents/{by_slug['id']}", params=at)).json() == by_slug


async def test_the_text_is_what_its_hash_says(api: httpx.AsyncClient) -> None:
    document = (await api.get("/v1/legal-documents/ke-hoach-187-kh-ubnd-2022")).json()
    answer = await api.get(document["text"]["address"])
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert hashlib.sha256(answer.content).hexdigest() == document["text"]["sha256"]
    assert answer.headers["etag"] == f'"{document["text"]["sha256"]}"'


async def test_a_text_that_is_not_held_is_not_found(api: httpx.AsyncClient) -> None:
    answer = await api.get("/v1/legal-documents/quyet-dinh-922-qd-btttt-2022/text", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (404, "text-not-found")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"q": "55/KH-UBND", "kind": "plan"}, {"ke-hoach-55-kh-ubnd-2022"}),
        ({"q": "nghi quyet ve chuyen doi so"}, {"nghi-quyet-48-nq-tu-2021"}),
        ({"kind": "news"}, {"tin-ke-hoach-55-2022"}),
    ],
)
async def test_filters(api: httpx.AsyncClient, filters: dict[str, str], expected: set[str]) -> None:
    found = (await api.get("/v1/legal-documents", params=filters)).json()["items"]
    assert {item["slug"] for item in found} == expected


async def test_every_document_of_the_catalog_is_listed(api: httpx.AsyncClient) -> None:
    listed = (await api.get("/v1/legal-documents", params={"limit": 200, "total": "true"})).json()
    assert {item["slug"] for item in listed["items"]} == {row.slug for row in read.catalog().legal_documents}
    assert listed["total"] == len(listed["items"])
