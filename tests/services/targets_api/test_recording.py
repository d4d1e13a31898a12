"""Figures are recorded once and for all: vintages, estimate and final, corrections, who may and what is refused."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from services.targets_api import measurements_answers as answers
from services.targets_api.app import create_app
from shared.kit import db, tables
from shared.kit.settings import ServiceSettings
from shared.targets.measuring import files
from tests import clients
from tests.services.rights.scene import succeed

PATH = "/v1/measurements"
AGENCY, OTHER, OLD, OFFICE = "so-noi-vu", "so-tai-chinh", "so-tu-phap", "cuc-thong-ke-tinh"
FIGURE = {"target": "CQS.01", "measured_on": "2022-06-30", "numerator": 412, "denominator": 980}


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """A database of this test's own: it measures."""
    return own_database_url


@pytest.fixture
async def api(configured: ServiceSettings) -> AsyncIterator[httpx.AsyncClient]:
    """The application on 1 November 2022."""
    async with clients.client(create_app, configured) as caller:
        yield caller


class Desk:
    """Callers of the application."""

    def __init__(self, http: httpx.AsyncClient, tokens: clients.Tokens) -> None:
        self.http, self.tokens = http, tokens

    async def ask(
        self, method: str, path: str, role: str = "reporter", org: str = AGENCY, *scopes: str, **sent: Any
    ) -> httpx.Response:
        """One request, in English."""
        headers = {"Authorization": f"Bearer {self.tokens.of(role, org, scopes=scopes)}", "Accept-Language": "en"}
        return await self.http.request(method, path, headers=headers | sent.pop("headers", {}), **sent)

    async def record(self, status: int = 201, org: str = AGENCY, role: str = "reporter", **changes: Any) -> Any:
        """Record the figure with changes; the answer."""
        answer = await self.ask("POST", PATH, role, org, json={**FIGURE, **changes})
        assert answer.status_code == status, answer.text
        return answer.json()

    async def get(self, path: str, **params: Any) -> Any:
        """Read as a committee's member does."""
        answer = await self.ask("GET", path, "committee", "tinh-tuyen-quang", params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def vintages(self, **params: Any) -> list[tuple[Any, ...]]:
        """(value, vintage, status) of what is listed."""
        items = (await self.get(PATH, **params))["items"]
        return [(one["value"], one["vintage"], one["status"]) for one in items]


@pytest.fixture
def desk(api: httpx.AsyncClient, tokens: clients.Tokens) -> Desk:
    """Callers of the application."""
    return Desk(api, tokens)


def fields(problem: Any) -> set[tuple[str, str]]:
    """(field, code) of each finding."""
    return {(one["field"], one["code"]) for one in problem["errors"]}


async def test_a_figure_is_recorded_and_read_again(desk: Desk, database: db.Database) -> None:
    answer = await desk.ask("POST", PATH, json={**FIGURE, "quality_note": "Hệ thống một cửa."})
    assert answer.status_code == 201
    made = answers.Vintage.model_validate_json(answer.content)
    assert (made.target, made.organisation, made.kind, made.origin) == ("CQS.01", AGENCY, "final", "organisation")
    assert (str(made.value), made.vintage, made.status) == ("42.040816", 1, "current")
    shown = await desk.get(answer.headers["Location"])
    assert {key: value for key, value in shown.items() if key not in ("as_of", "known_at")} == answer.json()
    trail = await database.reader.rows("SELECT subject, after FROM audit_entries WHERE entity_id = $1", str(made.id))
    assert [row["subject"] for row in trail] == [f"reporter@{AGENCY}"]
    assert [row["id"] for row in (await desk.get(PATH))["items"]] == [str(made.id)]


async def test_a_second_figure_is_a_new_vintage_and_the_first_stays(desk: Desk) -> None:
    first = await desk.record()
    second = await desk.record(numerator=500, corrects=first["id"], reason="Đếm sót")
    assert (second["vintage"], second["corrects"], second["reason"]) == (2, first["id"], "Đếm sót")
    shown = await desk.get(f"{PATH}/{first['id']}")
    assert (shown["value"], shown["status"], shown["replaced_by"]) == (42.040816, "superseded", second["id"])
    assert await desk.vintages(latest=True) == [(51.020408, 2, "current")]


async def test_a_final_closes_the_estimate_and_both_stay_readable(desk: Desk) -> None:
    estimate = await desk.record(kind="estimate", numerator=400)
    assert estimate["status"] == "current"
    final = await desk.record()
    assert await desk.vintages() == [(40.816327, 1, "closed"), (42.040816, 2, "current")]
    closed = await desk.get(f"{PATH}/{estimate['id']}")
    assert closed["replaced_by"] == final["id"]
    again = await desk.record(200, kind="estimate", numerator=400)
    assert (again["id"], again["status"]) == (estimate["id"], "closed")
    assert await desk.vintages(kind="estimate", latest=True) == [(40.816327, 1, "closed")]


async def test_an_estimate_after_a_final_says_why_or_is_refused(desk: Desk) -> None:
    await desk.record()
    problem = await desk.record(409, kind="estimate", numerator=1)
    assert (problem["code"], fields(problem)) == ("estimate-after-final", {("reason", "estimate_after_final")})
    again = await desk.record(kind="estimate", numerator=1, reason="Số chính thức tính nhầm kỳ")
    assert again["status"] == "current"
    assert await desk.vintages() == [(42.040816, 1, "superseded"), (0.102041, 2, "current")]
    assert (await desk.record(409, kind="estimate", numerator=2))["code"] == "estimate-after-final"
    assert (await desk.record(numerator=2))["status"] == "current"


async def test_what_was_known_then_is_answered_for_ever(desk: Desk) -> None:
    first = await desk.record(kind="estimate")
    then = (await desk.get(PATH))["known_at"]
    before = await desk.get(f"{PATH}/{first['id']}", known_at=then)
    second = await desk.record(numerator=500)
    assert await desk.get(f"{PATH}/{first['id']}", known_at=then) == before
    assert before["status"] == "current"
    assert await desk.vintages(known_at=then) == [(42.040816, 1, "current")]
    missing = await desk.ask("GET", f"{PATH}/{second['id']}", params={"known_at": then})
    assert (missing.status_code, missing.json()["code"]) == (404, "measurement-not-found")
    early = await desk.ask("GET", f"{PATH}/{second['id']}", params={"as_of": "2022-06-29"})
    assert early.status_code == 404


async def test_the_same_figure_again_is_not_recorded_twice(desk: Desk) -> None:
    first = await desk.record()
    again = await desk.record(200)
    assert again == first
    many = await desk.ask("POST", PATH, json={"items": [FIGURE, {**FIGURE, "measured_on": "2022-07-31"}]})
    assert (many.status_code, [one["id"] == first["id"] for one in many.json()["items"]]) == (201, [True, False])


async def test_going_back_to_an_earlier_value_is_a_vintage_of_its_own(desk: Desk) -> None:
    for numerator in (412, 500, 412):
        await desk.record(numerator=numerator)
    assert [one[1:] for one in await desk.vintages()] == [(1, "superseded"), (2, "superseded"), (3, "current")]


async def test_several_figures_are_recorded_or_none(desk: Desk) -> None:
    items = [FIGURE, {**FIGURE, "target": "KTS.01", "numerator": 3, "denominator": 2}, {**FIGURE, "target": "NOT.99"}]
    answer = await desk.ask("POST", PATH, json={"items": items})
    assert (answer.status_code, answer.json()["code"]) == (422, "measurements-refused")
    assert fields(answer.json()) == {("items.1.value", "beyond_natural_limit"), ("items.2.target", "unknown")}
    assert (await desk.get(PATH))["items"] == []
    twice = await desk.ask("POST", PATH, json={"items": [FIGURE, FIGURE]})
    assert fields(twice.json()) == {("items.1.target", "twice")}
    most = [{**FIGURE, "measured_on": str(dt.date(2022, 1, 1) + dt.timedelta(days=day))} for day in range(200)]
    assert (await desk.ask("POST", PATH, json={"items": most})).status_code == 201
    assert (await desk.ask("POST", PATH, json={"items": [*most, FIGURE]})).status_code == 422


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"target": "NOT.99"}, ("target", "unknown")),
        ({"target": "CQS.21"}, ("target", "not_numeric")),
        ({"numerator": 981}, ("numerator", "beyond_whole")),
        ({"denominator": 0}, ("denominator", "greater_than")),
        ({"numerator": None, "denominator": None, "value": 100.1}, ("value", "beyond_natural_limit")),
        ({"numerator": None, "denominator": None}, ("value", "missing")),
        ({"denominator": None}, ("denominator", "missing")),
        ({"measured_on": "2022-11-02"}, ("measured_on", "in_future")),
        ({"origin": "machine"}, ("origin", "origin_not_yours")),
        ({"origin": "statistics_office"}, ("origin", "origin_not_yours")),
        ({"corrects": str(uuid.UUID(int=1))}, ("corrects", "unknown")),
        ({"organisation": "nobody"}, ("organisation", "invalid")),
    ],
)
async def test_what_cannot_be_recorded_names_the_field(
    desk: Desk, changes: dict[str, Any], found: tuple[str, str]
) -> None:
    body = {key: value for key, value in {**FIGURE, **changes}.items() if value is not None}
    for language in ("vi", "en"):
        answer = await desk.ask("POST", PATH, json=body, headers={"Accept-Language": language})
        assert answer.status_code == 422, answer.text
        assert found in fields(answer.json()), answer.text
    assert (await desk.get(PATH))["items"] == []


async def test_a_correction_names_a_vintage_of_the_same_figure(desk: Desk) -> None:
    other = await desk.record(measured_on="2022-05-31")
    assert fields(await desk.record(422, corrects=other["id"])) == {("corrects", "unknown")}


async def test_a_target_of_another_level_does_not_fit(desk: Desk, database: db.Database) -> None:
    async with database.transaction() as session:
        await db.execute(session, "UPDATE targets SET level = 'commune' WHERE code = 'CQS.01'")
    problem = await desk.record(422)
    assert fields(problem) == {("target", "level_mismatch")}


async def test_an_organisation_that_was_not_there_that_day_measured_nothing(desk: Desk, database: db.Database) -> None:
    async with database.transaction() as session:
        await db.execute(
            session,
            "UPDATE organisation_versions SET valid_from = '2022-07-01' WHERE organisation_id ="
            " (SELECT id FROM organisations WHERE slug = :slug)",
            slug=AGENCY,
        )
    assert fields(await desk.record(422)) == {("measured_on", "organisation_not_in_force")}
    assert (await desk.record(measured_on="2022-07-01"))["vintage"] == 1


async def test_only_the_own_organisation_and_only_who_reports(desk: Desk) -> None:
    refused = await desk.ask("POST", PATH, json={**FIGURE, "organisation": OTHER})
    assert (refused.status_code, refused.json()["code"]) == (403, "another-organisation")
    for role in ("reviewer", "coordinator", "committee", "auditor", "admin"):
        answer = await desk.ask("POST", PATH, role, clients.DEPARTMENT, json=FIGURE)
        assert (answer.status_code, answer.json()["code"]) == (403, "role-missing")
    assert (await desk.http.post(PATH, json=FIGURE)).status_code == 401
    stranger = await desk.ask("POST", PATH, "reporter", "khong-co", json=FIGURE)
    assert (stranger.status_code, stranger.json()["code"]) == (403, "token-organisation-unknown")
    made = await desk.record(role="approver", organisation=AGENCY)
    assert (await desk.get(PATH, organisation=AGENCY))["items"] == [made]


async def test_a_machine_speaks_through_a_service_account(desk: Desk) -> None:
    body = {**FIGURE, "origin": "machine"}
    answer = await desk.ask("POST", PATH, "system", AGENCY, "targets:write", json=body)
    assert (answer.status_code, answer.json()["origin"]) == (201, "machine")
    assert (await desk.ask("POST", PATH, "system", AGENCY, "targets:read", json=body)).status_code == 403
    listed = await desk.get(PATH, origin="machine")
    assert len(listed["items"]) == 1
    assert (await desk.get(PATH, origin="organisation"))["items"] == []


async def test_the_statistics_office_is_who_holds_that_duty(desk: Desk, database: db.Database) -> None:
    made = await desk.record(org=OFFICE, target="KTS.01", numerator=115, origin="statistics_office")
    assert (made["organisation"], made["origin"]) == (OFFICE, "statistics_office")
    async with database.transaction() as session:
        await db.execute(session, "UPDATE organisation_duties SET superseded_at = now() WHERE duty = 'statistics'")
    problem = await desk.record(422, OFFICE, target="KTS.01", numerator=116, origin="statistics_office")
    assert fields(problem) == {("origin", "origin_not_yours")}


async def test_filters_narrow_and_days_are_included(desk: Desk) -> None:
    for day in ("2022-03-31", "2022-06-30", "2022-09-30"):
        await desk.record(measured_on=day)
    found = await desk.get(PATH, measured_from="2022-03-31", measured_to="2022-06-30", total=True)
    assert ([one["measured_on"] for one in found["items"]], found["total"]) == (["2022-03-31", "2022-06-30"], 2)
    latest = await desk.get(PATH, measured_to="2022-06-30", latest=True, total=True)
    assert ([one["measured_on"] for one in latest["items"]], latest["total"]) == (["2022-06-30"], 1)
    latest = await desk.get(PATH, as_of="2022-04-01", latest=True)
    assert [one["measured_on"] for one in latest["items"]] == ["2022-03-31"]
    assert (await desk.get(PATH, target="KTS.01"))["items"] == []


async def test_a_successor_reads_what_its_predecessors_recorded(desk: Desk, database: db.Database) -> None:
    """Seen through the successor, a measurement is what it was, but for the path by which it is read."""
    old = await desk.record(org=OLD)
    before = await desk.get(PATH, organisation=OLD)
    then = before["known_at"]
    async with database.transaction() as session:
        await succeed(session, OLD, OTHER, on="2022-10-01")
        await succeed(session, OTHER, AGENCY, on="2022-10-15")
    own = await desk.record(numerator=500)
    assert (await desk.get(PATH, organisation=OLD))["items"] == before["items"]
    seen = await desk.get(PATH, organisation=AGENCY, basis="successor", total=True)
    assert seen["items"] == [{**old, "basis": "successor", "path": [OLD, OTHER, AGENCY]}]
    assert seen["total"] == 1
    assert (await desk.get(PATH, organisation=AGENCY))["items"] == [own]
    for moment in ({"as_of": "2022-10-14"}, {"known_at": then}):
        assert (await desk.get(PATH, organisation=AGENCY, basis="successor", **moment))["items"] == []
    assert len((await desk.get(PATH, organisation=OTHER, basis="successor", as_of="2022-10-14"))["items"]) == 1
    refused = await desk.ask("GET", PATH, params={"basis": "successor"})
    assert (refused.status_code, fields(refused.json())) == (422, {("basis", "missing")})


async def test_two_at_once_leave_no_estimate_after_a_final(desk: Desk, database: db.Database) -> None:
    """Each waits for the other's commit: whichever comes second is judged by what the first recorded."""
    bodies = [{**FIGURE, "kind": kind, "numerator": number} for number in range(5) for kind in ("estimate", "final")]
    answers_ = await asyncio.gather(*(desk.ask("POST", PATH, json=body) for body in bodies))
    assert {answer.status_code for answer in answers_} <= {201, 409}
    # In the order in which they were written: `recorded_at` is when each one's transaction began.
    kinds = [one["kind"] for one in await database.reader.rows("SELECT kind FROM measurements ORDER BY ctid")]
    assert kinds == sorted(kinds), "estimates first"
    assert kinds.count("final") == 5


@pytest.mark.parametrize("written", ["xlsx", "csv", "csv-excel"])
async def test_the_form_holds_the_targets_that_the_organisation_measures(desk: Desk, written: str) -> None:
    form = await desk.ask("GET", f"{PATH}/template", params={"format": written})
    assert form.status_code == 200, form.text
    sheet = tables.read(form.content, media_type=form.headers["content-type"].partition(";")[0], columns=files.COLUMNS)
    listed = {row.values["target"] for row in sheet.rows}
    numeric = (await desk.get("/v1/targets", measure="numeric", limit=200))["items"]
    assert listed == {row["code"] for row in numeric if row["level"] in ("province", "department")} != set()
    assert {row.values["organisation"] for row in sheet.rows} == {AGENCY}
    assert (await desk.ask("GET", f"{PATH}/template", params={"format": "pdf"})).status_code == 422


async def test_a_key_makes_the_repetition_the_same(desk: Desk) -> None:
    key = {"Idempotency-Key": "k1"}
    first = await desk.ask("POST", PATH, json=FIGURE, headers=key)
    again = await desk.ask("POST", PATH, json=FIGURE, headers=key)
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
