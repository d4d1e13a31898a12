"""Appeals over HTTP: in their round, once, by whom they concern; judged by another person, and the scores follow."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError

from services.reporting_api.app import create_app as reporting_api
from services.scoring_api.app import create_app as scoring_api
from services.scoring_worker import jobs
from shared.assessments.service import assessment_id
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services import world

AGENCY, OTHER, CENTRE = "so-noi-vu", "so-tai-chinh", clients.DEPARTMENT
OPEN = assessment_id("dti-922", "tinh-tuyen-quang", 2022)
PATH = f"/v1/assessments/{OPEN}"
ROUND = {"opens_on": "2022-11-03", "closes_before_on": "2022-11-08"}
BETTER = {"verdict": "upheld", "reasons": "Đúng", "decision": {"verdict": "accept"}}


@dataclass
class Court:
    """Both applications by one clock."""

    http: dict[str, httpx.AsyncClient]
    tokens: clients.Tokens
    clock: FakeClock
    database: db.Database

    def on(self, day: str) -> None:
        """Ten in the morning of a day."""
        self.clock.instant = dt.datetime.fromisoformat(f"{day}T03:00:00+00:00")

    async def send(
        self, method: str, path: str, role: str, org: str = CENTRE, *, person: str = "", **sent: Any
    ) -> httpx.Response:
        """One request; the same role and organisation with another `person` is somebody else."""
        headers = self.tokens.header(role, org, person=person) | {"Accept-Language": "en"}
        app = "reporting" if path.startswith("/v1/evidence") else "scoring"
        return await self.http[app].request(method, path, headers=headers, **sent)

    async def done(self, *request: Any, **sent: Any) -> Any:
        """One that is carried out."""
        answer = await self.send(*request, **sent)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    async def decided(self, org: str = AGENCY, *, components: Sequence[str] = ("1.7",), **said: Any) -> str:
        """Evidence with a decision on it; the decision's id, or none where no `verdict` is said."""
        metadata = {"assessment": str(OPEN), "components": list(components), "title": "Tài liệu"}
        posted = await self.done(
            *("POST", "/v1/evidence", "reporter", org),
            files={"file": ("a.pdf", world.PDF + uuid.uuid4().bytes)},
            data={"metadata": json.dumps(metadata)},
        )
        verdict = said or {"verdict": "partial", "points": 4, "reason_code": "insufficient"}
        if verdict["verdict"] is None:
            return ""
        path = f"/v1/evidence/{posted['id']}/decisions"
        return str((await self.done("POST", path, "reviewer", json=verdict))["id"])

    async def closed(self, **days: str) -> None:
        """The assessment closed, with a round."""
        await self.done("POST", f"{PATH}/close", "coordinator", json={})
        await self.done("POST", f"{PATH}/appeal-rounds", "coordinator", json={**ROUND, **days})

    async def appeal(self, org: str = AGENCY, role: str = "approver", **said: Any) -> httpx.Response:
        """An appeal for component 1.7 unless it is said otherwise."""
        body = {"component": "1.7", "grounds": "Đúng kỳ", **said}
        return await self.send("POST", f"{PATH}/appeals", role, org, json=body)

    async def verified(self, version: int) -> float:
        """The verified points of 1.7 once this version is computed."""
        await jobs.compute(jobs.context(self.database, self.clock), str(OPEN), str(version))
        shown = await self.done("GET", f"{PATH}/scores", "reporter")
        assert shown["computed_version"] == version
        (points,) = [row["points"] for row in shown["verified"]["components"] if row["code"] == "1.7"]
        return float(points)


@pytest.fixture
async def court(configured: ServiceSettings, tokens: clients.Tokens, database: db.Database) -> AsyncIterator[Court]:
    """On 1 November 2022."""
    clock = FakeClock()

    def on_that_clock(create_app: Any) -> Any:
        def create(given: ServiceSettings) -> FastAPI:
            app: FastAPI = create_app(given)
            app.state.clock = clock
            return app

        return create

    async with AsyncExitStack() as stack:
        http = {
            name: await stack.enter_async_context(clients.client(on_that_clock(factory), configured))
            for name, factory in (("reporting", reporting_api), ("scoring", scoring_api))
        }
        yield Court(http, tokens, clock, database)


def _refused(answer: httpx.Response, status: int, code: str) -> str:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    return str(answer.json()["detail"])


async def test_an_upheld_appeal_makes_a_new_run(court: Court) -> None:
    decision = await court.decided()
    await court.closed()
    court.on("2022-11-03")
    made = await court.appeal()
    assert made.status_code == 201, made.text
    assert (made.json()["state"], made.json()["decision"]["id"]) == ("pending", decision)
    before = await court.verified(3)
    runs = await court.database.reader.rows("SELECT id FROM runs")
    court.on("2022-12-01")  # the deadline is the appeal's, not the verdict's
    path = f"{PATH}/appeals/{made.json()['id']}"
    judged = await court.done("POST", f"{path}/verdict", "reviewer", json=BETTER, person="2")
    assert (judged["state"], judged["verdict"]["decision"]["verdict"]) == ("upheld", "accept")
    assert (before, await court.verified(judged["assessment_version"])) == (4, 10)
    after = await court.database.reader.rows("SELECT id FROM runs")
    assert len(after) == len(runs) + 1
    kept = await court.database.reader.rows("SELECT verdict, revision_id FROM decisions ORDER BY seq")
    assert [row["verdict"] for row in kept] == ["partial", "accept"]
    assert len({row["revision_id"] for row in kept}) == 1
    (event,) = await court.database.reader.rows(
        "SELECT payload ->> 'appeal_id' AS id FROM outbox WHERE event = 'AppealUpheld'"
    )
    assert event["id"] == made.json()["id"]
    trail = await court.database.reader.rows("SELECT action FROM audit_entries WHERE action LIKE 'appeal%' ORDER BY id")
    assert [row["action"] for row in trail] == ["appeal_round.open", "appeal.make", "appeal.judge"]


async def test_a_dismissed_appeal_changes_nothing(court: Court) -> None:
    await court.decided()
    await court.closed()
    court.on("2022-11-07")
    made = (await court.appeal()).json()
    body = {"verdict": "dismissed", "reasons": "Không đúng kỳ"}
    judged = await court.done("POST", f"{PATH}/appeals/{made['id']}/verdict", "reviewer", json=body, person="2")
    assert (judged["state"], judged["verdict"]["decision"], judged["assessment_version"]) == ("dismissed", None, None)
    assert await court.verified(3) == 4
    again = await court.send("POST", f"{PATH}/appeals/{made['id']}/verdict", "reviewer", json=BETTER, person="2")
    _refused(again, 409, "appeal-is-judged")
    _refused(await court.appeal(), 409, "appealed-already")


@pytest.mark.parametrize(
    ("day", "code", "named"),
    [
        ("2022-11-02", "appeal-too-early", "from 2022-11-03 on"),
        ("2022-11-08", "appeal-too-late", "before 2022-11-08; today is 2022-11-08"),
        ("2022-12-24", "appeal-too-late", "before 2022-11-08"),
    ],
)
async def test_outside_of_the_window_the_day_is_named(court: Court, day: str, code: str, named: str) -> None:
    await court.decided()
    await court.closed()
    court.on(day)
    assert named in _refused(await court.appeal(), 409, code)
    assert await court.database.reader.rows("SELECT id FROM appeals") == []


async def test_who_appeals_against_what(court: Court) -> None:
    await court.decided()
    _refused(await court.appeal(), 409, "assessment-still-open")
    await court.done("POST", f"{PATH}/close", "coordinator", json={})
    _refused(await court.appeal(), 409, "no-appeal-round")
    await court.done("POST", f"{PATH}/appeal-rounds", "coordinator", json=ROUND)
    court.on("2022-11-03")
    _refused(await court.appeal(OTHER), 403, "not-your-decision")
    _refused(await court.appeal(AGENCY, "reporter"), 403, "role-missing")
    _refused(await court.appeal(component="1.8"), 409, "nothing-decided")
    _refused(await court.appeal(component="9.99"), 422, "no-such-component")
    _refused(await court.appeal(decision="00000000-0000-4000-8000-000000000000"), 409, "nothing-decided")
    assert (await court.appeal(grounds=" ")).status_code == 422
    answers = await asyncio.gather(*(court.appeal() for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    imported = assessment_id("dti-922", "tinh-tuyen-quang", 2021)
    said = {"component": "1.7", "grounds": "x"}
    answer = await court.send("POST", f"/v1/assessments/{imported}/appeals", "approver", AGENCY, json=said)
    _refused(answer, 409, "assessment-closed")


async def test_of_several_decisions_the_one_is_named(court: Court) -> None:
    first, second = await court.decided(), await court.decided()
    other = await court.decided(OTHER)
    await court.closed()
    court.on("2022-11-03")
    detail = await court.appeal()
    assert first in detail.text
    assert second in detail.text
    _refused(detail, 422, "appeal-refused")
    _refused(await court.appeal(decision=other), 403, "not-your-decision")
    made = await court.appeal(decision=second)
    assert made.json()["decision"]["id"] == second


async def test_only_the_decision_in_force(court: Court) -> None:
    await court.decided()
    (evidence,) = await court.database.reader.rows("SELECT id FROM evidence")
    path = f"/v1/evidence/{evidence['id']}/decisions"
    later = await court.done("POST", path, "reviewer", json={"verdict": "reject", "reason_code": "other"})
    (earlier,) = await court.database.reader.rows("SELECT id FROM decisions ORDER BY seq LIMIT 1")
    await court.closed()
    court.on("2022-11-03")
    _refused(await court.appeal(decision=str(earlier["id"])), 409, "nothing-decided")
    assert (await court.appeal()).json()["decision"]["id"] == later["id"]


async def test_another_person_judges(court: Court) -> None:
    await court.decided()
    await court.closed()
    court.on("2022-11-03")
    made = (await court.appeal()).json()
    path = f"{PATH}/appeals/{made['id']}/verdict"
    _refused(await court.send("POST", path, "reviewer", json=BETTER), 403, "own-appeal")  # who decided
    _refused(await court.send("POST", path, "coordinator", json=BETTER), 403, "role-missing")
    for who in (made["appealed_by"], f"reporter@{AGENCY}"):
        token = court.tokens.named(who, CENTRE, ["reviewer"])
        answer = await court.http["scoring"].post(path, json=BETTER, headers={"Authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.json()["code"]) == (403, "own-appeal")
    _refused(await court.send("POST", path, "reviewer", AGENCY, json=BETTER, person="2"), 403, "not-the-reviewer")
    _refused(await court.send("POST", path, "reviewer", OTHER, json=BETTER, person="2"), 404, "appeal-not-found")
    imported = assessment_id("dti-922", "tinh-tuyen-quang", 2021)
    astray = path.replace(str(OPEN), str(imported))
    _refused(await court.send("POST", astray, "reviewer", json=BETTER, person="2"), 404, "appeal-not-found")


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"decision": None}, ["decision"]),
        ({"verdict": "dismissed"}, ["decision"]),
        ({"decision": {"verdict": "partial", "points": 4, "reason_code": "other"}}, ["decision.points"]),
        ({"decision": {"verdict": "partial", "points": 3, "reason_code": "other"}}, ["decision.points"]),
        ({"decision": {"verdict": "partial", "points": 5}}, ["decision.reason_code"]),
        ({"decision": {"verdict": "reject", "reason_code": "other"}}, ["decision.points"]),
    ],
)
async def test_what_a_verdict_says(court: Court, said: dict[str, Any], fields: list[str]) -> None:
    await court.decided()
    await court.closed()
    court.on("2022-11-03")
    made = (await court.appeal()).json()
    path = f"{PATH}/appeals/{made['id']}/verdict"
    answer = await court.send("POST", path, "reviewer", json={**BETTER, **said}, person="2")
    _refused(answer, 422, "decision-refused")
    assert [error["field"] for error in answer.json()["errors"]] == fields
    assert (await court.done("GET", f"{PATH}/appeals/{made['id']}", "reviewer"))["state"] == "pending"


async def test_of_two_verdicts_at_once_one_stands(court: Court) -> None:
    await court.decided()
    await court.closed()
    court.on("2022-11-03")
    made = (await court.appeal()).json()
    path = f"{PATH}/appeals/{made['id']}/verdict"
    answers = await asyncio.gather(*(court.send("POST", path, "reviewer", json=BETTER, person=str(n)) for n in (2, 3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_what_a_round_decided_is_appealed_against_in_the_next(court: Court) -> None:
    await court.decided()
    await court.closed()
    court.on("2022-11-03")
    made = (await court.appeal()).json()
    better = {**BETTER, "decision": {"verdict": "partial", "points": 6, "reason_code": "other"}}
    await court.done("POST", f"{PATH}/appeals/{made['id']}/verdict", "reviewer", json=better, person="2")
    _refused(await court.appeal(), 409, "appealed-already")
    second = {"opens_on": "2022-11-08", "closes_before_on": "2022-11-09"}
    await court.done("POST", f"{PATH}/appeal-rounds", "coordinator", json=second)
    court.on("2022-11-08")
    again = await court.appeal()
    assert (again.status_code, again.json()["round"], again.json()["decision"]["points"]) == (201, 2, 6)


async def test_rounds_do_not_overlap_and_end_in_the_future(court: Court) -> None:
    path = f"{PATH}/appeal-rounds"
    _refused(await court.send("POST", path, "coordinator", json=ROUND), 409, "assessment-still-open")
    await court.closed()
    detail = _refused(
        await court.send("POST", path, "coordinator", json={**ROUND, "opens_on": "2022-11-07",
                                                            "closes_before_on": "2022-11-09"}),
        *(409, "appeal-round-overlaps"),
    )  # fmt: skip
    assert "from 2022-11-03 until before 2022-11-08" in detail
    for days in ({"closes_before_on": "2022-11-01", "opens_on": "2022-10-01"}, {"closes_before_on": "2022-11-03"}):
        answer = await court.send("POST", path, "coordinator", json={**ROUND, **days})
        _refused(answer, 422, "appeal-round-refused")
    court.on("2022-11-07")
    listed = await court.done("GET", path, "reporter", OTHER)
    assert [(one["number"], one["state"]) for one in listed["items"]] == [(1, "open")]


async def test_who_reads_appeals(court: Court) -> None:
    await court.decided()
    await court.decided(OTHER)
    await court.closed()
    court.on("2022-11-03")
    made = (await court.appeal()).json()
    await court.appeal(OTHER)
    for role, org, seen in (("reporter", AGENCY, 1), ("reviewer", CENTRE, 2), ("committee", AGENCY, 2),
                            ("reporter", "so-tu-phap", 0), ("reporter", CENTRE, 0)):  # fmt: skip
        listed = await court.done("GET", f"{PATH}/appeals?total=true", role, org)
        assert (len(listed["items"]), listed["total"]) == (seen, seen), (role, org)
    one = f"{PATH}/appeals/{made['id']}"
    assert (await court.send("GET", one, "approver", OTHER)).status_code == 404
    assert (await court.done("GET", one, "approver", AGENCY))["grounds"] == "Đúng kỳ"
    first = await court.done("GET", f"{PATH}/appeals?limit=1", "reviewer")
    second = await court.done("GET", f"{PATH}/appeals?limit=1&cursor={first['next']}", "reviewer")
    assert second["next"] is None
    assert {first["items"][0]["organisation"], second["items"][0]["organisation"]} == {AGENCY, OTHER}
    assert (await court.done("GET", f"{PATH}/appeals?state=upheld", "reviewer"))["items"] == []
    assert len((await court.done("GET", f"{PATH}/appeals?state=pending&component=1.7", "reviewer"))["items"]) == 2


_DECIDE = (
    "INSERT INTO decisions (id, revision_id, component_id, verdict, points, max_points, input_values, decided_by,"
    " organisation_id, same_organisation) SELECT gen_random_uuid(), revision_id, component_id, 'accept', 10, 10, '{}',"
    " 'z', organisation_id, false FROM decisions LIMIT 1"
)
_VERDICT = (
    "INSERT INTO appeal_verdicts (appeal_id, verdict, reasons, decided_by, organisation_id)"
    " SELECT a.id, 'dismissed', 'x', :who, x.organisation_id FROM appeals a JOIN decisions x ON x.id = a.decision_id"
)
_APPEAL = (
    "INSERT INTO appeals (id, round_id, decision_id, organisation_id, grounds, appealed_by, appealed_on)"
    " SELECT gen_random_uuid(), n.id, x.id, o.id, 'x', 'y', CAST(CAST(:day AS text) AS date) FROM appeal_rounds n,"
    " decisions x, organisations o WHERE o.slug = :org"
)


async def test_the_database_holds_it_too(court: Court) -> None:
    await court.decided()
    await court.closed()

    async def refused(sql: str, match: str, **given: str) -> None:
        with pytest.raises(DBAPIError, match=match):
            async with court.database.transaction() as session:
                await db.execute(session, sql, **given)

    await refused(_DECIDE, "is not open")
    await refused("UPDATE evidence SET withdrawn_by = 'x'", "is not open")
    for day, org in (("2022-11-02", AGENCY), ("2022-11-08", AGENCY), ("2022-11-03", OTHER)):
        await refused(_APPEAL, "cannot be appealed against", day=day, org=org)
    court.on("2022-11-03")
    made = (await court.appeal()).json()
    await refused(_APPEAL, "one_appeal_a_decision", day="2022-11-04", org=AGENCY)
    for who in (made["appealed_by"], f"reviewer@{CENTRE}", f"reporter@{AGENCY}"):
        await refused(_VERDICT, "a hand in it", who=who)
    await refused("UPDATE appeals SET grounds = 'x'", "append-only|refused|restrict")
