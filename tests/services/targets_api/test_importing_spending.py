"""A file of spending over HTTP: the form, tried, imported, sent again; whole sets or nothing, faults at their cells."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from services.scoring_worker import importers
from services.targets_api import spending_bodies as bodies
from services.targets_api.app import create_app
from shared.catalog import read
from shared.imports import working
from shared.kit import callers, db, tables
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from shared.targets.spending import files
from tests import clients
from tests.services.targets_api.test_recording import Desk

PATH = "/v1/budget/spending"
IMPORT, FORM = f"{PATH}/import", f"{PATH}/template"
AGENCY, FINANCE = "so-noi-vu", "so-tai-chinh"
HEAD = "year,kind,area,scope,investment,recurrent,total,own_total,budget_million_vnd,note,reason,organisation"
GOVERNMENT, SECURITY = "2022,,digital_government,,1200,350.5,,,,,,", "2022,,information_security,,,,120,,98000,,,"


def file_of(*rows: str) -> bytes:
    """A CSV of these rows."""
    return "\n".join([HEAD, *rows, ""]).encode()


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """A database of this test's own: it imports."""
    return own_database_url


@pytest.fixture
async def desk(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[Desk]:
    """Callers of the application on 1 November 2022."""
    async with clients.client(create_app, configured) as http:
        yield Desk(http, tokens)


async def send(
    desk: Desk, content: bytes, *, query: str = "", role: str = "reporter", org: str = AGENCY, **headers: str
) -> httpx.Response:
    """One CSV."""
    said = {"Content-Type": tables.CSV} | {name.replace("_", "-"): value for name, value in headers.items()}
    return await desk.ask("POST", f"{IMPORT}{query}", role, org, content=content, headers=said)


async def sets(desk: Desk) -> Any:
    """The sets of 2022 that count."""
    return (await desk.get(PATH, year=2022))["items"]


async def test_tried_imported_and_sent_again(desk: Desk, database: db.Database) -> None:
    content = file_of(GOVERNMENT, SECURITY)
    tried = await send(desk, content, query="?dry_run=true")
    assert (tried.status_code, tried.json()["counts"]["new"]) == (200, 2), tried.text
    assert await sets(desk) == []
    done = await send(desk, content, Idempotency_Key="f1")
    assert (done.status_code, done.json()["state"]) == (201, "done"), done.text
    assert [(one["row"], one["verdict"], one["key"]) for one in done.json()["verdicts"]] == [
        (2, "new", "2022 digital_government own"),
        (3, "new", "2022 information_security own"),
    ]
    assert (await send(desk, content, Idempotency_Key="f1")).json() == done.json()
    again = await send(desk, content)
    assert again.json()["counts"] == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}
    assert (await desk.ask("GET", again.headers["Location"])).json() == again.json()
    (found,) = await sets(desk)
    assert (found["total"], found["budget_million_vnd"], found["vintage"], found["kind"]) == (1670.5, 98000, 1, "final")
    trail = await database.reader.rows("SELECT action FROM audit_entries ORDER BY id")
    actions = [row["action"] for row in trail]
    assert (actions.count("spending.record"), actions.count("import_spending")) == (1, 2)


async def test_what_is_imported_is_what_a_request_records(desk: Desk) -> None:
    areas = [
        {"area": "digital_government", "investment": 1200, "recurrent": 350.5},
        {"area": "information_security", "total": 120},
    ]
    said = {"year": 2022, "areas": areas, "budget_million_vnd": 98000, "note": "Theo quyết toán năm 2022."}
    recorded = await desk.ask("POST", PATH, json=said)
    assert recorded.status_code == 201, recorded.text
    sent = await desk.ask("POST", IMPORT, json=bodies.ROWS)
    assert (sent.status_code, sent.json()["counts"]["unchanged"]) == (201, 2), sent.text


async def test_a_further_set_is_a_vintage_and_an_older_file_does_not_bring_back_the_older(desk: Desk) -> None:
    first, second = file_of(GOVERNMENT, SECURITY), file_of(GOVERNMENT, SECURITY.replace("120", "130"))
    assert (await send(desk, first)).status_code == 201
    changed = await send(desk, second)
    assert changed.json()["counts"] == {"new": 0, "changed": 2, "unchanged": 0, "refused": 0}
    older = (await send(desk, first)).json()
    assert older["counts"]["unchanged"] == 2
    assert [(one["code"], one["severity"]) for one in older["findings"]] == [("older_vintage", "warning")]
    (found,) = await sets(desk)
    assert (found["vintage"], found["total"]) == (2, 1680.5)


async def test_the_form_states_nothing_and_is_taken_back_filled_in(desk: Desk) -> None:
    form = await desk.ask("GET", f"{FORM}?year=2022")
    sheet = tables.read(form.content, media_type=tables.XLSX, columns=files.COLUMNS)
    assert (sheet.name, sheet.findings) == ("Chi chuyển đổi số", [])
    rows = [row.values for row in sheet.rows]
    assert [(row["year"], row["area"], row["scope"]) for row in rows] == [
        (2022, "digital_government", "own"),
        (2022, "information_security", "own"),
    ]
    assert [row["asked"] for row in rows] == ["Chi đầu tư; Chi thường xuyên", "Tổng của lĩnh vực"]
    unfilled = await desk.ask("POST", IMPORT, files={"file": ("chi.xlsx", form.content, tables.XLSX)})
    assert (unfilled.status_code, unfilled.json()["counts"]["unchanged"]) == (201, 2), unfilled.text
    assert await sets(desk) == []
    rows[0] |= {"investment": Decimal(1200), "recurrent": Decimal("350.5")}
    half = tables.write_xlsx(files.COLUMNS, rows, sheet="Chi chuyển đổi số")
    refused = await desk.ask("POST", IMPORT, files={"file": ("chi.xlsx", half, tables.XLSX)})
    (wrong,) = refused.json()["errors"]
    place = ("Chi chuyển đổi số", 3, "I", "missing")
    assert (wrong["sheet"], wrong["row"], wrong["column"], wrong["code"]) == place
    assert wrong["detail"] == "Give the natures or a total."
    rows[1] |= {"total": Decimal(120)}
    filled = tables.write_xlsx(files.COLUMNS, rows, sheet="Chi chuyển đổi số")
    done = await desk.ask("POST", IMPORT, files={"file": ("chi.xlsx", filled, tables.XLSX)})
    assert (done.status_code, done.json()["counts"]["new"]) == (201, 2), done.text
    (found,) = await sets(desk)
    assert found["total"] == 1670.5


def test_a_cell_names_the_areas_as_the_catalog_does() -> None:
    assert {one.code: one.name for one in read.catalog().spending_areas} == files.AREAS


async def test_the_form_has_what_is_asked_of_whom_for_which_year(desk: Desk) -> None:
    form = await desk.ask("GET", f"{FORM}?format=csv", "reporter", FINANCE)
    rows = [line.split(",") for line in form.text.splitlines()]
    places = [rows[0].index(name) for name in ("year", "organisation", "area", "scope")]
    assert [[row[place] for place in places] for row in rows[1:]] == [
        ["2022", FINANCE, "digital_government", "own"],
        ["2022", FINANCE, "digital_economy", "province"],
        ["2022", FINANCE, "digital_society", "province"],
        ["2022", FINANCE, "information_security", "own"],
    ]


BAD: dict[str, tuple[list[str], list[tuple[int, str | None, str]]]] = {
    "an area is missing": ([GOVERNMENT], [(2, "C", "missing")]),
    "a nature is missing": (["2022,,digital_government,,1200,,,,,,,", SECURITY], [(2, "F", "missing")]),
    "an area without a figure": ([GOVERNMENT, "2022,,information_security,,,,,,,,,"], [(3, "G", "missing")]),
    "a total that is not the sum": (["2022,,digital_government,,1,2,4,,,,,", SECURITY], [(2, "G", "not_the_sum")]),
    "the own total": ([GOVERNMENT, "2022,,information_security,,,,120,1670,,,,"], [(3, "H", "not_the_sum")]),
    "less budget than spent": ([GOVERNMENT, "2022,,information_security,,,,120,,9,,,"], [(3, "I", "less_than_part")]),
    "an area twice": ([GOVERNMENT, GOVERNMENT, SECURITY], [(3, "C", "twice")]),
    "two kinds in a year": (
        [GOVERNMENT.replace(",,", ",estimate,", 1), SECURITY.replace(",,", ",final,", 1)],
        [(3, "B", "differs")],
    ),
    "two notes": (
        [GOVERNMENT.replace(",,,,,,", ",,,,a,,"), SECURITY.replace(",98000,,", ",98000,b,")],
        [(3, "J", "differs")],
    ),
    "below nothing": ([GOVERNMENT, SECURITY.replace("120", "-1")], [(3, "G", "greater_than_equal")]),
    "more digits than sums are exact with": (
        [GOVERNMENT.replace("1200", "9" * 38), SECURITY.replace("98000", "")],
        [(2, "E", "out_of_range")],
    ),
    "more places than are kept": ([GOVERNMENT, SECURITY.replace("120", "1.2345678")], [(3, "G", "out_of_range")]),
    "not asked of it": (
        [GOVERNMENT, SECURITY, "2022,,digital_economy,province,5,,,,,,,"],
        [(4, "D", "not_asked")],
    ),
    "next year": ([row.replace("2022", "2023") for row in (GOVERNMENT, SECURITY)], [(2, "A", "in_future")]),
    "no year": ([GOVERNMENT, SECURITY, SECURITY.replace("2022", "99999999999")], [(4, "A", "not_a_year")]),
    "somebody else": ([GOVERNMENT + FINANCE, SECURITY], [(2, "L", "another_organisation")]),
    "an unreadable cell hides no area": ([GOVERNMENT, SECURITY.replace("120", "x")], [(3, "G", "not_a_number")]),
}


@pytest.mark.parametrize("case", BAD)
async def test_a_bad_cell_is_named_and_nothing_is_imported(desk: Desk, case: str) -> None:
    rows, expected = BAD[case]
    whole = ["2021,,digital_government,,1,2,,,,,,", "2021,,information_security,,,,3,,,,,"]
    answer = await send(desk, file_of(*rows, *whole))
    assert answer.status_code == 422, answer.text
    found = [(one["row"], one["column"], one["code"]) for one in answer.json()["errors"]]
    assert found == expected
    tried = (await send(desk, file_of(*rows, *whole), query="?dry_run=true")).json()
    assert [(one["row"], one["column"], one["code"]) for one in tried["findings"]] == expected
    for year in (2021, 2022):
        assert (await desk.get(PATH, year=year))["items"] == []


async def test_an_estimate_after_a_final_set_gives_its_reason(desk: Desk) -> None:
    assert (await send(desk, file_of(GOVERNMENT, SECURITY))).status_code == 201
    estimate = [row.replace(",,", ",estimate,", 1) for row in (GOVERNMENT, SECURITY)]
    refused = await send(desk, file_of(*estimate))
    assert [(one["row"], one["column"], one["code"]) for one in refused.json()["errors"]] == [
        (2, "K", "estimate_after_final")
    ]
    said = [GOVERNMENT.replace(",,", ",estimate,", 1)[:-1] + "Quyết toán lại,", estimate[1]]
    assert (await send(desk, file_of(*said))).json()["counts"]["changed"] == 2


async def test_only_who_reports_imports_and_for_nobody_else_reads(desk: Desk) -> None:
    for role in ("reviewer", "coordinator", "committee", "auditor", "admin"):
        answer = await send(desk, file_of(GOVERNMENT), role=role, org=clients.DEPARTMENT)
        assert (answer.status_code, answer.json()["code"]) == (403, "role-missing")
    done = await send(desk, file_of(GOVERNMENT, SECURITY))
    other = await desk.ask("GET", done.headers["Location"], "reporter", FINANCE)
    assert other.status_code == 404


async def test_what_is_laid_down_is_carried_out_by_the_worker(desk: Desk, database: db.Database) -> None:
    laid = await send(desk, file_of(GOVERNMENT, SECURITY), Prefer="respond-async")
    assert (laid.status_code, laid.json()["state"]) == (202, "waiting"), laid.text
    callers.become(callers.SYSTEM)
    assert await imports_waiting(database) == [laid.json()["id"]]
    await working.carry_out(database, importers.BY_KIND, FakeClock(), uuid.UUID(laid.json()["id"]))
    done = (await desk.ask("GET", laid.headers["Location"])).json()
    assert (done["state"], done["progress"]["rows_written"], done["counts"]["new"]) == ("done", 2, 2)
    (found,) = await sets(desk)
    assert found["organisation"] == AGENCY


async def test_nobody_else_stops_or_sees_what_waits(desk: Desk) -> None:
    laid = await send(desk, file_of(GOVERNMENT, SECURITY), Prefer="respond-async")
    address = laid.headers["Location"]
    others = [("reporter", FINANCE, 404), ("approver", FINANCE, 404), ("coordinator", clients.DEPARTMENT, 403)]
    for role, org, status in others:
        assert (await desk.ask("POST", f"{address}/cancel", role, org)).status_code == status
        assert (await desk.ask("GET", address, role, org)).status_code == status
    of_another_kind = address.replace("/v1/budget/spending/", "/v1/measurements/")
    assert (await desk.ask("POST", f"{of_another_kind}/cancel")).status_code == 404
    assert (await desk.ask("GET", address)).json()["state"] == "waiting"
    assert (await desk.ask("POST", f"{address}/cancel")).status_code == 202


async def imports_waiting(database: db.Database) -> list[str]:
    """Ids of the imports that the worker would be given."""
    return [str(one) for one in await working.waiting(database.reader)]
