"""What the OpenAPI document says of reporting is what is sent, and hostile bodies are refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from services.reporting_api import reports_answers as answers
from services.reporting_api import reports_bodies, reports_docs
from shared.kit import db
from tests.services.reporting_api.conftest import AGENCY, CENTRE, RATIO, Desk, content, obligation


async def test_every_answer_has_its_shape(desk: Desk) -> None:
    report = await desk.submitted()
    await desk.post("reviewer", f"{report}/return", {"comment": "Xem lại."}, org=CENTRE)
    answers.Report.model_validate((await desk.get("reporter", report)).json())
    for path, shape in (
        ("/v1/reports?total=true", answers.ReportPage),
        ("/v1/obligations?limit=200", answers.ObligationPage),
        ("/v1/reporting-regimes", answers.ReportingRegimePage),
        (f"/v1/obligations/{obligation()}", answers.ObligationOfDay),
    ):
        shape.model_validate((await desk.get("auditor", path, org="tinh-tuyen-quang")).json())


@pytest.mark.parametrize(
    "documented",
    ["REGIMES_PAGE", "OBLIGATIONS_PAGE", "ONE_OBLIGATION", "REPORTS_PAGE", "ONE_REPORT", "NEW_REPORT"],
)
def test_every_example_has_its_shape(documented: str) -> None:
    ((_, answer),) = getattr(reports_docs, documented).items()
    answer["model"].model_validate(answer["content"]["application/json"]["example"])


async def test_the_example_of_a_draft_and_of_its_revision_are_accepted_as_they_stand(desk: Desk) -> None:
    drafted = await desk.post("reporter", "/v1/reports", reports_bodies.EXAMPLE)
    assert drafted.status_code == 201
    (revision,) = reports_bodies.ReportRevision.model_json_schema()["examples"]
    revised = await desk.send("PUT", "reporter", drafted.headers["Location"], revision, if_match='"1"')
    assert revised.status_code == 200


HOSTILE: list[tuple[bytes, str]] = [
    (b"", "body"),
    (b"{}", "obligation"),
    (b"[]", "body"),
    (b"{", "body"),
    (b'{"measured_on": NaN}', "body"),
    (b'{"figures": [{"target": "KTS.01", "value": 1e999}]}', "body"),
    (b'{"obligation": "a", "obligation": "b"}', "body"),
    (b'{"summary": "\\ud800"}', "body.summary"),
    (b"[" * 100 + b"]" * 100, "body"),
    (b"\xff", "body"),
]


@pytest.mark.parametrize(("body", "field"), HOSTILE)
async def test_hostile_bodies_are_refused_by_name(desk: Desk, body: bytes, field: str) -> None:
    header = {**desk.tokens.header("reporter", AGENCY), "Content-Type": "application/json"}
    answer = await desk.http.post("/v1/reports", content=body, headers=header)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert field in [error["field"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("day", ["1654041600", "2022-05-31T00:00:00", "2022-02-30", "", 0, 1654041600, None, ["2022"]])
async def test_a_day_is_written_as_a_day(desk: Desk, day: Any) -> None:
    answer = await desk.post("reporter", "/v1/reports", content(obligation(), RATIO, measured_on=day))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "measured_on")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/obligations?organisation=%00",
        "/v1/obligations?regime=%00",
        "/v1/obligations?year=99999999999",
        "/v1/obligations?limit=201",
        "/v1/obligations/none",
        "/v1/reports?organisation=%00",
        "/v1/reports?state=lost",
        "/v1/reporting-regimes?cursor=AAAA",
    ],
)
async def test_hostile_addresses_are_refused(desk: Desk, path: str) -> None:
    answer = await desk.get("auditor", path)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


async def test_without_a_token_nothing_is_said(desk: Desk) -> None:
    for path in ("/v1/reporting-regimes", "/v1/obligations", "/v1/reports"):
        assert (await desk.http.get(path)).status_code == 401


async def test_a_failed_acceptance_leaves_everything_as_it_was(desk: Desk, database: db.Database) -> None:
    report = await desk.submitted()
    async with database.transaction() as session:
        await db.execute(session, "UPDATE targets SET natural_limit = 1 WHERE code = 'KTS.01'")
    answer = await desk.post("reviewer", f"{report}/accept", org=CENTRE)
    assert answer.status_code == 422
    now = (await desk.get("reporter", report)).json()
    assert (now["state"], now["version"], now["rounds"][0]["decided_at"]) == ("submitted", 2, None)
    assert await database.reader.rows("SELECT 1 FROM measurements") == []
