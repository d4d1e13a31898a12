"""Organisation and roles of people over HTTP, by administrators, who cannot help or remove themselves."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest

from services.gateway.app import create_app
from shared.identity import people
from shared.kit import db
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services import world
from tests.services.gateway import contract
from tests.services.gateway.conftest import Gate

PATH = "/v1/people"
AN = {
    "issuer": "keycloak",
    "subject": "an",
    "organisation": "so-noi-vu",
    "roles": ["reporter", "approver"],
    "reason": "QĐ 12",
}


async def assigned(gate: Gate, **changes: Any) -> dict[str, Any]:
    """A new assignment."""
    answer = await gate.post("admin", PATH, {**AN, **changes})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def roles_of(gate: Gate, subject: str = "an") -> set[str]:
    """The roles of a person of keycloak today."""
    found = await people.assignment_of(gate.database.reader, "keycloak", subject, gate.clock.today())
    return set(found.roles) if found else set()


async def test_an_assignment_gives_organisation_and_roles(gate: Gate) -> None:
    answer = await gate.post("admin", PATH, AN)
    row = answer.json()
    contract.check(row, contract.schema_of("assign_person", 201))
    assert answer.headers["location"] == f"{PATH}/{row['id']}"
    assert (row["valid_from"], row["valid_to"], row["state"]) == ("2022-11-01", None, "in_force")
    assert row["token_subject"] == "keycloak:an"
    assert await roles_of(gate) == {"reporter", "approver"}
    assert await gate.revoked("subject") == ["keycloak:an"]
    shown = await gate.get("admin", f"{PATH}/{row['id']}")
    contract.check(shown.json(), contract.schema_of("get_person"))
    assert (shown.json(), shown.headers["etag"]) == (row, '"1"')
    (audited,) = await gate.audited("person.assign")
    assert audited["entity_id"] == row["id"]


async def test_a_list_narrows_and_counts(gate: Gate) -> None:
    await assigned(gate)
    gate.clock.instant += dt.timedelta(seconds=1)
    await assigned(gate, subject="binh", organisation="so-tai-chinh", roles=["auditor"], valid_from="2022-12-01")
    listed = (await gate.get("admin", f"{PATH}?total=true")).json()
    contract.check(listed, contract.schema_of("list_people"))
    assert ([row["subject"] for row in listed["items"]], listed["total"]) == (["binh", "an"], 2)
    for query, subjects in (
        ("role=auditor", ["binh"]),
        ("state=planned", ["binh"]),
        ("subject=an&issuer=keycloak", ["an"]),
        ("organisation=so-tai-chinh", ["binh"]),
        ("issuer=wso2", []),
    ):
        assert [row["subject"] for row in (await gate.get("admin", f"{PATH}?{query}")).json()["items"]] == subjects
    page = (await gate.get("admin", f"{PATH}?limit=1")).json()
    rest = (await gate.get("admin", f"{PATH}?limit=1&cursor={page['next']}")).json()
    assert [row["subject"] for row in page["items"] + rest["items"]] == ["binh", "an"]


@pytest.mark.parametrize("role", ["reporter", "approver", "reviewer", "coordinator", "committee", "auditor", "system"])
async def test_only_administrators_come_near(gate: Gate, role: str) -> None:
    row = await assigned(gate)
    for method, path, body in (
        ("GET", PATH, None),
        ("GET", f"{PATH}/{row['id']}", None),
        ("GET", f"{PATH}/{uuid.uuid4()}", None),
        ("POST", PATH, {**AN, "subject": "me"}),
        ("POST", f"{PATH}/{row['id']}/end", {"reason": "x"}),
    ):
        await world.refused(await gate.send(method, role, path, body, scopes=("reports:write",)), 403)
    assert await roles_of(gate) == {"reporter", "approver"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"roles": ["system"]}, "roles.0"),
        ({"roles": ["root"]}, "roles.0"),
        ({"roles": []}, "roles"),
        ({"organisation": "so-nao-do"}, "organisation"),
        ({"issuer": "key:cloak"}, "issuer"),
        ({"issuer": ""}, "issuer"),
        ({"subject": " an"}, "subject"),
        ({"subject": "an\n"}, "subject"),
        ({"subject": "a\x1fb"}, "subject"),
        ({"valid_from": "2022-10-31"}, "valid_from"),
        ({"valid_from": "2022-11-05", "valid_to": "2022-11-04"}, "valid_to"),
        ({"reason": " "}, "reason"),
        ({"assigned_by": "somebody"}, "assigned_by"),
        ({"id": str(uuid.UUID(int=7))}, "id"),
    ],
)
async def test_what_an_assignment_cannot_be(gate: Gate, changes: dict[str, Any], field: str) -> None:
    problem = await world.refused(await gate.post("admin", PATH, {**AN, **changes}), 422)
    assert [error["field"] for error in problem["errors"]] == [field]
    assert (await gate.get("admin", f"{PATH}?total=true")).json()["total"] == 0


async def test_a_sign_on_may_call_people_what_it_likes(gate: Gate) -> None:
    name = "PRIMARY/Nguyễn Văn An@tinh:1"
    row = await assigned(gate, subject=name)
    assert row["token_subject"] == f"keycloak:{name}"
    assert await roles_of(gate, name)


async def test_nobody_is_assigned_to_what_is_no_more_or_not_yet(gate: Gate) -> None:
    """Nor does a system write for it."""
    async with gate.database.transaction() as session:
        await db.execute(
            session,
            "WITH o AS (INSERT INTO organisations (id, slug, kind) VALUES (gen_random_uuid(), 'so-cu', 'x')"
            " RETURNING id) INSERT INTO organisation_versions (id, organisation_id, name, sort_key,"
            " valid_from, valid_to, source_id, certainty) SELECT gen_random_uuid(), o.id, 'Cũ', 'x',"
            " '2020-01-01', '2022-12-01', s.id, 'certain' FROM o, (SELECT id FROM sources LIMIT 1) s",
        )
    body = {**AN, "organisation": "so-cu"}
    problem = await world.refused(await gate.post("admin", PATH, {**body, "valid_from": "2022-12-01"}), 422)
    assert [error["field"] for error in problem["errors"]] == ["organisation"]
    await assigned(gate, organisation="so-cu", valid_from="2022-11-30", valid_to="2022-11-30")
    account = {"name": "LGSP", "organisation": "so-cu", "scopes": ["reports:write"]}
    assert (await gate.post("admin", "/v1/service-accounts", account)).status_code == 201
    gate.clock.instant += dt.timedelta(days=30)
    await world.refused(await gate.post("admin", "/v1/service-accounts", account), 422)


async def test_one_assignment_a_day(gate: Gate) -> None:
    row = await assigned(gate, valid_to="2022-11-30")
    problem = await world.refused(await gate.post("admin", PATH, {**AN, "valid_from": "2022-11-30"}), 409)
    assert row["id"] in problem["detail"]
    await assigned(gate, valid_from="2022-12-01")
    answers = await asyncio.gather(*(gate.post("admin", PATH, {**AN, "subject": "chi"}) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_an_end_is_at_once_or_after_an_earlier_day(gate: Gate) -> None:
    row = await assigned(gate, valid_to="2022-11-30")
    path = f"{PATH}/{row['id']}/end"
    for day in ("2022-10-31", "2022-12-01"):
        await world.refused(await gate.post("admin", path, {"reason": "x", "valid_to": day}), 422)
    await world.refused(await gate.post("admin", path, {"reason": "x"}, if_match='"9"'), 412)
    shorter = await gate.post("admin", path, {"reason": "Chuyển", "valid_to": "2022-11-15"})
    contract.check(shorter.json(), contract.schema_of("end_person"))
    assert (shorter.json()["valid_to"], shorter.headers["etag"]) == ("2022-11-15", '"2"')
    assert await roles_of(gate)
    ended = await gate.post("admin", path, {"reason": "Thôi việc"})
    assert (ended.json()["state"], ended.json()["ended"]["reason"]) == ("ended", "Thôi việc")
    assert not await roles_of(gate)
    await world.refused(await gate.post("admin", path, {"reason": "x"}), 409)
    assert await gate.revoked("subject") == ["keycloak:an"] * 3
    assert len(await gate.audited("person.end")) == 2
    await assigned(gate, roles=["reporter"])


async def test_nobody_changes_their_own_roles(gate: Gate) -> None:
    """Neither giving oneself more nor leaving; the subject of a token is issuer:subject."""
    row = await assigned(gate, roles=["admin"])
    other = await assigned(gate, subject="binh", roles=["admin"])
    token = gate.tokens.named("keycloak:an", "so-noi-vu", ["admin"])
    header = {"Authorization": f"Bearer {token}"}
    for body in ({**AN, "roles": ["admin", "approver"]}, {**AN, "valid_from": "2023-01-01"}):
        await world.refused(await gate.http.post(PATH, json=body, headers=header), 403)
    await world.refused(await gate.http.post(f"{PATH}/{row['id']}/end", json={"reason": "x"}, headers=header), 403)
    of_other = await gate.http.post(f"{PATH}/{other['id']}/end", json={"reason": "x"}, headers=header)
    assert of_other.status_code == 200


async def test_the_last_administrator_stays(gate: Gate) -> None:
    first = await assigned(gate, roles=["admin", "auditor"])
    await assigned(gate, subject="chi", roles=["admin"], valid_from="2022-11-02")
    path = f"{PATH}/{first['id']}/end"
    await world.refused(await gate.post("admin", path, {"reason": "x"}), 409)
    await world.refused(await gate.post("admin", path, {"reason": "x", "valid_to": "2022-11-20"}), 409)
    second = await assigned(gate, subject="binh", roles=["admin"])
    assert (await gate.post("admin", path, {"reason": "x"})).status_code == 200
    await world.refused(await gate.post("admin", f"{PATH}/{second['id']}/end", {"reason": "x"}), 409)


async def test_the_last_two_administrators_cannot_be_removed_at_once(gate: Gate) -> None:
    rows = [await assigned(gate, subject=name, roles=["admin"]) for name in ("an", "binh")]
    both = await asyncio.gather(*(gate.post("admin", f"{PATH}/{row['id']}/end", {"reason": "x"}) for row in rows))
    assert sorted(answer.status_code for answer in both) == [200, 409]


async def test_what_was_assigned_is_not_rewritten(gate: Gate) -> None:
    await assigned(gate, valid_to="2022-11-30")
    for change in ("roles = ARRAY['admin']", "last_on = last_on + 1", "ended_by = 'x'", "subject = 'b'"):
        with pytest.raises(Exception, match=r"only end|end_is_whole|one_assignment|out of range"):
            async with gate.database.transaction() as session:
                await db.execute(session, f"UPDATE role_assignments SET {change}")
    with pytest.raises(Exception, match="only end"):
        async with gate.database.transaction() as session:
            await db.execute(session, "DELETE FROM role_assignments")


@pytest.mark.parametrize("assignment", [str(uuid.UUID(int=7)), "abc"])
async def test_an_unknown_assignment(gate: Gate, assignment: str) -> None:
    status = 422 if assignment == "abc" else 404
    await world.refused(await gate.get("admin", f"{PATH}/{assignment}"), status)
    await world.refused(await gate.post("admin", f"{PATH}/{assignment}/end", {"reason": "x"}), status)


async def test_the_sign_on_must_be_one_that_assigns(
    configured: ServiceSettings, tokens: clients.Tokens, database: db.Database
) -> None:
    trusting = configured.model_copy(update={"trusted_issuers": Path("deploy/trusted-issuers.example.yaml")})
    async with clients.client(create_app, trusting) as http:
        for issuer in ("keycloak", "tinh"):  # mistyped; its own claims decide
            refused = await http.post(PATH, json={**AN, "issuer": issuer}, headers=tokens.header("admin"))
            assert (refused.status_code, refused.json()["code"]) == (422, "sign-on-does-not-assign")
            (error,) = refused.json()["errors"]
            assert (error["field"], error["detail"]) == ("issuer", "Phải là một trong: so-ban-nganh.")
        given = await http.post(PATH, json={**AN, "issuer": "so-ban-nganh"}, headers=tokens.header("admin"))
    assert given.status_code == 201
    assert len(await database.reader.rows("SELECT 1 FROM role_assignments")) == 1
