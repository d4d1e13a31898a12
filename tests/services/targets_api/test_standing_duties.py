"""Standing duties among what a document obliges to: to everybody, on any day, owed by who took the owner's place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shared.catalog import install, read, schema
from shared.kit import db
from tests import servers
from tests.services import world
from tests.services.targets_api.test_duties import PLAN, asked, rows

RESOLUTION = "nghi-quyet-48-nq-tu-2021"
OLD, NEW = "so-thong-tin-va-truyen-thong", "so-khoa-hoc-va-cong-nghe"
BEFORE, AFTER = "2025-02-28", "2025-03-01"


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """A database of its own for every test: these write."""
    return own_database_url


@pytest.fixture
async def on(database_url: str, server_urls: servers.Urls, tmp_path: Path) -> AsyncIterator[world.World]:
    """All four applications on 1 June 2022."""
    async with world.world(database_url, server_urls.redis, tmp_path) as made:
        yield made


async def duties(on: world.World, document: str = PLAN, role: str | None = None, **at: str) -> dict[str, Any]:
    """Those of a document by their codes, to a stranger."""
    return {row["code"]: row for row in (await asked(on, document, role, kind="duty", **at))["items"]}


def slugs(parties: list[dict[str, Any]]) -> list[str]:
    return [party["slug"] for party in parties]


def stated(owners: list[schema.Owner]) -> list[str]:
    return [owner.organisation or owner.group or "" for owner in owners]


@pytest.mark.parametrize("document", [PLAN, RESOLUTION])
async def test_every_duty_of_a_document_is_listed_to_everybody_as_it_is_worded(on: world.World, document: str) -> None:
    found = await duties(on, document)
    said = {row.code: row for row in read.catalog().standing_duties if row.source.document == document}
    assert list(found) == list(said), "in the order of the document"
    for code, row in said.items():
        shown = found[code]
        assert (shown["clause"], shown["quote"], shown["note"], shown["certainty"], shown["role"]) == (
            row.source.clause, row.source.quote, row.source.note, row.certainty, row.role,
        )  # fmt: skip
        assert (shown["name"], shown["status"], shown["counts"]) == (row.source.quote, "standing", None)
        assert (slugs(shown["owners"]), slugs(shown["partners"])) == (stated(row.owners), stated(row.partners))
        assert all(party["name"] and party["inherited_from"] is None for party in shown["owners"] + shown["partners"])
    whole = (await asked(on, document, as_of="2035-01-01", total="true"))["summary"]
    assert [row["count"] for row in whole if (row["kind"], row["status"]) == ("duty", "standing")] == [len(said)]
    assert await duties(on, document, "committee") == found
    [standing] = {row["status"] for row in (await asked(on, document, status="standing"))["items"]}
    assert standing == "standing"


async def test_nobody_owes_anything_before_the_document(on: world.World) -> None:
    assert not await duties(on, PLAN, as_of="2022-04-11")
    assert await duties(on, PLAN, as_of="2022-04-12")


async def test_an_heir_answers_for_who_ended_and_says_whose_place_it_took(on: world.World) -> None:
    before, after = await duties(on, as_of=BEFORE), await duties(on, as_of=AFTER)
    [named], [heir] = before["55.V.3.1"]["owners"], after["55.V.3.1"]["owners"]
    assert (named["slug"], named["inherited_from"]) == (OLD, None)
    assert (heir["slug"], heir["name"]) == (NEW, "Sở Khoa học và Công nghệ")
    change = heir["inherited_from"].pop("change")
    assert heir["inherited_from"] == {
        "slug": OLD, "effective_on": AFTER, "effective_precision": "month", "certainty": "certain",
    }  # fmt: skip
    seen = await on.send("GET", f"/v1/organisations/changes/{change}", None)
    assert seen.json()["effective_precision"] == "month"
    # With itself nobody works together: who owes it already is no partner of it.
    assert slugs(before["55.V.8.1"]["partners"]) == [OLD, "co-quan-don-vi-lien-quan"]
    assert slugs(after["55.V.8.1"]["owners"]) == [NEW]
    assert slugs(after["55.V.8.1"]["partners"]) == ["co-quan-don-vi-lien-quan"]
    assert (slugs(after["55.V.3.9"]["owners"]), after["55.V.3.9"]["partners"]) == ([NEW], [])


async def test_what_was_known_of_owners_and_of_duties_stays(on: world.World, database: db.Database) -> None:
    catalog = read.catalog()
    first, *others = catalog.standing_duties
    whole = await asked(on, PLAN, kind="duty", as_of=AFTER)
    known = whole["known_at"]
    async with database.transaction() as session:
        await db.execute(session, "UPDATE organisation_successions SET superseded_at = now()")
    assert slugs((await duties(on, as_of=AFTER))["55.V.3.1"]["owners"]) == [OLD]
    again = await asked(on, PLAN, kind="duty", as_of=AFTER, known_at=known)
    assert again == whole
    for stated_now, listed in ((others, False), (catalog.standing_duties, True)):
        async with database.transaction() as session:
            changed = catalog.model_copy(update={"standing_duties": stated_now})
            assert (await install.install(session, changed))["standing_duties"] > 0
        now = await asked(on, RESOLUTION, kind="duty")
        assert (first.code in {row["code"] for row in now["items"]}) is listed
        if not listed:
            closed = now
    assert first.code in await duties(on, RESOLUTION, known_at=known)
    assert await asked(on, RESOLUTION, kind="duty", known_at=closed["known_at"]) == closed
    assert rows(closed, "duty") == closed["items"]


async def test_a_corrected_owner_is_shown_and_the_one_before_is_known(on: world.World, database: db.Database) -> None:
    catalog = read.catalog()
    known = (await asked(on, RESOLUTION, kind="duty"))["known_at"]
    owner = [schema.Owner(organisation="van-phong-tinh-uy")]
    corrected = [
        row.model_copy(update={"owners": owner}) if row.code == "48.IV.2.1" else row for row in catalog.standing_duties
    ]
    async with database.transaction() as session:
        await install.install(session, catalog.model_copy(update={"standing_duties": corrected}))
    assert slugs((await duties(on, RESOLUTION))["48.IV.2.1"]["owners"]) == ["van-phong-tinh-uy"]
    then = await duties(on, RESOLUTION, known_at=known)
    assert slugs(then["48.IV.2.1"]["owners"]) == ["ban-tuyen-giao-tinh-uy"]
