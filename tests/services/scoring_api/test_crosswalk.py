"""The crosswalk over HTTP: between versions of one framework, and to one of which no document says anything."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from services.scoring_api.app import create_app
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from tests import clients, successor
from tests.services.gateway import contract
from tests.successor import Annex


@pytest.fixture
async def http(configured: ServiceSettings) -> AsyncIterator[httpx.AsyncClient]:
    """The scoring application, without a token."""
    async with clients.client(create_app, configured) as client:
        client.headers["Accept-Language"] = "en"
        yield client


async def _crosswalk(http: httpx.AsyncClient, before: str, after: str) -> Any:
    answer = await http.get("/v1/frameworks/crosswalk", params={"from": before, "to": after})
    assert answer.status_code == 200, answer.text
    contract.check(answer.json(), contract.schema_of("get_crosswalk"))
    return answer.json()


def _total(crosswalk: Any, relation: str) -> tuple[Any, ...]:
    (found,) = [row for row in crosswalk["totals"] if row["relation"] == relation]
    return tuple(found[side][name] for side in ("before", "after") for name in ("components", "points", "certainty"))


async def test_of_922_and_405_no_document_says_anything(http: httpx.AsyncClient) -> None:
    found = await _crosswalk(http, "dti-922", "dti-405")
    assert (found["from"]["components_listed"], found["to"]["components_listed"]) == (98, 0)
    assert (found["from"]["component_count"], found["to"]["component_count"]) == (98, 47)
    assert {line["relation"] for line in found["lines"]} == {"unknown"}
    assert _total(found, "unknown") == (98, 1000, "provisional", 0, 0, "certain")
    assert _total(found, "carried") == (0, 0, "certain", 0, 0, "certain")


async def test_versions_of_one_framework_are_compared_by_code_and_by_what_is_stated(
    http: httpx.AsyncClient, database: db.Database, clock: FakeClock
) -> None:
    await successor.published(
        database,
        clock,
        Annex(
            maxima={"1.17": "20", "1.16": "9", "2.12": "7"},
            renamed={"1.7": "1.17"},
            added={"1.16": 1, "2.12": 2},
            dropped=["2.1"],
            stated=[("1.7", "1.17"), ("1.6", "1.6"), ("1.6", "1.16")],
            rules={"1.8": {"kind": "yes_no"}},
        ),
    )
    found = await _crosswalk(http, "dti-922@1", "dti-922")
    assert (found["from"]["version"], found["to"]["version"], found["same_framework"]) == (1, 2, True)
    by_first = {(line["before"] or line["after"])[0]["code"]: line for line in found["lines"]}
    renamed = by_first["1.7"]
    assert (renamed["relation"], renamed["ground"], renamed["after"][0]["code"]) == ("carried", "stated", "1.17")
    assert (renamed["points_before"]["points"], renamed["points_after"]["points"]) == (10, 20)
    assert (renamed["points_before"]["certainty"], renamed["points_after"]["certainty"]) == ("provisional", "certain")
    assert len(renamed["sources"]) == 1
    assert by_first["1.8"]["rule_changed"] is True
    assert (by_first["1.9"]["relation"], by_first["1.9"]["ground"], by_first["1.9"]["rule_changed"]) == (
        "carried",
        "code",
        False,
    )
    assert (by_first["1.6"]["relation"], [one["code"] for one in by_first["1.6"]["after"]]) == (
        "split",
        ["1.6", "1.16"],
    )
    assert (by_first["2.1"]["relation"], by_first["2.12"]["relation"]) == ("lost", "new")
    assert _total(found, "new") == (0, 0, "certain", 1, 7, "certain")
    assert sum(row["before"]["components"] for row in found["totals"]) == 98
    assert sum(row["after"]["components"] for row in found["totals"]) == 99

    back = await _crosswalk(http, "dti-922", "dti-922@1")
    by_last = {line["after"][0]["code"]: line for line in back["lines"] if line["after"]}
    assert (by_last["1.7"]["relation"], by_last["1.7"]["before"][0]["code"]) == ("carried", "1.17")
    assert by_last["1.6"]["relation"] == "merged"
    assert by_last["2.1"]["relation"] == "new"


async def test_versions_with_another_between_them_are_compared_step_by_step(
    http: httpx.AsyncClient, database: db.Database, clock: FakeClock
) -> None:
    await successor.published(database, clock, Annex(renamed={"1.7": "1.17"}, stated=[("1.7", "1.17")]))
    await successor.published(database, clock, Annex(renamed={"1.17": "1.27"}, stated=[("1.17", "1.27")]), before=2)
    found = await _crosswalk(http, "dti-922@1", "dti-922@3")
    (line,) = [line for line in found["lines"] if line["before"][0]["code"] == "1.7"]
    assert (line["relation"], line["ground"], line["after"][0]["code"]) == ("carried", "stated", "1.27")
    assert len(line["sources"]) == 2
    back = await _crosswalk(http, "dti-922@3", "dti-922@1")
    (line,) = [line for line in back["lines"] if line["after"][0]["code"] == "1.7"]
    assert (line["ground"], line["before"][0]["code"], len(line["sources"])) == ("stated", "1.27", 2)
    assert all(not line["sources"] for line in found["lines"] if line["ground"] != "stated")


async def test_an_end_that_a_source_states_within_a_framework_cites_it(
    http: httpx.AsyncClient, database: db.Database, clock: FakeClock
) -> None:
    """1.7 is another component than what was 1.7, although the codes are equal."""
    await successor.published(database, clock, Annex(stated=[("1.7", None), (None, "1.7")]))
    for before, after in (("dti-922@1", "dti-922@2"), ("dti-922@2", "dti-922@1")):
        found = await _crosswalk(http, before, after)
        lines = [line for line in found["lines"] if (line["before"] or line["after"])[0]["code"] == "1.7"]
        told = [(line["relation"], line["ground"], len(line["sources"])) for line in lines]
        assert sorted(told) == [("lost", "stated", 1), ("new", "stated", 1)]
    await successor.published(database, clock, Annex(), before=2)
    through = await _crosswalk(http, "dti-922@1", "dti-922@3")
    lines = [line for line in through["lines"] if (line["before"] or line["after"])[0]["code"] == "1.7"]
    told = [(line["relation"], line["ground"], len(line["sources"])) for line in lines]
    assert sorted(told) == [("lost", "stated", 1), ("new", "stated", 1)]


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ("dti-922@2", "dti-405", "from"),
        ("dti-922", "dti-9", "to"),
        ("dti-922", "dti-922@1", "to"),
        ("dti-922@x", "dti-405", "from"),
        ("dti-922@99999999999", "dti-405", "from"),
    ],
)
async def test_what_is_no_published_version_is_named(
    http: httpx.AsyncClient, before: str, after: str, field: str
) -> None:
    answer = await http.get("/v1/frameworks/crosswalk", params={"from": before, "to": after})
    assert (answer.status_code, answer.json()["code"]) == (422, "no-such-version")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_a_draft_is_not_compared_in_public(http: httpx.AsyncClient, database: db.Database) -> None:
    async with database.transaction() as session:
        await successor.draft(session, Annex())
    answer = await http.get("/v1/frameworks/crosswalk", params={"from": "dti-922@1", "to": "dti-922@2"})
    assert answer.status_code == 422


SOURCE = {"document": "quyet-dinh-405-qd-bkhcn-2025", "clause": "toàn văn"}
STATED = "/v1/frameworks/dti-922/versions/2/correspondences?from=dti-922@1"


async def test_correspondences_are_stated_for_a_draft_and_stay_with_the_version(
    http: httpx.AsyncClient, database: db.Database, clock: FakeClock, tokens: clients.Tokens
) -> None:
    async with database.transaction() as session:
        version = await successor.draft(session, Annex(renamed={"1.7": "1.17"}))
    http.headers.update(tokens.header("coordinator"))
    empty = await http.get(STATED)
    assert empty.json()["items"] == []
    body = {"correspondences": [{"from": "1.7", "to": "1.17", "source": SOURCE}]}
    assert (await http.put(STATED, json=body)).status_code == 428
    stated = await http.put(STATED, json=body, headers={"If-Match": empty.headers["ETag"]})
    assert stated.status_code == 200, stated.text
    contract.check(stated.json(), contract.schema_of("state_correspondences"))
    assert (await http.put(STATED, json=body, headers={"If-Match": empty.headers["ETag"]})).status_code == 412
    again = await http.get(STATED)
    assert (again.json(), again.headers["ETag"]) == (stated.json(), stated.headers["ETag"])
    (said,) = again.json()["items"]
    assert (said["from"], said["to"], said["source"]["document"]) == ("1.7", "1.17", SOURCE["document"])
    known = {"If-Match": again.headers["ETag"]}
    for spoilt, field in (
        ({"from": "9.9", "to": "1.1"}, "correspondences.0.from"),
        ({"from": "1.1", "to": "1.7"}, "correspondences.0.to"),
        ({}, "correspondences.0"),
    ):
        wrong = {"correspondences": [{**spoilt, "source": SOURCE}]}
        refused = await http.put(STATED, json=wrong, headers=known)
        assert (refused.status_code, refused.json()["code"]) == (422, "correspondence-refused")
        assert [error["field"] for error in refused.json()["errors"]] == [field]
    groundless = {"correspondences": [{"from": "1.7", "to": "1.17", "source": {**SOURCE, "document": "khong-co"}}]}
    refused = await http.put(STATED, json=groundless, headers=known)
    assert (refused.status_code, refused.json()["code"]) == (422, "source-refused")
    async with database.transaction() as session:
        await successor.publish(session, clock, version)
    frozen = await http.put(STATED, json=body, headers=known)
    assert (frozen.status_code, frozen.json()["code"]) == (409, "published-version-is-immutable")
    assert (await http.put(STATED.replace("2/c", "9/c"), json=body, headers=known)).status_code == 404


async def test_between_frameworks_correspondences_may_still_be_learnt(
    http: httpx.AsyncClient, tokens: clients.Tokens
) -> None:
    http.headers.update(tokens.header("coordinator"))
    path = "/v1/frameworks/dti-405/versions/1/correspondences?from=dti-922@1"
    known = {"If-Match": (await http.get(path)).headers["ETag"]}
    body = {"correspondences": [{"from": "1.7", "source": SOURCE}]}
    assert (await http.put(path, json=body, headers=known)).status_code == 200
    found = await _crosswalk(http, "dti-922", "dti-405")
    (gone,) = [line for line in found["lines"] if line["relation"] == "lost"]
    assert (gone["before"][0]["code"], gone["ground"], gone["sources"][0]["document"]) == (
        "1.7",
        "stated",
        SOURCE["document"],
    )
    assert _total(found, "unknown")[0] == 97
    http.headers.update(tokens.header("reviewer"))
    assert (await http.put(path, json=body, headers=known)).status_code == 403
