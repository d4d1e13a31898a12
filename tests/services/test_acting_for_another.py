"""Who signs for the head: within the dates, named with the head, and never what either of them wrote."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.gateway.app import create_app as gateway
from services.reporting_api.app import create_app as reporting_api
from shared.kit import db
from shared.kit.clock import PROVINCE, FakeClock
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services import world

AGENCY, OTHER, CENTRE = "so-noi-vu", "so-tai-chinh", clients.DEPARTMENT
FIRST, LAST = dt.date(2022, 6, 6), dt.date(2022, 6, 10)
DAY = dt.timedelta(days=1)


def midnight(day: dt.date) -> dt.datetime:
    """When a day begins in the province."""
    return dt.datetime.combine(day, dt.time(), tzinfo=PROVINCE).astimezone(dt.UTC)


@dataclass
class Office:
    """People by their roles at the two applications; a person without further roles is `role@organisation`."""

    gateway: httpx.AsyncClient
    reporting: httpx.AsyncClient
    tokens: clients.Tokens
    clock: FakeClock
    database: db.Database

    async def ask(
        self, method: str, path: str, subject: str, *roles: str, org: str = AGENCY, **sent: Any
    ) -> httpx.Response:
        """One request of a person; without roles, of somebody who is a reporter."""
        to = self.gateway if path.startswith("/v1/delegations") else self.reporting
        token = self.tokens.named(subject, org, list(roles) or ["reporter"])
        return await to.request(method, path, headers={"Authorization": f"Bearer {token}"}, **sent)

    async def lend(self, giver: str, taker: str, *roles: str, org: str = AGENCY, **changes: Any) -> str:
        """A delegation of these roles for the week; its id."""
        body = {
            "to_subject": taker,
            "roles": list(roles),
            "valid_from": FIRST.isoformat(),
            "valid_to": LAST.isoformat(),
            "document": "12/UQ",
            "reason": "Đi công tác",
            **changes,
        }
        answer = await self.ask("POST", "/v1/delegations", giver, *roles, org=org, json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def draft(self, subject: str, *roles: str, org: str = AGENCY) -> str:
        """A draft by somebody; its address."""
        answer = await self.ask("POST", "/v1/reports", subject, *roles, org=org, json=world.report(org))
        assert answer.status_code == 201, answer.text
        return str(answer.headers["Location"])

    async def allowed(self, report: str, subject: str, *roles: str, org: str = AGENCY) -> list[str]:
        """What somebody is told that they may do now."""
        answer = await self.ask("GET", report, subject, *roles, org=org)
        assert answer.status_code == 200, answer.text
        found: list[str] = answer.json()["allowed_actions"]
        return found


@pytest.fixture
async def office(configured: ServiceSettings, tokens: clients.Tokens, database: db.Database) -> AsyncIterator[Office]:
    """Both applications on the first day at nine in the morning."""
    clock = FakeClock(midnight(FIRST) + dt.timedelta(hours=9))

    def on_that_clock(create_app: Callable[[ServiceSettings], FastAPI]) -> Callable[[ServiceSettings], FastAPI]:
        def create(given: ServiceSettings) -> FastAPI:
            app = create_app(given)
            app.state.clock = clock
            return app

        return create

    async with AsyncExitStack() as stack:
        both = [
            await stack.enter_async_context(clients.client(on_that_clock(one), configured))
            for one in (gateway, reporting_api)
        ]
        yield Office(both[0], both[1], tokens, clock, database)


@pytest.mark.parametrize(
    ("instant", "signs"),
    [
        (midnight(FIRST) - dt.timedelta(seconds=1), False),
        (midnight(FIRST), True),
        (midnight(LAST), True),
        (midnight(LAST + DAY) - dt.timedelta(seconds=1), True),
        (midnight(LAST + DAY), False),
    ],
    ids=["day before", "first day", "last day", "its last second", "day after"],
)
async def test_the_days_are_those_of_the_province(office: Office, instant: dt.datetime, *, signs: bool) -> None:
    office.clock.instant = midnight(FIRST - DAY)
    await office.lend("head", "deputy", "approver")
    report = await office.draft("writer")
    office.clock.instant = instant
    assert await office.allowed(report, "deputy") == (["revise", "submit"] if signs else ["revise"])
    answer = await office.ask("POST", f"{report}/submit", "deputy")
    assert answer.status_code == (200 if signs else 403), answer.text


async def test_both_persons_are_named_in_what_is_signed_and_in_the_trail(office: Office) -> None:
    await office.lend("head", "deputy", "approver")
    report = await office.draft("writer")
    signed = (await office.ask("POST", f"{report}/submit", "deputy")).json()
    (only,) = signed["rounds"]
    assert (only["authors"], only["authored_for"]) == (["writer"], [])
    assert (only["submitted_by"], only["submitted_for"]) == ("deputy", "head")
    rows = await office.database.reader.rows(
        "SELECT action, subject, on_behalf_of FROM audit_entries WHERE entity_kind = 'report' ORDER BY id"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("report.draft", "writer", None),
        ("report.submit", "deputy", "head"),
    ]


async def test_what_is_lent_opens_nothing_else(office: Office) -> None:
    await office.lend("head", "deputy", "approver")
    report = await office.draft("writer")
    assert (await office.ask("POST", f"{report}/submit", "stranger")).status_code == 403
    assert (await office.ask("POST", f"{report}/submit", "deputy", org=OTHER)).status_code == 403
    assert (await office.ask("POST", f"{report}/accept", "deputy")).status_code == 403
    assert (await office.ask("POST", f"{report}/submit", "deputy", "system")).status_code == 403


async def test_a_revoked_delegation_lends_nothing_at_once(office: Office) -> None:
    lent = await office.lend("head", "deputy", "approver")
    report = await office.draft("writer")
    assert await office.allowed(report, "deputy") == ["revise", "submit"]
    ended = await office.ask("POST", f"/v1/delegations/{lent}/revoke", "head", "approver", json={"reason": "Đã về"})
    assert ended.status_code == 200
    assert await office.allowed(report, "deputy") == ["revise"]
    assert (await office.ask("POST", f"{report}/submit", "deputy")).status_code == 403


@pytest.mark.parametrize("writer", ["head", "deputy"])
async def test_nobody_signs_through_a_delegate_what_they_wrote(office: Office, writer: str) -> None:
    await office.lend("head", "deputy", "approver")
    report = await office.draft(writer)
    assert await office.allowed(report, "deputy") == ["revise"]
    problem = await world.refused(await office.ask("POST", f"{report}/submit", "deputy"), 403)
    assert problem["code"] == "own-draft"
    other = await office.ask("POST", f"{report}/submit", "another-head", "approver")
    assert other.status_code == 200


async def test_nor_what_somebody_wrote_for_them(office: Office) -> None:
    """Who lent the pen has a hand in what was written with it."""
    await office.lend("writer", "helper", "reporter")
    report = await office.draft("helper", "committee")
    shown = (await office.ask("GET", report, "helper", "committee")).json()["rounds"][0]
    assert (shown["authors"], shown["authored_for"]) == (["helper"], ["writer"])
    for person in ("helper", "writer"):
        problem = await world.refused(await office.ask("POST", f"{report}/submit", person, "approver"), 403)
        assert problem["code"] == "own-draft"
    assert (await office.ask("POST", f"{report}/submit", "head", "approver")).status_code == 200


async def test_an_own_role_counts_first(office: Office) -> None:
    await office.lend("head", "deputy", "approver")
    report = await office.draft("writer")
    signed = (await office.ask("POST", f"{report}/submit", "deputy", "approver")).json()
    assert (signed["rounds"][0]["submitted_by"], signed["rounds"][0]["submitted_for"]) == ("deputy", None)


async def test_who_decides_for_a_colleague_reads_what_that_takes(office: Office) -> None:
    """Somebody of the coordinating department without a role that reads the province."""
    report = await office.draft("writer")
    assert (await office.ask("POST", f"{report}/submit", "head", "approver")).status_code == 200
    assert (await office.ask("GET", report, "clerk", "admin", org=CENTRE)).status_code == 404
    await office.lend("reviewer", "clerk", "reviewer", org=CENTRE)
    assert await office.allowed(report, "clerk", "admin", org=CENTRE) == ["return", "accept"]
    listed = (await office.ask("GET", "/v1/reports", "clerk", "admin", org=CENTRE)).json()
    assert len(listed["items"]) == 1
    accepted = await office.ask("POST", f"{report}/accept", "clerk", "admin", org=CENTRE)
    assert accepted.status_code == 200, accepted.text
    (only,) = accepted.json()["rounds"]
    assert (only["decided_by"], only["decided_for"]) == ("clerk", "reviewer")


@pytest.mark.parametrize("hand", ["head", "deputy"])
async def test_nobody_decides_on_what_they_signed_for_somebody(office: Office, hand: str) -> None:
    """In the coordinating department itself, where one person may hold both roles."""
    await office.lend("head", "deputy", "approver", org=CENTRE)
    report = await office.draft("writer", org=CENTRE)
    assert (await office.ask("POST", f"{report}/submit", "deputy", org=CENTRE)).status_code == 200
    assert await office.allowed(report, hand, "coordinator", org=CENTRE) == []
    problem = await world.refused(await office.ask("POST", f"{report}/accept", hand, "coordinator", org=CENTRE), 403)
    assert problem["code"] == "own-signature"
    await office.lend(hand, "third", "coordinator", org=CENTRE)
    problem = await world.refused(await office.ask("POST", f"{report}/accept", "third", org=CENTRE), 403)
    assert problem["code"] == "own-signature"


@pytest.mark.parametrize(
    "change",
    [
        "submitted_by = 'third', submitted_for = 'writer'",
        "submitted_by = 'writer', submitted_for = 'head'",
        "submitted_by = 'third', submitted_for = 'third'",
        "submitted_by = 'a', submitted_for = 'b', submitted_at = now(), decided_by = 'c', decided_for = 'b'",
        "submitted_by = 'a', submitted_for = 'b', submitted_at = now(), decided_by = 'b'",
        "submitted_by = 'a', submitted_at = now(), decided_by = 'c', decided_for = 'writer'",
        "authored_for = ARRAY['owner'], submitted_by = 'owner'",
    ],
)
async def test_the_database_counts_both_persons(office: Office, change: str) -> None:
    await office.draft("writer")
    with pytest.raises(Exception, match="somebody with a hand in it"):
        async with office.database.transaction() as session:
            await db.execute(session, f"UPDATE report_rounds SET {change}")


async def test_what_was_signed_for_somebody_stays(office: Office) -> None:
    await office.lend("head", "deputy", "approver")
    report = await office.draft("writer")
    await office.ask("POST", f"{report}/submit", "deputy")
    for change in ("submitted_for = NULL", "authored_for = ARRAY['x']"):
        with pytest.raises(Exception, match="is signed"):
            async with office.database.transaction() as session:
                await db.execute(session, f"UPDATE report_rounds SET {change}")


async def _post_evidence(office: Office, subject: str, *roles: str) -> dict[str, Any]:
    files, data = {"file": ("a.pdf", world.PDF)}, {"metadata": world.metadata()}
    answer = await office.ask("POST", "/v1/evidence", subject, *roles, org=CENTRE, files=files, data=data)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_evidence_names_both_and_counts_both(office: Office) -> None:
    await office.lend("writer", "helper", "reporter", org=CENTRE)
    posted = await _post_evidence(office, "helper", "committee")
    path = f"/v1/evidence/{posted['id']}"
    shown = (await office.ask("GET", path, "helper", "committee", org=CENTRE)).json()
    assert (shown["submitted_by"], shown["submitted_for"]) == ("helper", "writer")
    await office.lend("writer", "third", "reviewer", org=CENTRE)
    decision = {"json": {"verdict": "accept"}}
    for person, roles in (("writer", ["reviewer"]), ("helper", ["reviewer"]), ("third", ["admin"])):
        problem = await world.refused(
            await office.ask("POST", f"{path}/decisions", person, *roles, org=CENTRE, **decision), 403
        )
        assert problem["code"] == "self-review", person
    await office.lend("reviewer", "fourth", "reviewer", org=CENTRE)
    decided = await office.ask("POST", f"{path}/decisions", "fourth", "admin", org=CENTRE, **decision)
    assert decided.status_code == 201, decided.text
    (row,) = await office.database.reader.rows("SELECT decided_by, decided_for FROM decisions")
    assert tuple(row.values()) == ("fourth", "reviewer")
    (audited,) = await office.database.reader.rows(
        "SELECT subject, on_behalf_of, after::text FROM audit_entries WHERE action = 'evidence.decide'"
    )
    assert (audited["subject"], audited["on_behalf_of"]) == ("fourth", "reviewer")
    assert json.loads(audited["after"])["decided_for"] == "reviewer"
    with pytest.raises(Exception, match="somebody who submitted it"):
        async with office.database.transaction() as session:
            await db.execute(
                session,
                "INSERT INTO decisions (id, revision_id, component_id, verdict, points, max_points, input_values,"
                " decided_by, decided_for, organisation_id, same_organisation) SELECT gen_random_uuid(), revision_id,"
                " component_id, verdict, points, max_points, input_values, 'fifth', 'writer', organisation_id, true"
                " FROM decisions",
            )
