"""The register over HTTP: an organisation registered, exported, imported."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pytest

from services.targets_api import organisations_bodies as bodies
from shared.kit import tables
from tests import clients
from tests.services import world
from tests.services.gateway import contract, test_answers
from tests.services.targets_api.test_stating import Desk

NEW = bodies.ORGANISATION_EXAMPLE
EXPORT, IMPORT = "/v1/organisations/export", "/v1/organisations/import"
GROUND = {"document": "ke-hoach-55-kh-ubnd-2022", "clause": "V.9"}
HA_GIANG = {"slug": "huyen-thu", "name": "Huyện Thử", "kind": "district", "superior": "tinh-tuyen-quang", **GROUND}


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """These tests write."""
    return own_database_url


class Office(Desk):
    """An administrator with files."""

    async def send(self, content: Any, *, kind: str = tables.CSV, dry_run: bool = False, role: str = "admin") -> Any:
        """A file to be imported."""
        headers = {**self._tokens.header(role), "Content-Type": kind, "Accept-Language": "en"}
        params = {"dry_run": str(dry_run).lower()}
        body = {"json": content} if kind == tables.JSON else {"content": content}
        return await self._http.post(IMPORT, params=params, headers=headers, **body)

    async def rows(self, **asked: str) -> list[dict[str, str]]:
        """The export for machines."""
        answer = await self._http.get(EXPORT, params=asked)
        return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.fixture
async def office(api: httpx.AsyncClient, tokens: clients.Tokens) -> Office:
    """Of the register."""
    return Office(api, tokens)


async def step(operation: str, office: Office, **sent: Any) -> Any:
    """An administrator's request that is carried out as documented."""
    answer = await office.step(operation, "admin", **sent)
    assert answer.status_code == 201, answer.text
    contract.check(answer.json(), contract.schema_of(operation, 201))
    return answer.json()


async def test_an_organisation_is_registered_and_shown_from_its_day_on(office: Office, api: httpx.AsyncClient) -> None:
    made = await step("register_organisation", office, json=NEW)
    assert {**test_answers.EXAMPLES["register_organisation"]["answer"], "id": ""} == {**made, "id": ""}
    shown = (await api.get(f"/v1/organisations/{NEW['slug']}")).json()
    assert (shown["name"], shown["parent"], shown["id"]) == (NEW["name"], NEW["superior"], made["id"])
    before = await api.get(f"/v1/organisations/{NEW['slug']}", params={"as_of": "2022-10-02"})
    assert before.status_code == 404
    listed = (await api.get("/v1/organisations", params={"parent": NEW["superior"]})).json()
    assert [item["slug"] for item in listed["items"]] == [NEW["slug"]]


async def test_the_example_of_a_file_is_imported(office: Office) -> None:
    sent: dict[str, Any] = {"json": [bodies.ROW_EXAMPLE], "params": {"dry_run": "true"}}
    tried = await office.step("import_organisations", "admin", **sent)
    contract.check(tried.json(), contract.schema_of("import_organisations", 200))
    assert tried.json()["counts"]["new"] == 1
    exported = await office.step("export_organisations", "")
    assert exported.headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"slug": "Sở"}, 422, "slug"),
        ({"slug": "so--y-te"}, 422, "slug"),
        ({"superior": "nobody"}, 422, "superior"),
        ({"valid_to": "2022-10-03"}, 422, "valid_to"),
        ({"kind": "planet"}, 422, "kind"),
        ({"name": " "}, 422, "name"),
        ({"source": {"document": "ke-hoach-187-kh-ubnd-2022"}}, 422, "source.clause"),
        ({"source": None}, 422, "source"),
        ({"slug": "so-noi-vu"}, 409, None),
        ({"slug": "cac-so-ban-nganh"}, 409, None),
        ({"valid_from": "2025-07-01"}, 422, "superior"),
    ],
)
async def test_what_cannot_be_registered(
    office: Office, changes: dict[str, Any], status: int, field: str | None
) -> None:
    answer = await office.step("register_organisation", "admin", json={**NEW, **changes})
    problem = await world.refused(answer, status)
    assert [error["field"] for error in problem.get("errors", [])] == ([field] if field else [])


@pytest.mark.parametrize("kind", ["csv", "csv-excel", "xlsx"])
@pytest.mark.parametrize("as_of", ["2022-11-01", "2026-01-01"])
async def test_what_is_exported_is_imported_unchanged(
    office: Office, api: httpx.AsyncClient, kind: str, as_of: str
) -> None:
    await step("register_organisation", office, json=NEW)
    exported = await api.get(EXPORT, params={"format": kind, "as_of": as_of})
    assert "attachment" in exported.headers["content-disposition"]
    media_type = tables.XLSX if kind == "xlsx" else tables.CSV
    found = (await office.send(exported.content, kind=media_type)).json()
    count = (await api.get("/v1/organisations", params={"total": "true", "as_of": as_of})).json()["total"]
    assert found["counts"] == {"new": 0, "changed": 0, "unchanged": count, "refused": 0}


async def test_an_export_is_that_of_its_day_and_its_instant(office: Office, api: httpx.AsyncClient) -> None:
    before = (await api.get("/v1/organisations", params={"limit": "1"})).json()["known_at"]
    await step("register_organisation", office, json=NEW)
    slugs = {row["slug"] for row in await office.rows()}
    assert NEW["slug"] in slugs
    assert NEW["slug"] not in {row["slug"] for row in await office.rows(known_at=before, as_of="2022-11-01")}
    assert "huyen-yen-son" in slugs - {row["slug"] for row in await office.rows(as_of="2025-07-01")}
    first, again = [
        (await api.get(EXPORT, params={"as_of": "2022-11-01", "known_at": before})).content for _ in range(2)
    ]
    assert first == again


async def test_an_import_registers_and_a_second_one_changes_nothing(office: Office, api: httpx.AsyncClient) -> None:
    rows = [{**HA_GIANG, "national_code": "H60.99", "placements": "sectoral=bo-tai-chinh@2022-01-01"}]
    tried = (await office.send(rows, kind=tables.JSON, dry_run=True)).json()
    assert (tried["state"], tried["counts"]["new"]) == ("judged", 1)
    assert (await api.get("/v1/organisations/huyen-thu")).status_code == 404
    done = await office.send(rows, kind=tables.JSON)
    assert (done.status_code, done.json()["counts"]["new"]) == (201, 1)
    contract.check(done.json(), contract.schema_of("import_organisations", 201))
    shown = (await api.get("/v1/organisations/huyen-thu")).json()
    assert (shown["national_code"], shown["placements"]) == (
        "H60.99",
        [{"hierarchy": "sectoral", "superior": "bo-tai-chinh"}],
    )
    again = (await office.send(rows, kind=tables.JSON)).json()
    assert again["counts"] == {"new": 0, "changed": 0, "unchanged": 1, "refused": 0}
    told = await api.get(done.headers["location"], headers=office._tokens.header("admin"))
    contract.check(told.json(), contract.schema_of("get_organisation_import"))


@pytest.mark.parametrize("role", ["reporter", "coordinator", "committee", "auditor"])
async def test_only_administrators_register_and_import(office: Office, role: str) -> None:
    await world.refused(await office.send([HA_GIANG], kind=tables.JSON, role=role), 403)
    await world.refused(await office.step("register_organisation", role, json=NEW), 403)


async def test_with_one_error_nothing_is_imported(office: Office, api: httpx.AsyncClient) -> None:
    rows = [HA_GIANG, {**HA_GIANG, "slug": "huyen-khac", "superior": "nobody"}]
    problem = await world.refused(await office.send(rows, kind=tables.JSON), 422)
    assert [(error["row"], error["field"]) for error in problem["errors"]] == [(2, "superior")]
    assert (await api.get("/v1/organisations/huyen-thu")).status_code == 404


async def test_a_renamed_one_needs_its_document_and_then_is_renamed_from_its_day(
    office: Office, api: httpx.AsyncClient
) -> None:
    (row,) = [row for row in await office.rows() if row["slug"] == "so-noi-vu"]
    said = {name: value for name, value in row.items() if value}
    renamed = {**said, "name": "Sở Nội vụ và Lao động"}
    problem = await world.refused(await office.send([renamed], kind=tables.JSON), 422)
    assert [error["code"] for error in problem["errors"]] == ["needs_change"]
    assert "/v1/organisations/changes" in problem["errors"][0]["detail"]
    by_document = {**renamed, **GROUND, "quote": None, "effective_on": "2022-09-01"}
    done = (await office.send([by_document], kind=tables.JSON)).json()
    assert done["counts"]["changed"] == 1
    for day, name in (("2022-08-31", "Sở Nội vụ"), ("2022-09-01", "Sở Nội vụ và Lao động")):
        assert (await api.get("/v1/organisations/so-noi-vu", params={"as_of": day})).json()["name"] == name
    assert (await office.send([by_document], kind=tables.JSON)).json()["counts"]["unchanged"] == 1
