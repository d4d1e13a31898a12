"""What a document obliges to: everything that cites it, its status on a day, and to each caller what they may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shared.catalog import read
from shared.kit import db
from shared.reporting import values as reporting
from tests import clients, servers
from tests.services import world
from tests.services.targets_api import test_documents

PLAN, REMEDIES, EMULATION = (
    "ke-hoach-55-kh-ubnd-2022",
    "ke-hoach-187-kh-ubnd-2022",
    "ke-hoach-phong-trao-thi-dua-2022",
)
JUNE_PERIOD = "2022.half_year"


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """A database of its own for every test: these write."""
    return own_database_url


@pytest.fixture
async def on(database_url: str, server_urls: servers.Urls, tmp_path: Path) -> AsyncIterator[world.World]:
    """All four applications on 1 June 2022."""
    async with world.world(database_url, server_urls.redis, tmp_path) as made:
        yield made


async def asked(on: world.World, document: str, role: str | None = "committee", **params: Any) -> dict[str, Any]:
    """The whole answer, page by page."""
    params = {"limit": 200, **params}
    org = str(params.pop("org", "tinh-tuyen-quang"))
    answer = await on.send("GET", f"/v1/legal-documents/{document}/obligations", role, org, params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    while found["next"]:
        more = await on.send(
            "GET", f"/v1/legal-documents/{document}/obligations", role, org, params=params | {"cursor": found["next"]}
        )
        found["items"] += more.json()["items"]
        found["next"] = more.json()["next"]
    return found


def rows(found: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Those of a kind."""
    return [item for item in found["items"] if item["kind"] == kind]


async def test_every_row_that_cites_the_document_is_listed(on: world.World) -> None:
    catalog = read.catalog()
    plan, remedies = await asked(on, PLAN), await asked(on, REMEDIES, as_of="2022-12-31")
    said = [
        (target.code, milestone.year)
        for target in catalog.targets
        for milestone in target.milestones
        for statement in milestone.statements
        if statement.source.document == PLAN
    ]
    assert Counter((row["code"], row["year"]) for row in rows(plan, "milestone")) == Counter(said)
    assert {row["code"] for row in rows(remedies, "task")} == {
        task.code for task in catalog.remedial_tasks if task.source.document == REMEDIES
    }
    regimes = {regime.code for regime in catalog.regimes if regime.source.document == PLAN}
    assert {row["code"] for row in rows(plan, "report")} == regimes
    assert all(row["clause"] and row["quote"] for row in plan["items"] if row["code"] != "T.0"), "but the world's own"
    assert [row["rank"] for row in _ranked(plan)] == sorted(row["rank"] for row in _ranked(plan))


def _ranked(found: dict[str, Any]) -> list[dict[str, int]]:
    ranks = {"milestone": 1, "criterion": 1, "task": 2, "report": 3, "spending": 4, "duty": 5}
    return [{"rank": ranks[item["kind"]]} for item in found["items"]]


async def test_criteria_name_their_set(on: world.World) -> None:
    found = rows(await asked(on, EMULATION, as_of="2022-09-01"), "criterion")
    assert found
    assert all(row["set"] for row in found)
    of_the_movement = rows(await asked(on, EMULATION, as_of="2022-09-01"), "milestone")
    assert [row["code"] for row in of_the_movement] == ["TD.PD.01"]  # that it be launched: no criterion of a level


async def test_a_page_goes_on_where_the_last_one_ended(on: world.World) -> None:
    whole = await asked(on, PLAN)
    parts = await asked(on, PLAN, limit=7)
    assert parts["items"] == whole["items"]
    counted = await asked(on, PLAN, total="true")
    assert counted["total"] == len(whole["items"])
    summed = Counter((item["kind"], item["status"]) for item in whole["items"])
    assert {(row["kind"], row["status"]): row["count"] for row in counted["summary"]} == summed


async def test_filters(on: world.World) -> None:
    whole = (await asked(on, PLAN))["items"]
    for kind in ("milestone", "report", "task"):
        assert (await asked(on, PLAN, kind=kind))["items"] == [item for item in whole if item["kind"] == kind]
    open_ones = (await asked(on, PLAN, status="open"))["items"]
    assert open_ones == [item for item in whole if item["status"] == "open"] != []
    wrong = await on.send("GET", f"/v1/legal-documents/{PLAN}/obligations?status=late", None)
    assert wrong.status_code == 422


async def _half_year(on: world.World, role: str = "committee", **params: Any) -> dict[str, Any]:
    found = rows(await asked(on, PLAN, role, **params), "report")
    [row] = [one for one in found if one["code"] == "ke-hoach-55-6-thang" and one["year"] == 2022]
    return row


async def test_reports_are_counted_by_day_and_by_what_was_known(on: world.World, database: db.Database) -> None:
    before = await _half_year(on)
    known = (await asked(on, PLAN))["known_at"]
    owed = before["counts"]["owed"]
    assert before["counts"] == dict.fromkeys(before["counts"], 0) | {
        "owed": owed, "submitted": 1, "open": owed - 1,
    }  # fmt: skip
    assert (before["status"], before["due_before_on"], before["period"]) == ("open", "2022-06-15", "half_year")
    assert (await _half_year(on, as_of="2022-06-14"))["status"] == "open"
    assert (await _half_year(on, as_of="2022-06-15"))["status"] == "overdue"
    assert (await _half_year(on, as_of="2022-05-31"))["counts"]["submitted"] == 0, "signed on 1 June"
    accepted = await on.send("POST", "/v1/reports/{submitted}/accept", "coordinator", clients.DEPARTMENT)
    assert accepted.status_code == 200, accepted.text
    after = await _half_year(on)
    assert (after["counts"]["accepted"], after["counts"]["submitted"]) == (1, 0)
    assert await _half_year(on, as_of="2022-06-01", known_at=known) == before
    # The same rule as the list of obligations, of the present.
    listed = await on.send(
        "GET", "/v1/obligations?year=2022&period=half_year&limit=200&regime=ke-hoach-55-6-thang", "committee"
    )
    statuses = Counter(item["status"] for item in listed.json()["items"])
    assert statuses == Counter({name: n for name, n in after["counts"].items() if n and name != "owed"})


async def test_all_reported_is_said(on: world.World, database: db.Database) -> None:
    """Of one that is owed no more what was begun stays."""
    assert (await on.send("POST", "/v1/reports/{draft}/submit", "approver", world.OTHER)).status_code == 200
    async with database.transaction() as session:
        await db.execute(
            session,
            "UPDATE obligations SET superseded_at = now() FROM organisations o WHERE o.id = organisation_id"
            " AND o.slug <> 'so-tu-phap'",
        )
    row = await _half_year(on)
    assert (row["status"], row["counts"]["owed"], row["counts"]["submitted"]) == ("reported", 2, 2)


async def test_a_stranger_sees_what_is_public_and_is_told_what_is_not(on: world.World) -> None:
    everything = await asked(on, REMEDIES, as_of="2022-12-31")
    assert (everything["hidden"], everything["counted"]) == ([], "province")
    stranger = await asked(on, REMEDIES, None, as_of="2022-12-31")
    assert (stranger["hidden"], stranger["counted"]) == (["task", "report", "spending"], "none")
    assert stranger["items"] == rows(everything, "milestone")
    counted = await asked(on, REMEDIES, None, as_of="2022-12-31", total="true")
    assert counted["total"] == len(stranger["items"])
    assert {row["kind"] for row in counted["summary"]} == {"milestone"}


async def test_an_agency_counts_itself_only(on: world.World) -> None:
    row = await _half_year(on, "reporter", org="so-tu-phap")
    assert row["counts"] == dict.fromkeys(row["counts"], 0) | {"owed": 1, "submitted": 1}
    assert row["status"] == "reported"
    other = await _half_year(on, "reporter", org="so-noi-vu")
    assert (other["counts"]["owed"], other["counts"]["open"], other["status"]) == (1, 1, "open")
    found = await asked(on, PLAN, "reporter", org="so-noi-vu")
    assert found["counted"] == "own"
    consolidation = [one for one in rows(found, "report") if one["code"].startswith("ke-hoach-55-tong-hop")]
    assert {one["status"] for one in consolidation} == {"not_shown"}


@pytest.mark.parametrize(
    ("scopes", "hidden"),
    [(("targets:read",), ["report"]), (("reports:read",), ["task", "spending"]), ((), ["task", "report", "spending"])],
)
async def test_a_service_account_sees_what_its_scopes_say(
    on: world.World, scopes: tuple[str, ...], hidden: list[str]
) -> None:
    token = on.tokens.of("system", clients.DEPARTMENT, scopes=scopes)
    headers = {"Authorization": f"Bearer {token}"}
    found = await on.send("GET", f"/v1/legal-documents/{PLAN}/obligations?limit=200", None, headers=headers)
    assert found.json()["hidden"] == hidden
    assert not {item["kind"] for item in found.json()["items"]} & set(hidden)


async def test_the_figures_of_strangers_are_final_ones(on: world.World, database: db.Database) -> None:
    insert = (
        "INSERT INTO measurements (id, target_id, organisation_id, measured_on, value, kind, origin, recorded_by)"
        " SELECT gen_random_uuid(), t.id, o.id, '2022-05-31', 100, :kind, 'organisation', 'x'"
        " FROM targets t, organisations o WHERE t.code = :code AND o.kind = 'province'"
    )
    async with database.transaction() as session:
        await db.execute(session, insert, kind="estimate", code="CQS.03")
    for role, expected in (("committee", "achieved"), (None, "not_measured")):
        row = next(one for one in rows(await asked(on, PLAN, role), "milestone") if one["code"] == "CQS.03")
        assert row["status"] == expected, role
    async with database.transaction() as session:
        await db.execute(session, insert, kind="final", code="CQS.03")
    row = next(one for one in rows(await asked(on, PLAN, None), "milestone") if one["code"] == "CQS.03")
    assert row["status"] == "achieved"


async def test_spending_that_is_asked_for_is_counted_for_the_year(on: world.World, database: db.Database) -> None:
    asks = rows(await asked(on, REMEDIES, as_of="2022-12-31"), "spending")
    assert asks
    assert {row["year"] for row in asks} == {2022}
    alone = next(row for row in asks if row["counts"]["owed"] == 1)
    assert (alone["status"], alone["counts"]["due_unknown"]) == ("due_unknown", 1)
    async with database.transaction() as session:
        await db.execute(
            session,
            "WITH ask AS (SELECT * FROM spending_asks WHERE id = CAST(:id AS uuid)), stated AS ("
            " INSERT INTO spending_statements (id, organisation_id, year, kind, recorded_by)"
            " SELECT gen_random_uuid(), organisation_id, 2022, 'final', 'x' FROM ask RETURNING id)"
            " INSERT INTO spending_amounts (statement_id, area_id, scope, investment, recurrent, total)"
            " SELECT stated.id, ask.area_id, ask.scope, 1, 1, 2 FROM ask, stated",
            id=alone["id"],
        )
    after = {row["id"]: row for row in rows(await asked(on, REMEDIES, as_of="2022-12-31"), "spending")}
    assert (after[alone["id"]]["status"], after[alone["id"]]["counts"]["submitted"]) == ("reported", 1)
    later = {row["id"]: row for row in rows(await asked(on, REMEDIES, as_of="2023-01-01"), "spending")}
    assert later[alone["id"]]["status"] == "due_unknown"


async def test_a_milestone_stands_where_its_progress_says(on: world.World, database: db.Database) -> None:
    """Measured by the province, by its districts alone, judged, and not at all: as the target's own page says."""
    insert = (
        "INSERT INTO measurements (id, target_id, organisation_id, measured_on, value, numerator, denominator, kind,"
        " origin, recorded_by) SELECT gen_random_uuid(), t.id, o.id, CAST(CAST(:day AS text) AS date), :value, :value,"
        " 100, 'final', 'organisation', 'x' FROM targets t, organisations o WHERE t.code = :code AND o.slug = :slug"
    )
    async with database.transaction() as session:
        for code, slug, day, value in (
            ("CQS.03", "tinh-tuyen-quang", "2021-12-31", 10),
            ("CQS.03", "tinh-tuyen-quang", "2022-05-31", 40),
            ("CQS.01", "thanh-pho-tuyen-quang", "2021-12-31", 5),
            ("CQS.01", "thanh-pho-tuyen-quang", "2022-05-31", 6),
            ("KTS.01", "tinh-tuyen-quang", "2022-05-31", 19),
        ):
            await db.execute(session, insert, code=code, slug=slug, day=day, value=value)
    governing = "nghi-quyet-48-nq-tu-2021"
    seen: set[str] = set()
    for role in ("committee", None):
        for row in rows(await asked(on, governing, role), "milestone"):
            answer = await on.send("GET", f"/v1/targets/{row['code']}/progress", role, "tinh-tuyen-quang")
            own = {one["year"]: one for one in answer.json()["milestones"]}[row["year"]]
            if (own["operator"], own["required"]) == (row["operator"], row["value"]):
                assert row["status"] == own["status"], (role, row["code"], row["year"])
                seen.add(row["status"])
    assert len(seen) > 2, seen


async def test_both_times_together_are_the_same_for_ever(on: world.World, database: db.Database) -> None:
    before = await asked(on, REMEDIES, as_of="2022-12-31")
    task = rows(before, "task")[0]["id"]
    async with database.transaction() as session:
        await db.execute(session, "UPDATE tasks SET name = 'khác' WHERE id = CAST(:id AS uuid)", id=task)
        await db.execute(session, "UPDATE obligations SET superseded_at = now()")
        await db.execute(session, "UPDATE milestones SET superseded_at = now()")
    assert (await asked(on, REMEDIES, as_of="2022-12-31"))["items"] != before["items"]
    again = await asked(on, REMEDIES, as_of="2022-12-31", known_at=before["known_at"])
    assert again == before


def test_the_period_is_the_obligations() -> None:
    assert reporting.obligation_id("ke-hoach-55-6-thang", "so-noi-vu", 2022, "half_year")
    assert test_documents.PLAN == PLAN


async def test_an_amended_milestone_is_owed_by_the_document_that_amended_it(on: world.World) -> None:
    before = await asked(on, PLAN, as_of="2022-12-31")
    stated = {"effective_on": "2022-10-03", "milestones": [{"year": 2025, "operator": "stated", "value": 97}]}
    source = {"document": REMEDIES, "clause": "II.2.6"}
    answer = await on.send(
        "POST", "/v1/targets/CQS.03/amendments", "coordinator", clients.DEPARTMENT, json={**stated, "source": source}
    )
    assert answer.status_code == 201, answer.text

    async def listed(document: str, **at: str) -> set[tuple[str, int, Any]]:
        found = rows(await asked(on, document, **at), "milestone")
        return {(row["code"], row["year"], row["value"]) for row in found if row["code"] == "CQS.03"}

    assert ("CQS.03", 2025, 97) in await listed(REMEDIES, as_of="2022-10-03")
    assert 2025 not in {year for _, year, _ in await listed(PLAN, as_of="2022-10-03")}
    assert ("CQS.03", 2025, 97) not in await listed(REMEDIES, as_of="2022-10-02")
    assert 2025 in {year for _, year, _ in await listed(PLAN, as_of="2022-10-02")}
    assert await asked(on, PLAN, as_of="2022-12-31", known_at=before["known_at"]) == before
