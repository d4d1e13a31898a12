"""Who owes what, as of now, over HTTP."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.services.reporting_api import conftest as reports
from tests.services.reporting_api.conftest import AGENCY, CENTRE, HALF_YEAR, OTHER, Desk, obligation

DUE = dt.datetime(2022, 6, 14, 17, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


@pytest.mark.parametrize(("at", "status"), [(DUE - SECOND, "open"), (DUE, "overdue"), (DUE + SECOND, "overdue")])
async def test_the_status_follows_the_clock(desk: Desk, at: dt.datetime, status: str) -> None:
    desk.clock.instant = at
    answer = (await desk.get("reporter", f"/v1/obligations/{obligation()}")).json()
    assert (answer["status"], answer["due_before_on"], answer["late"]) == (status, "2022-06-15", None)
    listed = await desk.get("reporter", f"/v1/obligations?year=2022&period=half_year&status={status}")
    assert [item["id"] for item in listed.json()["items"]] == [obligation()]


@pytest.mark.parametrize(("at", "late"), [(DUE - SECOND, False), (DUE, True), (DUE + SECOND, True)])
async def test_late_is_a_first_submission_at_or_after_the_due_instant(desk: Desk, at: dt.datetime, late: bool) -> None:
    report = await desk.draft()
    desk.clock.instant = at
    assert (await desk.post("approver", f"{report}/submit")).json()["late"] is late
    answer = (await desk.get("reporter", f"/v1/obligations/{obligation()}")).json()
    assert (answer["status"], answer["late"]) == ("submitted", late)


async def test_a_day_and_what_was_known_show_the_report_as_it_stood(desk: Desk) -> None:
    path, june = f"/v1/obligations/{obligation()}", "2022-06-{:02}".format
    report, known = await desk.draft(), {}
    steps = {3: ("approver", "submit", AGENCY), 8: ("reviewer", "return", CENTRE), 12: ("approver", "submit", AGENCY),
        20: ("reviewer", "accept", CENTRE)}  # fmt: skip
    for day, (role, step, org) in steps.items():
        known[day] = (await desk.get("reporter", path)).json()["known_at"]
        desk.clock.instant = dt.datetime(2022, 6, day, 3, 0, tzinfo=dt.UTC)
        if day == 12:
            await desk.send("PUT", "reporter", report, reports.content(), if_match="*")
        body = {"comment": "Thiếu số liệu."} if step == "return" else None
        assert (await desk.post(role, f"{report}/{step}", body, org=org)).status_code == 200
    shown = {day: (await desk.get("reporter", f"{path}?as_of={june(day)}")).json() for day in (2, 5, 10, 14, 16, 20)}
    assert [one["status"] for one in shown.values()] == [
        *("open", "submitted", "returned", "submitted", "submitted", "accepted")
    ]  # fmt: skip
    assert [bool(one["first_submitted_at"]) for one in shown.values()] == [False, *[True] * 5]
    assert [bool(one["accepted_at"]) for one in shown.values()] == [*[False] * 5, True]
    assert [one["late"] for one in shown.values()] == [None, *[False] * 5]
    for day, status in {3: "overdue", 8: "submitted", 12: "returned", 20: "submitted"}.items():
        instant = known[day].replace("+", "%2B")
        assert (await desk.get("reporter", f"{path}?known_at={instant}")).json()["status"] == status
        listed = await desk.get("reporter", f"/v1/obligations?status={status}&known_at={instant}")
        assert obligation() in {one["id"] for one in listed.json()["items"]}


async def test_who_has_not_reported_is_listed_until_they_have(desk: Desk) -> None:
    path = f"/v1/obligations?regime={HALF_YEAR}&year=2022&status=not_reported&total=true"
    before = (await desk.get("committee", path, org="ban-chi-dao-chuyen-doi-so-tinh")).json()
    owing = {item["organisation"]["slug"] for item in before["items"]}
    assert {AGENCY, OTHER, "huyen-na-hang"} <= owing
    assert before["total"] == len(owing)
    report = await desk.draft()
    assert (await desk.get("reviewer", path, org=CENTRE)).json()["total"] == len(owing)
    await desk.post("approver", f"{report}/submit")
    after = (await desk.get("reviewer", path, org=CENTRE)).json()
    assert {item["organisation"]["slug"] for item in after["items"]} == owing - {AGENCY}
    await desk.post("reviewer", f"{report}/return", {"comment": "Thiếu số liệu."}, org=CENTRE)
    assert (await desk.get("reviewer", path, org=CENTRE)).json()["total"] == len(owing)


async def test_a_day_that_no_document_gives_is_unknown(desk: Desk) -> None:
    own = obligation(CENTRE, regime="ke-hoach-55-tong-hop-6-thang")
    desk.clock.instant = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
    answer = (await desk.get("coordinator", f"/v1/obligations/{own}", org=CENTRE)).json()
    assert (answer["status"], answer["due_before_on"], answer["due_at"]) == ("due_unknown", None, None)


@pytest.mark.parametrize(
    ("role", "org", "others"),
    [
        ("reporter", AGENCY, False),
        ("reviewer", AGENCY, False),
        ("reviewer", CENTRE, True),
        ("committee", "ban-chi-dao-chuyen-doi-so-tinh", True),
        ("auditor", "tinh-tuyen-quang", True),
        ("admin", "tinh-tuyen-quang", True),
        ("system", "tinh-tuyen-quang", True),
    ],
)
async def test_who_sees_whose_obligations(desk: Desk, role: str, org: str, others: bool) -> None:
    listed = (await desk.get(role, "/v1/obligations?year=2022&limit=200", org=org)).json()["items"]
    seen = {item["organisation"]["slug"] for item in listed}
    assert (seen > {AGENCY, OTHER}) is others
    assert others or seen == {org}
    single = await desk.get(role, f"/v1/obligations/{obligation(OTHER)}", org=org)
    assert single.status_code == (200 if others else 404)


async def test_pages_follow_without_gap_or_twin(desk: Desk) -> None:
    whole = (await desk.get("auditor", "/v1/obligations?limit=200&total=true", org="tinh-tuyen-quang")).json()
    seen: list[str] = []
    path: str | None = "/v1/obligations?limit=60"
    while path:
        answer = await desk.get("auditor", path, org="tinh-tuyen-quang")
        seen += [item["id"] for item in answer.json()["items"]]
        following = answer.json()["next"]
        path = f"/v1/obligations?limit=60&cursor={following}" if following else None
    assert len(seen) == len(set(seen)) == whole["total"]
    assert seen[:200] == [item["id"] for item in whole["items"]]


async def test_filters_take_slugs_codes_and_ids(desk: Desk) -> None:
    one = (await desk.get("auditor", f"/v1/obligations/{obligation()}", org="tinh-tuyen-quang")).json()
    for organisation, regime in (
        (AGENCY, HALF_YEAR),
        (one["organisation"]["id"], one["regime"]["id"]),
    ):
        path = f"/v1/obligations?organisation={organisation}&regime={regime}&year=2022"
        found = (await desk.get("auditor", path, org="tinh-tuyen-quang")).json()["items"]
        assert [item["id"] for item in found] == [obligation()]
    assert (await desk.get("auditor", "/v1/obligations?status=lost")).status_code == 422
    assert (await desk.get("auditor", f"/v1/obligations/{reports.unknown()}")).status_code == 404


async def test_regimes_name_reporters_days_and_clauses(desk: Desk) -> None:
    page = (await desk.get("reporter", "/v1/reporting-regimes?total=true")).json()
    regimes = {item["code"]: item for item in page["items"]}
    assert page["total"] == len(regimes)
    half, consolidated = regimes[HALF_YEAR], regimes["ke-hoach-55-tong-hop-6-thang"]
    assert half["due_before"] == {"month": 6, "day": 15}
    assert half["source"]["clause"] == "V.9"
    assert "trước ngày 15/6" in half["source"]["quote"]
    assert half["reporters"] == [{"kind": "group", "slug": "cac-so-ban-nganh-va-ubnd-huyen-thanh-pho"}]
    assert consolidated["due_before"] is None
    short = (await desk.get("reporter", "/v1/reporting-regimes?limit=3")).json()
    assert len(short["items"]) == 3
    following = (await desk.get("reporter", f"/v1/reporting-regimes?limit=200&cursor={short['next']}")).json()
    assert [i["code"] for i in short["items"] + following["items"]] == sorted(regimes)
