"""What agencies spend: whole sets that add up, in vintages, and the year's totals with who is missing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from services.targets_api import spending_answers as answers
from services.targets_api.app import create_app
from shared.kit import db
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services.targets_api.test_recording import Desk, fields

PATH = "/v1/budget/spending"
AGENCY, OTHER, PLANNING, FINANCE = "so-noi-vu", "so-cong-thuong", "so-ke-hoach-va-dau-tu", "so-tai-chinh"
GOVERNMENT = {"area": "digital_government", "investment": 1200, "recurrent": 350.5}
SECURITY = {"area": "information_security", "total": 120}
SET: dict[str, Any] = {"year": 2022, "areas": [GOVERNMENT, SECURITY]}


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """A database of this test's own: it records."""
    return own_database_url


@pytest.fixture
async def api(configured: ServiceSettings) -> AsyncIterator[httpx.AsyncClient]:
    """The application on 1 November 2022."""
    async with clients.client(create_app, configured) as caller:
        yield caller


@pytest.fixture
def desk(api: httpx.AsyncClient, tokens: clients.Tokens) -> Desk:
    """Callers of the application."""
    return Desk(api, tokens)


async def record(desk: Desk, status: int = 201, org: str = AGENCY, **changes: Any) -> Any:
    """Record the set with changes; the answer."""
    answer = await desk.ask("POST", PATH, "reporter", org, json={**SET, **changes})
    assert answer.status_code == status, answer.text
    return answer.json()


def province(area: str, **natures: float) -> dict[str, Any]:
    """What the whole province spends on an area."""
    return {"area": area, "scope": "province", **natures}


async def test_a_set_is_recorded_with_its_sums(desk: Desk, database: db.Database) -> None:
    made = await record(desk, total=1670.5, budget_million_vnd=98000, note="Theo quyết toán.")
    answers.SpendingSet.model_validate(made)
    assert (made["organisation"], made["kind"], made["vintage"], made["status"]) == (AGENCY, "final", 1, "current")
    assert [(one["area"], one["total"]) for one in made["areas"]] == [
        ("digital_government", 1550.5),
        ("information_security", 120),
    ]
    assert (made["total"], made["share_percent"]) == (1670.5, 1.704592)
    trail = await database.reader.rows("SELECT subject FROM audit_entries WHERE entity_id = $1", made["id"])
    assert len(trail) == 1
    assert (await record(desk, 200, total=1670.5, budget_million_vnd=98000, note="Theo quyết toán.")) == made


async def test_the_year_adds_up_by_area_and_nature(desk: Desk) -> None:
    await record(desk, budget_million_vnd=100_000)
    economy, society = province("digital_economy", investment=5000), province("digital_society", investment=700)
    await record(desk, org=PLANNING, areas=[GOVERNMENT, SECURITY, economy, society])
    economy, society = province("digital_economy", recurrent=400), province("digital_society", recurrent=30)
    await record(desk, org=FINANCE, areas=[GOVERNMENT, SECURITY, economy, society])
    answer = await desk.ask("GET", PATH, "committee", "tinh-tuyen-quang", params={"year": 2022, "total": True})
    answers.Spending.model_validate_json(answer.content)
    shown = answer.json()
    totals = {row["area"]: row["counted"]["total"] for row in shown["areas"]}
    assert totals == {
        "digital_government": 3 * 1550.5,
        "digital_economy": 5400,
        "digital_society": 730,
        "information_security": 360,
    }
    assert shown["counted"] == {
        "investment": 3 * 1200 + 5000 + 700,
        "recurrent": 3 * 350.5 + 400 + 30,
        "unsplit": 360,
        "total": sum(totals.values()),
    }
    assert shown["total"] == 3
    assert (shown["share"]["percent"], shown["share"]["qualifier"]) == (1, "khoảng")
    assert (shown["share"]["spent_percent"], shown["share"]["stated_by"]) == (1.6705, 1)
    asked = {(row["area"], row["owner"]["slug"]): row for row in shown["asked"]}
    government = asked["digital_government", "co-quan-don-vi-dia-phuong"]
    assert (government["complete"], government["reported"]) == (False, 3)
    assert {AGENCY, PLANNING, FINANCE} & set(government["missing"]) == set()
    assert {OTHER, "huyen-na-hang"} <= set(government["missing"])
    assert asked["digital_economy", PLANNING]["missing"] == []
    assert "đầu tư cho kinh tế số" in asked["digital_economy", PLANNING]["source"]["quote"]
    assert (await desk.get(PATH, year=2021))["items"] == []
    assert asked["digital_society", FINANCE]["natures"] == ["recurrent"]


async def test_what_nobody_stated_is_unknown_and_not_nothing(desk: Desk) -> None:
    unknown = dict.fromkeys(("investment", "recurrent", "unsplit", "total"))
    before = await desk.get(PATH, year=2022)
    assert (before["counted"], [row["own"] for row in before["areas"]]) == (unknown, [unknown] * 4)
    await record(desk)
    rows = {row["area"]: row for row in (await desk.get(PATH, year=2022))["areas"]}
    assert rows["digital_economy"]["counted"] == unknown
    assert rows["digital_government"]["counted"]["total"] == 1550.5


async def test_what_the_province_states_counts_and_an_excess_is_shown(desk: Desk) -> None:
    own = {"area": "digital_economy", "investment": 900, "recurrent": 5}
    await record(desk, areas=[GOVERNMENT, SECURITY, own])
    economy, society = province("digital_economy", investment=800), province("digital_society", investment=0)
    await record(desk, org=PLANNING, areas=[GOVERNMENT, SECURITY, economy, society])
    rows = {row["area"]: row for row in (await desk.get(PATH, year=2022))["areas"]}
    found = rows["digital_economy"]
    assert found["own"] == {"investment": 900, "recurrent": 5, "unsplit": None, "total": 905}
    assert found["province"] == {"investment": 800, "recurrent": None}
    assert found["counted"] == {"investment": 800, "recurrent": 5, "unsplit": None, "total": 805}
    assert (found["own_exceeds_province"], rows["digital_government"]["own_exceeds_province"]) == (True, False)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"year": 2023}, ("year", "in_future")),
        ({"areas": [GOVERNMENT]}, ("areas", "missing")),
        ({"areas": [GOVERNMENT, SECURITY, SECURITY]}, ("areas.2.area", "twice")),
        ({"areas": [{**GOVERNMENT, "total": 1550}, SECURITY]}, ("areas.0.total", "not_the_sum")),
        ({"areas": [{"area": "digital_government", "total": 5}, SECURITY]}, ("areas.0.investment", "missing")),
        ({"areas": [{**GOVERNMENT, "investment": None}, SECURITY]}, ("areas.0.investment", "missing")),
        ({"areas": [GOVERNMENT, {"area": "information_security"}]}, ("areas.1.total", "missing")),
        ({"areas": [GOVERNMENT, SECURITY, province("digital_economy", investment=1)]}, ("areas.2.scope", "not_asked")),
        ({"total": 1670}, ("total", "not_the_sum")),
        ({"budget_million_vnd": 1670}, ("budget_million_vnd", "less_than_part")),
        ({"areas": [{**GOVERNMENT, "recurrent": -1}, SECURITY]}, ("areas.0.recurrent", "greater_than_equal")),
        ({"areas": [{**GOVERNMENT, "area": "roads"}, SECURITY]}, ("areas.0.area", "literal_error")),
        ({"organisation": "nobody"}, ("organisation", "invalid")),
    ],
)
async def test_what_does_not_add_up_names_its_cell(desk: Desk, changes: dict[str, Any], found: tuple[str, str]) -> None:
    assert found in fields(await record(desk, 422, **changes))
    assert (await desk.get(PATH, year=2022))["items"] == []


async def test_who_is_asked_for_the_province_states_only_that_nature(desk: Desk) -> None:
    society = province("digital_society", investment=0)
    both = province("digital_economy", investment=5, recurrent=4)
    problem = await record(desk, 422, PLANNING, areas=[GOVERNMENT, SECURITY, society, both])
    assert fields(problem) == {("areas.3.scope", "not_asked")}
    missing = await record(desk, 422, PLANNING)
    assert fields(missing) == {("areas", "missing")}


async def test_a_final_closes_the_estimate_and_a_later_estimate_says_why(desk: Desk) -> None:
    estimate = await record(desk, kind="estimate")
    then = (await desk.get(PATH, year=2022))["known_at"]
    final = await record(desk, areas=[{**GOVERNMENT, "recurrent": 400}, SECURITY])
    assert (final["vintage"], final["status"]) == (2, "current")
    refused = await record(desk, 409, kind="estimate", areas=[{**GOVERNMENT, "recurrent": 1}, SECURITY])
    assert (refused["code"], fields(refused)) == ("spending-settled", {("reason", "estimate_after_final")})
    before = await desk.get(PATH, year=2022, known_at=then)
    assert [one["id"] for one in before["items"]] == [estimate["id"]]
    assert before["items"][0]["status"] == "current"
    assert [one["id"] for one in (await desk.get(PATH, year=2022))["items"]] == [final["id"]]
    again = await record(desk, kind="estimate", areas=[GOVERNMENT, SECURITY], reason="Quyết toán tính nhầm")
    assert (again["vintage"], again["status"]) == (3, "current")
    assert await desk.get(PATH, year=2022, known_at=then) == before


async def test_who_is_asked_follows_the_day(desk: Desk, database: db.Database) -> None:
    async with database.transaction() as session:
        await db.execute(
            session,
            "UPDATE organisation_group_members SET valid_to = '2022-07-01' WHERE organisation_id ="
            " (SELECT id FROM organisations WHERE slug = :slug)",
            slug=OTHER,
        )
    for day, missing in (("2022-06-30", True), ("2022-07-01", False)):
        asked = (await desk.get(PATH, year=2022, as_of=day))["asked"]
        assert any(OTHER in row["missing"] for row in asked) is missing


async def test_pages_follow_each_other(desk: Desk) -> None:
    for org in (AGENCY, OTHER):
        await record(desk, org=org)
    first = await desk.ask("GET", PATH, params={"year": 2022, "limit": 1})
    assert [one["organisation"] for one in first.json()["items"]] == [OTHER]
    second = await desk.get(PATH, year=2022, limit=1, cursor=first.json()["next"])
    assert ([one["organisation"] for one in second["items"]], second["next"]) == ([AGENCY], None)
    assert [one["organisation"] for one in (await desk.get(PATH, organisation=OTHER))["items"]] == [OTHER]


async def test_only_the_own_organisation_and_only_who_reports(desk: Desk) -> None:
    refused = await desk.ask("POST", PATH, json={**SET, "organisation": OTHER})
    assert (refused.status_code, refused.json()["code"]) == (403, "another-organisation")
    for role in ("reviewer", "coordinator", "committee", "auditor", "admin"):
        assert (await desk.ask("POST", PATH, role, clients.DEPARTMENT, json=SET)).status_code == 403
    assert (await desk.http.get(PATH)).status_code == 401
    scoped = await desk.ask("POST", PATH, "system", AGENCY, "targets:write", json=SET)
    assert scoped.status_code == 201


@pytest.mark.parametrize("table", ["spending_statements", "spending_amounts"])
async def test_the_database_refuses_to_change_a_set(database: db.Database, table: str) -> None:
    for change in (f"DELETE FROM {table}", f"UPDATE {table} SET {'note' if 'state' in table else 'scope'} = 'x'"):
        with pytest.raises(Exception, match="append-only"):
            async with database.transaction() as session:
                await db.execute(session, change)
