"""The interval of score and rank over HTTP, and the final score inside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from shared.kit import db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services.scoring_api import simulated
from tests.services.scoring_api.simulated import IMPORTED, OPEN, OTHER, Desk

PATH = f"/v1/assessments/{OPEN}/interval"


@pytest.fixture
async def desk(
    configured: ServiceSettings, tokens: clients.Tokens, database: db.Database, clock: FakeClock
) -> AsyncIterator[Desk]:
    """Both applications."""
    async with simulated.desk(configured, tokens, database, clock) as made:
        yield made


async def test_the_final_score_is_inside_and_the_interval_closes(desk: Desk) -> None:
    """Whoever asks, also an agency that may not read half of the evidence, is told the whole interval."""
    first, second = await desk.post("1.7"), await desk.post("1.7", "2.1", org=OTHER)
    await desk.decide(first, "1.7", "partial", 4)
    await desk.compute()
    before = await desk.rows()
    told = await desk.get(PATH)
    assert await desk.rows() == before
    shown = await desk.scores()
    total = told["total"]
    assert (told["run_id"], told["undecided"], told["column"]) == (shown["run_id"], 1, "verified")
    assert total["now"]["value"] == total["lower"]["value"] == shown["verified"]["total"] == Decimal("0.004")
    most = Decimal("10") + next(one["max_points"] for one in shown["verified"]["components"] if one["code"] == "2.1")
    assert total["upper"]["points"] == most
    assert [one["code"] for one in told["components"]] == ["1.7", "2.1"]
    assert total["score_id"] == shown["verified"]["score_id"]
    await desk.decide(second, "2.1", "partial", 2.5)
    await desk.decide(second, "1.7", "reject")
    await desk.compute()
    ended = (await desk.scores())["verified"]
    assert total["lower"]["points"] <= ended["points"] == Decimal("6.5") <= total["upper"]["points"]
    closed = (await desk.get(PATH))["total"]
    assert closed["lower"] == closed["now"] == closed["upper"]


async def test_the_ranks_between_which_it_ends(desk: Desk) -> None:
    await desk.post("1.7")
    await desk.compute()
    assert (await desk.get(PATH))["rank"] is None
    for slug, total in (("tinh-ha-giang", "0.5000"), ("tinh-cao-bang", "0.0100"), ("tinh-lao-cai", "0.0001")):
        await desk.publish(slug, {"total": total})
    expected = {"best": 2, "worst": 4, "rank_of": 4, "basis": "published", "unknown": 0, "places": 4}
    assert (await desk.get(PATH))["rank"] == expected


async def test_others_whose_evidence_waits_may_end_anywhere_in_their_reach(desk: Desk) -> None:
    """Another province under the same framework, whose document may still bring it 10 points or none."""
    await desk.post("1.7")
    other = await desk.open_other("tinh-ha-giang")
    await desk.post("2.1", assessment=other)
    settled = await desk.open_other("tinh-cao-bang")
    for assessment in (OPEN, other, settled):
        await desk.compute(assessment)
    told = await desk.get(PATH)
    assert told["rank"] == {"best": 1, "worst": 2, "rank_of": 3, "basis": "computed", "unknown": 0, "places": 6}
    theirs = await desk.get(f"/v1/assessments/{settled}/interval")
    assert (theirs["rank"]["best"], theirs["rank"]["worst"]) == (1, 3)
    assert theirs["total"]["lower"] == theirs["total"]["upper"]


async def test_an_imported_assessment_has_no_interval(desk: Desk) -> None:
    answer = await desk.scoring.get(f"/v1/assessments/{IMPORTED}/interval", headers=desk.tokens.header("committee"))
    assert (answer.status_code, answer.json()["code"]) == (409, "not-computed-yet")
    assert (await desk.scoring.get(PATH)).status_code == 401
