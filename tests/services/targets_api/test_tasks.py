"""Tasks, groups and the budget over HTTP."""

from __future__ import annotations

import httpx
import pytest

from shared.catalog import read

CATALOG = read.catalog()


async def test_every_task_of_plan_187_is_listed_in_its_order(officer: httpx.AsyncClient) -> None:
    page = (await officer.get("/v1/tasks", params={"limit": 200, "total": "true"})).json()
    assert [item["code"] for item in page["items"]] == [task.code for task in CATALOG.remedial_tasks]
    assert page["total"] == len(CATALOG.remedial_tasks)


@pytest.mark.parametrize("main_index", range(1, 10))
async def test_by_main_index(officer: httpx.AsyncClient, main_index: int) -> None:
    found = (await officer.get("/v1/tasks", params={"main_index": main_index, "limit": 200})).json()["items"]
    expected = [task.code for task in CATALOG.remedial_tasks if task.main_index == main_index]
    assert [item["code"] for item in found] == expected


@pytest.mark.parametrize("kind", ["organisation", "group"])
async def test_by_owner_whether_an_organisation_or_a_group(officer: httpx.AsyncClient, kind: str) -> None:
    owner = next(slug for task in CATALOG.remedial_tasks if (slug := getattr(task.owner, kind)))
    found = (await officer.get("/v1/tasks", params={"owner": owner, "limit": 200})).json()["items"]
    assert {(item["owner"]["kind"], item["owner"]["slug"]) for item in found} == {(kind, owner)}
    assert len(found) == len([task for task in CATALOG.remedial_tasks if getattr(task.owner, kind) == owner])


async def test_by_component(officer: httpx.AsyncClient) -> None:
    component = next(task.components[0] for task in CATALOG.remedial_tasks if task.components)
    found = (await officer.get("/v1/tasks", params={"component": component, "limit": 200})).json()["items"]
    assert {item["code"] for item in found} == {
        task.code for task in CATALOG.remedial_tasks if component in task.components
    }


async def test_partners_keep_their_order_and_their_kind(officer: httpx.AsyncClient) -> None:
    task = max(CATALOG.remedial_tasks, key=lambda row: len(row.partners))
    shown = (await officer.get(f"/v1/tasks/{task.code}")).json()
    assert [partner["slug"] for partner in shown["partners"]] == [
        partner.organisation or partner.group for partner in task.partners
    ]
    assert all(partner["name"] for partner in shown["partners"])


async def test_a_search_without_signs(officer: httpx.AsyncClient) -> None:
    found = (await officer.get("/v1/tasks", params={"q": "chu ky so", "limit": 200})).json()["items"]
    assert found
    assert all("chữ ký số" in item["name"].lower() for item in found)


async def test_the_groups_of_plan_55_count_109_tasks(officer: httpx.AsyncClient) -> None:
    groups = (await officer.get("/v1/tasks/groups")).json()
    assert [group["task_count"] for group in groups["items"]] == [4, 17, 13, 32, 40, 3]
    assert groups["task_count"] == 109


async def test_the_budget_adds_up_with_its_source(officer: httpx.AsyncClient) -> None:
    budget = (await officer.get("/v1/budget")).json()
    assert {line["code"]: line["amount_million_vnd"] for line in budget["items"]} == {
        "recurrent": 474025,
        "public_investment": 52300,
        "socialised": 71050,
    }
    assert (budget["sum_of_items"], budget["total"]["amount_million_vnd"], budget["adds_up"]) == (597375, 597375, True)
    assert budget["total"]["source"]["document"] == "ke-hoach-55-kh-ubnd-2022"
