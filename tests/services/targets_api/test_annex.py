"""The annex of the plan: imported whole or not at all, counted and summed against the plan, twice without a change."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from shared.kit import tables
from shared.kit.settings import ServiceSettings
from shared.tasks import annex
from tests import clients
from tests.services.targets_api import desk_of_tasks
from tests.services.targets_api.desk_of_tasks import Desk
from tests.shared.tasks import synthetic_annex

Rows = list[dict[str, Any]]


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """These tests write."""
    return own_database_url


@pytest.fixture
async def desk(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[Desk]:
    """The register's people."""
    async for made in desk_of_tasks.desk(configured, tokens):
        yield made


async def sent(desk: Desk, content: bytes, media: str = tables.CSV, *, dry_run: bool = False) -> httpx.Response:
    """The import of a file."""
    params = {"dry_run": "true"} if dry_run else {}
    return await desk.send("POST", "/v1/tasks/import", content=content, headers={"Content-Type": media}, params=params)


async def test_the_whole_annex_fits_the_plan_and_changes_nothing_the_second_time(desk: Desk) -> None:
    rows = synthetic_annex.rows()
    first = await sent(desk, synthetic_annex.csv(rows))
    assert first.status_code == 201, first.text
    done = first.json()
    assert done["counts"] == {"new": 109, "changed": 0, "unchanged": 0, "refused": 0}
    assert (done["findings"], done["warning_count"]) == ([], 0)
    again = (await sent(desk, synthetic_annex.csv(rows))).json()
    assert again["counts"] == {"new": 0, "changed": 0, "unchanged": 109, "refused": 0}
    page = await desk.done("GET", "/v1/tasks", params={"kind": "plan", "limit": "200"})
    assert [item["code"] for item in page["items"]] == [row["code"] for row in rows]
    for group in synthetic_annex.CATALOG.task_groups:
        assert len(await desk.codes(kind="plan", group=group.code)) == group.task_count
    budget = await desk.done("GET", "/v1/budget")
    assert budget["tasks"]["difference"] == {"recurrent": 0, "public_investment": 0, "socialised": 0, "total": 0}
    assert budget["tasks"]["total"] == 597375
    rows[3]["name"] += " (đã sửa)"
    assert (await sent(desk, synthetic_annex.csv(rows))).json()["counts"]["changed"] == 1


async def test_a_dry_run_finds_the_same_and_writes_nothing(desk: Desk) -> None:
    content = synthetic_annex.csv(synthetic_annex.rows())
    judged = await sent(desk, content, dry_run=True)
    assert judged.status_code == 200
    assert judged.json()["counts"]["new"] == 109
    assert await desk.codes(kind="plan") == []


async def test_a_part_of_the_annex_is_taken_and_what_is_missing_is_named(desk: Desk) -> None:
    rows = [row for row in synthetic_annex.rows() if row["group"] != "an-toan-an-ninh-mang"][1:]
    for row in rows:
        row.pop("depends_on", None)
    done = (await sent(desk, synthetic_annex.csv(rows))).json()
    assert done["state"] == "done"
    assert {one["severity"] for one in done["findings"]} == {"warning"}
    said = " ".join(one["detail"] for one in done["findings"])
    assert "còn thiếu 3" in said
    assert "còn thiếu 1" in said
    sums = [one["field"] for one in done["findings"] if one["code"] == "budget_sum"]
    named = [one["detail"].partition(":")[0] for one in done["findings"] if one["code"] == "budget_sum"]
    assert set(named) == {"Kinh phí sự nghiệp", "Vốn đầu tư công", "Vốn xã hội hóa", "Tổng kinh phí"}
    assert set(sums) == {"recurrent", "public_investment", "socialised", "total"}


def _set(row: int, **values: Any) -> Callable[[Rows], None]:
    return lambda rows: rows[row].update(values)


def _swap(row: int, column: str, text: str) -> Callable[[Rows], None]:
    return lambda rows: rows[row].update({column: text})


FAULTS: dict[str, tuple[Callable[[Rows], None], str, str, int | None]] = {
    "a wrong group": (_set(4, group="nhom-khong-co"), "group", "unknown", 6),
    "an unknown lead": (_set(4, lead="co-quan-khong-co"), "lead", "unknown", 6),
    "an unknown partner": (_set(4, partners="so-noi-vu; khong-co"), "partners", "unknown", 6),
    "a ring": (_set(2, depends_on="TONG-HOP.005"), "depends_on", "cycle", None),
    "itself": (_set(5, depends_on="TONG-HOP.006"), "depends_on", "itself", 7),
    "an unknown task": (_set(5, depends_on="TONG-HOP.999"), "depends_on", "unknown", 7),
    "a code twice": (_set(5, code="TONG-HOP.001"), "code", "twice", 7),
    "VND instead of million VND": (_set(5, recurrent_2022=1_500_000_000), "recurrent_2022", "not_in_millions", 7),
    "a negative amount": (_set(5, recurrent_2023=-1), "recurrent_2023", "out_of_range", 7),
    "an unknown document": (_set(5, document="van-ban-khong-co"), "document", "unknown_document", 7),
    "a quote that is not there": (_set(5, quote="câu không có trong văn bản"), "quote", "quote_not_found", 7),
    "an unknown target": (_set(5, targets="X.99"), "targets", "unknown", 7),
    "an unknown component": (_set(5, framework="dti-922", components="99.9"), "components", "unknown", 7),
    "two deadlines": (_set(0, due_by_on="2023-01-01", due_before_on="2023-01-01"), "due_by_on", "contradiction", 2),
    "more money than the plan": (_set(5, socialised=5), "socialised", "budget_sum", None),
    "no clause": (_set(5, clause=None), "clause", "missing", 7),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_each_fault_is_found_in_its_place_and_nothing_is_written(desk: Desk, fault: str) -> None:
    spoil, column, code, row = FAULTS[fault]
    rows = synthetic_annex.rows()
    spoil(rows)
    answer = await sent(desk, synthetic_annex.csv(rows))
    assert answer.status_code == 422, answer.text
    found = [(one["field"], one["code"], one.get("row")) for one in answer.json()["errors"]]
    assert [one for one in found if one[:2] == (column, code) and row in (None, one[2])], found
    assert await desk.codes(kind="plan") == []


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        (b"2023-12-15", "hết quý IV năm 2023".encode(), "due_by_on"),
        (b"4348.853", b'"4348,853"', "recurrent"),
        (b"TONG-HOP.002,", b",", "code"),
    ],
)
async def test_what_is_written_wrong_is_found_in_its_cell(desk: Desk, old: bytes, new: bytes, column: str) -> None:
    content = synthetic_annex.csv(synthetic_annex.rows())
    assert old in content
    answer = await sent(desk, content.replace(old, new, 1))
    assert answer.status_code == 422, answer.text
    cells = {one["field"] for one in answer.json()["errors"] if one["row"] is not None}
    assert column in cells, answer.text


async def test_one_task_too_many_in_a_group_is_refused(desk: Desk) -> None:
    rows = synthetic_annex.rows()
    rows.append(
        {**{key: rows[0][key] for key in ("group", "name", "lead", "document", "clause")}, "code": "TONG-HOP.110"}
    )
    answer = await sent(desk, synthetic_annex.csv(rows))
    assert answer.status_code == 422
    assert "thừa 1" in answer.text


async def test_the_rest_of_the_annex_joins_what_the_register_holds(desk: Desk) -> None:
    rows = synthetic_annex.rows()
    assert (await sent(desk, synthetic_annex.csv(rows[:50]))).status_code == 201
    rest = (await sent(desk, synthetic_annex.csv(rows[50:]))).json()
    assert (rest["counts"]["new"], rest["findings"]) == (59, [])


async def test_the_form_is_read_again_and_holds_every_column(desk: Desk) -> None:
    for written, media in (("xlsx", tables.XLSX), ("csv", tables.CSV)):
        form = await desk.send("GET", "/v1/tasks/template", params={"format": written})
        assert form.status_code == 200
        sheet = tables.read(form.content, media_type=media, columns=annex.COLUMNS)
        assert (sheet.found.errors, len(sheet.columns)) == (0, len(annex.COLUMNS))


async def test_an_annex_in_json_of_fewer_columns_leaves_the_others_as_they_are(desk: Desk) -> None:
    assert (await sent(desk, synthetic_annex.csv(synthetic_annex.rows()))).status_code == 201
    before = await desk.get("TONG-HOP.001")
    names = ("code", "group", "name", "lead", "document", "clause")
    row = {name: synthetic_annex.rows()[0][name] for name in names} | {"name": "Tên mới"}
    done = await sent(desk, json.dumps([row]).encode(), tables.JSON)
    assert done.json()["counts"]["changed"] == 1, done.text
    after = await desk.get("TONG-HOP.001")
    assert {**after, "name": before["name"], "known_at": 0} == {**before, "known_at": 0}


async def test_only_the_coordinating_department_imports(desk: Desk) -> None:
    content = synthetic_annex.csv(synthetic_annex.rows()[:1])
    for role, org in (("reporter", "so-noi-vu"), ("coordinator", "so-noi-vu"), ("reviewer", desk_of_tasks.CENTRE)):
        answer = await desk.send(
            "POST", "/v1/tasks/import", role, org, content=content, headers={"Content-Type": tables.CSV}
        )
        assert answer.status_code == 403
