"""Codes and places stated over HTTP: by administrators only, refused clearly, shown at once."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from services.targets_api import organisations_bodies as bodies
from shared.kit import db
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services import world
from tests.services.gateway import contract, test_answers

PATH = "/v1/organisations/{organisation}"
CODE, PLACE = bodies.IDENTIFIER_EXAMPLE, bodies.PLACEMENT_EXAMPLE


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """These tests write."""
    return own_database_url


class Desk:
    """One caller after another."""

    def __init__(self, http: httpx.AsyncClient, tokens: clients.Tokens) -> None:
        self._http, self._tokens = http, tokens

    async def step(self, operation: str, role: str, organisation: str = "so-noi-vu", **sent: Any) -> httpx.Response:
        """One request to the operation's documented address."""
        method, path = contract.address(operation)
        headers = self._tokens.header(role) if role else {}
        return await self._http.request(method, path.format(organisation=organisation), headers=headers, **sent)


@pytest.fixture
async def desk(api: httpx.AsyncClient, tokens: clients.Tokens) -> Desk:
    """Of the register."""
    return Desk(api, tokens)


async def step(operation: str, desk: Desk, **sent: Any) -> Any:
    """An administrator's request that is carried out; the answer is as documented."""
    answer = await desk.step(operation, "admin", **sent)
    assert answer.status_code == 201, answer.text
    contract.check(answer.json(), contract.schema_of(operation, 201))
    return answer.json()


async def test_the_examples_are_what_is_answered(desk: Desk) -> None:
    for operation, body in (("state_organisation_identifier", CODE), ("place_organisation", PLACE)):
        example = test_answers.EXAMPLES[operation]["answer"]
        assert {**example, "id": ""} == {**(await step(operation, desk, json=body)), "id": ""}


async def test_a_code_is_stated_and_shown(desk: Desk, api: httpx.AsyncClient) -> None:
    made = await step("state_organisation_identifier", desk, json=CODE)
    shown = (await api.get(PATH.format(organisation="so-noi-vu"))).json()
    assert (shown["national_code"], shown["national_code_status"]) == (CODE["code"], "unconfirmed")
    assert (made["source"]["clause"], made["stated_by"]) == ("V.6", "api")
    page = (await api.get("/v1/organisations", params={"q": "so noi vu"})).json()
    assert [item["national_code"] for item in page["items"]] == [CODE["code"]]
    before = (await api.get(PATH.format(organisation="so-noi-vu"), params={"as_of": "2022-04-11"})).json()
    assert (before["national_code"], before["national_code_status"]) == (None, "unknown")


async def test_a_place_is_stated_and_shown(desk: Desk, api: httpx.AsyncClient) -> None:
    made = await step("place_organisation", desk, json=PLACE)
    assert (made["hierarchy"], made["superior"]) == ("index_ownership", "so-thong-tin-va-truyen-thong")
    below = {"parent": "so-thong-tin-va-truyen-thong", "hierarchy": "index_ownership", "total": "true"}
    page = (await api.get("/v1/organisations", params=below)).json()
    assert "so-noi-vu" in [item["slug"] for item in page["items"]]
    assert (page["hierarchy"], page["total"]) == ("index_ownership", len(page["items"]))


@pytest.mark.parametrize("operation", ["state_organisation_identifier", "place_organisation"])
@pytest.mark.parametrize("role", ["reporter", "approver", "reviewer", "coordinator", "committee", "auditor", ""])
async def test_only_administrators_state(desk: Desk, operation: str, role: str) -> None:
    body = CODE if operation == "state_organisation_identifier" else PLACE
    await world.refused(await desk.step(operation, role, json=body), 403 if role else 401)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "h60"}, "code"),
        ({"code": "A" * 36}, "code"),
        ({"code": "H60."}, "code"),
        ({"code": ""}, "code"),
        ({"status": "unknown"}, "status"),
        ({"valid_to": "2022-04-12"}, "valid_to"),
        ({"valid_from": "hôm nay"}, "valid_from"),
        ({"source": {"document": "ke-hoach-55-kh-ubnd-2022"}}, "source.clause"),
        ({"source": {"document": "nothing", "clause": "I"}}, "source.document"),
        ({"source": {**CODE["source"], "quote": "không có câu này"}}, "source.quote"),
        ({"replaces": "x"}, "replaces"),
        ({"stated_by": "catalog"}, "stated_by"),
    ],
)
async def test_what_a_code_cannot_be(desk: Desk, changes: dict[str, Any], field: str) -> None:
    answer = await desk.step("state_organisation_identifier", "admin", json={**CODE, **changes})
    assert [error["field"] for error in (await world.refused(answer, 422))["errors"]] == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"hierarchy": "nowhere"}, "hierarchy"),
        ({"hierarchy": "administrative"}, "hierarchy"),
        ({"superior": "nobody"}, "superior"),
        ({"superior": "so-noi-vu"}, "superior"),
        ({"superior": None}, "superior"),
    ],
)
async def test_what_a_place_cannot_be(desk: Desk, changes: dict[str, Any], field: str) -> None:
    answer = await desk.step("place_organisation", "admin", json={**PLACE, **changes})
    assert [error["field"] for error in (await world.refused(answer, 422))["errors"]] == [field]


async def test_whose_the_code_is_already_is_said(desk: Desk) -> None:
    await step("state_organisation_identifier", desk, json=CODE)
    taken = await desk.step("state_organisation_identifier", "admin", "so-tai-chinh", json=CODE)
    problem = await world.refused(taken, 409)
    assert "so-noi-vu" in problem["detail"]
    assert "so-tai-chinh" in problem["detail"]
    second = await desk.step("state_organisation_identifier", "admin", json={**CODE, "code": "H60.4"})
    assert CODE["code"] in (await world.refused(second, 409))["detail"]


async def test_two_superiors_on_a_day_are_refused(desk: Desk) -> None:
    await step("place_organisation", desk, json=PLACE)
    again = await desk.step("place_organisation", "admin", json={**PLACE, "superior": "ubnd-tinh"})
    problem = await world.refused(again, 409)
    assert "so-thong-tin-va-truyen-thong" in problem["detail"]


async def test_what_was_replaced_is_replaced_once(desk: Desk) -> None:
    first = await step("state_organisation_identifier", desk, json=CODE)
    ended = {**CODE, "valid_to": "2022-06-01", "replaces": first["id"]}
    await step("state_organisation_identifier", desk, json=ended)
    await world.refused(await desk.step("state_organisation_identifier", "admin", json=ended), 409)


async def test_a_way_round_is_named(desk: Desk) -> None:
    await step("place_organisation", desk, json=PLACE)
    problem = await world.refused(
        await desk.step("place_organisation", "admin", "ubnd-tinh", json={**PLACE, "superior": "so-noi-vu"}), 422
    )
    assert "ubnd-tinh → so-noi-vu → so-thong-tin-va-truyen-thong → ubnd-tinh" in problem["detail"]


async def test_a_request_sent_again_states_once(
    desk: Desk, api: httpx.AsyncClient, tokens: clients.Tokens, configured: ServiceSettings
) -> None:
    headers = {**tokens.header("admin"), "Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}
    address = f"{PATH.format(organisation='so-noi-vu')}/identifiers"
    first, again = [await api.post(address, json=CODE, headers=headers) for _ in range(2)]
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert len((await api.get(address)).json()["items"]) == 1


@pytest.mark.parametrize("hierarchy", ["nowhere", "%00", "x" * 41])
async def test_no_such_tree(api: httpx.AsyncClient, hierarchy: str) -> None:
    for address in (f"/v1/organisations/tree?hierarchy={hierarchy}", f"/v1/organisations?hierarchy={hierarchy}"):
        assert (await api.get(address)).status_code == 422


async def test_the_list_of_a_hierarchy_is_those_placed_in_it(api: httpx.AsyncClient) -> None:
    listed = (await api.get("/v1/organisations", params={"hierarchy": "sectoral", "limit": 200})).json()
    every = (await api.get("/v1/organisations/hierarchies")).json()["items"]
    assert len(listed["items"]) == next(row["placed"] for row in every if row["code"] == "sectoral")


async def test_both_times_together_never_change_the_answers(desk: Desk, api: httpx.AsyncClient) -> None:
    """What is stated later changes none of them."""
    addresses = [
        "/v1/organisations/tree?hierarchy=index_ownership",
        "/v1/organisations?hierarchy=index_ownership&q=so",
        "/v1/organisations/hierarchies?",
        "/v1/organisations/so-noi-vu/identifiers?",
        "/v1/organisations/so-noi-vu/placements?",
        "/v1/organisations/so-noi-vu?",
    ]
    first = {}
    for address in addresses:
        now = (await api.get(f"{address}&as_of=2022-11-01")).json()
        at = f"{address}&as_of=2022-11-01&known_at={now['known_at']}"
        first[at] = (await api.get(at)).content
    await step("state_organisation_identifier", desk, json=CODE)
    await step("place_organisation", desk, json=PLACE)
    for at, then in first.items():
        assert (await api.get(at)).content == then, at
        assert (await api.get(at.partition("&as_of")[0])).content != then


async def test_the_feed_tells_codes_and_places(desk: Desk, database: db.Database) -> None:
    heads = "SELECT version FROM change_heads WHERE entity = 'organisation' AND id = (SELECT id FROM organisations"
    seen = []
    for operation, body in (("state_organisation_identifier", CODE), ("place_organisation", PLACE)):
        seen.append((await database.reader.rows(f"{heads} WHERE slug = 'so-noi-vu')"))[0]["version"])
        await step(operation, desk, json=body)
    seen.append((await database.reader.rows(f"{heads} WHERE slug = 'so-noi-vu')"))[0]["version"])
    assert seen == sorted(set(seen))
