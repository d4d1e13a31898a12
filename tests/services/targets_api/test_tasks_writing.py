"""Entering and changing tasks: with their ground, with a past, without rings, by the coordinating department alone."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest

from shared.catalog import install, read
from shared.kit import db
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services.targets_api import desk_of_tasks
from tests.services.targets_api.desk_of_tasks import CENTRE, LEAD, OTHER, SOURCE, Desk


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """These tests write."""
    return own_database_url


@pytest.fixture
async def desk(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[Desk]:
    """The register's people."""
    async for made in desk_of_tasks.desk(configured, tokens):
        yield made


WHOLE: dict[str, Any] = {
    "kind": "plan",
    "group": "ha-tang-so",
    "section": "I",
    "framework": "dti-922",
    "main_index": 3,
    "components": ["3.1"],
    "components_certainty": "derived",
    "co_leads": [OTHER],
    "partners": ["doanh-nghiep-vien-thong", CENTRE],
    "due_by_on": "2022-12-31",
    "frequency": "hằng năm",
    "deliverable": "Biên bản",
    "deliverables_owed": 2,
    "budget": [
        {"fund": "recurrent", "year": 2022, "amount_million_vnd": 10.5},
        {"fund": "socialised", "amount_million_vnd": 3},
    ],
    "depends_on": ["187.2.1.01"],
    "targets": [{"code": "CQS.03", "certainty": "derived"}],
    "certainty": "provisional",
}


async def test_a_task_of_a_document_still_to_come_is_entered_and_changed(desk: Desk) -> None:
    document = {"slug": "ke-hoach-sau", "title": "Kế hoạch", "kind": "plan", "issuer": "UBND tỉnh",
                "issued_on": "2022-10-30", "effective_on": "2023-01-01",
                "source": {"kind": "derived", "note": "Ví dụ"}}  # fmt: skip
    await desk.done("POST", "/v1/legal-documents", json=document)
    made = await desk.task("T.1", source={"document": "ke-hoach-sau", "clause": "I"})
    assert (made["valid_from"], made["as_of"]) == ("2023-01-01", "2023-01-01")
    code = made["code"]
    assert (await desk.send("GET", f"/v1/tasks/{code}")).status_code == 404, "not in force today"
    changed = await desk.send("PATCH", f"/v1/tasks/{code}", json={"name": "Tên mới"}, headers={"If-Match": "*"})
    assert (changed.status_code, changed.json().get("name")) == (200, "Tên mới"), changed.text


async def test_everything_that_was_stated_is_shown(desk: Desk) -> None:
    answer = await desk.send(
        "POST", "/v1/tasks", json={"code": "T.1", "name": "N", "lead": LEAD, "source": SOURCE, **WHOLE}
    )
    assert answer.status_code == 201, answer.text
    shown = answer.json()
    assert answer.headers["Location"] == f"/v1/tasks/{shown['id']}"
    simple = WHOLE.keys() - {"co_leads", "partners", "budget", "targets"}
    assert {name: shown[name] for name in simple} == {name: WHOLE[name] for name in simple}
    assert [party["slug"] for party in shown["co_leads"]] == WHOLE["co_leads"]
    assert [party["slug"] for party in shown["partners"]] == WHOLE["partners"]
    assert shown["budget"] == [
        {"fund": "recurrent", "year": 2022, "amount_million_vnd": 10.5},
        {"fund": "socialised", "year": None, "amount_million_vnd": 3},
    ]
    assert shown["targets"] == WHOLE["targets"]
    assert (shown["lead"]["slug"], shown["owner"]["slug"], shown["stated_by"]) == (LEAD, LEAD, "api")
    assert (shown["source"]["document"], shown["source"]["clause"]) == (SOURCE["document"], SOURCE["clause"])
    assert shown["valid_from"] == "2022-04-12", "from its document's day on"
    assert (shown["status"], shown["waits_for"]) == ("not_started", ["187.2.1.01"])
    assert shown["id"] == (await desk.get("T.1"))["id"]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"lead": "nobody"}, "lead"),
        ({"co_leads": ["nobody"]}, "co_leads.0"),
        ({"partners": [OTHER, LEAD]}, "partners.1"),
        ({"group": "nhom-x"}, "group"),
        ({"kind": "plan"}, "group"),
        ({"framework": "dti-0"}, "framework"),
        ({"components": ["1.1"]}, "framework"),
        ({"framework": "dti-922", "components": ["99.9"]}, "components.0"),
        ({"targets": [{"code": "X.1"}]}, "targets.0"),
        ({"depends_on": ["X.1"]}, "depends_on.0"),
        ({"depends_on": ["T.1"]}, "depends_on.0"),
        ({"due_by_on": "2022-12-31", "due_before_on": "2022-12-31"}, "due_by_on"),
        ({"budget": [{"fund": "total", "amount_million_vnd": 1}]}, "budget.0.fund"),
        ({"budget": [{"fund": "recurrent", "amount_million_vnd": 1_500_000_000}]}, "budget.0.amount_million_vnd"),
        ({"budget": [{"fund": "recurrent", "amount_million_vnd": 1}] * 2}, "budget.1"),
        ({"source": {"document": "khong-co", "clause": "1"}}, "source.document"),
        ({"source": {**SOURCE, "quote": "không có câu này"}}, "source.quote"),
        ({"source": None}, "source"),
        ({"code": "a b"}, "code"),
    ],
)
async def test_what_is_wrong_is_named_and_nothing_is_entered(desk: Desk, fields: dict[str, Any], where: str) -> None:
    body = {"code": "T.1", "name": "N", "lead": LEAD, "source": SOURCE, **fields}
    answer = await desk.send("POST", "/v1/tasks", json=body)
    assert answer.status_code == 422, answer.text
    assert where in {error["field"] for error in answer.json()["errors"]}, answer.text
    assert (await desk.send("GET", "/v1/tasks/T.1")).status_code == 404


async def test_a_code_is_taken_once(desk: Desk) -> None:
    await desk.task()
    body = {"code": "T.1", "name": "N", "lead": LEAD, "source": SOURCE}
    answer = await desk.send("POST", "/v1/tasks", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "task-exists")


async def test_others_than_the_coordinating_department_enter_nothing(desk: Desk) -> None:
    body = {"code": "T.1", "name": "N", "lead": LEAD, "source": SOURCE}
    for role, org in (("reporter", LEAD), ("reviewer", CENTRE), ("admin", CENTRE), ("coordinator", OTHER)):
        assert (await desk.send("POST", "/v1/tasks", role, org, json=body)).status_code == 403, (role, org)


async def test_a_correction_keeps_its_past(desk: Desk) -> None:
    before = await desk.task(due_by_on="2022-12-31", budget=[{"fund": "recurrent", "amount_million_vnd": 5}])
    answer = await desk.change(
        "T.1", due_by_on="2023-06-30", budget=[{"fund": "recurrent", "amount_million_vnd": 7}], amended_by=SOURCE
    )
    assert answer.status_code == 200, answer.text
    now = await desk.get("T.1")
    assert (now["due_by_on"], now["budget"][0]["amount_million_vnd"]) == ("2023-06-30", 7)
    assert now["amended_by"]["clause"] == SOURCE["clause"]
    then = await desk.get("T.1", known_at=before["known_at"])
    assert {**then, "known_at": 0} == {**before, "known_at": 0}
    assert "T.1" in await desk.codes(known_at=before["known_at"], due_before="2023-01-01")
    assert "T.1" not in await desk.codes(due_before="2023-01-01")


async def test_a_stale_version_changes_nothing(desk: Desk) -> None:
    first = await desk.send("POST", "/v1/tasks", json={"code": "T.1", "name": "N", "lead": LEAD, "source": SOURCE})
    assert (await desk.change("T.1", name="Khác")).status_code == 200
    stale = {"If-Match": first.headers["ETag"]}
    assert (await desk.send("PATCH", "/v1/tasks/T.1", json={"name": "X"}, headers=stale)).status_code == 412
    assert (await desk.send("PATCH", "/v1/tasks/T.1", json={"name": "X"})).status_code == 428
    assert (await desk.get("T.1"))["name"] == "Khác"


async def test_what_was_corrected_survives_the_catalog_and_the_rest_follows_it(
    desk: Desk, database: db.Database
) -> None:
    code = "187.2.1.02"
    assert (await desk.change(code, due_by_on="2022-12-31", co_leads=[OTHER])).status_code == 200
    catalog = read.catalog()
    renamed = [
        task.model_copy(update={"name": "Tên đã sửa"}) if task.code == code else task for task in catalog.remedial_tasks
    ]
    async with database.transaction() as session:
        changed = await install.install(session, catalog.model_copy(update={"remedial_tasks": renamed}))
    assert changed["tasks"] > 0
    shown = await desk.get(code)
    assert (shown["due_by_on"], shown["name"]) == ("2022-12-31", "Tên đã sửa")
    assert [party["slug"] for party in shown["co_leads"]] == [OTHER]
    assert (shown["stated_by"], shown["corrected"]) == ("catalog", ["co_leads", "due_by_on"])
    assert shown["source"]["clause"].startswith("II.2.1")


async def test_a_task_stated_by_api_outlives_an_installation(desk: Desk, database: db.Database) -> None:
    await desk.task()
    async with database.transaction() as session:
        assert (await install.install(session, read.catalog()))["tasks"] == 0
    assert (await desk.get("T.1"))["status"] == "not_started"


async def test_a_ring_is_refused_naming_the_way(desk: Desk) -> None:
    await desk.task("T.1")
    await desk.task("T.2", depends_on=["T.1"])
    await desk.task("T.3", depends_on=["T.2"])
    answer = await desk.change("T.1", depends_on=["T.3"])
    assert (answer.status_code, answer.json()["code"]) == (422, "dependency-cycle")
    assert "T.1 → T.3 → T.2 → T.1" in answer.json()["detail"]
    assert (await desk.get("T.1"))["depends_on"] == []


async def test_two_who_write_at_once_make_no_ring_together(desk: Desk) -> None:
    await desk.task("T.1")
    await desk.task("T.2")
    answers = await asyncio.gather(desk.change("T.1", depends_on=["T.2"]), desk.change("T.2", depends_on=["T.1"]))
    assert sorted(answer.status_code for answer in answers) == [200, 422], [one.text for one in answers]


async def test_what_is_waited_for_is_said_until_it_is_done_or_cancelled(desk: Desk) -> None:
    await desk.task("T.1")
    assert (await desk.task("T.2", depends_on=["T.1"]))["waits_for"] == ["T.1"]
    assert (await desk.change("T.1", status="cancelled", status_source=SOURCE)).status_code == 200
    shown = await desk.get("T.2")
    assert (shown["depends_on"], shown["waits_for"]) == (["T.1"], [])


async def test_overdue_by_the_civil_day(desk: Desk) -> None:
    await desk.task("T.1", due_before_on="2022-06-15")
    await desk.task("T.2", due_by_on="2022-06-15")
    for day, late in (("2022-06-14", set()), ("2022-06-15", {"T.1"}), ("2022-06-16", {"T.1", "T.2"})):
        assert set(await desk.codes(overdue="true", as_of=day)) == late
        assert {"T.1", "T.2"} - set(await desk.codes(overdue="false", as_of=day)) == late
        assert (await desk.get("T.1", as_of=day))["overdue"] is ("T.1" in late)
    assert set(await desk.codes(due_before="2022-06-15")) == {"T.1"}
    assert set(await desk.codes(due_before="2022-06-16")) == {"T.1", "T.2"}


async def test_a_cancelled_task_is_cancelled_by_a_document_and_overdue_no_more(desk: Desk) -> None:
    await desk.task(due_by_on="2022-06-15")
    refused = await desk.change("T.1", status="cancelled")
    assert (refused.status_code, refused.json()["code"]) == (422, "cancelled-without-document")
    assert refused.json()["errors"][0]["field"] in refused.json()["detail"]
    answer = await desk.change("T.1", status="cancelled", status_on="2022-10-01", status_source=SOURCE)
    assert answer.json()["status_source"]["document"] == SOURCE["document"]
    assert (await desk.codes(overdue="true"), await desk.codes(status="cancelled")) == ([], ["T.1"])
    assert (await desk.get("T.1", as_of="2022-09-30"))["status"] == "not_started"
    assert await desk.codes(overdue="true", as_of="2022-09-30") == ["T.1"]


async def test_a_state_to_come_is_not_said_today(desk: Desk) -> None:
    await desk.task()
    answer = await desk.change("T.1", status="in_progress", status_on="2022-11-02")
    assert [error["field"] for error in answer.json()["errors"]] == ["status_on"]


async def test_filters_by_group_kind_lead_target_and_state(desk: Desk) -> None:
    await desk.task(
        kind="plan", group="ha-tang-so", targets=[{"code": "CQS.03"}], framework="dti-922", components=["1.1"]
    )
    await desk.task("T.2", lead=OTHER)
    assert (
        await desk.codes(group="ha-tang-so")
        == await desk.codes(kind="plan")
        == await desk.codes(target="CQS.03")
        == ["T.1"]
    )
    assert await desk.codes(kind="other") == ["T.2"]
    assert "T.1" in await desk.codes(component="1.1")
    assert "T.1" in await desk.codes(lead=LEAD)
    assert "T.2" not in await desk.codes(lead=LEAD)
    assert "T.2" in await desk.codes(owner=OTHER, status="not_started")
    assert await desk.codes(status="in_progress") == []
    assert (await desk.send("GET", "/v1/tasks", params={"lead": "nobody"})).status_code == 422


async def test_what_the_lead_says_of_progress_is_kept_apart_and_makes_nothing_done(desk: Desk) -> None:
    await desk.task()
    path = "/v1/tasks/T.1/progress"
    await desk.done("POST", path, "reporter", LEAD, json={"percent": 40, "reported_on": "2022-10-01"})
    await desk.done("POST", path, "reporter", LEAD, json={"percent": 100, "note": "Xong"})
    shown = await desk.get("T.1")
    assert shown["progress"]["reported"] == {"percent": 100, "reported_on": "2022-11-01", "organisation": LEAD}
    assert (shown["progress"]["verified_percent"], shown["status"]) == (0, "not_started")
    assert (await desk.get("T.1", as_of="2022-10-31"))["progress"]["reported"]["percent"] == 40
    page = await desk.done("GET", path)
    assert [entry["percent"] for entry in page["items"]] == [100, 40]
    first = await desk.done("GET", path, params={"limit": "1"})
    rest = await desk.done("GET", path, params={"limit": "1", "cursor": first["next"]})
    assert ([entry["percent"] for entry in rest["items"]], rest["next"]) == ([40], None)


@pytest.mark.parametrize("percent", [-1, 100.01, 3.333, "5", None])
async def test_a_percentage_is_between_0_and_100(desk: Desk, percent: Any) -> None:
    await desk.task()
    answer = await desk.send("POST", "/v1/tasks/T.1/progress", "reporter", LEAD, json={"percent": percent})
    assert answer.status_code == 422


async def test_only_the_lead_says_how_far_it_is(desk: Desk) -> None:
    await desk.task(co_leads=[CENTRE])
    for org in (OTHER, CENTRE):
        answer = await desk.send("POST", "/v1/tasks/T.1/progress", "reporter", org, json={"percent": 5})
        assert (answer.status_code, answer.json()["code"]) == (403, "not-the-lead")


async def test_a_task_that_is_in_force_later_is_changed_before_its_day(
    configured: ServiceSettings, tokens: clients.Tokens
) -> None:
    early = configured.model_copy(update={"today": dt.date(2022, 6, 1)})
    async for before in desk_of_tasks.desk(early, tokens):
        seen = await before.send("GET", "/v1/tasks/187.2.1.02", params={"as_of": "2022-11-01"})
        stale = {"If-Match": seen.headers["ETag"]}
        answer = await before.send("PATCH", "/v1/tasks/187.2.1.02", json={"due_by_on": "2022-12-31"}, headers=stale)
        assert answer.status_code == 200, answer.text
        assert answer.json()["as_of"] == answer.json()["valid_from"] > "2022-06-01"
