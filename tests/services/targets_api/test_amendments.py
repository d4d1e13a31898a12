"""A target by API, its amendments, and what is read of it as of a day and as known at an instant."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from services.targets_api import answers, targets_answers, targets_bodies
from services.targets_api.app import create_app
from shared.audit.acting import Acting
from shared.audit.service import Actor
from shared.catalog import install, read
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from shared.targets import amendments
from tests import clients

TARGET: dict[str, Any] = targets_bodies.TARGET
AMENDMENT: dict[str, Any] = targets_bodies.AMENDMENT
CODE = "CQS.03"
CHAIN = f"/v1/targets/{CODE}/amendments"
BEFORE, AFTER = "2022-12-31", "2023-01-01"


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """A database of this test's own: it writes."""
    return own_database_url


@pytest.fixture
async def coordinator(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[httpx.AsyncClient]:
    """A coordinator of the department that holds the duty."""
    async with clients.client(create_app, configured) as caller:
        caller.headers.update(tokens.header("coordinator"))
        yield caller


def target(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(TARGET), **changes}


def amendment(*milestones: dict[str, Any], on: str = AFTER, **changes: Any) -> dict[str, Any]:
    lines = list(milestones) or [{"year": 2025, "operator": "gte", "value": 90}]
    return {**copy.deepcopy(AMENDMENT), "effective_on": on, "milestones": lines, **changes}


async def milestones(api: httpx.AsyncClient, code: str = CODE, **params: str) -> dict[int, Any]:
    shown = (await api.get(f"/v1/targets/{code}", params=params)).json()
    answers.TargetOfDay.model_validate(shown)
    return {row["year"]: row["value"] for row in shown["milestones"]}


async def test_a_target_is_stated_on_its_clause(coordinator: httpx.AsyncClient, api: httpx.AsyncClient) -> None:
    answer = await coordinator.post("/v1/targets", json=target())
    assert answer.status_code == 201, answer.text
    shown = (await api.get(answer.headers["Location"])).json()
    assert {**shown, "known_at": ""} == {**answer.json(), "known_at": ""}
    assert (shown["stated_by"], shown["natural_limit"], shown["aggregation"]) == ("api", 100, "last")
    assert shown["source"]["clause"] == TARGET["source"]["clause"]
    assert shown["milestones"][0]["source"] == shown["source"]
    assert shown["id"] in {row["id"] for row in (await api.get("/v1/targets?q=CQS.187.01")).json()["items"]}
    # Its document is of 3 October 2022: before that day there is no such target.
    assert (await api.get("/v1/targets/CQS.187.01?as_of=2022-10-02")).status_code == 404
    again = await coordinator.post("/v1/targets", json=target())
    assert (again.status_code, again.json()["code"]) == (409, "target-exists")


async def test_the_catalog_installed_again_leaves_what_the_api_stated(
    coordinator: httpx.AsyncClient, api: httpx.AsyncClient, database: db.Database
) -> None:
    assert (await coordinator.post("/v1/targets", json=target())).status_code == 201
    assert (await coordinator.post(CHAIN, json=amendment())).status_code == 201
    before = [(await api.get(f"/v1/targets/{code}?as_of={AFTER}")).json() for code in ("CQS.187.01", CODE)]
    catalog = read.catalog()
    async with database.transaction() as session:
        changed = await install.install(session, catalog)
    assert set(changed.values()) == {0}, changed
    after = [(await api.get(f"/v1/targets/{code}?as_of={AFTER}")).json() for code in ("CQS.187.01", CODE)]
    assert [{**one, "known_at": ""} for one in after] == [{**one, "known_at": ""} for one in before]


async def test_a_corrected_catalog_row_is_folded_under_the_amendments_since(
    coordinator: httpx.AsyncClient, api: httpx.AsyncClient, database: db.Database
) -> None:
    assert (await coordinator.post(CHAIN, json=amendment())).status_code == 201
    catalog = read.catalog()
    (given,) = [one for one in catalog.targets if one.code == CODE]
    years = [
        one.model_copy(update={"statements": [row.model_copy(update={"value": 82}) for row in one.statements]})
        if one.year == 2025
        else one
        for one in given.milestones
    ]
    mended = given.model_copy(update={"milestones": years})
    corrected = catalog.model_copy(update={"targets": [mended if one is given else one for one in catalog.targets]})
    async with database.transaction() as session:
        await install.install(session, corrected)
    assert (await milestones(api, as_of=BEFORE))[2025] == 82
    assert (await milestones(api, as_of=AFTER))[2025] == 90


async def test_a_corrected_target_keeps_its_past(api: httpx.AsyncClient, database: db.Database) -> None:
    path = f"/v1/targets/{CODE}"
    before = (await api.get(path)).json()
    catalog = read.catalog()
    targets = [one.model_copy(update={"name": "Tên khác"}) if one.code == CODE else one for one in catalog.targets]
    async with database.transaction() as session:
        await install.install(session, catalog.model_copy(update={"targets": targets}))
    assert (await api.get(path)).json()["name"] == "Tên khác"
    both = {"as_of": before["as_of"], "known_at": before["known_at"]}
    assert (await api.get(path, params=both)).json() == before
    listed = (await api.get("/v1/targets", params={**both, "q": CODE})).json()["items"]
    assert [row["name"] for row in listed] == [before["name"]]
    progress = (await api.get(f"{path}/progress", params=both)).json()
    assert progress["target"] == before


async def test_an_amendment_holds_from_its_day_and_is_known_from_its_hour(
    coordinator: httpx.AsyncClient, api: httpx.AsyncClient
) -> None:
    unamended = (await api.get(f"/v1/targets/{CODE}", params={"as_of": AFTER})).json()
    answer = await coordinator.post(CHAIN, json=amendment())
    assert answer.status_code == 201, answer.text
    assert [row["value"] for row in answer.json()["milestones"] if row["year"] == 2025] == [90]
    assert await milestones(api, as_of=BEFORE) == {2022: 50, 2025: 80, 2030: 100}
    assert await milestones(api, as_of=AFTER) == {2022: 50, 2025: 90, 2030: 100}
    assert await milestones(api, as_of=AFTER, known_at=unamended["known_at"]) == {2022: 50, 2025: 80, 2030: 100}
    again = await api.get(f"/v1/targets/{CODE}", params={"as_of": AFTER, "known_at": unamended["known_at"]})
    assert again.json() == unamended
    empty = (await api.get(CHAIN, params={"known_at": unamended["known_at"]})).json()
    assert empty["items"] == []


async def test_the_chain_says_what_each_amendment_replaced(
    coordinator: httpx.AsyncClient, api: httpx.AsyncClient
) -> None:
    late = amendment({"year": 2025, "withdrawn": True}, {"year": 2027, "operator": "gte", "value": 92}, on="2024-01-01")
    for body in (late, amendment()):
        assert (await coordinator.post(CHAIN, json=body)).status_code == 201
    shown = (await api.get(CHAIN, params={"as_of": AFTER})).json()
    targets_answers.Amendments.model_validate(shown)
    first, second = shown["items"]
    assert [(one["effective_on"], one["in_force"]) for one in shown["items"]] == [(AFTER, True), ("2024-01-01", False)]
    assert [(row["year"], row["value"], row["replaced"]["value"]) for row in first["milestones"]] == [(2025, 90, 80)]
    assert first["milestones"][0]["replaced"]["source"]["document"] == "nghi-quyet-48-nq-tu-2021"
    assert [(row["year"], row["withdrawn"]) for row in second["milestones"]] == [(2025, True), (2027, False)]
    assert second["milestones"][0]["replaced"]["amendment"] == first["id"]
    assert second["milestones"][1]["replaced"] is None
    assert await milestones(api, as_of="2024-01-01") == {2022: 50, 2027: 92, 2030: 100}
    in_force = (await api.get(f"/v1/targets/{CODE}", params={"as_of": AFTER})).json()["amendments"]
    assert [row["id"] for row in in_force] == [first["id"]]
    both = {"as_of": shown["as_of"], "known_at": shown["known_at"]}
    assert (await coordinator.post(CHAIN, json=amendment(on="2023-06-01"))).status_code == 201
    assert (await api.get(CHAIN, params=both)).json() == shown


LOWER = {"year": 2030, "operator": "stated", "value": 70}
REFUSED: list[tuple[str, str, dict[str, Any]]] = [
    ("milestones.0.value", "beyond_natural_limit", amendment({"year": 2025, "operator": "gte", "value": 100.5})),
    ("milestones.0.value", "wrong_direction", amendment(LOWER)),
    ("reason", "missing", amendment(LOWER, lowers=True)),
    ("effective_on", "before_target", amendment(on="2021-01-01")),
    ("milestones.0.year", "year_outside", amendment({"year": 2022, "operator": "gt", "value": 50})),
    ("milestones.0.year", "year_outside", amendment({"year": 2101, "operator": "gt", "value": 50})),
    ("milestones.0.year", "no_milestone", amendment({"year": 2028, "withdrawn": True})),
    ("milestones.0.value", "not_numeric", amendment({"year": 2025, "withdrawn": True, "value": 5})),
    ("milestones.0.operator", "missing", amendment({"year": 2025, "value": 90})),
    ("milestones.1.year", "twice", amendment(LOWER | {"value": 100}, LOWER | {"value": 100})),
    ("source.document", "unknown_document", amendment(source={"document": "nghi-quyet-0", "clause": "I"})),
    ("source.quote", "quote_not_found", amendment(source={**AMENDMENT["source"], "quote": "không có câu này"})),
    ("source.clause", "string_too_short", amendment(source={**AMENDMENT["source"], "clause": " "})),
    (
        "effective_on",
        "missing",
        amendment(source={"document": "ke-hoach-phong-trao-thi-dua-2022", "clause": "II"}, effective_on=None),
    ),
]


@pytest.mark.parametrize(("field", "code", "body"), REFUSED, ids=lambda given: given if isinstance(given, str) else "")
async def test_an_amendment_that_cannot_be_is_refused_by_its_field(
    coordinator: httpx.AsyncClient, database: db.Database, field: str, code: str, body: dict[str, Any]
) -> None:
    answer = await coordinator.post(CHAIN, json=body)
    assert answer.status_code == 422, answer.text
    assert (field, code) in [(row["field"], row["code"]) for row in answer.json()["errors"]], answer.text
    assert await database.reader.rows("SELECT FROM target_amendments") == []


async def test_of_an_unknown_document_nothing_else_is_said(coordinator: httpx.AsyncClient) -> None:
    body = amendment(source={"document": "nghi-quyet-0", "clause": "I"}, effective_on=None)
    said = (await coordinator.post(CHAIN, json=body)).json()["errors"]
    assert [(one["field"], one["code"]) for one in said] == [("source.document", "unknown_document")]


async def test_what_lowers_says_so_and_is_taken(coordinator: httpx.AsyncClient, api: httpx.AsyncClient) -> None:
    answer = await coordinator.post(CHAIN, json=amendment(LOWER, lowers=True, reason="Điều chỉnh theo nguồn lực."))
    assert answer.status_code == 201, answer.text
    assert (await milestones(api, as_of=AFTER))[2030] == 70
    (shown,) = (await api.get(CHAIN)).json()["items"]
    assert (shown["lowers"], shown["reason"]) == (True, "Điều chỉnh theo nguồn lực.")


async def test_what_is_recorded_late_may_not_set_later_steps_wrong(coordinator: httpx.AsyncClient) -> None:
    lowered = amendment(LOWER, on="2024-01-01", lowers=True, reason="Điều chỉnh.")
    assert (await coordinator.post(CHAIN, json=amendment({"year": 2025, "operator": "gte", "value": 60}))).is_success
    assert (await coordinator.post(CHAIN, json=lowered)).is_success
    answer = await coordinator.post(
        CHAIN, json=amendment({"year": 2025, "operator": "gte", "value": 75}, on="2023-06-01")
    )
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "wrong_direction"), answer.text


BAD_TARGETS: list[tuple[str, str, dict[str, Any]]] = [
    ("milestones.0.value", "beyond_natural_limit", target(milestones=[{"year": 2025, "operator": "gt", "value": 101}])),
    (
        "milestones.1.value",
        "wrong_direction",
        target(milestones=[LOWER | {"year": 2025, "value": 80}, LOWER]),
    ),
    (
        "milestones.0.value",
        "wrong_direction",
        target(baseline={"value": 60, "source": TARGET["source"]}),
    ),
    ("baseline.value", "beyond_natural_limit", target(baseline={"value": 101, "source": TARGET["source"]})),
    (
        "milestones.0.operator",
        "against_direction",
        target(direction="decrease"),
    ),
    ("milestones.0.year", "year_outside", target(milestones=[LOWER | {"year": 2021}])),
    ("unit", "missing", target(unit=None)),
    ("unit", "not_numeric", target(measure="qualitative")),
    ("reference", "missing", target(measure="by_reference")),
    ("reference", "not_by_reference", target(reference="nghi-quyet-48-nq-tu-2021")),
    ("owner", "invalid", target(owner="so-khong-co")),
    ("source", "missing", {name: value for name, value in target().items() if name != "source"}),
    ("source.clause", "missing", target(source={"document": "nghi-quyet-48-nq-tu-2021"})),
    ("baseline.source", "missing", target(baseline={"value": 6})),
]


@pytest.mark.parametrize(
    ("field", "code", "body"), BAD_TARGETS, ids=lambda given: given if isinstance(given, str) else ""
)
async def test_a_target_that_cannot_be_is_refused_by_its_field(
    coordinator: httpx.AsyncClient, database: db.Database, field: str, code: str, body: dict[str, Any]
) -> None:
    answer = await coordinator.post("/v1/targets", json=body)
    assert answer.status_code == 422, answer.text
    assert (field, code) in [(row["field"], row["code"]) for row in answer.json()["errors"]], answer.text
    assert await database.reader.rows("SELECT FROM targets WHERE stated_by = 'api'") == []


@pytest.mark.parametrize("path", ["/v1/targets", CHAIN])
async def test_only_the_coordinating_department_states_law(
    coordinator: httpx.AsyncClient, tokens: clients.Tokens, path: str
) -> None:
    body = target() if path == "/v1/targets" else amendment()
    for role, organisation, code in (
        ("reporter", clients.DEPARTMENT, "role-missing"),
        ("reviewer", clients.DEPARTMENT, "role-missing"),
        ("coordinator", "so-noi-vu", "duty-missing"),
    ):
        answer = await coordinator.post(path, json=body, headers=tokens.header(role, organisation))
        assert (answer.status_code, answer.json()["code"]) == (403, code), answer.text


async def test_neither_an_amendment_nor_the_past_is_ever_changed(
    coordinator: httpx.AsyncClient, database: db.Database
) -> None:
    assert (await coordinator.post(CHAIN, json=amendment())).is_success
    for change in (
        "UPDATE target_amendments SET lowers = true",
        "DELETE FROM amended_milestones",
        "TRUNCATE amended_milestones",
    ):
        with pytest.raises(Exception, match="append-only"):
            async with database.transaction() as session:
                await db.execute(session, change)


async def test_two_amendments_at_once_stand_one_after_the_other(
    coordinator: httpx.AsyncClient, api: httpx.AsyncClient, database: db.Database
) -> None:
    """Whoever begins first and comes second records after the other, although their transaction is older."""
    actor = Actor("first", "tests", clients.DEPARTMENT, "request")
    body = targets_bodies.NewAmendment.model_validate(
        amendment({"year": 2025, "operator": "gte", "value": 95}), strict=False
    )
    async with database.transaction() as older:
        await db.fetch(older, "SELECT now()")
        assert (await coordinator.post(CHAIN, json=amendment())).is_success
        await amendments.amend(older, Acting(actor, FakeClock()), CODE, body.given())
    assert (await milestones(api, as_of=AFTER))[2025] == 95
    shown = (await api.get(CHAIN)).json()["items"]
    assert [one["milestones"][0]["value"] for one in shown] == [90, 95]
    assert shown[0]["recorded_at"] <= shown[1]["recorded_at"]
