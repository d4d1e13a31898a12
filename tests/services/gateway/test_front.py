"""The front page: the published DTI by main index, every figure leading to its explanation."""

from __future__ import annotations

import re

import httpx

from services.gateway.app import create_app as gateway
from services.scoring_api.app import create_app as scoring
from shared.kit import db
from shared.kit.settings import ServiceSettings
from tests import clients

PUBLISHED = ("0,3750", "0,4000", "0,4291", "0,2145", "0,1667", "0,3518", "0,3339", "0,0392")


async def _page(configured: ServiceSettings) -> httpx.Response:
    async with clients.client(gateway, configured) as http:
        return await http.get("/")


async def test_it_shows_what_was_published(configured: ServiceSettings) -> None:
    page = await _page(configured)
    assert page.headers["Content-Type"].startswith("text/html")
    assert "0,2849 · hạng 58/63" in page.text
    assert [value for value in re.findall(r"0,\d{4}", page.text) if value != "0,2849"] == list(PUBLISHED)
    assert page.text.count("không đánh giá") == 1
    assert "Nguồn: 187/KH-UBND, II.1.2.1." in page.text


async def test_every_figure_leads_to_its_explanation(configured: ServiceSettings) -> None:
    page = await _page(configured)
    links = re.findall(r'href="(/v1/scores/[^"]+)"', page.text)
    assert len(links) == 1 + len(PUBLISHED)
    async with clients.client(scoring, configured) as http:
        assert {(await http.get(link)).status_code for link in links} == {200}


async def test_it_loads_nothing_from_elsewhere(configured: ServiceSettings) -> None:
    page = await _page(configured)
    assert not re.findall(r'(?:src|href)="(?!/)', page.text)
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


async def test_without_a_publication_it_says_so(configured: ServiceSettings, database: db.Database) -> None:
    async with database.transaction() as session:
        await db.execute(session, "UPDATE imports SET superseded_at = now()")
    assert "Chưa có kết quả công bố" in (await _page(configured)).text


async def test_head_answers_like_get_without_a_body(configured: ServiceSettings) -> None:
    async with clients.client(gateway, configured) as http:
        for path in ("/", "/health/ready", "/nothing-here"):
            head, get = await http.head(path), await http.get(path)
            assert (head.status_code, head.content) == (get.status_code, b""), path
            assert head.headers["Content-Type"] == get.headers["Content-Type"]
