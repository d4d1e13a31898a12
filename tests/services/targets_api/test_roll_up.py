"""The province's figure from its parts, and what contradicts them, found in the transaction that writes it."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from services.targets_api import progress_answers
from services.targets_api.app import create_app
from shared.kit import db
from shared.kit.settings import ServiceSettings
from shared.organisations import values as organisations
from shared.targets import contradictions
from tests import clients, locks
from tests.services.targets_api.measured import DISTRICTS, PROVINCE, record

DAY, LATER = "2022-05-31", "2022-10-31"
PROGRESS = "/v1/targets/XHS.11/progress"
FINDINGS = "/v1/measurements/findings"


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """A database of this test's own: it measures."""
    return own_database_url


@pytest.fixture
async def reader(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who reads the province's figures."""
    async with clients.client(create_app, configured) as caller:
        caller.headers.update(tokens.header("committee"))
        yield caller


async def _parts(database: db.Database, *, on: str = DAY, without: int = 0) -> list[uuid.UUID]:
    """Every district but the last `without`: 10 of 100, 20 of 200 and so on, and the city 90 of 300."""
    found = []
    for number, slug in enumerate(DISTRICTS[: len(DISTRICTS) - without], start=1):
        figure = (90, 300) if number == 1 else (number * 10, number * 100)
        found.append(await record(database, slug, on, figure))
    return found


async def _progress(reader: httpx.AsyncClient, **params: str) -> dict[str, Any]:
    answer = await reader.get(PROGRESS, params=params)
    assert answer.status_code == 200, answer.text
    progress_answers.Progress.model_validate_json(answer.content)
    shown: dict[str, Any] = answer.json()
    return shown


async def _findings(reader: httpx.AsyncClient, **params: str) -> list[dict[str, Any]]:
    answer = await reader.get(FINDINGS, params=params)
    assert answer.status_code == 200, answer.text
    progress_answers.MeasurementFindings.model_validate_json(answer.content)
    shown: list[dict[str, Any]] = answer.json()["items"]
    return shown


async def test_the_parts_stand_in_for_a_province_without_a_figure(
    reader: httpx.AsyncClient, database: db.Database
) -> None:
    parts = await _parts(database)
    shown = await _progress(reader)
    rolled = shown["roll_up"]
    assert (rolled["numerator"], rolled["denominator"], rolled["on"]) == (360, 3000, DAY)
    assert (shown["basis"], rolled["value"], rolled["complete"], rolled["certainty"]) == (
        "roll_up",
        12,
        True,
        "derived",
    )
    assert {standing["observed"] for standing in shown["milestones"]} == {12}
    assert set(shown["milestones"][0]["inputs"]) == {str(part) for part in parts}
    assert {part["organisation"]["slug"] for part in rolled["parts"]} == set(DISTRICTS)
    assert rolled["missing"] == rolled["bare"] == []


async def test_what_is_missing_is_named_and_the_figure_provisional(
    reader: httpx.AsyncClient, database: db.Database
) -> None:
    await _parts(database, without=2)
    await record(database, DISTRICTS[5], DAY, "50")
    shown = await _progress(reader)
    rolled = shown["roll_up"]
    assert [one["slug"] for one in rolled["missing"]] == [DISTRICTS[6]]
    assert [one["organisation"]["slug"] for one in rolled["bare"]] == [DISTRICTS[5]]
    assert (rolled["complete"], rolled["certainty"]) == (False, "provisional")
    assert {row["certainty"] for row in shown["milestones"]} == {"provisional"}


async def test_nothing_measured_shows_everything_missing(reader: httpx.AsyncClient) -> None:
    shown = await _progress(reader)
    assert (shown["basis"], shown["status"], shown["roll_up"]["value"]) == (None, "not_measured", None)
    assert {one["slug"] for one in shown["roll_up"]["missing"]} == set(DISTRICTS)


async def test_the_provinces_own_figure_comes_first(reader: httpx.AsyncClient, database: db.Database) -> None:
    await _parts(database)
    await record(database, PROVINCE, LATER, (20, 100))
    shown = await _progress(reader)
    assert (shown["basis"], shown["milestones"][0]["observed"]) == ("own", 20)
    assert (shown["roll_up"]["value"], shown["roll_up"]["difference"]) == (12, 8)
    # Of another day: it may have grown since.
    assert shown["findings"] == []


async def test_a_province_that_contradicts_its_parts_is_found_with_the_rows(
    reader: httpx.AsyncClient, database: db.Database
) -> None:
    parts = await _parts(database)
    own = await record(database, PROVINCE, DAY, "12.4")
    (found,) = await _findings(reader)
    assert (found["state"], found["target"], found["organisation"]) == ("open", "XHS.11", PROVINCE)
    assert (found["value"], found["parts_value"], found["difference"]) == (12.4, 12, 0.4)
    assert (found["numerator"], found["denominator"], found["tolerance"]) == (360, 3000, 0.05)
    assert (found["own"]["measurement"], found["opened_by"]) == (str(own), [str(own)])
    assert {part["measurement"] for part in found["parts"]} == {str(part) for part in parts}
    assert (await _progress(reader))["findings"] == [found]
    assert await _findings(reader, target="XHS.01") == []


async def test_the_last_part_finds_it_as_well(reader: httpx.AsyncClient, database: db.Database) -> None:
    await record(database, PROVINCE, DAY, (124, 1000))
    await _parts(database, without=1)
    assert await _findings(reader) == []
    last = await record(database, DISTRICTS[6], DAY, (70, 700))
    (found,) = await _findings(reader)
    assert (found["opened_by"], found["value"]) == ([str(last)], 12.4)


async def test_within_the_rounding_of_its_places_nothing_is_found(
    reader: httpx.AsyncClient, database: db.Database
) -> None:
    await _parts(database)
    for figure in ("12", "12.0", "12.00"):
        await record(database, PROVINCE, DAY, figure)
    await record(database, PROVINCE, DAY, "12.5")
    assert [one["value"] for one in await _findings(reader)] == [12.5]


@pytest.mark.parametrize("side", [PROVINCE, DISTRICTS[6]])
async def test_a_later_figure_of_either_side_resolves_it(
    reader: httpx.AsyncClient, database: db.Database, side: str
) -> None:
    await _parts(database)
    await record(database, PROVINCE, DAY, "14")
    (before,) = await _findings(reader)
    asked = (await reader.get(FINDINGS)).json()
    mended = await record(database, side, DAY, "12" if side == PROVINCE else (130, 700))
    (closed,) = await _findings(reader, state="closed")
    assert await _findings(reader, state="open") == []
    assert (closed["id"], closed["closed_by"]) == (before["id"], [str(mended)])
    assert (await _progress(reader))["findings"] == []
    # What was known before stays as it was.
    both = {"as_of": asked["as_of"], "known_at": asked["known_at"]}
    assert await _findings(reader, **both) == [before]
    assert (await _progress(reader, **both))["findings"] == [before]


async def test_a_figure_that_contradicts_otherwise_closes_one_finding_and_opens_another(
    reader: httpx.AsyncClient, database: db.Database
) -> None:
    await _parts(database)
    for figure in ("14", "15"):
        await record(database, PROVINCE, DAY, figure)
    assert [(one["value"], one["state"]) for one in await _findings(reader)] == [(14, "closed"), (15, "open")]


async def test_incomplete_parts_contradict_nobody(reader: httpx.AsyncClient, database: db.Database) -> None:
    await _parts(database, without=1)
    await record(database, PROVINCE, DAY, "99")
    assert await _findings(reader) == []


async def test_nobody_else_than_those_who_read_figures_sees_findings(
    configured: ServiceSettings, tokens: clients.Tokens
) -> None:
    async with clients.client(create_app, configured) as caller:
        assert (await caller.get(FINDINGS)).status_code == 401
        foreign = {"Authorization": f"Bearer {tokens.of('system', scopes=('reports:read',))}"}
        assert (await caller.get(FINDINGS, headers=foreign)).status_code == 403


async def _write(session: db.Session, slug: str, figure: str) -> uuid.UUID:
    key = uuid.uuid4()
    await db.execute(
        session,
        "INSERT INTO measurements (id, target_id, organisation_id, measured_on, value, numerator, denominator, kind,"
        " origin, recorded_by) SELECT CAST(:id AS uuid), t.id, CAST(:organisation AS uuid), :day,"
        f" {figure}, 'final', 'organisation', 'x' FROM targets t WHERE t.code = 'XHS.11'",
        id=key,
        organisation=organisations.organisation_id(slug),
        day=dt.date.fromisoformat(DAY),
    )
    return key


async def test_two_who_write_at_once_do_not_miss_each_other(reader: httpx.AsyncClient, database: db.Database) -> None:
    """Neither sees the other's row while both are open: the second waits for the first to commit, and then looks."""
    await _parts(database, without=1)

    async def second() -> list[uuid.UUID]:
        async with database.transaction() as session:
            return await contradictions.check(session, [await _write(session, DISTRICTS[6], "10, 70, 700")])

    async with database.transaction() as session:
        assert await contradictions.check(session, [await _write(session, PROVINCE, "50, NULL, NULL")]) == []
        waiting = asyncio.create_task(second())
        await locks.until_waiting(database, waiting)  # or it looked before the first had committed
    assert len(await waiting) == 1
    assert len(await _findings(reader)) == 1


async def test_findings_come_in_pages(reader: httpx.AsyncClient, database: db.Database) -> None:
    for day in ("2022-03-31", "2022-04-30", DAY):
        await _parts(database, on=day)
        await record(database, PROVINCE, day, "99")
    first = (await reader.get(FINDINGS, params={"limit": "2", "total": "true"})).json()
    rest = (await reader.get(FINDINGS, params={"cursor": first["next"], "limit": "2"})).json()
    assert first["total"] == 3
    assert [one["measured_on"] for one in (*first["items"], *rest["items"])] == ["2022-03-31", "2022-04-30", DAY]
    assert rest["next"] is None


# On the first of July 2025 the districts end and communes stand directly below the province.
MERGED = """
UPDATE organisation_versions v SET superseded_at = now() FROM organisations o
WHERE o.id = v.organisation_id AND o.level = 'district' AND v.superseded_at = 'infinity'
    AND v.hierarchy = 'administrative';
INSERT INTO organisation_versions (id, organisation_id, name, sort_key, parent_id, valid_to, source_id, certainty)
SELECT gen_random_uuid(), v.organisation_id, v.name, v.sort_key, v.parent_id, '2025-07-01', v.source_id, v.certainty
FROM organisation_versions v JOIN organisations o ON o.id = v.organisation_id
WHERE o.level = 'district' AND v.superseded_at = now() AND v.hierarchy = 'administrative'"""


async def test_after_a_merger_the_parts_are_those_of_the_figures_day(
    reader: httpx.AsyncClient, database: db.Database
) -> None:
    day = "2025-05-31"
    await _parts(database, on=day)
    before = await _progress(reader, as_of="2025-08-01")
    async with database.transaction() as session:
        for statement in MERGED.split(";"):
            await db.execute(session, statement)
    # The districts' last figures still make up the province, on their day.
    shown = await _progress(reader, as_of="2025-08-01")
    assert (shown["roll_up"]["on"], shown["roll_up"]["value"], len(shown["roll_up"]["parts"])) == (day, 12, 7)
    assert shown["roll_up"]["certainty"] == "provisional", "the register is not known to be complete that long"
    # From the communes' first figure on, they are the parts: those that the register names.
    await record(database, "xa-trang-da", "2025-07-31", (1, 4))
    shown = await _progress(reader, as_of="2025-08-01")
    rolled = shown["roll_up"]
    assert (rolled["on"], [part["organisation"]["slug"] for part in rolled["parts"]]) == ("2025-07-31", ["xa-trang-da"])
    assert {one["slug"] for one in rolled["missing"]} == {"phuong-hung-thanh", "xa-binh-an", "xa-thuong-giap"}
    both = {"as_of": before["as_of"], "known_at": before["known_at"]}
    assert await _progress(reader, **both) == before
