"""A file of figures over HTTP: tried, imported, sent again."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from services.targets_api.app import create_app
from shared.kit import tables
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services.targets_api.test_recording import AGENCY, Desk

IMPORT, LIST = "/v1/measurements/import", "/v1/measurements"
CSV = b"target,measured_on,value,numerator,denominator\nKTS.01,2022-06-30,11.5,,\nCQS.01,2022-06-30,,412,980\n"


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """A database of this test's own: it imports."""
    return own_database_url


@pytest.fixture
async def desk(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[Desk]:
    """Callers of the application on 1 November 2022."""
    async with clients.client(create_app, configured) as http:
        yield Desk(http, tokens)


async def send(desk: Desk, content: bytes = CSV, *, query: str = "", key: str = "") -> httpx.Response:
    """One file by the reporter of an agency."""
    return await desk.ask(
        "POST",
        f"{IMPORT}{query}",
        content=content,
        headers={"Content-Type": tables.CSV} | ({"Idempotency-Key": key} if key else {}),
    )


async def test_tried_imported_and_sent_again(desk: Desk) -> None:
    tried = await send(desk, query="?dry_run=true")
    assert (tried.status_code, tried.json()["counts"]["new"]) == (200, 2), tried.text
    assert (await desk.get(LIST))["items"] == []
    done = await send(desk, key="f1")
    assert (done.status_code, done.json()["state"]) == (201, "done"), done.text
    assert [(one["row"], one["verdict"]) for one in done.json()["verdicts"]] == [(2, "new"), (3, "new")]
    assert (await send(desk, key="f1")).json() == done.json()
    again = await send(desk)
    assert again.json()["counts"] == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}
    read = await desk.ask("GET", again.headers["Location"])
    assert read.json()["counts"] == again.json()["counts"]
    assert sorted(one["value"] for one in (await desk.get(LIST))["items"]) == [11.5, 42.040816]


async def test_one_wrong_row_and_nothing_is_imported(desk: Desk) -> None:
    answer = await send(desk, CSV + b"KTS.01,2022-12-31,12,,\n")
    assert answer.status_code == 422
    (found,) = answer.json()["errors"]
    assert (found["row"], found["column"], found["code"]) == (4, "B", "in_future")
    assert (await desk.get(LIST))["items"] == []


async def test_only_who_reports_imports(desk: Desk) -> None:
    for role in ("reviewer", "coordinator", "committee", "auditor", "admin"):
        answer = await desk.ask(
            "POST", IMPORT, role, clients.DEPARTMENT, content=CSV, headers={"Content-Type": tables.CSV}
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "role-missing")


async def test_the_form_of_the_application_is_taken_back(desk: Desk) -> None:
    form = await desk.ask("GET", f"{LIST}/template")
    answer = await desk.ask("POST", IMPORT, files={"file": ("so-lieu.xlsx", form.content, tables.XLSX)})
    assert (answer.status_code, answer.json()["counts"]["unchanged"]) == (201, answer.json()["rows"]), answer.text
    assert (await desk.get(LIST, organisation=AGENCY))["items"] == []
