"""Results of a year stand under one version of the framework: the one that the year stands under, or the one named."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from decimal import Decimal

import httpx
import pytest

from services.scoring_api.app import create_app
from shared.frameworks.service import version_id
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from tests import clients, successor
from tests.services.scoring_api.test_results import Desk, table

# Ten points go from one main index to another: the same values make another total.
_WEIGHED = (
    "UPDATE main_indices SET weight = weight + CASE number WHEN 1 THEN -10 ELSE 10 END"
    " WHERE framework_version_id = CAST(:version AS uuid) AND number IN (1, 2)"
)


@pytest.fixture
async def desk(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[Desk]:
    """The coordinating department's."""
    async with clients.client(create_app, configured) as http:
        yield Desk(http, tokens)


async def _next_version(database: db.Database, clock: FakeClock, *, weighed: bool) -> None:
    async with database.transaction() as session:
        version = await successor.draft(session, successor.Annex(maxima={"1.1": "1"}))
        if weighed:
            assert await db.execute(session, _WEIGHED, version=version) == 2
        await successor.publish(session, clock, version)


async def _under(database: db.Database, year: int) -> dict[int, int]:
    """How many assessments of a year stand under which version."""
    rows = await database.reader.rows(
        "SELECT v.version, count(*) AS n FROM assessments a JOIN framework_versions v ON v.id = a.framework_version_id"
        " JOIN frameworks f ON f.id = v.framework_id WHERE f.slug = 'dti-922' AND a.year = $1 GROUP BY 1",
        year,
    )
    return {row["version"]: row["n"] for row in rows}


def _without_totals() -> list[dict[str, str]]:
    """Of each province its own values: half of the first main index, a tenth of the second."""
    rows = [{key: value for key, value in row.items() if "rank" not in key and key != "total"} for row in table()]
    return [row | {"index_1": "0.5", "index_2": "0.1"} for row in rows]


def _refused(answer: httpx.Response, code: str) -> Sequence[str]:
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert (error["field"].rpartition(".")[2], error["code"]) == ("framework", code)
    return list(map(str, error.values()))


async def test_a_year_stays_under_the_version_that_it_stands_under(
    desk: Desk, database: db.Database, clock: FakeClock
) -> None:
    """2021 was published before there was another version: all of it is read by the first one."""
    await _next_version(database, clock, weighed=True)
    answer = await desk.send([{"organisation": "tinh-an-giang", "index_1": "0.5"}], year="2021")
    assert answer.status_code == 201, answer.text
    assert await _under(database, 2021) == {1: 2}
    assert (await desk.compared(2021))["framework_version"] == 1


async def test_the_newest_version_serves_where_it_publishes_the_same(
    desk: Desk, database: db.Database, clock: FakeClock
) -> None:
    await _next_version(database, clock, weighed=False)
    assert (await desk.send(table(), year="2022")).status_code == 201
    assert await _under(database, 2022) == {2: 63}
    assert (await desk.send(table(), year="2023")).status_code == 201
    assert await _under(database, 2023) == {2: 63}


async def test_where_nothing_says_which_version_one_is_named(
    desk: Desk, database: db.Database, clock: FakeClock
) -> None:
    await _next_version(database, clock, weighed=True)
    rows = _without_totals()
    assert any("dti-922@" in text for text in _refused(await desk.send(rows, year="2023"), "version_unsaid"))
    assert await _under(database, 2023) == {}
    for unknown in ("dti-922@3", "dti-922@", "dti-922@x", "dti-922@" + "1" * 30):
        _refused(await desk.send(rows, year="2023", framework=unknown), "unknown")
    assert (await desk.send(rows, year="2023", framework="dti-922@1")).status_code == 201
    assert await _under(database, 2023) == {1: 63}
    totals = {number: (await _total(database, number, rows)) for number in (1, 2)}
    assert totals[1] != totals[2]
    assert (await desk.published("tinh-an-giang", 2023))["total"] == totals[1]
    # From then on the year says it itself.
    assert (await desk.send(rows, year="2023")).json()["counts"]["unchanged"] == 63
    _refused(await desk.send(rows, year="2023", framework="dti-922@2"), "versions_differ")


async def _total(database: db.Database, number: int, rows: list[dict[str, str]]) -> Decimal:
    """What follows for An Giang by the weights of a version."""
    (row,) = (row for row in rows if row["organisation"] == "An Giang")
    weights = await database.reader.rows(
        "SELECT number, weight FROM main_indices WHERE framework_version_id = $1", version_id("dti-922", number)
    )
    points = sum(one["weight"] * Decimal(row.get(f"index_{one['number']}", "0")) for one in weights)
    return round(Decimal(points) / 1000, 6)


async def test_a_year_that_stands_under_two_is_not_mixed(desk: Desk, database: db.Database, clock: FakeClock) -> None:
    """The ranks of 2022 came under the first version; the assessment, which is scored here, moved to the second."""
    await _next_version(database, clock, weighed=True)
    texts = _refused(await desk.send(table(), year="2022"), "versions_differ")
    assert any("1, 2" in text for text in texts)
    assert await _under(database, 2022) == {2: 1}
