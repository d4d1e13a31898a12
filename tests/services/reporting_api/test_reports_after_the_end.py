"""What an organisation owed when it ended: what is open passes on by the day, what was given stays, and what is
returned afterwards is its successor's to answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from shared.kit import db
from shared.organisations import values as organisations
from shared.reporting import values
from tests.services.reporting_api.conftest import HALF_YEAR, Desk, content, obligation

OLD, NEW = "so-thong-tin-va-truyen-thong", "so-khoa-hoc-va-cong-nghe"
FEBRUARY = dt.datetime(2025, 2, 20, 3, tzinfo=dt.UTC)
MARCH = dt.datetime(2025, 3, 20, 3, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
LEFT = str(
    values.inherited_id(values.obligation_id(HALF_YEAR, OLD, 2024, "half_year"), organisations.organisation_id(NEW))
)


async def _owed(desk: Desk, org: str, role: str = "auditor", **params: str) -> dict[str, dict[str, Any]]:
    query = "&".join(f"{name}={value}" for name, value in {"organisation": org, "limit": "200", **params}.items())
    found = await desk.get(role, f"/v1/obligations?{query}", org="tinh-tuyen-quang")
    assert found.status_code == 200, found.text
    return {row["id"]: row for row in found.json()["items"]}


async def _given(desk: Desk) -> str:
    """A half-year report of 2024 signed by the head in February 2025; its address."""
    desk.clock.instant = FEBRUARY
    report = await desk.draft(org=OLD, year=2024)
    signed = await desk.post("approver", f"{report}/submit", org=OLD)
    assert signed.status_code == 200, signed.text
    return report


async def test_who_owes_follows_the_day_and_no_job(desk: Desk) -> None:
    desk.clock.instant = FEBRUARY
    own = obligation(OLD, 2024)
    assert own in await _owed(desk, OLD)
    assert LEFT not in await _owed(desk, NEW)
    desk.clock.instant = MARCH
    assert await _owed(desk, OLD) == {}
    passed = (await _owed(desk, NEW))[LEFT]
    assert (passed["inherited_from"], passed["status"], passed["valid_from"]) == (own, "overdue", "2025-03-01")
    kept = (await desk.get("auditor", f"/v1/obligations/{own}", org="tinh-tuyen-quang")).json()
    assert (kept["status"], kept["passed_to"], kept["valid_to"]) == ("passed", LEFT, "2025-03-01")
    assert await _owed(desk, OLD, as_of="2025-02-28") != {}


async def test_the_successor_gives_what_it_inherited_and_nobody_else(desk: Desk) -> None:
    desk.clock.instant = MARCH
    refused = await desk.post("reporter", "/v1/reports", content(obligation(OLD, 2024)), org=NEW)
    assert refused.status_code == 404
    drafted = await desk.post("reporter", "/v1/reports", content(LEFT), org=NEW)
    assert drafted.status_code == 201, drafted.text
    ended = await desk.post("reporter", "/v1/reports", content(LEFT), org=OLD)
    assert ended.status_code == 403
    desk.clock.instant = FEBRUARY
    early = await desk.post("reporter", "/v1/reports", content(LEFT), org=NEW)
    assert early.status_code in (404, 409)


async def test_what_was_given_stays_with_who_gave_it(desk: Desk) -> None:
    report = await _given(desk)
    before = (await desk.get("reviewer", report, org=OLD)).json()
    desk.clock.instant = NOW
    assert LEFT not in await _owed(desk, NEW)
    accepted = await desk.post("reviewer", f"{report}/accept", org=NEW)
    assert accepted.status_code == 200, accepted.text
    after = (await desk.get("reporter", report, org=NEW)).json()
    assert (after["organisation"], after["state"]) == (before["organisation"], "accepted")
    assert LEFT not in await _owed(desk, NEW)
    assert (await _owed(desk, OLD))[obligation(OLD, 2024)]["status"] == "accepted"


async def test_what_is_returned_after_the_end_passes_on(desk: Desk) -> None:
    report = await _given(desk)
    desk.clock.instant = NOW
    returned = await desk.post("reviewer", f"{report}/return", {"comment": "Thiếu số liệu."}, org=NEW)
    assert returned.status_code == 200, returned.text
    assert (await _owed(desk, NEW))[LEFT]["inherited_from"] == obligation(OLD, 2024)
    again = await desk.send("PUT", "reporter", report, content(), org=OLD, if_match='"3"')
    assert again.status_code == 403
    signed = (await desk.get("reporter", report, org=NEW)).json()["rounds"]
    assert [(row["round"], row["verdict"]) for row in signed] == [(1, "returned")]


async def test_on_todays_date_everything_open_has_somebody_in_force(desk: Desk, database: db.Database) -> None:
    desk.clock.instant = NOW
    ownerless = await database.reader.rows(
        "SELECT b.id FROM obligations b LEFT JOIN reports r ON r.obligation_id = b.id"
        " WHERE b.superseded_at = 'infinity' AND b.valid_from <= '2026-11-22' AND '2026-11-22' < b.valid_to"
        " AND (r.id IS NULL OR r.state NOT IN ('submitted', 'accepted')) AND NOT EXISTS ("
        "   SELECT FROM organisation_versions v WHERE v.organisation_id = b.organisation_id"
        "   AND v.superseded_at = 'infinity' AND v.valid_from <= '2026-11-22' AND '2026-11-22' < v.valid_to)"
    )
    assert ownerless == []
    drafted = await desk.post("reporter", "/v1/reports", content(obligation(NEW, 2025)), org=NEW)
    assert drafted.status_code == 201, drafted.text


async def test_what_was_owed_is_read_as_it_was_known(desk: Desk, database: db.Database) -> None:
    """A report that is given lifts the end of its obligation; an earlier `known_at` still shows that it was to end."""
    desk.clock.instant = FEBRUARY
    address = f"/v1/obligations/{obligation(OLD, 2024)}"
    before = (await desk.get("auditor", address, org="tinh-tuyen-quang")).json()
    await _given(desk)
    after = (await desk.get("auditor", address, org="tinh-tuyen-quang")).json()
    assert (before["valid_to"], after["valid_to"]) == ("2025-03-01", None)
    then = await desk.get("auditor", f"{address}?known_at={before['known_at']}", org="tinh-tuyen-quang")
    assert then.json()["valid_to"] == "2025-03-01"
