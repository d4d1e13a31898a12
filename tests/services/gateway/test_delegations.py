"""Delegations over HTTP: lent by who holds the role, seen by those concerned, ended at any time; and who am I."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from typing import Any

import pytest

from shared.identity import access
from shared.kit import db
from tests.services import world
from tests.services.gateway import contract
from tests.services.gateway.conftest import Gate

PATH = "/v1/delegations"
AGENCY, OTHER = "so-noi-vu", "so-tai-chinh"
# What the head of an agency does and its officers do not.
HEADS = ("submit_report", "make_appeal")
LENT = {
    "to_subject": f"reporter@{AGENCY}",
    "roles": ["approver"],
    "valid_to": "2022-11-15",
    "document": "12/UQ-SNV",
    "reason": "Đi công tác",
}


async def given(gate: Gate, role: str = "approver", org: str = AGENCY, **changes: Any) -> dict[str, Any]:
    """A new delegation."""
    answer = await gate.post(role, PATH, {**LENT, **changes}, org=org)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def me(gate: Gate, role: str = "reporter", org: str = AGENCY, **who: Any) -> dict[str, Any]:
    """Who that caller is told to be."""
    answer = await gate.get(role, "/v1/me", org=org, **who)
    assert answer.status_code == 200, answer.text
    contract.check(answer.json(), contract.schema_of("get_me"))
    found: dict[str, Any] = answer.json()
    return found


def lent(answer: dict[str, Any]) -> dict[str, str]:
    """What a caller may do by a delegation."""
    return {one["operation"]: one["delegation"] for one in answer["operations"] if one["delegation"]}


async def test_a_role_is_lent_for_days_by_a_document(gate: Gate) -> None:
    answer = await gate.post("approver", PATH, LENT, org=AGENCY)
    row = answer.json()
    contract.check(row, contract.schema_of("give_delegation", 201))
    assert (answer.headers["location"], answer.headers["etag"]) == (f"{PATH}/{row['id']}", '"1"')
    assert (row["valid_from"], row["valid_to"], row["state"]) == ("2022-11-01", "2022-11-15", "in_force")
    assert (row["from_subject"], row["organisation"]["slug"]) == (f"approver@{AGENCY}", AGENCY)
    (audited,) = await gate.audited("delegation.give")
    assert (audited["subject"], audited["entity_id"]) == (f"approver@{AGENCY}", row["id"])
    told = await me(gate)
    assert [one["id"] for one in told["delegations"]] == [row["id"]]
    assert lent(told) == dict.fromkeys(HEADS, row["id"])
    assert [one["code"] for one in told["roles"]] == ["reporter"]


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"roles": ["coordinator"]}, 403, None),
        ({"roles": ["approver", "reviewer"]}, 403, None),
        ({"roles": ["admin"]}, 422, "roles.0"),
        ({"roles": ["committee"]}, 422, "roles.0"),
        ({"roles": ["auditor"]}, 422, "roles.0"),
        ({"roles": ["system"]}, 422, "roles.0"),
        ({"roles": []}, 422, "roles"),
        ({"to_subject": f"approver@{AGENCY}"}, 422, "to_subject"),
        ({"to_subject": "sa-0123456789abcdef0123"}, 422, "to_subject"),
        ({"to_subject": "an "}, 422, "to_subject"),
        ({"to_subject": "a\nb"}, 422, "to_subject"),
        ({"valid_to": "2022-10-31", "valid_from": "2022-10-01"}, 422, "valid_to"),
        ({"valid_from": "2022-11-16"}, 422, "valid_to"),
        ({"valid_to": None}, 422, "valid_to"),
        ({"document": ""}, 422, "document"),
        ({"reason": " "}, 422, "reason"),
        ({"from_subject": f"approver@{OTHER}"}, 422, "from_subject"),
        ({"organisation": OTHER}, 422, "organisation"),
    ],
)
async def test_what_cannot_be_lent(gate: Gate, changes: dict[str, Any], status: int, field: str | None) -> None:
    problem = await world.refused(await gate.post("approver", PATH, {**LENT, **changes}, org=AGENCY), status)
    assert [error["field"] for error in problem.get("errors", [])] == ([field] if field else [])
    assert (await gate.get("auditor", f"{PATH}?total=true")).json()["total"] == 0


@pytest.mark.parametrize("role", ["committee", "auditor", "admin", "system"])
async def test_who_has_nothing_to_lend(gate: Gate, role: str) -> None:
    body = {**LENT, "roles": ["reporter"]}
    await world.refused(await gate.post(role, PATH, body, org=AGENCY, scopes=("reports:write",)), 403)


async def test_what_was_lent_is_not_lent_on(gate: Gate) -> None:
    """Neither by somebody with another role of their own, nor by somebody with none that opens the operation."""
    await given(gate)
    await given(gate, to_subject=f"committee@{AGENCY}")
    body = {**LENT, "to_subject": f"reporter-2@{AGENCY}"}
    for role in ("reporter", "committee"):
        problem = await world.refused(await gate.post(role, PATH, body, org=AGENCY), 403)
        assert problem["code"] == "roles-not-yours"


async def test_nobody_of_another_organisation(gate: Gate) -> None:
    """Refused where it is known here; elsewhere it lends nothing, since the token names the other organisation."""
    person = {"issuer": "keycloak", "subject": "an", "roles": ["reporter"], "reason": "QĐ"}
    assert (await gate.post("admin", "/v1/people", {**person, "organisation": OTHER})).status_code == 201
    body = {**LENT, "to_subject": "keycloak:an"}
    problem = await world.refused(await gate.post("approver", PATH, body, org=AGENCY), 422)
    assert [error["field"] for error in problem["errors"]] == ["to_subject"]
    await given(gate, to_subject=f"reporter@{OTHER}")
    assert lent(await me(gate, org=OTHER)) == {}
    assert (await me(gate, org=OTHER))["delegations"] == []


async def test_who_sees_which(gate: Gate) -> None:
    row = await given(gate)
    gate.clock.instant += dt.timedelta(seconds=1)
    other = await given(gate, org=OTHER, to_subject=f"reporter@{OTHER}")
    path = f"{PATH}/{row['id']}"
    for who, seen in (
        ({"role": "approver", "org": AGENCY}, [row["id"]]),
        ({"role": "reporter", "org": AGENCY}, [row["id"]]),
        ({"role": "reporter", "org": AGENCY, "person": "-2"}, []),
        ({"role": "reporter", "org": OTHER}, [other["id"]]),
        ({"role": "coordinator"}, []),
        ({"role": "committee"}, []),
        ({"role": "auditor"}, [other["id"], row["id"]]),
        ({"role": "admin"}, [other["id"], row["id"]]),
    ):
        page = (await gate.get(path=f"{PATH}?total=true", **who)).json()
        contract.check(page, contract.schema_of("list_delegations"))
        assert ([one["id"] for one in page["items"]], page["total"]) == (seen, len(seen)), who
        one = await gate.get(path=path, **who)
        assert one.status_code == (200 if row["id"] in seen else 404), who
        unknown = await gate.get(path=f"{PATH}/{uuid.uuid4()}", **who)
        if one.status_code == 404:
            assert {**one.json(), "request_id": ""} == {**unknown.json(), "request_id": ""}
    assert (await gate.get("system", path)).status_code == 403
    narrowed = await gate.get("auditor", f"{PATH}?organisation={OTHER}&state=in_force")
    assert [one["id"] for one in narrowed.json()["items"]] == [other["id"]]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ({"role": "approver", "org": AGENCY}, 200),
        ({"role": "reporter", "org": AGENCY}, 200),
        ({"role": "admin"}, 200),
        ({"role": "auditor"}, 403),
        ({"role": "approver", "org": AGENCY, "person": "-2"}, 404),
        ({"role": "approver", "org": OTHER}, 404),
        ({"role": "coordinator"}, 404),
    ],
)
async def test_who_ends_it(gate: Gate, who: dict[str, str], status: int) -> None:
    row = await given(gate)
    answer = await gate.post(path=f"{PATH}/{row['id']}/revoke", body={"reason": "Đã về"}, **who)
    assert answer.status_code == status, answer.text
    assert lent(await me(gate)) == ({} if status == 200 else dict.fromkeys(HEADS, row["id"]))
    assert len(await gate.audited("delegation.revoke")) == (status == 200)


async def test_it_ends_once(gate: Gate) -> None:
    row = await given(gate)
    path = f"{PATH}/{row['id']}/revoke"
    await world.refused(await gate.post("admin", path, {"reason": "x"}, if_match='"9"'), 412)
    both = await asyncio.gather(*(gate.post("admin", path, {"reason": "x"}) for _ in range(2)))
    assert sorted(answer.status_code for answer in both) == [200, 409]
    over = await given(gate, valid_to="2022-11-02")
    gate.clock.instant += dt.timedelta(days=2)
    await world.refused(await gate.post("admin", f"{PATH}/{over['id']}/revoke", {"reason": "x"}), 409)
    await world.refused(await gate.post("admin", f"{PATH}/{uuid.uuid4()}/revoke", {"reason": "x"}), 404)


async def test_who_left_lends_nothing(gate: Gate) -> None:
    """Where an assignment gave the giver their roles, its end is the end of what they lent."""
    person = {"issuer": "keycloak", "subject": "an", "roles": ["approver", "reporter"], "reason": "QĐ"}
    assigned = (await gate.post("admin", "/v1/people", {**person, "organisation": AGENCY})).json()
    header = {"Authorization": f"Bearer {gate.tokens.named('keycloak:an', AGENCY, ['approver', 'reporter'])}"}
    assert (await gate.http.post(PATH, json=LENT, headers=header)).status_code == 201
    assert lent(await me(gate))
    await gate.post("admin", f"/v1/people/{assigned['id']}/end", {"reason": "Chuyển"})
    assert not lent(await me(gate))
    fewer = {**person, "organisation": AGENCY, "roles": ["reporter"]}
    again = (await gate.post("admin", "/v1/people", fewer)).json()
    assert not lent(await me(gate))
    await gate.post("admin", f"/v1/people/{again['id']}/end", {"reason": "Nhầm"})
    await gate.post("admin", "/v1/people", {**person, "organisation": AGENCY})
    assert lent(await me(gate))


async def test_me_is_what_the_token_says(gate: Gate) -> None:
    told = await me(gate, "system", scopes=("targets:read", "reports:write"))
    assert told["scopes"] == ["reports:write", "targets:read"]
    assert [(one["code"], one["vi"], one["en"]) for one in told["roles"]] == [("system", "hệ thống", "service account")]
    open_ = {one["operation"] for one in told["operations"]}
    assert {"list_tasks", "draft_report", "list_targets", "get_me"} <= open_
    assert not {"submit_report", "list_people", "list_delegations", "list_evidence"} & open_
    assert dt.datetime.fromisoformat(told["expires_at"]) > dt.datetime.fromisoformat(told["issued_at"])
    assert (await gate.http.get("/v1/me")).status_code == 401
    unknown = await me(gate, org="so-da-giai-the")
    assert unknown["organisation"] == {"slug": "so-da-giai-the", "id": None, "name": None}
    assert (await gate.get("admin", "/v1/me")).headers["cache-control"] == "no-store"


async def test_what_me_names_is_open_and_the_rest_is_not(gate: Gate) -> None:
    for role in ("reporter", "auditor", "admin"):
        told = {one["operation"] for one in (await me(gate, role))["operations"]}
        may = {name for name, rule in access.OPERATIONS.items() if rule.public or role in rule.roles}
        assert told == may
        assert ((await gate.get(role, "/v1/people")).status_code == 200) == ("list_people" in told)


async def test_what_was_lent_is_not_rewritten(gate: Gate) -> None:
    await given(gate)
    for change in ("roles = ARRAY['reviewer']", "last_on = last_on + 1", "to_subject = 'b'", "last_on = last_on - 1"):
        with pytest.raises(Exception, match="only end"):
            async with gate.database.transaction() as session:
                await db.execute(session, f"UPDATE delegations SET {change}")
    with pytest.raises(Exception, match="only end"):
        async with gate.database.transaction() as session:
            await db.execute(session, "DELETE FROM delegations")
