"""Every role × state × relation: what the answer allows is what the address accepts, and both are as written here."""

from __future__ import annotations

from itertools import product

import pytest

from shared.identity.issuer import Issuer
from shared.identity.values import ROLES
from shared.kit import db
from shared.kit.clock import SystemClock
from shared.reporting import values
from tests import clients
from tests.services.reporting_api.conftest import AGENCY, CENTRE, OTHER, Desk, content, obligation

# Whoever ends in 2025 owes for three half-years only.
OWED: dict[values.State, tuple[int, str, values.Period]] = {
    "draft": (2022, "ke-hoach-55-6-thang", "half_year"),
    "submitted": (2023, "ke-hoach-55-6-thang", "half_year"),
    "returned": (2024, "ke-hoach-55-6-thang", "half_year"),
    "accepted": (2022, "ke-hoach-55-nam", "year"),
}
PERSONS = ("author", "signer", "another")
Cell = tuple[str, str, str, str]


def _header(desk: Desk, person: str, role: str, org: str) -> dict[str, str]:
    """The token of a person (of the report's organisation or not) in a role."""
    issuer = Issuer(issuer=clients.ISSUER, store=desk.tokens.store, clock=SystemClock())
    scopes = ("reports:read", "reports:write") if role == "system" else ()
    token = issuer.token(subject=person, client_id="tests", organisation=org, roles=[role], scopes=scopes)
    return {"Authorization": f"Bearer {token}"}


async def _in_every_state(desk: Desk, owner: str, rounds: int) -> dict[values.State, str]:
    """Reports of an organisation, one in each state: written by `author`, signed by `signer`.

    With two rounds these two had their hands in the first one only; the second is a clerk's and another head's.
    """
    found: dict[values.State, str] = {}
    author, signer = _header(desk, "author", "reporter", owner), _header(desk, "signer", "approver", owner)
    decider = _header(desk, "decider", "reviewer", CENTRE)
    for state, owed in OWED.items():
        body = content(obligation(owner, *owed))
        found[state] = (await desk.http.post("/v1/reports", json=body, headers=author)).headers["Location"]
        head = signer
        if rounds == 2:
            await desk.http.post(f"{found[state]}/submit", headers=signer)
            await desk.http.post(f"{found[state]}/return", json={"comment": "Xem lại."}, headers=decider)
            clerk, head = _header(desk, "clerk", "reporter", owner), _header(desk, "head", "approver", owner)
            await desk.http.put(found[state], json=content(), headers={**clerk, "If-Match": '"3"'})
        if state != "draft":
            await desk.http.post(f"{found[state]}/submit", headers=head)
        if state == "returned":
            await desk.http.post(f"{found[state]}/return", json={"comment": "Xem lại."}, headers=decider)
        if state == "accepted":
            await desk.http.post(f"{found[state]}/accept", headers=decider)
        now = (await desk.http.get(found[state], headers=decider)).json()
        assert (now["state"], now["round"]) == (state, rounds)
    return found


async def _accepts(desk: Desk, report: str, action: values.Action, header: dict[str, str]) -> bool:
    """Whether everything but the version lets this through: with a stale If-Match the allowed answer is 412."""
    body = {"revise": content(), "return": {"comment": "Xem lại."}}.get(action)
    method, path = ("PUT", report) if action == "revise" else ("POST", f"{report}/{action}")
    answer = await desk.http.request(method, path, json=body, headers={**header, "If-Match": '"0"'})
    assert answer.status_code in (403, 404, 409, 412), answer.text
    return answer.status_code == 412


def _expected(owner: str, state: values.State, person: str, role: str, org: str) -> set[values.Action]:
    """The written table."""
    allowed: set[values.Action] = set()
    if org == owner and state in ("draft", "returned") and role in ("reporter", "approver", "system"):
        allowed.add("revise")
    if org == owner and state == "draft" and role == "approver" and person != "author":
        allowed.add("submit")
    if org == CENTRE and state == "submitted" and role in ("reviewer", "coordinator") and person == "another":
        allowed |= {"return", "accept"}
    return allowed


@pytest.mark.parametrize(("owner", "rounds"), [(AGENCY, 1), (CENTRE, 1), (AGENCY, 2)])
async def test_allowed_actions_are_what_is_accepted(desk: Desk, database: db.Database, owner: str, rounds: int) -> None:
    reports = await _in_every_state(desk, owner, rounds)
    before = await database.reader.rows("SELECT * FROM reports ORDER BY id")
    for (state, report), person, role, org in product(
        reports.items(), PERSONS, sorted(ROLES), dict.fromkeys((owner, CENTRE, OTHER))
    ):
        header, cell = _header(desk, person, role, org), (state, person, role, org)
        answer = await desk.http.get(report, headers=header)
        offered = set(answer.json()["allowed_actions"]) if answer.status_code == 200 else set()
        accepted = {action for action in values.ACTIONS if await _accepts(desk, report, action, header)}
        assert offered == accepted == _expected(owner, state, person, role, org), cell
    assert await database.reader.rows("SELECT * FROM reports ORDER BY id") == before


async def test_skipping_the_head_is_forbidden_and_a_second_decision_is_a_conflict(desk: Desk) -> None:
    report = await desk.draft()
    skipped = await desk.post("reviewer", f"{report}/accept", org=CENTRE)
    assert (skipped.status_code, skipped.json()["code"]) == (403, "level-skipped")
    await desk.post("approver", f"{report}/submit")
    await desk.post("reviewer", f"{report}/accept", org=CENTRE)
    again = await desk.post("reviewer", f"{report}/return", {"comment": "Muộn."}, org=CENTRE)
    assert (again.status_code, again.json()["code"]) == (409, "state-forbids")


async def test_an_organisation_that_is_not_registered_writes_no_report(desk: Desk) -> None:
    report = await desk.draft()
    drafted = await desk.post("reporter", "/v1/reports", content(obligation()), org="khong-co")
    revised = await desk.send("PUT", "reporter", report, content(), org="khong-co", if_match='"1"')
    for refused in (drafted, revised):
        assert (refused.status_code, refused.json()["code"]) == (403, "token-organisation-unknown")


async def test_a_service_account_that_may_only_write_drafts_for_its_organisation(desk: Desk) -> None:
    header = {"Authorization": f"Bearer {desk.tokens.of('system', AGENCY, scopes=('reports:write',))}"}
    drafted = await desk.http.post("/v1/reports", json=content(obligation()), headers=header)
    assert drafted.status_code == 201
    assert (await desk.http.get(drafted.headers["Location"], headers=header)).status_code == 403


async def test_a_draft_is_its_organisations_own_until_it_is_signed(desk: Desk) -> None:
    report = await desk.draft()
    others = [
        ("reviewer", CENTRE),
        ("coordinator", CENTRE),
        ("committee", OTHER),
        ("auditor", OTHER),
        ("system", OTHER),
    ]
    own = [("reporter", AGENCY), ("approver", AGENCY), ("system", AGENCY)]
    for role, org in others:
        answer = await desk.get(role, report, org=org)
        assert (answer.status_code, answer.json()["rounds"]) == (200, [])
        assert "2022-05-31" not in answer.text
    for role, org in own:
        assert len((await desk.get(role, report, org=org)).json()["rounds"]) == 1
    await desk.post("approver", f"{report}/submit")
    await desk.post("reviewer", f"{report}/return", {"comment": "Xem lại."}, org=CENTRE)
    await desk.send("PUT", "reporter", report, content(summary="Chưa ký"), if_match='"3"')
    for role, org in others:
        answer = await desk.get(role, report, org=org)
        assert ([one["round"] for one in answer.json()["rounds"]], "Chưa ký" in answer.text) == ([1], False)
    for role, org in own:
        assert len((await desk.get(role, report, org=org)).json()["rounds"]) == 2


async def test_a_text_sent_again_unchanged_is_not_laundered(desk: Desk) -> None:
    """The first author does not sign the second round; the first signer does not accept it with another token."""
    heads = [_header(desk, f"head{number}", "approver", AGENCY) for number in (1, 2, 3)]
    http, decider = desk.http, _header(desk, "decider", "coordinator", CENTRE)
    report = (await http.post("/v1/reports", json=content(obligation()), headers=heads[0])).headers["Location"]
    await http.post(f"{report}/submit", headers=heads[1])
    await http.post(f"{report}/return", json={"comment": "Xem lại."}, headers=decider)
    clerk = _header(desk, "clerk", "reporter", AGENCY)
    await http.put(report, json=content(), headers={**clerk, "If-Match": '"3"'})
    own = await http.post(f"{report}/submit", headers=heads[0])
    assert (own.status_code, own.json()["code"]) == (403, "own-draft")
    assert (await http.post(f"{report}/submit", headers=heads[2])).status_code == 200
    for person, code in (("head1", "own-draft"), ("clerk", "own-draft"), ("head2", "own-signature")):
        refused = await http.post(f"{report}/accept", headers=_header(desk, person, "reviewer", CENTRE))
        assert (refused.status_code, refused.json()["code"]) == (403, code)
    assert (await http.post(f"{report}/accept", headers=decider)).status_code == 200
