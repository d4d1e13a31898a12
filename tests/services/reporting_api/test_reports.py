"""A report's way over HTTP: drafted, signed, returned, accepted, and what stands in the database after each step."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from shared.kit import db
from shared.reporting import values
from tests.services.reporting_api import conftest as reports
from tests.services.reporting_api.conftest import AGENCY, CENTRE, OTHER, RATIO, Desk, content, obligation


async def test_a_draft_is_stored_with_its_address_version_and_next_steps(desk: Desk) -> None:
    body = content(obligation(), RATIO, {"target": "KTS.02", "value": 6.25}, summary="Sáu tháng", note="Ước một phần")
    answer = await desk.post("reporter", "/v1/reports", body)
    assert answer.status_code == 201
    report = answer.json()
    assert answer.headers["Location"] == f"/v1/reports/{report['id']}"
    assert answer.headers["ETag"] == '"1"'
    assert (report["state"], report["round"], report["late"]) == ("draft", 1, None)
    assert report["allowed_actions"] == ["revise"]
    (only,) = report["rounds"]
    assert (only["summary"], only["note"], only["authors"]) == ("Sáu tháng", "Ước một phần", [f"reporter@{AGENCY}"])
    assert [(f["target"]["code"], f["numerator"], f["value"]) for f in only["figures"]] == [
        ("KTS.01", 115, 11.5),
        ("KTS.02", None, 6.25),
    ]
    assert (await desk.get("reporter", answer.headers["Location"])).json() == report


async def test_a_second_draft_of_the_same_obligation_is_refused_and_names_the_first(desk: Desk) -> None:
    first = (await desk.draft()).rpartition("/")[2]
    answer = await desk.post("reporter", "/v1/reports", content(obligation()), accept_language="en")
    assert answer.status_code == 409
    assert first in answer.json()["detail"]


async def test_revising_replaces_the_whole_draft_under_if_match(desk: Desk) -> None:
    report = await desk.draft()
    new = content(None, {"target": "KTS.02", "value": 7})
    assert (await desk.send("PUT", "reporter", report, new)).status_code == 428
    assert (await desk.send("PUT", "reporter", report, new, if_match='"7"')).status_code == 412
    answer = await desk.send("PUT", "reporter", report, new, if_match='"1"', person="-2")
    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"2"'
    (only,) = answer.json()["rounds"]
    assert [f["target"]["code"] for f in only["figures"]] == ["KTS.02"]
    assert only["authors"] == [f"reporter@{AGENCY}", f"reporter-2@{AGENCY}"]


async def test_without_if_match_that_is_said_first_whatever_the_state(desk: Desk) -> None:
    report = await desk.submitted()
    new = content(None, {"target": "KTS.02", "value": 7})
    assert (await desk.send("PUT", "reporter", report, new)).status_code == 428
    assert (await desk.send("PUT", "reporter", report, new, if_match="*")).status_code == 409


async def test_the_head_does_not_sign_what_the_head_wrote(desk: Desk) -> None:
    report = await desk.draft()
    await desk.send("PUT", "approver", report, content(), if_match='"1"')
    answer = await desk.post("approver", f"{report}/submit")
    assert (answer.status_code, answer.json()["code"]) == (403, "own-draft")
    assert (await desk.post("approver", f"{report}/submit", person="-2")).status_code == 200


async def test_the_whole_way_with_a_return_keeps_both_rounds(desk: Desk) -> None:
    report = await desk.submitted()
    returned = await desk.post("reviewer", f"{report}/return", {"comment": "Kiểm tra tử số."}, org=CENTRE)
    assert (returned.status_code, returned.json()["state"]) == (200, "returned")
    again = await desk.send("PUT", "reporter", report, content(None, {**RATIO, "numerator": 120}), if_match='"3"')
    assert (again.json()["state"], again.json()["round"]) == ("draft", 2)
    await desk.post("approver", f"{report}/submit")
    accepted = (await desk.post("coordinator", f"{report}/accept", org=CENTRE)).json()
    assert (accepted["state"], accepted["allowed_actions"]) == ("accepted", [])
    first, second = accepted["rounds"]
    assert (first["verdict"], first["comment"], first["figures"][0]["numerator"]) == (
        "returned",
        "Kiểm tra tử số.",
        115,
    )
    assert (second["verdict"], second["figures"][0]["numerator"], second["same_organisation"]) == (
        "accepted",
        120,
        False,
    )


async def test_a_return_says_why(desk: Desk) -> None:
    report = await desk.submitted()
    for body in ({}, {"comment": ""}, {"comment": "   "}):
        answer = await desk.post("reviewer", f"{report}/return", body, org=CENTRE)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "comment")


async def test_acceptance_writes_the_measurements(desk: Desk, database: db.Database) -> None:
    report = await desk.submitted()
    assert (await desk.post("reviewer", f"{report}/accept", org=CENTRE)).status_code == 200
    (row,) = await database.reader.rows(
        "SELECT t.code, o.slug, m.* FROM measurements m JOIN targets t ON t.id = m.target_id"
        " JOIN organisations o ON o.id = m.organisation_id"
    )
    assert (row["code"], row["slug"], row["origin"]) == ("KTS.01", AGENCY, "organisation")
    assert (row["numerator"], row["denominator"], row["value"]) == (115, 1000, Decimal("11.5"))
    assert (str(row["measured_on"]), row["kind"]) == ("2022-05-31", "final")
    assert (str(row["report_id"]), row["report_round"]) == (report.rpartition("/")[2], 1)


async def test_every_step_leaves_its_audit_row_and_its_event(desk: Desk, database: db.Database) -> None:
    report = await desk.submitted()
    await desk.post("reviewer", f"{report}/accept", org=CENTRE)
    trail = await database.reader.rows(
        "SELECT action, subject FROM audit_entries WHERE action LIKE 'report.%' ORDER BY id"
    )
    assert [tuple(row.values()) for row in trail] == [
        ("report.draft", f"reporter@{AGENCY}"),
        ("report.submit", f"approver@{AGENCY}"),
        ("report.accept", f"reviewer@{CENTRE}"),
    ]
    told = await database.reader.rows("SELECT event, payload FROM outbox WHERE event LIKE 'Report%' ORDER BY id")
    assert [row["event"] for row in told] == ["ReportDrafted", "ReportSubmitted", "ReportAccepted"]


async def test_the_coordinating_departments_own_report_is_decided_by_another_person(desk: Desk) -> None:
    report = await desk.submitted(org=CENTRE)
    token_of_the_head = {"org": CENTRE}
    assert (await desk.post("approver", f"{report}/accept", **token_of_the_head)).status_code == 403
    answer = await desk.post("reviewer", f"{report}/accept", org=CENTRE)
    assert answer.status_code == 200
    assert answer.json()["rounds"][0]["same_organisation"] is True


async def test_before_the_duty_began_nobody_decides(desk: Desk) -> None:
    report = await desk.submitted()
    desk.clock.instant = desk.clock.instant.replace(month=4, day=11)  # the day before plan 55
    answer = await desk.post("reviewer", f"{report}/accept", org=CENTRE)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("role", "org", "status"),
    [
        ("reporter", AGENCY, 200),
        ("approver", AGENCY, 200),
        ("reporter", OTHER, 404),
        ("reviewer", OTHER, 404),
        ("reviewer", CENTRE, 200),
        ("reporter", CENTRE, 200),
        ("committee", "ban-chi-dao-chuyen-doi-so-tinh", 200),
        ("auditor", "tinh-tuyen-quang", 200),
        ("admin", "tinh-tuyen-quang", 404),
        ("system", "tinh-tuyen-quang", 200),
    ],
)
async def test_who_reads_a_report(desk: Desk, role: str, org: str, status: int) -> None:
    report = await desk.draft()
    assert (await desk.get(role, report, org=org)).status_code == status
    listed = (await desk.get(role, "/v1/reports", org=org)).json()["items"]
    assert len(listed) == (status == 200)


async def test_another_organisations_obligation_is_hidden_or_refused(desk: Desk) -> None:
    hidden = await desk.post("reporter", "/v1/reports", content(obligation(OTHER)))
    assert hidden.status_code == 404
    refused = await desk.post("reporter", "/v1/reports", content(obligation(OTHER)), org=CENTRE)
    assert refused.status_code == 403
    unknown = await desk.post("reporter", "/v1/reports", content(reports.unknown()))
    assert unknown.status_code == 404


async def test_lists_are_filtered_and_paged(desk: Desk) -> None:
    for year in (2022, 2023, 2024):
        await desk.draft(year=year)
    page = (await desk.get("reporter", "/v1/reports?limit=2&total=true")).json()
    assert (len(page["items"]), page["total"]) == (2, 3)
    rest = (await desk.get("reporter", f"/v1/reports?limit=2&cursor={page['next']}")).json()
    assert (len(rest["items"]), rest["next"]) == (1, None)
    assert len({item["id"] for item in page["items"] + rest["items"]}) == 3
    found = (await desk.get("reporter", f"/v1/reports?year=2023&state=draft&organisation={AGENCY}")).json()["items"]
    assert [item["year"] for item in found] == [2023]
    assert (await desk.get("reporter", "/v1/reports?cursor=bad")).status_code == 422


@pytest.mark.parametrize(
    ("spoilt", "field"),
    [
        ({"figures": [RATIO, {"target": "NONE", "value": 1}]}, "figures.1.target"),
        ({"figures": [RATIO, RATIO]}, "figures.1.target"),
        ({"figures": [{**RATIO, "denominator": 0}]}, "figures.0.denominator"),
        ({"figures": [RATIO, {"target": "CQS.01", "numerator": 8, "denominator": 7}]}, "figures.1.numerator"),
        ({"figures": [{"target": "KTS.01", "value": 100.5}]}, "figures.0.value"),
        ({"figures": [{"target": "KTS.01", "value": True}]}, "figures.0.value"),
        ({"figures": [{"target": "KTS.01", "value": "1"}]}, "figures.0.value"),
        ({"figures": [{"target": "KTS.01", "value": 0.0000001}]}, "figures.0.value"),
        ({"figures": [{"target": "KTS.03", "value": 1}]}, "figures.0.target"),
        ({"figures": []}, "figures"),
        ({"measured_on": "2022-06-02"}, "measured_on"),
        ({"measured_on": 20220601}, "measured_on"),
        ({"measured_on": None}, "measured_on"),
        ({"surprise": 1}, "surprise"),
        ({"obligation": "x"}, "obligation"),
        ({"summary": "a\u0000b"}, "body.summary"),
    ],
)
async def test_bad_drafts_name_the_field_and_leave_nothing(
    desk: Desk, database: db.Database, spoilt: dict[str, Any], field: str
) -> None:
    answer = await desk.post("reporter", "/v1/reports", {**content(obligation()), **spoilt})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert field in [error["field"] for error in answer.json()["errors"]]
    left = await database.reader.row(
        "SELECT (SELECT count(*) FROM reports) + (SELECT count(*) FROM report_rounds) AS n,"
        " (SELECT count(*) FROM audit_entries WHERE action LIKE 'report.%') AS audited"
    )
    assert left == {"n": 0, "audited": 0}


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/v1/reports?organisation=khong-co", "organisation"),
        ("/v1/obligations?organisation=khong-co", "organisation"),
        ("/v1/obligations?regime=khong-co", "regime"),
        ("/v1/evidence?component=9.99", "component"),
        ("/v1/evidence?assessment=00000000-0000-4000-8000-000000000000", "assessment"),
    ],
)
async def test_a_filter_by_what_does_not_exist_names_the_field(desk: Desk, path: str, field: str) -> None:
    refused = await desk.get("auditor", path)
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == [field]


async def test_a_filter_takes_an_id_in_capitals(desk: Desk) -> None:
    await desk.draft()
    (only,) = (await desk.get("auditor", "/v1/reports")).json()["items"]
    owed = (await desk.get("auditor", f"/v1/obligations/{only['obligation']}")).json()
    organisation, regime = owed["organisation"]["id"].upper(), owed["regime"]["id"].upper()
    assert (await desk.get("auditor", f"/v1/reports?organisation={organisation}")).json()["items"] == [only]
    path = f"/v1/obligations?organisation={organisation}&regime={regime}&year=2022"
    assert [item["id"] for item in (await desk.get("auditor", path)).json()["items"]] == [owed["id"]]


async def test_a_state_is_said_in_words_with_its_code(desk: Desk) -> None:
    report = await desk.submitted()
    answer = await desk.post("approver", f"{report}/submit", person="-2")
    assert (answer.status_code, answer.json()["detail"].partition(";")[0]) == (
        409,
        "Báo cáo đang ở trạng thái đã trình (submitted)",
    )
    assert all(word.vi.endswith(f" ({state})") for state, word in values.STATE_WORDS.items())
    assert set(values.STATE_WORDS) == set(values.STATES)
