"""What rests on a document, and what becomes of it when the document is rejected or taken back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from services.reporting_api import impact_answers
from shared.kit import db
from shared.kit.clock import FakeClock
from tests import clients, successor
from tests.services.scoring_api.test_gaps_open import AGENCY, OPEN, Desk, desk

__all__ = ["desk"]
SERVED = ("1.1", "1.2", "7.3")


async def _told(desk: Desk, evidence: str) -> dict[str, Any]:
    answer = await desk.impact(evidence)
    assert answer.status_code == 200, answer.text
    impact_answers.EvidenceImpact.model_validate_json(answer.content)
    found: dict[str, Any] = answer.json(parse_float=Decimal)
    return found


async def _shown(desk: Desk) -> dict[tuple[str, str], tuple[Any, Any]]:
    """Points and value of every figure of both computed columns."""
    scores = await desk.get(f"/v1/assessments/{OPEN}/scores")
    found = {}
    for column in ("self", "verified"):
        one = scores[column]
        found[column, "total"] = (one["points"], one["total"])
        for kind, key, node in (
            ("components", "code", "component"),
            ("main_indices", "number", "index"),
            ("pillars", "pillar", "pillar"),
        ):
            for row in one[kind]:
                found[column, f"{node}:{row[key]}"] = (row["points"], row["value"])
    return found


async def _accepted(desk: Desk) -> str:
    """A document that serves three components, accepted for all; of one another is worth 4 points as well."""
    document, other = await desk.post(*SERVED), await desk.post("1.1")
    for code in SERVED:
        await desk.decide(document, code, "accept")
    await desk.decide(other, "1.1", "partial", points=4, reason_code="insufficient")
    await desk.compute()
    return document


async def test_every_dependent_score_is_listed_with_what_it_is_without_the_document(desk: Desk) -> None:
    document = await _accepted(desk)
    found = await _told(desk, document)
    nodes = {(score["column"], score["node"]) for score in found["scores"]}
    pillars = {f"pillar:{code}" for code in ("government", "economy", "society")}
    expected = {*(f"component:{code}" for code in SERVED), "index:1", "index:7", "total", *pillars}
    assert nodes == {(column, node) for column in ("self", "verified") for node in expected}
    by_node = {(score["column"], score["node"]): score for score in found["scores"]}
    assert by_node["verified", "component:1.1"]["points"] == 10
    assert by_node["verified", "component:1.1"]["without"] == {"points": 4, "value": Decimal("0.4")}
    assert by_node["self", "component:1.1"]["changes"] is False
    assert by_node["self", "component:1.2"]["without"]["points"] == 0
    assert {score["assessment"] for score in found["scores"]} == {str(OPEN)}
    decided = {one["component"]: one["id"] for one in found["decisions"]}
    assert set(decided) == set(SERVED)
    assert by_node["verified", "index:1"]["decisions"] == [decided["1.1"], decided["1.2"]]
    assert by_node["verified", "total"]["components"] == list(SERVED) == found["counts_for"]
    shown = await _shown(desk)
    assert all((score["points"], score["value"]) == shown[place] for place, score in by_node.items())
    assert found["changed"] == sum(score["changes"] for score in found["scores"])


async def test_rejecting_it_moves_every_score_to_what_was_foretold(desk: Desk) -> None:
    document = await _accepted(desk)
    foretold = await _told(desk, document)
    rejected = await desk.reject_whole(document)
    assert rejected.status_code == 201, rejected.text
    assert [one["component"] for one in rejected.json()["decisions"]] == list(SERVED)
    await desk.compute()
    shown = await _shown(desk)
    for score in foretold["scores"]:
        if score["column"] == "verified":
            then = (score["without"]["points"], score["without"]["value"])
            assert shown["verified", score["node"]] == then, score["node"]


async def test_taking_it_back_moves_every_score_to_what_was_foretold(desk: Desk) -> None:
    document = await _accepted(desk)
    foretold = await _told(desk, document)
    before = await _shown(desk)
    await desk.withdraw(document)
    await desk.compute()
    after = await _shown(desk)
    without = {
        (score["column"], score["node"]): (score["without"]["points"], score["without"]["value"])
        for score in foretold["scores"]
    }
    assert after == {**before, **without}
    left = await _told(desk, document)
    assert (left["scores"], left["counts_for"], left["changed"]) == ([], [], 0)
    assert left["withdrawn_at"]


async def test_what_was_posted_since_the_run_is_pending(desk: Desk) -> None:
    await desk.compute()
    found = await _told(desk, await desk.post("1.1"))
    assert (found["pending"], found["scores"]) == (True, [])


async def test_who_may_not_read_the_document_learns_nothing_of_it(desk: Desk, tokens: clients.Tokens) -> None:
    document = await _accepted(desk)
    assert (await desk.impact(document, tokens.header("reporter", "so-tai-chinh"))).status_code == 404
    assert (await desk.impact(document, tokens.header("reporter", AGENCY))).status_code == 200
    account = tokens.of("system", AGENCY, scopes=("evidence:read",))
    told = (await desk.impact(document, {"Authorization": f"Bearer {account}"})).json()
    assert (told["hidden"], told["scores"], told["decisions"], told["run_id"]) == (["scores"], [], [], None)
    both = tokens.of("system", AGENCY, scopes=("evidence:read", "scores:read"))
    assert len((await desk.impact(document, {"Authorization": f"Bearer {both}"})).json()["scores"]) == 18


async def test_before_the_first_computation_nothing_rests_on_it(desk: Desk) -> None:
    found = await _told(desk, await desk.post("1.1"))
    assert (found["run_id"], found["scores"], found["hidden"]) == (None, [], [])


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"verdict": "accept", "reason_code": None}, "all_components"),
        ({"component": "1.1"}, "component"),
        ({"part": "a"}, "part"),
        ({"reason_code": None}, "reason_code"),
    ],
)
async def test_only_a_rejection_is_of_the_whole_document(desk: Desk, said: dict[str, Any], field: str) -> None:
    answer = await desk.reject_whole(await desk.post(*SERVED), **said)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_nobody_rejects_a_document_that_is_not_there(desk: Desk) -> None:
    assert (await desk.reject_whole("00000000-0000-4000-8000-000000000000")).status_code == 404


async def test_of_a_document_for_what_no_version_asks_any_more_nothing_is_rejected(
    desk: Desk, database: db.Database, clock: FakeClock
) -> None:
    document = await desk.post(*SERVED)
    await successor.published(database, clock, successor.Annex(dropped=SERVED))
    answer = await desk.reject_whole(document)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "component"), answer.text
