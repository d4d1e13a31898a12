"""Over-claim over HTTP: whose claim it is, in one assessment and over all of them alike."""

from __future__ import annotations

from typing import Any

import pytest

from services.scoring_worker import jobs
from tests.services.gateway import contract
from tests.services.scoring_api import test_appeals
from tests.services.scoring_api.test_appeals import AGENCY, CENTRE, OPEN, OTHER, PATH, Court

court = test_appeals.court


async def _prepared(court: Court) -> None:
    """AGENCY claims 8 of 1.7, where 4 are verified; AGENCY and OTHER imply 10 of 1.8, of which nothing was decided;
    OTHER claims 0 of 1.9, where 10 are verified."""
    await court.done("PUT", f"{PATH}/claims/1.7", "reporter", AGENCY, json={"points": 8, "note": "bí mật"})
    await court.decided(OTHER)
    for org in (AGENCY, OTHER):
        await court.decided(org, components=["1.8"], verdict=None)
    await court.done("PUT", f"{PATH}/claims/1.9", "reporter", OTHER, json={"points": 0})
    await court.decided(AGENCY, components=["1.9"], verdict="accept")
    await jobs.compute(jobs.context(court.database, court.clock), str(OPEN), "8")


async def test_a_gap_is_laid_to_whose_claim_is_in_force(court: Court) -> None:
    await _prepared(court)
    answer = await court.done("GET", f"{PATH}/overclaim", "reporter", "so-tu-phap")
    contract.check(answer, contract.schema_of("get_overclaim"))
    shown = {row["code"]: (row["basis"], row["claimed_by"], row["gap"]) for row in answer["components"]}
    assert shown == {
        "1.7": ("claim", [AGENCY], 4),
        "1.8": ("implied", [AGENCY, OTHER], 10),
        "1.9": ("claim", [OTHER], -10),
    }
    assert (answer["self"], answer["verified"], answer["gap"]) == (18, 14, 4)
    agencies = {row["organisation"]: row for row in answer["agencies"]}
    assert (agencies[AGENCY]["gap"], agencies[AGENCY]["shared_gap"], agencies[OTHER]["gap"]) == (4, 10, -10)
    assert (agencies[OTHER]["over_claimed"], agencies[AGENCY]["over_claimed"]) == (0, 4)
    scores = await court.done("GET", f"{PATH}/scores", "reporter")
    assert answer["gap"] == scores["self"]["points"] - scores["verified"]["points"]
    assert answer["self_score_id"] == scores["self"]["score_id"]
    assert "bí mật" not in str(answer)


async def test_all_assessments_together_say_the_same(court: Court) -> None:
    await _prepared(court)
    one = await court.done("GET", f"{PATH}/overclaim", "reporter")
    every = await court.done("GET", "/v1/assessments/overclaim?year=2022&framework=dti-922&total=true", "reporter")
    contract.check(every, contract.schema_of("list_overclaim"))
    assert every["total"] == 2
    assert [{**row, "assessments": 1} for row in one["agencies"]] == every["items"]

    async def items(**params: Any) -> list[str]:
        given = "&".join(f"{name}={value}" for name, value in params.items())
        found = await court.done("GET", f"/v1/assessments/overclaim?{given}", "committee", CENTRE)
        return [row["organisation"] for row in found["items"]]

    assert await items(agency=OTHER) == [OTHER]
    assert await items(year=2023) == []
    assert await items(organisation="tinh-tuyen-quang") == [AGENCY, OTHER]
    first = await court.done("GET", "/v1/assessments/overclaim?limit=1", "reporter")
    second = await court.done("GET", f"/v1/assessments/overclaim?limit=1&cursor={first['next']}", "reporter")
    assert [page["items"][0]["organisation"] for page in (first, second)] == [AGENCY, OTHER]
    assert second["next"] is None


async def test_who_reads_it(court: Court) -> None:
    for path in (f"{PATH}/overclaim", "/v1/assessments/overclaim"):
        answer = await court.http["scoring"].get(path)
        assert answer.status_code == 401
    imported = PATH.replace(str(OPEN), "628bdbf5-0ab2-575b-8c1c-d7cfaa7348bb")
    refused = await court.send("GET", f"{imported}/overclaim", "reporter")
    assert (refused.status_code, refused.json()["code"]) == (409, "not-computed-yet")


@pytest.mark.parametrize("cursor", ["x", "WyJOYU4iLCJhIl0", "WyIxRTk5OTkiLCJhIl0", "WyIxIl0"])
async def test_a_cursor_that_is_not_ours(court: Court, cursor: str) -> None:
    answer = await court.send("GET", f"/v1/assessments/overclaim?cursor={cursor}", "reporter")
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor-not-ours")
