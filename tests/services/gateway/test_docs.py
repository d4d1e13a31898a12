"""The documentation page: everything it loads is ours, and every kind of problem has its line."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from services.gateway import app as gateway
from services.gateway import openapi_30, problem_remedies
from tests import clients
from tests.services.gateway import contract


@pytest.fixture
async def http(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The gateway alone, without its servers: documentation needs none."""
    configured = clients.settings("postgresql+asyncpg://nobody@/nothing", "redis://127.0.0.1:1", tmp_path)
    transport = httpx.ASGITransport(app=gateway.create_app(configured))
    async with httpx.AsyncClient(transport=transport, base_url="http://dti.test") as caller:
        yield caller


async def test_the_page_and_all_it_loads_come_from_here(http: httpx.AsyncClient) -> None:
    page = await http.get("/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page.text)
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert loaded.pop(0) == "data:,"  # no icon, and no request for one
    assert len(loaded) == 3
    for address in loaded:
        answer = await http.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["content-type"].partition(";")[0] in ("text/css", "text/javascript")


async def test_the_document_is_the_committed_one(http: httpx.AsyncClient) -> None:
    assert (await http.get("/openapi.json")).json() == contract.DOCUMENT
    assert (await http.get("/openapi-3.0.json")).json() == openapi_30.converted(contract.DOCUMENT)


async def test_the_type_of_a_problem_leads_to_its_line(http: httpx.AsyncClient) -> None:
    problem = (await http.get("/v1/nothing")).json()
    path, _, anchor = problem["type"].partition("#")
    assert f'id="{anchor}"' in (await http.get(path)).text


async def test_every_kind_of_problem_is_explained_in_both_languages(http: httpx.AsyncClient) -> None:
    page = (await http.get("/docs")).text
    kinds = contract.DOCUMENT["x-problem-types"]
    assert {"token-missing", "self-review", "file-too-large", "state-forbids", "invalid", "internal"} <= {
        kind["code"] for kind in kinds
    }
    for kind in kinds:
        assert f'id="problem-{kind["code"]}"' in page
        assert kind["vi"] != kind["en"]
        assert 400 <= kind["status"] < 600
        for part in (kind["cause"], kind["remedy"]):
            assert part["vi"] != part["en"]
            assert html.escape(part["vi"]) in page
            assert html.escape(part["en"]) in page


def test_a_remedy_of_its_own_belongs_to_a_code() -> None:
    assert set(problem_remedies.BY_CODE) <= {kind["code"] for kind in contract.DOCUMENT["x-problem-types"]}


def test_whose_fault_it_is_follows_from_the_status() -> None:
    """A bus decides by it whom to ring up, and whether to try again."""
    faults = {kind["code"]: (kind["fault"], kind["again"]) for kind in contract.DOCUMENT["x-problem-types"]}
    assert faults["invalid"] == ("caller", False)
    assert faults["too-many-requests"] == ("caller", True)
    assert faults["unavailable"] == ("service", True)
    assert faults["internal"] == ("service", False)


def test_a_problem_is_named_by_its_kind() -> None:
    """What an address names and nobody may read is not found (404); what a body or filter names is no such (422)."""
    for kind in contract.DOCUMENT["x-problem-types"]:
        assert kind["code"].endswith("not-found") == (kind["status"] == 404), kind["code"]
        assert not kind["code"].startswith("no-such-") or kind["status"] == 422, kind["code"]
        assert not kind["code"].endswith("-unknown") or kind["status"] == 403, kind["code"]
